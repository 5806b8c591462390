/** All flows of a state as a list: every pod to every pod, on the ports that the other listens on. */
import type { Pod, Protocol } from "../api/objects.ts";
import type { ClusterState } from "../cluster/types.ts";
import { flowBetween } from "../netpol/endpoints.ts";
import { evaluate } from "../netpol/evaluate.ts";
import type { Endpoint, PodEndpoint, Verdict } from "../netpol/types.ts";
import { listenersOf } from "../network/listeners.ts";
import { networkOf } from "./view.ts";

export interface PortOf {
  readonly port: number;
  readonly protocol: Protocol;
}

/** What an end listens on, its usual port first; nothing for addresses that are no pod. */
export function listenersAt(state: ClusterState, end: Endpoint): readonly PortOf[] {
  if (end.kind !== "pod") return [];
  const pod = state.objects.get("/Pod")?.get(`${end.namespace}/${end.name}`) as Pod | undefined;
  return pod === undefined ? [] : listenersOf(pod);
}

export interface ListedFlow extends PortOf {
  readonly source: PodEndpoint;
  readonly destination: PodEndpoint;
  readonly verdict: Verdict;
}

/** Pods on the hosts' network are left out: policies do not guard them (S46). */
export function* allFlows(state: ClusterState): Iterable<ListedFlow> {
  const network = networkOf(state);
  const pods = network.endpoints.pods.filter((pod) => !pod.hostNetwork);
  const ports = pods.map((pod) => listenersAt(state, pod));
  for (const source of pods) {
    for (const [index, destination] of pods.entries()) {
      if (source === destination) continue;
      for (const { port, protocol } of ports[index] ?? []) {
        const flow = flowBetween(
          { ok: true, endpoint: source },
          { ok: true, endpoint: destination },
          port,
          protocol,
        );
        yield { source, destination, port, protocol, verdict: evaluate(network, flow) };
      }
    }
  }
}
