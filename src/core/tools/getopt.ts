/** getopt_long as the C libraries do it: clusters, attached values, permutation, their messages. */
import type { Libc } from "./tool.ts";

export interface OptionSyntax {
  /** As in C: a letter, a colon after those that take a value. */
  readonly short: string;
  /** Long names and the letter (or word) they stand for; a name that ends in `=` takes a value. */
  readonly long?: Readonly<Record<string, string>>;
  /** Stop at the first operand instead of permuting (POSIXLY_CORRECT, `+`). */
  readonly stopAtOperand?: boolean;
}

export interface ParsedOptions {
  readonly flags: readonly { readonly name: string; readonly value?: string }[];
  readonly operands: readonly string[];
}

export type OptionError =
  | { readonly kind: "unknown-short" | "missing-short"; readonly option: string }
  | { readonly kind: "unknown-long" | "missing-long" | "unwanted-value"; readonly option: string };

export function getopt(
  args: readonly string[],
  syntax: OptionSyntax,
): ParsedOptions | { readonly error: OptionError; readonly before: ParsedOptions } {
  const flags: { name: string; value?: string }[] = [];
  const operands: string[] = [];
  const fail = (
    kind: OptionError["kind"],
    option: string,
  ): { readonly error: OptionError; readonly before: ParsedOptions } => ({
    error: { kind, option },
    before: { flags, operands },
  });
  let index = 0;
  while (index < args.length) {
    const arg = args[index++] ?? "";
    if (arg === "--") {
      operands.push(...args.slice(index));
      break;
    }
    if (arg.startsWith("--")) {
      const [name, attached] = splitOnce(arg.slice(2));
      const found = longName(name, syntax.long ?? {});
      if (found === undefined) return fail("unknown-long", name);
      if (!found.takesValue && attached !== undefined) return fail("unwanted-value", name);
      const value = found.takesValue ? (attached ?? args[index++]) : undefined;
      if (found.takesValue && value === undefined) return fail("missing-long", name);
      flags.push(value === undefined ? { name: found.stands } : { name: found.stands, value });
      continue;
    }
    if (!arg.startsWith("-") || arg === "-") {
      operands.push(arg);
      if (syntax.stopAtOperand === true) {
        operands.push(...args.slice(index));
        break;
      }
      continue;
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg.charAt(at);
      const place = letter === ":" ? -1 : syntax.short.indexOf(letter);
      if (place === -1) return fail("unknown-short", letter);
      if (syntax.short.charAt(place + 1) !== ":") {
        flags.push({ name: letter });
        continue;
      }
      const rest = arg.slice(at + 1);
      const value = rest === "" ? args[index++] : rest;
      if (value === undefined) return fail("missing-short", letter);
      flags.push({ name: letter, value });
      break;
    }
  }
  return { flags, operands };
}

function splitOnce(text: string): readonly [string, string | undefined] {
  const at = text.indexOf("=");
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function longName(
  name: string,
  long: Readonly<Record<string, string>>,
): { readonly stands: string; readonly takesValue: boolean } | undefined {
  const entries = Object.entries(long).map(([key, stands]) => ({
    key: key.replace(/=$/, ""),
    stands,
    takesValue: key.endsWith("="),
  }));
  const exact = entries.find((entry) => entry.key === name);
  if (exact !== undefined) return exact;
  const fitting = entries.filter((entry) => entry.key.startsWith(name));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** The line the library prints, without the program's name. */
export function optionMessage({ kind, option }: OptionError, libc: Libc): string {
  if (libc === "musl") {
    if (kind === "missing-short" || kind === "missing-long") {
      return `option requires an argument: ${option}`;
    }
    if (kind === "unwanted-value") return `option does not take an argument: ${option}`;
    return `unrecognized option: ${option}`;
  }
  switch (kind) {
    case "unknown-short":
      return `invalid option -- '${option}'`;
    case "missing-short":
      return `option requires an argument -- '${option}'`;
    case "unknown-long":
      return `unrecognized option '--${option}'`;
    case "missing-long":
      return `option '--${option}' requires an argument`;
    case "unwanted-value":
      return `option '--${option}' doesn't allow an argument`;
  }
}

/** The last value of a flag. */
export function valueOf(parsed: ParsedOptions, name: string): string | undefined {
  return parsed.flags.findLast((flag) => flag.name === name)?.value;
}

export function hasFlag(parsed: ParsedOptions, name: string): boolean {
  return parsed.flags.some((flag) => flag.name === name);
}

export function countFlag(parsed: ParsedOptions, name: string): number {
  return parsed.flags.filter((flag) => flag.name === name).length;
}
