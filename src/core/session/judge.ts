/** The data plane's judge in the lab: the one evaluator over the one compiled state. */
import type { ClusterState } from "../cluster/types.ts";
import { evaluate } from "../netpol/evaluate.ts";
import type { FlowJudge } from "../network/dataplane.ts";
import { judgesLiveConnections, rejectsDenied } from "../netpol/points.ts";
import { networkOf } from "./view.ts";

/**
 * Denied packets are dropped in silence, or answered as iptables' REJECT does, as the plugin has it
 * (S62). Open connections pass unasked, unless the plugin judges every packet (S64).
 */
export const judgeFlow: FlowJudge = (snapshot, flow, options) => {
  const network = networkOf(snapshot as ClusterState);
  if (options.established === true && !judgesLiveConnections(network.profile)) {
    return { action: "allow" };
  }
  const verdict = evaluate(network, { ...flow, viaService: options.viaService });
  if (verdict.allowed) return { action: "allow", verdict };
  return rejectsDenied(network.profile)
    ? { action: "reject", kind: "icmp-port-unreachable", verdict }
    : { action: "drop", verdict };
};
