/** A small picture without a cluster around it: the evaluator and the graph over a few objects. */
import type { KubeObject, Namespace, NetworkPolicy, Pod } from "../api/objects.ts";
import { ringLayout } from "../graph/layout.ts";
import { buildGraph } from "../graph/model.ts";
import { composePicture, type Picture } from "../graph/picture.ts";
import { DEFAULT_PLUGIN } from "../cluster/types.ts";
import type { ClusterState, GroupKind, NamespacedKey } from "../cluster/types.ts";
import { graphJudge } from "./view.ts";

const byKey = (objects: readonly KubeObject[]): ReadonlyMap<NamespacedKey, KubeObject> =>
  new Map(objects.map((o) => [`${o.metadata.namespace ?? ""}/${o.metadata.name}`, o]));

/** Every flow between the pods, on a ring. */
export function demoPicture(
  namespaces: readonly Namespace[],
  pods: readonly Pod[],
  policies: readonly NetworkPolicy[],
): Picture {
  const state: ClusterState = {
    resourceVersion: 1,
    seed: 1,
    ipam: { nextPodHost: {}, scheduled: 0 },
    kubelet: { images: {}, pods: new Map() },
    plugin: DEFAULT_PLUGIN,
    objects: new Map<GroupKind, ReadonlyMap<NamespacedKey, KubeObject>>([
      ["/Namespace", byKey(namespaces)],
      ["/Pod", byKey(pods)],
      ["networking.k8s.io/NetworkPolicy", byKey(policies)],
    ]),
  };
  const model = buildGraph({ namespaces, pods, policies, judge: graphJudge(state, []), all: true });
  return composePicture(model, ringLayout(model));
}
