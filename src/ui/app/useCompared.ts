import { useState } from "react";
import type { ClusterState } from "../../core/cluster/types.ts";
import type { LabState } from "../../store/lab.ts";
import { useDeferredLabState, useLabState } from "../hooks/useLab.ts";

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

const comparable = ({
  cluster,
  before,
  preview,
  labels,
  position,
  compare,
  clusters,
}: LabState): Pick<
  LabState,
  "cluster" | "before" | "preview" | "labels" | "position" | "compare" | "clusters"
> => ({ cluster, before, preview, labels, position, compare, clusters });

/** The two states that graph and matrix tell apart: a preview, two moments picked, else the last step. */
export function useCompared(): Compared {
  const now = useLabState((state) => state.before);
  // the pictures take longer than a frame: what is typed comes first, they follow
  const { cluster, before, preview, labels, position, compare, clusters } =
    useDeferredLabState(comparable);
  const from = compare === undefined ? undefined : clusters[compare.from];
  const to = compare === undefined || compare.to === position ? cluster : clusters[compare.to];
  // what was done before the page was opened is no news
  const [opened] = useState(now);
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
