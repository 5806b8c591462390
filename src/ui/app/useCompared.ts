import { useState } from "react";
import type { ClusterState } from "../../core/cluster/types.ts";
import { useLabState } from "../hooks/useLab.ts";

export interface Compared {
  /** What is shown: the present, a moment that was picked, or what a preview would make. */
  readonly shown: ClusterState;
  /** What it is compared with; undefined when nothing was done yet. */
  readonly base: ClusterState | undefined;
  /** What `base` became `shown` by. */
  readonly label: string;
  /** False while the last step was done before the page was opened. */
  readonly news: boolean;
  /** Said over the picture when it is not of the present. */
  readonly banner: string | undefined;
}

/** The two states that graph and matrix tell apart: a preview, two moments picked, else the last step. */
export function useCompared(): Compared {
  const cluster = useLabState((state) => state.cluster);
  const before = useLabState((state) => state.before);
  const preview = useLabState((state) => state.preview);
  const labels = useLabState((state) => state.labels);
  const position = useLabState((state) => state.position);
  const compare = useLabState((state) => state.compare);
  const from = useLabState((state) =>
    state.compare === undefined ? undefined : state.clusters[state.compare.from],
  );
  const to = useLabState((state) =>
    state.compare === undefined || state.compare.to === state.position
      ? state.cluster
      : state.clusters[state.compare.to],
  );
  // what was done before the page was opened is no news
  const [opened] = useState(before);
  if (preview !== undefined)
    return {
      shown: preview.cluster,
      base: cluster,
      label: preview.label,
      news: true,
      // the bar above the picture says it, with what to do about it
      banner: undefined,
    };
  if (compare !== undefined && from !== undefined && to !== undefined)
    return {
      shown: to,
      base: from,
      label: momentsText(labels, compare.from, compare.to),
      news: true,
      banner:
        compare.to === position ? undefined : `As it was after: ${labels[compare.to] ?? "a step"}`,
    };
  return {
    shown: cluster,
    base: before,
    label: labels[position] ?? "",
    news: before !== undefined && before !== opened,
    banner: undefined,
  };
}

/** `1 Start → 3 kubectl apply -f deny.yaml`. */
function momentsText(labels: readonly string[], from: number, to: number): string {
  return [from, to].map((at) => `${at + 1} ${labels[at] ?? ""}`).join(" → ");
}
