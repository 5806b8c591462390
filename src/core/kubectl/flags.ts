/**
 * Flags as kubectl's own library reads them (spf13/pflag 1.0: `flag.go`): long and short forms,
 * `-ojson`, `-itn ns`, `--flag=value`, values that may be left out, `--`, and its error texts.
 */
import { parseBool, parseDuration, parseInteger, quote } from "./gotext.ts";
import type { FlagSpec, FlagType } from "./command.ts";
import type { FlagValues } from "./flag-values.ts";

export type { FlagSpec } from "./command.ts";

/** Thrown while flags are parsed; `help` asks for the command's help instead. */
export class FlagError extends Error {
  override readonly name = "FlagError";
}
export class HelpRequested extends Error {
  override readonly name = "HelpRequested";
}

const ZERO: Readonly<Record<FlagType, string>> = {
  bool: "false",
  string: "",
  strings: "",
  array: "",
  int: "0",
  int32: "0",
  int64: "0",
  duration: "0s",
};

/** The default as text, as in `--tail=-1`. */
export function defaultText(spec: FlagSpec): string {
  return spec.default ?? ZERO[spec.type];
}

/** The value a flag takes when it stands alone, or undefined when it needs one. */
export function noOptDefault(spec: FlagSpec): string | undefined {
  return spec.noOptDefault ?? (spec.type === "bool" ? "true" : undefined);
}

/** `all_namespaces` is read as `all-namespaces`. */
export function normaliseFlagName(name: string): string {
  return name.replaceAll("_", "-");
}

/** The flags a command knows: its own before the global ones. */
export class FlagSet {
  readonly specs: readonly FlagSpec[];
  readonly #byName = new Map<string, FlagSpec>();
  readonly #byShorthand = new Map<string, FlagSpec>();

  constructor(...lists: readonly (readonly FlagSpec[])[]) {
    const specs: FlagSpec[] = [];
    for (const spec of lists.flat()) {
      if (this.#byName.has(spec.name)) continue;
      specs.push(spec);
      this.#byName.set(spec.name, spec);
      if (spec.shorthand !== undefined && !this.#byShorthand.has(spec.shorthand)) {
        this.#byShorthand.set(spec.shorthand, spec);
      }
    }
    this.specs = specs;
  }

  lookup(name: string): FlagSpec | undefined {
    return this.#byName.get(normaliseFlagName(name));
  }

  lookupShorthand(letter: string): FlagSpec | undefined {
    return this.#byShorthand.get(letter);
  }
}

/** What was given on the command line, over the defaults. */
export class ParsedFlags implements FlagValues {
  readonly set: FlagSet;
  readonly #values = new Map<string, readonly string[]>();

  constructor(set: FlagSet) {
    this.set = set;
  }

  /** True when the flag was given, whatever the value. */
  changed(name: string): boolean {
    return this.#values.has(name);
  }

  /** False when the command has no such flag; reading it would throw. */
  has(name: string): boolean {
    return this.set.lookup(name) !== undefined;
  }

  bool(name: string): boolean {
    const parsed = parseBool(this.#last(name));
    return parsed.ok && parsed.value;
  }

  string(name: string): string {
    return this.#last(name);
  }

  /** The values of a repeatable flag; empty when it was not given and has no default. */
  list(name: string): readonly string[] {
    const spec = this.#spec(name);
    const given = this.#values.get(name);
    if (given !== undefined) return given;
    const fallback = defaultText(spec);
    return fallback === "" ? [] : fallback.split(",");
  }

  number(name: string): number {
    const parsed = parseInteger(this.#last(name), 64);
    return parsed.ok ? parsed.value : 0;
  }

  /** Milliseconds. */
  duration(name: string): number {
    const parsed = parseDuration(this.#last(name));
    return parsed.ok ? parsed.value : 0;
  }

  /**
   * Stores a value as if it had been typed.
   * @throws FlagError when the value does not fit the flag's type
   */
  assign(spec: FlagSpec, text: string): void {
    const error = valueError(spec, text);
    if (error !== undefined) {
      const flag = spec.shorthand === undefined ? "" : `-${spec.shorthand}, `;
      throw new FlagError(
        `invalid argument ${quote(text)} for "${flag}--${spec.name}" flag: ${error}`,
      );
    }
    const given = this.#values.get(spec.name) ?? [];
    if (spec.type === "strings") this.#values.set(spec.name, [...given, ...splitCsv(text)]);
    else if (spec.type === "array") this.#values.set(spec.name, [...given, text]);
    else this.#values.set(spec.name, [text]);
  }

  #spec(name: string): FlagSpec {
    const spec = this.set.lookup(name);
    if (spec === undefined) throw new Error(`flag accessed but not defined: ${name}`);
    return spec;
  }

  #last(name: string): string {
    const spec = this.#spec(name);
    return this.#values.get(name)?.at(-1) ?? defaultText(spec);
  }
}

const CHECKS: Readonly<
  Partial<Record<FlagType, (text: string) => { readonly ok: boolean; readonly error?: string }>>
> = {
  bool: parseBool,
  int: (text) => parseInteger(text, 64),
  int64: (text) => parseInteger(text, 64),
  int32: (text) => parseInteger(text, 32),
  duration: parseDuration,
};

function valueError(spec: FlagSpec, text: string): string | undefined {
  const result = CHECKS[spec.type]?.(text);
  return result === undefined || result.ok ? undefined : result.error;
}

/** One line of comma-separated values; quotes keep commas, as encoding/csv reads them. */
function splitCsv(text: string): string[] {
  if (text === "") return [];
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (quoted && character === '"' && text[i + 1] === '"') {
      field += '"';
      i++;
    } else if (character === '"' && (quoted || field === "")) quoted = !quoted;
    else if (character === "," && !quoted) {
      fields.push(field);
      field = "";
    } else field += character;
  }
  return [...fields, field];
}

export interface ParseResult {
  readonly flags: ParsedFlags;
  /** What is left when the flags are taken out. */
  readonly args: readonly string[];
  /** How many arguments stood before `--`; undefined without `--`. */
  readonly dashAt: number | undefined;
  /** `Flag --x has been deprecated, …`, in order. */
  readonly notices: readonly string[];
}

/**
 * Parses a command's arguments.
 * @throws FlagError with pflag's words; HelpRequested for `-h` and `--help`
 */
export function parseFlags(set: FlagSet, argv: readonly string[]): ParseResult {
  const flags = new ParsedFlags(set);
  const args: string[] = [];
  const notices: string[] = [];
  const rest = [...argv];
  let dashAt: number | undefined;
  let help = false;
  const assign = (spec: FlagSpec, value: string): void => {
    flags.assign(spec, value);
    if (spec.deprecated !== undefined) {
      notices.push(`Flag --${spec.name} has been deprecated, ${spec.deprecated}`);
    }
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith("-") || word === "-") args.push(word);
    else if (word === "--") {
      dashAt = args.length;
      args.push(...rest);
      break;
    } else if (word.startsWith("--")) {
      if (word === "--help" || word.startsWith("--help=")) help ||= word !== "--help=false";
      else parseLong(set, word, rest, assign);
    } else if (parseShort(set, word, rest, assign)) help = true;
  }
  if (help) throw new HelpRequested();
  return { flags, args, dashAt, notices };
}

type Assign = (spec: FlagSpec, value: string) => void;

function parseLong(set: FlagSet, word: string, rest: string[], assign: Assign): void {
  const body = word.slice(2);
  if (body === "" || body.startsWith("-") || body.startsWith("=")) {
    throw new FlagError(`bad flag syntax: ${word}`);
  }
  const equals = body.indexOf("=");
  const name = equals < 0 ? body : body.slice(0, equals);
  const spec = set.lookup(name);
  if (spec === undefined) throw new FlagError(`unknown flag: --${name}`);
  const value = equals < 0 ? (noOptDefault(spec) ?? rest.shift()) : body.slice(equals + 1);
  if (value === undefined) throw new FlagError(`flag needs an argument: --${name}`);
  assign(spec, value);
}

/** Reads `-abc value`; true when the letter `h` asked for help. */
function parseShort(set: FlagSet, word: string, rest: string[], assign: Assign): boolean {
  let letters = word.slice(1);
  let help = false;
  while (letters !== "") {
    const letter = String.fromCodePoint(letters.codePointAt(0) ?? 0);
    const after = letters.slice(letter.length);
    const spec = set.lookupShorthand(letter);
    if (spec === undefined && letter === "h") {
      help = true;
      letters = after;
      continue;
    }
    if (spec === undefined) {
      throw new FlagError(`unknown shorthand flag: '${letter}' in -${letters}`);
    }
    const implied = noOptDefault(spec);
    if (after.startsWith("=") && after.length > 1) {
      assign(spec, after.slice(1));
      return help;
    }
    if (implied !== undefined) {
      assign(spec, implied);
      letters = after;
      continue;
    }
    const value = after === "" ? rest.shift() : after;
    if (value === undefined)
      throw new FlagError(`flag needs an argument: '${letter}' in -${letters}`);
    assign(spec, value);
    return help;
  }
  return help;
}

/** The names of required flags that were not given, in the order of the alphabet. */
export function missingRequired(flags: ParsedFlags): string[] {
  return flags.set.specs
    .filter((spec) => spec.required === true && !flags.changed(spec.name))
    .map((spec) => spec.name)
    .sort();
}
