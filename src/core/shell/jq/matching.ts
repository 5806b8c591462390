/** `match` and what is built on it. */
import type { Native } from "./evaluator.ts";
import { made } from "./items.ts";
import { RegexError } from "../regexMachine.ts";
import { PerlRegex } from "../perlRegex.ts";
import {
  described,
  isArray,
  isObject,
  JqError,
  kindOf,
  type JqObject,
  type JqValue,
} from "./values.ts";

const FLAGS = "gimnpslx";
const MAX_MATCHES = 100_000;

interface Compiled {
  readonly pattern: PerlRegex;
  readonly global: boolean;
  readonly skipEmpty: boolean;
}

function compile(source: JqValue, flags: JqValue): Compiled {
  if (typeof source !== "string")
    throw new JqError(`${described(source)} cannot be matched, as it is not a string`);
  if (flags !== null && typeof flags !== "string")
    throw new JqError(`${described(flags)} is not a string`);
  const letters = flags ?? "";
  if (Array.from(letters).some((c) => !FLAGS.includes(c))) {
    throw new JqError(`${letters} is not a valid modifier string`);
  }
  try {
    return {
      pattern: new PerlRegex(source, {
        ignoreCase: letters.includes("i"),
        extended: letters.includes("x"),
        dotAll: letters.includes("p") || letters.includes("m"),
      }),
      global: letters.includes("g"),
      skipEmpty: letters.includes("n"),
    };
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    throw new JqError(`${source} (at offset 0) is not a valid regex: ${error.message}`);
  }
}

const object = (entries: readonly (readonly [string, JqValue])[]): JqValue => new Map(entries);

function matches(
  text: string,
  { pattern, global, skipEmpty }: Compiled,
  step: () => void,
): JqValue[] {
  const found: JqValue[] = [];
  // jq counts characters, the machine UTF-16 units
  const wide = /[\ud800-\udbff]/.test(text);
  const offset = (unit: number): number => (wide ? Array.from(text.slice(0, unit)).length : unit);
  for (let from = 0; from <= text.length && found.length < MAX_MATCHES;) {
    step();
    const match = pattern.exec(text, from);
    if (match === undefined) break;
    const empty = match.end === match.index;
    from = empty ? match.end + ((text.codePointAt(match.end) ?? 0) > 0xffff ? 2 : 1) : match.end;
    if (empty && skipEmpty) continue;
    const captures = pattern.names.slice(1).map((name, i) => {
      const start = match.captures[2 * i + 2];
      const end = match.captures[2 * i + 3];
      if (start === undefined || end === undefined) {
        return object([
          ["offset", -1],
          ["string", null],
          ["length", 0],
          ["name", name ?? null],
        ]);
      }
      return object([
        ["offset", offset(start)],
        ["length", offset(end) - offset(start)],
        ["string", text.slice(start, end)],
        ["name", name ?? null],
      ]);
    });
    found.push(
      object([
        ["offset", offset(match.index)],
        ["length", offset(match.end) - offset(match.index)],
        ["string", text.slice(match.index, match.end)],
        ["captures", captures],
      ]),
    );
    if (!global) break;
  }
  return found;
}

/** `_match(re; flags; test)`: one array of matches, or whether there is one. */
export const nativeMatch: Native = function* (input, [source, flags, test], machine) {
  const plain = { value: input.value, path: undefined };
  for (const { value: given } of source?.(plain) ?? []) {
    for (const { value: letters } of flags?.(plain) ?? []) {
      for (const { value: only } of test?.(plain) ?? []) {
        const [re, modifiers] = isArray(given)
          ? [given[0] ?? null, given[1] ?? letters]
          : [given, letters];
        if (!isArray(given) && typeof given !== "string") {
          throw new JqError(`${kindOf(given)} not a string or array`);
        }
        if (typeof input.value !== "string") {
          throw new JqError(`${described(input.value)} cannot be matched, as it is not a string`);
        }
        const compiled = compile(re, modifiers);
        const found = matches(
          input.value,
          only === true ? { ...compiled, global: false } : compiled,
          () => {
            machine.step();
          },
        );
        yield made(input, only === true ? found.length > 0 : found);
      }
    }
  }
};

/** `sub(re; replacement; flags)`: the replacement runs on the named captures of each match. */
export const nativeSub: Native = function* (input, [source, replacement, flags], machine) {
  const plain = { value: input.value, path: undefined };
  const { value: text } = input;
  for (const { value: re } of source?.(plain) ?? []) {
    for (const { value: letters } of flags?.(plain) ?? []) {
      if (typeof text !== "string") {
        throw new JqError(`${described(text)} cannot be matched, as it is not a string`);
      }
      const characters = Array.from(text);
      const found = matches(text, compile(re, letters), () => {
        machine.step();
      });
      let results: readonly string[] = [""];
      let at = 0;
      for (const match of found) {
        if (!isObject(match)) continue;
        const offset = Number(match.get("offset"));
        const before = characters.slice(at, offset).join("");
        at = offset + Number(match.get("length"));
        const next: string[] = [];
        for (const { value } of replacement?.({ value: named(match), path: undefined }) ?? []) {
          if (typeof value !== "string") {
            throw new JqError(`${described(named(match))} cannot be added to a string`);
          }
          for (const result of results) {
            machine.step();
            next.push(result + before + value);
          }
        }
        results = next;
      }
      const rest = characters.slice(at).join("");
      for (const result of results) yield made(input, result + rest);
    }
  }
};

/** What `capture` gives for a match. */
function named(match: JqObject): JqObject {
  const captures = match.get("captures") ?? [];
  const entries = (isArray(captures) ? captures : []).flatMap((capture): [string, JqValue][] => {
    const name = isObject(capture) ? capture.get("name") : null;
    return isObject(capture) && typeof name === "string"
      ? [[name, capture.get("string") ?? null]]
      : [];
  });
  return new Map(entries);
}
