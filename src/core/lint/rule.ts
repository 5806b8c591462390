/** What a rule of the linter is. The registry is `rules.ts`; a rule is one entry of it. */
import type { CompiledPolicy } from "../netpol/compile.ts";
import type { Finding, Fix, Severity } from "./finding.ts";
import type { LintWorld } from "./world.ts";

/** A finding before its rule has put code and severity to it. */
export interface Found {
  readonly object: Finding["object"];
  readonly path: string;
  readonly message: string;
  readonly fixes?: readonly Fix[];
}

export interface Rule {
  /** Stable; also the name of the page in docs/lint/. */
  readonly code: string;
  readonly severity: Severity;
  /** What is found, as the heading of a list. */
  readonly title: string;
  /** Why it matters, in one sentence. */
  readonly why: string;
  /** What to do about it, in one or two sentences. */
  readonly remedy: string;
  /** Total: objects are valid as the API takes them, but need not make sense. */
  check(world: LintWorld): Iterable<Found>;
}

/** Something found in a policy. */
export function inPolicy(
  { ref }: CompiledPolicy,
  path: string,
  message: string,
  fixes: readonly Fix[] = [],
): Found {
  const object = { kind: "NetworkPolicy", namespace: ref.namespace, name: ref.name } as const;
  return { object, path, message, fixes };
}
