/** The data plane's judge in the lab: the one evaluator over the one compiled state. */
import type { ClusterState } from "../cluster/types.ts";
import { evaluate } from "../netpol/evaluate.ts";
import type { FlowJudge } from "../network/dataplane.ts";
import { networkOf } from "./view.ts";

/** Denied packets are dropped in silence (S62). */
export const judgeFlow: FlowJudge = (snapshot, flow, options) => {
  const network = networkOf(snapshot as ClusterState);
  const verdict = evaluate(network, { ...flow, viaService: options.viaService });
  return { action: verdict.allowed ? "allow" : "drop", verdict };
};
