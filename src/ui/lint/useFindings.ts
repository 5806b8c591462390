import { useEffect, useState } from "react";
import type { ClusterState } from "../../core/cluster/types.ts";
import type { Finding } from "../../core/lint/finding.ts";
import { runSteps } from "../../store/steps.ts";

/** A cluster that changes many times in a moment is looked at once. */
const PAUSE = 120;

/** The linter is fetched when the first cluster is looked at, not before the lab opens. */
async function find(
  cluster: ClusterState,
  isOver: () => boolean,
): Promise<readonly Finding[] | undefined> {
  const { findingSteps } = await import("../../core/session/lint.ts");
  return isOver() ? undefined : runSteps(findingSteps(cluster), isOver);
}

/** What is found in a cluster, worked out between frames; `of` an older one while it is. */
export function useFindings(cluster: ClusterState): {
  readonly findings: readonly Finding[];
  readonly of: ClusterState | undefined;
} {
  const [found, setFound] = useState<{
    readonly of: ClusterState | undefined;
    readonly findings: readonly Finding[];
  }>({ of: undefined, findings: [] });
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(() => {
      void find(cluster, () => isOver).then((findings) => {
        if (findings !== undefined && !isOver) setFound({ of: cluster, findings });
      });
    }, PAUSE);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [cluster]);
  return found;
}
