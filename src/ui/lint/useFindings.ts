import { useEffect, useState } from "react";
import type { ClusterState } from "../../core/cluster/types.ts";
import type { Finding } from "../../core/lint/finding.ts";
import { findingSteps } from "../../core/session/lint.ts";
import { runSteps } from "../../store/findings.ts";

/** A cluster that changes many times in a moment is looked at once. */
const PAUSE = 120;

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
      void runSteps(findingSteps(cluster), () => isOver).then((findings) => {
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
