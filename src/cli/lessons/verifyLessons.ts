/** `netpol lessons verify`: what a folder of lessons claims, proven, and said in words or as JSON. */
import { lintProse, lintText } from "../../content/lint/lint.ts";
import { termUses } from "../../content/lint/terms.ts";
import { readProse } from "../../content/prose.ts";
import { formatProblem } from "../../core/lessons/schema/read.ts";
import { PROOFS } from "../../core/session/verify/ledger.ts";
import type { Grounds } from "../../core/session/verify/stage.ts";
import { verifyLessons, type VerifyReport } from "../../core/session/verify/verify.ts";
import { nodeHost } from "../host.ts";
import { readTree } from "./tree.ts";

export type { VerifyReport };

/** For those who verify again and again. */
const grounds: Grounds = new Map();

/**
 * @param only ids; empty means all
 * @throws CommandError when the folder cannot be read
 */
export async function verifyFolder(
  folder: string,
  only: readonly string[] = [],
): Promise<VerifyReport> {
  const prose = { read: readProse, lintProse, lintText, termUses };
  return verifyLessons(readTree(folder), { openHost: nodeHost, prose, grounds }, only);
}

/** Counts, one a line, then the problems. */
export function reportText({ problems, proven }: VerifyReport): string {
  const width = Math.max(...[...proven.values()].map((n) => String(n).length), 1);
  const counts = [...proven].map(([what, n]) => `${String(n).padStart(width)} ${PROOFS[what]}\n`);
  const faults = problems.map((problem) => `${formatProblem(problem)}\n`);
  const sum =
    problems.length === 0
      ? "all is as it claims to be\n"
      : `${problems.length} ${problems.length === 1 ? "problem" : "problems"}\n`;
  return [...counts, "\n", ...faults, ...(faults.length > 0 ? ["\n"] : []), sum].join("");
}

export function reportJson({ problems, proven }: VerifyReport): string {
  const counts = Object.fromEntries(proven);
  return `${JSON.stringify({ ok: problems.length === 0, proven: counts, problems }, null, 2)}\n`;
}
