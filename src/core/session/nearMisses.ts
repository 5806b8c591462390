/** Near misses of a flow of the lab, with what its pods listen on and its Services. */
import type { ClusterState } from "../cluster/types.ts";
import type { FlowRequest } from "../graph/types.ts";
import { flowBetween } from "../netpol/endpoints.ts";
import { nearMisses } from "../nearmiss/search.ts";
import type { NearMiss } from "../nearmiss/types.ts";
import { listenersAt } from "./flows.ts";
import type { OutsideHost } from "./scenario.ts";
import { networkOf, resolveEnd, servicesOf } from "./view.ts";

/** The smallest edits that flip the verdict on a flow; none while one end is no end (S66, S68). */
export function nearMissesOf(
  state: ClusterState,
  request: FlowRequest,
  outside: readonly OutsideHost[],
): readonly NearMiss[] {
  const source = resolveEnd(state, request.source, outside);
  const destination = resolveEnd(state, request.destination, outside);
  if (!source.ok || !destination.ok) return [];
  return nearMisses({
    network: networkOf(state),
    flow: flowBetween(source, destination, request.port, request.protocol),
    services: servicesOf(state),
    listenersOf: (pod) => listenersAt(state, pod),
  });
}
