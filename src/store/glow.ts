/** The pods that `kubectl get pods` lists stand out on the picture for a moment, the first time. */
import { podId } from "../core/graph/ids.ts";
import { shownPods } from "../core/session/graph.ts";
import type { ClusterState } from "../core/cluster/types.ts";
import type { Lab } from "./lab.ts";

const LIST = /^\s*(?:kubectl|k)\s+get\s+(?:po|pods?)(?=\s|$)(.*)/;
const GLOW_MS = 1600;

/** The namespace that a listing is of, `*` for all; undefined where the command lists no pods. */
export function listedNamespace(command: string): string | undefined {
  const rest = LIST.exec(command)?.[1];
  if (rest === undefined) return undefined;
  if (/(?:^|\s)(?:-A|--all-namespaces)(?=\s|$)/.test(rest)) return "*";
  return /(?:^|\s)(?:-n|--namespace)[\s=]*([a-z0-9-]+)/.exec(rest)?.[1] ?? "default";
}

function cards(state: ClusterState, namespace: string): readonly string[] {
  return shownPods(state)
    .filter(({ metadata }) => namespace === "*" || metadata.namespace === namespace)
    .map(({ metadata }) => podId(metadata.namespace ?? "default", metadata.name));
}

/** Follows the commands of a lab. @returns what ends it */
export function glowOnList(lab: Lab): () => void {
  const seen = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = lab.store.subscribe(({ log, cluster }, old) => {
    const command = log.at(-1);
    if (log === old.log || command === undefined || log.length <= old.log.length) return;
    const namespace = listedNamespace(command);
    if (namespace === undefined || seen.has(namespace)) return;
    seen.add(namespace);
    lab.light({ peers: cards(cluster, namespace) });
    clearTimeout(timer);
    timer = setTimeout(() => {
      lab.light(undefined);
    }, GLOW_MS);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
