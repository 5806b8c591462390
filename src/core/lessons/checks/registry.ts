/** All kinds of check, and how a line or a group of lines in a lesson becomes one. */
import type { Check, CheckKind, CheckResult, CheckWorld } from "./check.ts";
import { ANSWERED, RAN } from "./done.ts";
import { REACH, TRY } from "./flows.ts";
import { ISOLATED, LABEL, OPEN, PLUGIN, POD, POLICIES, POLICY, SELECTED, TYPES } from "./state.ts";

export const CHECK_KINDS: readonly CheckKind[] = [
  REACH,
  TRY,
  ISOLATED,
  OPEN,
  POLICIES,
  POLICY,
  POD,
  TYPES,
  SELECTED,
  LABEL,
  PLUGIN,
  RAN,
  ANSWERED,
];

/** As authors write it: a line, or a group. A list is `all`. */
export type CheckSource =
  | string
  | { readonly all: readonly CheckSource[] }
  | { readonly any: readonly CheckSource[] }
  | { readonly not: CheckSource };

/** What is wrong with a line: for the author, with the form that was expected. */
export class CheckError extends Error {
  override readonly name = "CheckError";
}

/** @throws CheckError for a line of no known form */
export function readCheck(source: CheckSource): Check {
  if (typeof source === "string") return readLine(source);
  if ("not" in source) return negated(readCheck(source.not));
  const list = "all" in source ? source.all : source.any;
  const parts = list.map(readCheck);
  return "all" in source ? every(parts) : some(parts);
}

function readLine(source: string): Check {
  const space = source.indexOf(" ");
  const name = space < 0 ? source : source.slice(0, space);
  const kind = CHECK_KINDS.find((candidate) => candidate.name === name);
  if (kind === undefined) {
    const known = CHECK_KINDS.map((candidate) => candidate.name).join(", ");
    throw new CheckError(`"${name}" is no kind of check (one of ${known})`);
  }
  const check = kind.read(source.slice(name.length).trim());
  if (check === undefined) throw new CheckError(`"${source}" is not of the form: ${kind.form}`);
  return { source, ...check };
}

function negated(check: Check): Check {
  return {
    source: `not ${check.source}`,
    text: `Not: ${check.text}`,
    run(world) {
      const { holds, text } = check.run(world);
      return { holds: !holds, text };
    },
  };
}

function every(parts: readonly Check[]): Check {
  return {
    source: parts.map(({ source }) => source).join(" and "),
    text: parts.map(({ text }) => text).join("; "),
    run(world) {
      const results = parts.map((part) => part.run(world));
      const failing = results.find(({ holds }) => !holds);
      return failing ?? { holds: true, text: results.at(-1)?.text ?? "" };
    },
  };
}

function some(parts: readonly Check[]): Check {
  return {
    source: parts.map(({ source }) => source).join(" or "),
    text: parts.map(({ text }) => text).join(", or: "),
    run(world) {
      const results = parts.map((part) => part.run(world));
      return results.find(({ holds }) => holds) ?? first(results);
    },
  };
}

function first([result]: readonly CheckResult[]): CheckResult {
  return result ?? { holds: false, text: "There is nothing to choose from." };
}

/** Every check with its result. */
export function runChecks(checks: readonly Check[], world: CheckWorld): readonly CheckResult[] {
  return checks.map((check) => check.run(world));
}
