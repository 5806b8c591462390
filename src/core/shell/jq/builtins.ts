/** The functions of jq that are not written in jq. */
import { splitText } from "./arithmetic.ts";
import { utf8Bytes } from "./bytes.ts";
import { formatTime, gmtime, mktime, parseTime } from "./dates.ts";
import {
  JqLimitError,
  made,
  type Argument,
  type Item,
  type Machine,
  type Native,
  type Outputs,
} from "./evaluator.ts";
import { textOf } from "./formats.ts";
import { JsonSyntaxError, parseOne } from "./json.ts";
import { nativeMatch, nativeSub } from "./matching.ts";
import { deletePaths, getPath, indices, setPath } from "./paths.ts";
import {
  compare,
  described,
  equal,
  isArray,
  isObject,
  isTrue,
  JqError,
  kindOf,
  shown,
  sortedKeys,
  toJson,
  type JqValue,
} from "./values.ts";

/** `halt` and `halt_error`: ends the program with this status; the message is already written. */
export class Halt extends Error {
  override readonly name = "Halt";
  readonly status: number;
  constructor(status: number) {
    super("halt");
    this.status = status;
  }
}

type Plain = (input: JqValue, args: readonly JqValue[], machine: Machine) => JqValue;

/** A function of values: it runs on every combination of its arguments' outputs. */
function plain(work: Plain): Native {
  return function* (input, args, machine) {
    const item = { value: input.value, path: undefined };
    const from = function* (
      i: number,
      given: readonly JqValue[],
    ): Generator<JqValue, void, undefined> {
      const argument = args[i];
      if (argument === undefined) yield work(input.value, given, machine);
      else for (const { value } of argument(item)) yield* from(i + 1, [...given, value]);
    };
    for (const value of from(0, [])) yield made(input, value);
  };
}

// --- values

function length(value: JqValue): number {
  if (value === null) return 0;
  if (typeof value === "number") return Math.abs(value);
  if (typeof value === "string") return Array.from(value).length;
  if (isArray(value)) return value.length;
  if (isObject(value)) return value.size;
  throw new JqError(`${described(value)} has no length`);
}

function keys(value: JqValue, sorted: boolean): JqValue {
  if (isArray(value)) return value.map((_, i) => i);
  if (isObject(value)) return sorted ? sortedKeys(value) : [...value.keys()];
  throw new JqError(`${described(value)} has no keys`);
}

function has(value: JqValue, key: JqValue): boolean {
  if (isObject(value) && typeof key === "string") return value.has(key);
  if (isArray(value) && typeof key === "number") return key >= 0 && key < value.length;
  throw new JqError(`Cannot check whether ${kindOf(value)} has a ${kindOf(key)} key`);
}

function contains(a: JqValue, b: JqValue): boolean {
  if (isObject(a) && isObject(b)) {
    return [...b].every(([key, value]) => {
      const member = a.get(key);
      return member !== undefined && kindOf(member) === kindOf(value) && contains(member, value);
    });
  }
  if (isArray(a) && isArray(b)) {
    return b.every((wanted) =>
      a.some((item) => kindOf(item) === kindOf(wanted) && contains(item, wanted)),
    );
  }
  if (typeof a === "string" && typeof b === "string") return a.includes(b);
  if (kindOf(a) === kindOf(b)) return equal(a, b);
  throw new JqError(`${described(a)} and ${described(b)} cannot have their containment checked`);
}

function sorted(value: JqValue): readonly JqValue[] {
  if (!isArray(value))
    throw new JqError(`${described(value)} cannot be sorted, as it is not an array`);
  return [...value].sort(compare);
}

function extreme(value: JqValue, most: boolean): JqValue {
  if (!isArray(value)) throw new JqError(`Cannot index ${kindOf(value)} with number`);
  return (
    value.reduce<JqValue | undefined>((best, item) => {
      if (best === undefined) return item;
      const order = compare(item, best);
      return (most ? order >= 0 : order < 0) ? item : best;
    }, undefined) ?? null
  );
}

/** `sort_by`, `group_by` and their like, with the keys that the filter gave. */
function by(value: JqValue, keysOf: JqValue, what: JqValue): JqValue {
  if (!isArray(value) || !isArray(keysOf)) {
    throw new JqError(
      `${described(value)} and ${described([])} cannot be sorted, as they are not both arrays`,
    );
  }
  const pairs = value.map((item, i) => ({ item, key: keysOf[i] ?? null }));
  pairs.sort((a, b) => compare(a.key, b.key));
  if (what === "sort") return pairs.map(({ item }) => item);
  if (what === "min") return pairs[0]?.item ?? null;
  if (what === "max") return pairs.at(-1)?.item ?? null;
  const groups: { readonly key: JqValue; readonly items: JqValue[] }[] = [];
  for (const { item, key } of pairs) {
    const last = groups.at(-1);
    if (last !== undefined && equal(last.key, key)) last.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return groups.map(({ items }) => (what === "group" ? items : (items[0] ?? null)));
}

function flatten(value: JqValue, depth: JqValue): JqValue {
  if (typeof depth !== "number") throw new JqError("flatten depth must not be negative");
  if (depth < 0) throw new JqError("flatten depth must not be negative");
  const items = isArray(value) ? value : isObject(value) ? [...value.values()] : undefined;
  if (items === undefined) throw new JqError(`Cannot iterate over ${described(value)}`);
  return items.flatMap((item) =>
    isArray(item) ? (depth > 0 ? flattened(item, depth - 1) : [item]) : [item],
  );
}

function flattened(items: readonly JqValue[], depth: number): readonly JqValue[] {
  return items.flatMap((item) =>
    isArray(item) && depth > 0 ? flattened(item, depth - 1) : [item],
  );
}

function tonumber(value: JqValue): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string")
    throw new JqError(`${described(value)} cannot be parsed as a number`);
  const number = fromjson(value);
  if (typeof number === "number") return number;
  throw new JqError(`${described(value)} cannot be parsed as a number`);
}

function fromjson(value: JqValue): JqValue {
  if (typeof value !== "string") throw new JqError(`${described(value)} cannot be parsed as JSON`);
  try {
    return parseOne(value) ?? null;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new JqError(`${error.message} (while parsing '${value}')`);
  }
}

// --- strings

function texts(complaint: string, work: (text: string, other: string) => JqValue): Plain {
  return (input, [other]) => {
    if (typeof input !== "string" || typeof other !== "string") throw new JqError(complaint);
    return work(input, other);
  };
}

/** What does not fit is left as it is. */
function ofText(work: (text: string, other: string) => string): Plain {
  return (input, [other]) =>
    typeof input === "string" && typeof other === "string" ? work(input, other) : input;
}

function text(complaint: string, work: (text: string) => JqValue): Plain {
  return (input) => {
    if (typeof input !== "string") throw new JqError(complaint);
    return work(input);
  };
}

const trimmed =
  (work: (text: string) => string): Plain =>
  (input) => {
    if (typeof input !== "string") throw new JqError(`${described(input)} cannot be trimmed`);
    return work(input);
  };

function implode(value: JqValue): string {
  if (!isArray(value)) throw new JqError("implode input must be an array");
  return value
    .map((code) => {
      if (typeof code !== "number") throw new JqError("Unicode codepoint must be numeric");
      const whole = Math.floor(code);
      const good = whole >= 0 && whole <= 0x10ffff && !(whole >= 0xd800 && whole <= 0xdfff);
      return String.fromCodePoint(good ? whole : 0xfffd);
    })
    .join("");
}

function join(value: JqValue, separator: JqValue): JqValue {
  if (!isArray(value)) throw new JqError(`Cannot iterate over ${described(value)}`);
  if (value.length === 0) return "";
  if (typeof separator !== "string") {
    throw new JqError(`${described(separator)} and string ("") cannot be added`);
  }
  let out = "";
  value.forEach((item, i) => {
    if (i > 0) out += separator;
    if (item === null) return;
    if (typeof item === "object") {
      throw new JqError(`string (${shown(out)}) and ${described(item)} cannot be added`);
    }
    out += textOf(item);
  });
  return out;
}

function indexOf(value: JqValue, wanted: JqValue): JqValue {
  if (value === null) return null;
  if (typeof value === "string" && typeof wanted === "string") {
    const found: number[] = [];
    if (wanted === "") return null;
    for (let at = value.indexOf(wanted); at >= 0; at = value.indexOf(wanted, at + 1))
      found.push(utf8Bytes(value.slice(0, at)).length);
    return found;
  }
  if (isArray(value)) return indices(value, wanted);
  throw new JqError(`Cannot determine indices of ${kindOf(wanted)} in ${kindOf(value)}`);
}

// --- numbers

const numeric =
  (work: (...numbers: readonly number[]) => number | boolean): Plain =>
  (input, args) => {
    const given = args.length === 0 ? [input] : args;
    const numbers = given.filter((value) => typeof value === "number");
    const wrong = given.find((value) => typeof value !== "number");
    if (wrong !== undefined) throw new JqError(`${described(wrong)} number required`);
    return work(...numbers);
  };

const MATH: readonly (readonly [
  string,
  number,
  (...numbers: readonly number[]) => number | boolean,
])[] = [
  ["floor", 0, (a = 0) => Math.floor(a)],
  ["ceil", 0, (a = 0) => Math.ceil(a)],
  ["round", 0, (a = 0) => Math.sign(a) * Math.round(Math.abs(a))],
  ["trunc", 0, (a = 0) => Math.trunc(a)],
  ["sqrt", 0, (a = 0) => Math.sqrt(a)],
  ["cbrt", 0, (a = 0) => Math.cbrt(a)],
  ["exp", 0, (a = 0) => Math.exp(a)],
  ["exp2", 0, (a = 0) => 2 ** a],
  ["exp10", 0, (a = 0) => 10 ** a],
  ["log", 0, (a = 0) => Math.log(a)],
  ["log2", 0, (a = 0) => Math.log2(a)],
  ["log10", 0, (a = 0) => Math.log10(a)],
  ["sin", 0, (a = 0) => Math.sin(a)],
  ["cos", 0, (a = 0) => Math.cos(a)],
  ["tan", 0, (a = 0) => Math.tan(a)],
  ["asin", 0, (a = 0) => Math.asin(a)],
  ["acos", 0, (a = 0) => Math.acos(a)],
  ["atan", 0, (a = 0) => Math.atan(a)],
  ["fabs", 0, (a = 0) => Math.abs(a)],
  ["abs", 0, (a = 0) => Math.abs(a)],
  ["pow", 2, (a = 0, b = 0) => a ** b],
  ["atan2", 2, (a = 0, b = 0) => Math.atan2(a, b)],
  ["fmin", 2, (a = 0, b = 0) => Math.min(a, b)],
  ["fmax", 2, (a = 0, b = 0) => Math.max(a, b)],
  ["fmod", 2, (a = 0, b = 0) => a % b],
  ["isinfinite", 0, (a = 0) => Math.abs(a) === Infinity],
  ["isnan", 0, (a = 0) => Number.isNaN(a)],
  ["isnormal", 0, (a = 0) => Number.isFinite(a) && Math.abs(a) >= 2.2250738585072014e-308],
];

// --- filters with filters

function* valuesOf(
  argument: Argument | undefined,
  input: Item,
): Generator<JqValue, void, undefined> {
  for (const { value } of argument?.({ value: input.value, path: undefined }) ?? []) yield value;
}

const pathOf: Native = function* (input, [filter], machine) {
  for (const keysTo of machine.paths((item) => filter?.(item) ?? none(), input.value))
    yield made(input, keysTo);
};

function* none(): Outputs {
  // no outputs
}

const getpath: Native = function* (input, [path], machine) {
  for (const keysTo of valuesOf(path, input)) {
    if (!isArray(keysTo)) throw new JqError("Path must be specified as an array");
    if (input.path === undefined) {
      yield { value: getPath(input.value, keysTo), path: undefined };
      continue;
    }
    let item = input;
    for (const key of keysTo) {
      item =
        item.value === null && item.path !== "none"
          ? { value: null, path: { up: item.path ?? undefined, key } }
          : machine.child(item, key);
    }
    yield item;
  }
};

const range: Native = function* (input, args, machine) {
  const bounds = args.length === 1 ? [() => one(0), ...args] : args;
  const [from, to, by_] = bounds;
  for (const start of valuesOf(from, input)) {
    for (const end of valuesOf(to, input)) {
      for (const step of by_ === undefined ? [1] : valuesOf(by_, input)) {
        if (typeof start !== "number" || typeof end !== "number" || typeof step !== "number") {
          throw new JqError("Range bounds must be numeric");
        }
        for (let i = start; step > 0 ? i < end : step < 0 ? i > end : start < end; i += step) {
          machine.step();
          yield made(input, i);
        }
      }
    }
  }
};

function* one(value: JqValue): Outputs {
  yield { value, path: undefined };
}

const limit: Native = function* (input, [count, filter]) {
  for (const most of valuesOf(count, input)) {
    if (typeof most !== "number") throw new JqError("Invalid arguments to limit");
    if (most <= 0) continue;
    let left = most;
    for (const item of filter?.(input) ?? []) {
      yield item;
      left -= 1;
      if (left <= 0) break;
    }
  }
};

/** Runs a filter on its own outputs again and again, depth first; no recursion, however deep. */
function again(
  input: Item,
  next: (item: Item) => Outputs,
  machine: Machine,
  each: (item: Item) => "yield" | "stop" | "pass",
): Outputs {
  return (function* (): Outputs {
    const open: Outputs[] = [only(input)];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      machine.step();
      const result = top.next();
      if (result.done === true) {
        open.pop();
        continue;
      }
      const verdict = each(result.value);
      if (verdict !== "pass") yield result.value;
      if (verdict !== "stop") open.push(next(result.value));
      if (open.length > 100_000) throw new JqLimitError("the program recurses too deeply");
    }
  })();
}

function* only(item: Item): Outputs {
  yield item;
}

const recurse: Native = (input, [filter], machine) =>
  again(
    input,
    (item) => filter?.(item) ?? none(),
    machine,
    () => "yield",
  );

const until: Native = (input, [condition, update], machine) =>
  again(
    input,
    (item) => update?.(item) ?? none(),
    machine,
    (item) => (holds(condition, item) ? "stop" : "pass"),
  );

const whileTrue: Native = function* (input, [condition, update], machine) {
  const going = function* (item: Item): Outputs {
    for (const next of update?.(item) ?? []) if (holds(condition, next)) yield next;
  };
  if (holds(condition, input)) yield* again(input, going, machine, () => "yield");
};

function holds(condition: Argument | undefined, item: Item): boolean {
  for (const value of valuesOf(condition, item)) return isTrue(value);
  return false;
}

const inputs: Native = function* (input, _args, machine) {
  for (let next = machine.host.nextInput(); next !== undefined; next = machine.host.nextInput()) {
    yield made(input, next);
  }
};

function haltError(input: JqValue, status: JqValue, machine: Machine): never {
  if (typeof status !== "number") throw new JqError("halt_error/1: number required");
  machine.host.stderr(typeof input === "string" ? input : `${toJson(input)}\n`);
  throw new Halt(status & 255);
}

const PLAIN: readonly (readonly [string, Plain])[] = [
  ["not/0", (value) => !isTrue(value)],
  ["length/0", length],
  [
    "utf8bytelength/0",
    (value) => {
      if (typeof value !== "string")
        throw new JqError(`${described(value)} only strings have UTF-8 byte length`);
      return utf8Bytes(value).length;
    },
  ],
  ["type/0", kindOf],
  ["keys/0", (value) => keys(value, true)],
  ["keys_unsorted/0", (value) => keys(value, false)],
  ["has/1", (value, [key = null]) => has(value, key)],
  ["contains/1", (value, [wanted = null]) => contains(value, wanted)],
  ["sort/0", sorted],
  ["unique/0", (value) => by(value, value, "unique")],
  ["min/0", (value) => extreme(value, false)],
  ["max/0", (value) => extreme(value, true)],
  ["_by/3", (value, [keysOf = null, what = null]) => by(value, keysOf, what)],
  [
    "reverse/0",
    (value) => {
      if (value === null) return [];
      if (typeof value === "string") return Array.from(value).reverse().join("");
      if (isArray(value)) return [...value].reverse();
      throw new JqError(`Cannot reverse ${described(value)}`);
    },
  ],
  ["flatten/0", (value) => flatten(value, Infinity)],
  ["flatten/1", (value, [depth = null]) => flatten(value, depth)],
  [
    "transpose/0",
    (value) => {
      const rows = isArray(value) ? value.filter(isArray) : [];
      const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
      return Array.from({ length: width }, (_, i) => rows.map((row) => row[i] ?? null));
    },
  ],
  ["tostring/0", textOf],
  ["tonumber/0", tonumber],
  ["tojson/0", (value) => toJson(value)],
  ["fromjson/0", fromjson],
  [
    "ascii_downcase/0",
    text("ascii_downcase input must be a string", (t) =>
      t.replace(/[A-Z]/g, (c) => c.toLowerCase()),
    ),
  ],
  [
    "ascii_upcase/0",
    text("ascii_upcase input must be a string", (t) => t.replace(/[a-z]/g, (c) => c.toUpperCase())),
  ],
  [
    "explode/0",
    text("explode input must be a string", (t) => Array.from(t, (c) => c.codePointAt(0) ?? 0)),
  ],
  ["implode/0", implode],
  ["join/1", (value, [separator = null]) => join(value, separator)],
  ["split/1", texts("split input and separator must be strings", splitText)],
  ["startswith/1", texts("startswith() requires string inputs", (t, other) => t.startsWith(other))],
  ["endswith/1", texts("endswith() requires string inputs", (t, other) => t.endsWith(other))],
  ["ltrimstr/1", ofText((t, other) => (t.startsWith(other) ? t.slice(other.length) : t))],
  [
    "rtrimstr/1",
    ofText((t, other) => (other !== "" && t.endsWith(other) ? t.slice(0, -other.length) : t)),
  ],
  ["trim/0", trimmed((t) => t.trim())],
  ["ltrim/0", trimmed((t) => t.trimStart())],
  ["rtrim/0", trimmed((t) => t.trimEnd())],
  ["indices/1", (value, [wanted = null]) => indexOf(value, wanted)],
  [
    "setpath/2",
    (value, [path = null, given = null]) => {
      if (!isArray(path)) throw new JqError("Path must be specified as an array");
      return setPath(value, path, given);
    },
  ],
  [
    "delpaths/1",
    (value, [paths = null]) => {
      if (!isArray(paths)) throw new JqError("Paths must be specified as an array");
      return deletePaths(
        value,
        paths.map((path) => {
          if (!isArray(path)) throw new JqError("Path must be specified as an array");
          return path;
        }),
      );
    },
  ],
  [
    "error/0",
    (value) => {
      throw new JqError(value);
    },
  ],
  [
    "error/1",
    (_value, [message = null]) => {
      throw new JqError(message);
    },
  ],
  ["infinite/0", () => Infinity],
  ["nan/0", () => Number.NaN],
  ["now/0", (_value, _args, { host }) => host.now() / 1000],
  ["mktime/0", mktime],
  ["gmtime/0", gmtime],
  ["localtime/0", gmtime],
  ["strftime/1", (value, [format = null]) => formatTime(value, format)],
  ["strflocaltime/1", (value, [format = null]) => formatTime(value, format)],
  ["strptime/1", (value, [format = null]) => parseTime(value, format)],
  [
    "input/0",
    (_value, _args, { host }) => {
      const next = host.nextInput();
      if (next === undefined) throw new JqError("No more inputs");
      return next;
    },
  ],
  ["input_line_number/0", (_value, _args, { host }) => host.line()],
  ["input_filename/0", (_value, _args, { host }) => host.file()],
  [
    "debug/0",
    (value, _args, { host }) => {
      host.stderr(`${toJson(["DEBUG:", value])}\n`);
      return value;
    },
  ],
  [
    "stderr/0",
    (value, _args, { host }) => {
      host.stderr(textOf(value));
      return value;
    },
  ],
  [
    "halt/0",
    () => {
      throw new Halt(0);
    },
  ],
  ["halt_error/1", (value, [status = null], machine) => haltError(value, status, machine)],
  [
    "builtins/0",
    (_value, _args, { host }) =>
      [...host.natives.keys(), ...host.definitions.keys()].filter((name) => !name.startsWith("_")),
  ],
  ...MATH.map(([name, arity, work]): [string, Plain] => [`${name}/${arity}`, numeric(work)]),
];

/** By `name/arity`. */
export const NATIVES: ReadonlyMap<string, Native> = new Map<string, Native>([
  ...PLAIN.map(([name, work]): [string, Native] => [name, plain(work)]),
  ["empty/0", none],
  ["path/1", pathOf],
  ["getpath/1", getpath],
  ["range/1", range],
  ["range/2", range],
  ["range/3", range],
  ["limit/2", limit],
  ["recurse/1", recurse],
  ["repeat/1", recurse],
  ["until/2", until],
  ["while/2", whileTrue],
  ["inputs/0", inputs],
  ["_match/3", nativeMatch],
  ["sub/3", nativeSub],
]);
