/**
 * Pods that controllers made have names of chance. To compare two clusters that were made from
 * files, those that no file holds are called by their workload and a number.
 */
import type { Pod } from "../api/objects.ts";
import { workloadName } from "../api/workload.ts";
import type { ClusterState, NamespacedKey } from "../cluster/types.ts";

const POD = "/Pod";

/** The state with names that are the same whenever the files are. */
export function withStableNames(
  state: ClusterState,
  isWritten: (pod: Pod) => boolean,
): ClusterState {
  const stored = state.objects.get(POD)?.values() ?? [];
  const pods = Array.from(stored, (object) => object as Pod);
  const counts = new Map<string, number>();
  const taken = new Set<string>(pods.filter(isWritten).map(keyOf));
  const named = pods.map((pod): Pod => {
    const workload = workloadName(pod);
    if (isWritten(pod) || workload === pod.metadata.name) return pod;
    const place = `${pod.metadata.namespace ?? ""}/${workload}`;
    let index = counts.get(place) ?? 0;
    while (taken.has(`${place}-${index}`)) index += 1;
    counts.set(place, index + 1);
    return { ...pod, metadata: { ...pod.metadata, name: `${workload}-${index}` } };
  });
  const objects = new Map(state.objects);
  objects.set(POD, new Map(named.map((pod) => [keyOf(pod), pod])));
  return { ...state, objects };
}

function keyOf({ metadata }: Pod): NamespacedKey {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}
