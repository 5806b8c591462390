/** Evaluates kubectl's JSONPath (client-go `util/jsonpath/jsonpath.go`; its error texts are kept). */
import { isArray, isObject } from "../../api/json.ts";
import type { Json } from "../../api/json.ts";
import { CommandError } from "../errors.ts";
import { formatValue, goType, marshalIndent, marshalJson, sortedKeys } from "./go-values.ts";
import { parseJsonPath } from "./jsonpath-parser.ts";
import type { PathNode, SliceBounds } from "./jsonpath-parser.ts";

/** Results of one evaluation are cut off here: recursive descent over itself multiplies. */
const MAX_RESULTS = 1_000_000;

function fail(message: string): never {
  throw new CommandError(message);
}

function field(value: Json, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function children(value: Json): Json[] {
  if (isArray(value)) return [...value];
  if (isObject(value)) return sortedKeys(value).map((key) => value[key] ?? null);
  return [];
}

/** A parsed template, ready to be run over any number of objects. */
export class JsonPath {
  readonly #nodes: readonly PathNode[];
  readonly #allowMissingKeys: boolean;
  // The state of `{range}` … `{end}`, as the walk goes through it.
  #beginRange = 0;
  #inRange = 0;
  #endRange = 0;
  #lastEnd: PathNode | undefined;
  #budget = MAX_RESULTS;

  /** @throws CommandError when the template does not parse */
  constructor(template: string, allowMissingKeys = true) {
    this.#nodes = parseJsonPath(template);
    this.#allowMissingKeys = allowMissingKeys;
  }

  /** One list of values a node of the template. @throws CommandError */
  find(value: Json): Json[][] {
    this.#beginRange = this.#inRange = this.#endRange = 0;
    this.#lastEnd = undefined;
    this.#budget = MAX_RESULTS;
    return this.#find(value, this.#nodes);
  }

  /** The text kubectl prints; `asJson` as `-o jsonpath-as-json`. @throws CommandError */
  execute(value: Json, asJson = false): string {
    return this.find(value)
      .map((results) =>
        asJson ? `${marshalIndent(results)}\n` : results.map(resultText).join(" "),
      )
      .join("");
  }

  #find(value: Json, nodes: readonly PathNode[]): Json[][] {
    const all: Json[][] = [];
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i];
      if (node === undefined) break;
      const results = this.#walk([value], node);
      if (this.#endRange > 0 && this.#endRange <= this.#inRange) {
        this.#endRange--;
        this.#lastEnd = node;
        break;
      }
      if (this.#beginRange === 0) {
        all.push(results);
        continue;
      }
      this.#beginRange--;
      this.#inRange++;
      const body = nodes.slice(i + 1);
      if (results.length === 0) this.#find(null, body);
      for (const result of results) all.push(...this.#find(result, body));
      this.#inRange--;
      const end = this.#lastEnd === undefined ? -1 : nodes.indexOf(this.#lastEnd, i + 1);
      if (end > i) i = end;
    }
    return all;
  }

  #walk(input: readonly Json[], node: PathNode): Json[] {
    this.#budget -= input.length + 1;
    if (this.#budget < 0) fail("too many results");
    switch (node.kind) {
      case "list":
        return this.#walkAll(input, node.nodes);
      case "text":
        return [node.text];
      case "value":
        return [node.value];
      case "field":
        return this.#field(input, node.name);
      case "identifier":
        return this.#identifier(input, node.name);
      case "wildcard":
        return input.flatMap(children);
      case "recursive":
        return this.#recursive(input, 0);
      case "array":
        return input.flatMap((value) => (value === null ? [] : slice(value, node.bounds)));
      case "union":
        return node.members.flatMap((member) => this.#walkAll(input, member));
      case "filter":
        return this.#filter(input, node);
    }
  }

  #walkAll(input: readonly Json[], nodes: readonly PathNode[]): Json[] {
    let current = [...input];
    for (const node of nodes) current = this.#walk(current, node);
    return current;
  }

  #field(input: readonly Json[], name: string): Json[] {
    if (input.length === 0) return [];
    const results = input.flatMap((value) => {
      const found = field(value, name);
      return found === undefined ? [] : [found];
    });
    if (results.length === 0 && !this.#allowMissingKeys) fail(`${name} is not found`);
    return results;
  }

  #identifier(input: readonly Json[], name: string): Json[] {
    if (name === "range") {
      this.#beginRange++;
      return [...input];
    }
    if (name !== "end") fail(`unrecognized identifier ${name}`);
    if (this.#inRange === 0) fail("not in range, nothing to end");
    this.#endRange++;
    return [];
  }

  #recursive(input: readonly Json[], depth: number): Json[] {
    const out: Json[] = [];
    for (const value of input) {
      const inner = children(value);
      if (inner.length === 0 || depth > 1000) continue;
      this.#budget -= inner.length;
      out.push(value, ...this.#recursive(inner, depth + 1));
    }
    return out;
  }

  #filter(input: readonly Json[], node: Extract<PathNode, { kind: "filter" }>): Json[] {
    const out: Json[] = [];
    for (const value of input) {
      if (!isArray(value)) {
        fail(`${formatValue(value)} is not array or slice and cannot be filtered`);
      }
      for (const item of value) {
        if (node.operator === "exists") {
          if (this.#exists(item, node.left)) out.push(item);
          continue;
        }
        const left = this.#operand(item, node.left);
        const right = left === undefined ? undefined : this.#operand(item, node.right);
        if (left === undefined || right === undefined) continue;
        if (compare(left.value, node.operator, right.value)) out.push(item);
      }
    }
    return out;
  }

  #exists(item: Json, nodes: readonly PathNode[]): boolean {
    try {
      return this.#walkAll([item], nodes).length > 0;
    } catch (error) {
      if (error instanceof CommandError) return false;
      throw error;
    }
  }

  #operand(item: Json, nodes: readonly PathNode[]): { readonly value: Json } | undefined {
    const [value, ...more] = this.#walkAll([item], nodes);
    if (more.length > 0) fail("can only compare one element at a time");
    return value === undefined ? undefined : { value };
  }
}

/** One result as printed: objects and arrays as JSON, the rest as Go prints them. */
function resultText(value: Json): string {
  return isArray(value) || isObject(value) ? marshalJson(value) : formatValue(value);
}

function slice(value: Json, bounds: SliceBounds): Json[] {
  if (!isArray(value)) fail(`${goType(value)} is not array or slice`);
  const { length } = value;
  let start = bounds.start ?? 0;
  if (start < 0) start += length;
  let end = bounds.end ?? length;
  if (end < 0 || (end === 0 && bounds.derived)) end += length;
  if (start === end) return [];
  const outside = (index: number): never =>
    fail(`array index out of bounds: index ${index}, length ${length}`);
  if (start >= length || start < 0) outside(start);
  if (end > length || end < 0) outside(end - 1);
  if (start > end) fail(`starting index ${start} is greater than ending index ${end}`);
  const step = bounds.step ?? 1;
  if (step <= 0) fail("step must be > 0");
  return value.slice(start, end).filter((_, index) => index % step === 0);
}

const ORDERS: ReadonlyMap<string, (order: number) => boolean> = new Map([
  ["<", (order: number) => order < 0],
  [">", (order: number) => order > 0],
  ["<=", (order: number) => order <= 0],
  [">=", (order: number) => order >= 0],
]);

function compare(left: Json, operator: string, right: Json): boolean {
  if (operator === "==" || operator === "!=") {
    return equal(left, right) === (operator === "==");
  }
  const holds = ORDERS.get(operator);
  if (holds === undefined) fail(`unrecognized filter operator ${operator}`);
  if (typeof left === "number" && typeof right === "number") return holds(left - right);
  if (typeof left === "string" && typeof right === "string") {
    return holds(left < right ? -1 : left > right ? 1 : 0);
  }
  if (typeof left === typeof right) fail("invalid type for comparison");
  fail("incompatible types for comparison");
}

function equal(left: Json, right: Json): boolean {
  if (!isBasic(left) || !isBasic(right)) fail("invalid type for comparison");
  if (typeof left !== typeof right) fail("incompatible types for comparison");
  return left === right;
}

function isBasic(value: Json): boolean {
  return value !== null && typeof value !== "object";
}
