/** The functions of jq that are not written in jq. */
import { byteLength } from "../../api/utf8.ts";
import { splitText } from "./arithmetic.ts";
import { formatTime, gmtime, mktime, parseTime } from "./dates.ts";
import { JqLimitError, type Argument, type Machine, type Native } from "./evaluator.ts";
import { made, type Item, type Outputs } from "./items.ts";
import { textOf } from "./formats.ts";
import {
  by,
  contains,
  extreme,
  flatten,
  fromjson,
  has,
  implode,
  indexOf,
  join,
  keys,
  length,
  MATH,
  numeric,
  ofText,
  sorted,
  text,
  texts,
  tonumber,
  trimmed,
  type Plain,
} from "./functions.ts";
import { nativeMatch, nativeSub } from "./matching.ts";
import { deletePaths, getPath, setPath } from "./paths.ts";
import { described, isArray, isTrue, JqError, kindOf, toJson, type JqValue } from "./values.ts";

/** `halt` and `halt_error`: ends the program with this status; the message is already written. */
export class Halt extends Error {
  override readonly name = "Halt";
  readonly status: number;
  constructor(status: number) {
    super("halt");
    this.status = status;
  }
}

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
      return byteLength(value);
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
