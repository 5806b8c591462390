/** `--sort-by` (kubectl `pkg/cmd/get/sorter.go`). */
import type { Json } from "../../api/json.ts";
import { isArray, isObject } from "../../api/json.ts";
import { CommandError } from "../errors.ts";
import { quote } from "../gotext.ts";
import { relaxedPath } from "./custom-columns.ts";
import { formatValue } from "./go-values.ts";
import { JsonPath } from "./jsonpath.ts";

const SUFFIXES: ReadonlyMap<string, number> = new Map([
  ["n", 1e-9],
  ["u", 1e-6],
  ["m", 1e-3],
  ["", 1],
  ["k", 1e3],
  ["M", 1e6],
  ["G", 1e9],
  ["T", 1e12],
  ["P", 1e15],
  ["E", 1e18],
  ["Ki", 2 ** 10],
  ["Mi", 2 ** 20],
  ["Gi", 2 ** 30],
  ["Ti", 2 ** 40],
  ["Pi", 2 ** 50],
  ["Ei", 2 ** 60],
]);

/** A resource quantity (`100m`, `1Gi`) as a number, or undefined. */
function quantity(text: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:e([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/i.exec(text);
  if (match === null) return undefined;
  const [, number = "", exponent, suffix = ""] = match;
  const scale = exponent === undefined ? SUFFIXES.get(suffix) : 10 ** Number(exponent);
  return scale === undefined ? undefined : Number(number) * scale;
}

/** Order in which runs of digits count as numbers: `a2` before `a10`. */
function naturalOrder(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i] ?? "";
    const y = right[i] ?? "";
    if (x === y) continue;
    const numbers = /^\d/.test(x) && /^\d/.test(y);
    if (numbers && Number(x) !== Number(y)) return Number(x) - Number(y);
    if (numbers) return x.length - y.length;
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

function compareValues(a: Json, b: Json): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") {
    const x = quantity(a);
    const y = quantity(b);
    return x !== undefined && y !== undefined ? x - y : naturalOrder(a, b);
  }
  if (isArray(a) || isObject(a) || typeof a !== typeof b) {
    return naturalOrder(formatValue(a), formatValue(b));
  }
  return Number(a) - Number(b);
}

/**
 * Orders items by a field of their objects; those without it come first, the last of them
 * before the others (each counts as less than the next).
 * @param field as typed: `.metadata.name`, `{.status.podIP}`
 * @throws CommandError for a path that does not parse, or that no object has
 */
export function sortByField<T>(
  items: readonly T[],
  field: string,
  objectOf: (item: T) => Json,
): readonly T[] {
  const relaxed = relaxedPath(field);
  const path = new JsonPath(relaxed);
  const keyed = items.map((item) => ({ item, key: path.find(objectOf(item))[0]?.[0] }));
  if (items.length > 0 && keyed.every(({ key }) => key === undefined)) {
    throw new CommandError(
      `couldn't find any field with path ${quote(relaxed)} in the list of objects`,
    );
  }
  const absent = keyed.filter(({ key }) => key === undefined).reverse();
  const present = keyed
    .filter(({ key }) => key !== undefined)
    .sort((a, b) => compareValues(a.key ?? null, b.key ?? null));
  return [...absent, ...present].map(({ item }) => item);
}
