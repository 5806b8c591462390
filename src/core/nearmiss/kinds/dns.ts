/** The rule that every egress policy needs: UDP and TCP 53 to the cluster's DNS. */
import { labelValue } from "../../api/labels.ts";
import type { NetworkPolicyPeer } from "../../api/objects.ts";
import { NAMESPACE_NAME_LABEL } from "../../netpol/normalise.ts";
import type { Endpoint, Flow } from "../../netpol/types.ts";
import type { Gate } from "../gate.ts";
import type { Proposal } from "../proposal.ts";
import { changeRules, policyName, withRules } from "../spec.ts";
import type { Rule } from "../spec.ts";
import { newPolicy } from "./policies.ts";

const DNS_PORT = 53;

/** Does the flow ask the cluster's DNS? */
export function isDns({ destination, port }: Flow): boolean {
  return port === DNS_PORT && isDnsPod(destination);
}

function isDnsPod(end: Endpoint): boolean {
  return (
    end.kind === "pod" &&
    end.namespace === "kube-system" &&
    labelValue(end.labels, "k8s-app") === "kube-dns"
  );
}

const DNS_PEER: NetworkPolicyPeer = {
  namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: "kube-system" } },
  podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
};

const DNS_RULE: Rule = {
  peers: [DNS_PEER],
  ports: [
    { protocol: "UDP", port: DNS_PORT },
    { protocol: "TCP", port: DNS_PORT },
  ],
};

/** DNS egress: in the first policy that isolates the caller, or in one for its namespace. */
export function addDns(gate: Gate): Proposal[] {
  const { flow, direction, side } = gate;
  if (direction !== "Egress" || !isDns(flow)) return [];
  const policy = newPolicy(
    gate,
    "allow-dns",
    withRules({ podSelector: {}, policyTypes: ["Egress"] }, "Egress", [DNS_RULE]),
  );
  const inPolicies = side.policies.map(({ policy: ref }): Proposal => ({
    idea: "dns",
    title: `Add DNS egress (UDP and TCP 53 to kube-dns) to ${policyName(ref)}`,
    size: 3,
    usual: true,
    changes: [changeRules(ref, "Egress", (rules) => [...rules, DNS_RULE])],
  }));
  return [
    ...inPolicies.slice(0, 1),
    {
      idea: "dns",
      title: `Create policy ${policy.metadata.name}: every pod of ${gate.subject.namespace} may ask kube-dns`,
      size: 4,
      usual: true,
      changes: [{ kind: "create-policy", policy }],
    },
  ];
}
