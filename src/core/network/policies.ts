/** The judge of the default profile: Kubernetes NetworkPolicy, everything denied is dropped (S62). */
import type { NetworkPolicy } from "../api/objects.ts";
import type { Flow, Verdict } from "../netpol/types.ts";
import type { FlowJudge } from "./dataplane.ts";
import { POLICY_KIND, cachedBy, objectsOf } from "./view.ts";

/** Compiled policies answer for any flow; the evaluator of core/netpol makes them. */
export interface CompiledJudge {
  judge(flow: Flow, options: { readonly viaService: boolean }): Verdict;
}

/** Judges by the NetworkPolicies of the snapshot; compiles once per set of policies. */
export function policyJudge(
  compile: (policies: readonly NetworkPolicy[]) => CompiledJudge,
): FlowJudge {
  const compiled = cachedBy((objects) => compile([...objects.values()] as NetworkPolicy[]));
  return (snapshot, flow, options) => {
    const verdict = compiled(objectsOf(snapshot, POLICY_KIND)).judge(flow, options);
    return { action: verdict.allowed ? "allow" : "drop", verdict };
  };
}
