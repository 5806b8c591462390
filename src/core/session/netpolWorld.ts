/** What `netpol` asks of a session: clusters from manifests, compiled policies, commands of edits. */
import type { BuiltCluster, InputProblem, SourceText, World } from "../command/subcommand.ts";
import type { ClusterState } from "../cluster/types.ts";
import type { Problem } from "./documents.ts";
import { commandsFor } from "./edits.ts";
import { importCluster } from "./import.ts";
import { networkOf } from "./view.ts";

/** Manifests as the page's import takes them. */
function build(files: readonly SourceText[], now: number): BuiltCluster {
  const { start, skipped, problems, sources } = importCluster(files, now);
  return {
    ...(start === undefined ? {} : { state: start.cluster }),
    problems: problems.filter(({ warning }) => warning !== true).map(asProblem),
    warnings: problems.filter(({ warning }) => warning === true).map(asProblem),
    skipped,
    sources,
  };
}

function asProblem({ file, line, column = 1, message, source }: Problem): InputProblem {
  return { file, line, column, message, ...(source === undefined ? {} : { source }) };
}

/**
 * The world of `netpol`.
 * @param now lab time for clusters made from manifests, milliseconds since the epoch
 * @param live the cluster of a lab, where there is one
 * @param namespace of bare names
 */
export function netpolWorld(
  now: () => number,
  namespace: World["namespace"],
  live?: () => ClusterState,
): World {
  return {
    ...(live === undefined ? {} : { live }),
    namespace,
    build: (files) => build(files, now()),
    networkOf,
    commandsFor,
  };
}
