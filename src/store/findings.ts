/** What the linter finds, worked out in short turns so that nobody waits for it. */
import type { JsonObject } from "../core/api/json.ts";
import type { NetworkPolicy } from "../core/api/objects.ts";
import type { ClusterState } from "../core/cluster/types.ts";
import type { Fix } from "../core/lint/finding.ts";
import { ruleNamed } from "../core/lint/rules.ts";
import { locateIn } from "../core/lint/sources.ts";
import type { ClusterEdit } from "../core/netpol/edit.ts";
import { textFindingSteps, type TextFinding } from "../core/session/lint.ts";
import { fixText } from "../core/session/textFix.ts";
import { policiesIn } from "../core/session/view.ts";
import type { Problem, ProblemFix } from "./lab.ts";
import { runSteps } from "./steps.ts";

/**
 * The linter's findings in a text, as if it were applied, at their places in it.
 * @param objects those of the text that the API server would take
 */
export async function findingsInText(
  state: ClusterState,
  text: string,
  objects: readonly JsonObject[],
  isGivenUp: () => boolean,
): Promise<readonly Problem[]> {
  const found = await runSteps(textFindingSteps(state, text, objects), isGivenUp);
  return (found ?? []).map((each) => problemOf(state, text, objects, each));
}

function problemOf(
  state: ClusterState,
  text: string,
  objects: readonly JsonObject[],
  { finding, source }: TextFinding,
): Problem {
  const { code, severity, message, path, object, fixes } = finding;
  const place = locateIn(source, path);
  const { from, to } = place?.key ??
    place?.value ?? { from: source.document.offset, to: source.document.offset + 1 };
  // a list item goes on for lines: its first says enough
  const lineEnd = text.indexOf("\n", from);
  const end = lineEnd < 0 ? to : Math.min(to, lineEnd);
  const stored = objects.find((candidate): candidate is JsonObject & NetworkPolicy => {
    const { metadata } = candidate as JsonObject & NetworkPolicy;
    return (
      candidate["kind"] === object.kind &&
      metadata.name === object.name &&
      metadata.namespace === object.namespace
    );
  });
  const { title = code, why = "", remedy = "" } = ruleNamed(code) ?? {};
  return {
    from,
    to: Math.max(end, from + 1),
    severity,
    message,
    about: { code, title, why, remedy },
    fixes: fixes.flatMap((fix): ProblemFix[] => {
      const changed = fixText(text, source, stored, fix);
      if (changed !== undefined) return [{ title: fix.title, of: text, text: changed }];
      return isOfLive(state, fix) ? [{ title: fix.title, of: text, edits: fix.edits }] : [];
    }),
  };
}

/** Do all edits change what is in the cluster already? */
function isOfLive(state: ClusterState, { edits }: Fix): boolean {
  const names = new Set(
    policiesIn(state).map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`),
  );
  return edits.every((edit: ClusterEdit) =>
    edit.kind === "delete-policy"
      ? names.has(`${edit.policy.namespace}/${edit.policy.name}`)
      : edit.kind !== "replace-policy",
  );
}
