/**
 * Policies as they were written, before the API server filled anything in: two beliefs are about
 * just that. What was written is known of objects that were applied.
 */
import { isObject, type Json } from "../api/json.ts";
import { labelValue } from "../api/labels.ts";
import type { NetworkPolicy, NetworkPolicyPort } from "../api/objects.ts";
import { policyTypesOf } from "../netpol/normalise.ts";

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

function appliedSpec({ metadata }: NetworkPolicy): Json | undefined {
  const text = labelValue(metadata.annotations, LAST_APPLIED);
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value["spec"] : undefined;
  } catch {
    return undefined; // annotations hold what people put there
  }
}

/** Without `policyTypes` and `protocol` where they were left out and have their default. */
export function asWritten(policy: NetworkPolicy): NetworkPolicy {
  const applied = appliedSpec(policy);
  const { spec } = policy;
  if (spec === undefined || applied === undefined || !isObject(applied)) return policy;
  const { policyTypes, ...rest } = spec;
  const usual = policyTypesOf(rest).join();
  const leftOut = applied["policyTypes"] === undefined && policyTypes?.join() === usual;
  const namesProtocol = JSON.stringify(applied).includes('"protocol"');
  const bare = (ports: readonly NetworkPolicyPort[]): readonly NetworkPolicyPort[] =>
    ports.map(({ protocol, ...port }) =>
      protocol === "TCP" ? port : { ...port, ...(protocol && { protocol }) },
    );
  return {
    ...policy,
    spec: {
      ...rest,
      ...(!leftOut && policyTypes && { policyTypes }),
      ...(!namesProtocol && {
        ...(rest.ingress && {
          ingress: rest.ingress.map((rule) => ({
            ...rule,
            ...(rule.ports && { ports: bare(rule.ports) }),
          })),
        }),
        ...(rest.egress && {
          egress: rest.egress.map((rule) => ({
            ...rule,
            ...(rule.ports && { ports: bare(rule.ports) }),
          })),
        }),
      }),
    },
  };
}
