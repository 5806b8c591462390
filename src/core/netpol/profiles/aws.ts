/** The network policies of Amazon's VPC CNI, in the two modes in which pods can start. */
import { plugin, says } from "./plugin.ts";
import type { Plugin } from "./plugin.ts";

type Given = Parameters<typeof plugin>[1];

const COMMON = {
  enforces: says(
    { Ingress: true, Egress: true },
    "Both directions are enforced once network policies are switched on in the add-on.",
    "awsAgent",
  ),
  ipBlockMatchesPods: says(
    true,
    "The agent looks addresses up by prefix, whoever has them.",
    "awsAgent",
  ),
  ipBlockMatchesNodes: says(true, "The agent looks addresses up by prefix.", "awsAgent"),
  hostNetwork: says(
    "node-address-peer",
    "No policy applies to such a pod, but a selector that picks it lets its node's address in.",
    "awsController",
  ),
  egressToLocalNode: says(
    "allowed",
    "The node's address is always allowed, both ways.",
    "awsAgent",
  ),
  icmp: says(
    "rules-without-ports",
    "ICMP has port 0 and no protocol entry: only a rule for any protocol lets it through.",
    "awsAgent",
  ),
  sctp: says("policed", "SCTP is parsed like TCP and UDP.", "awsAgent"),
  ipv6: says("policed", "A cluster has one family, and rules of the other are ignored.", "awsDocs"),
  endPort: says("range", "Ranges of ports are enforced as ranges.", "awsAgent"),
  namedPorts: says(
    { Ingress: true, Egress: "selector-peers" },
    "In egress a name is read only where the peer is a selector; for blocks and anyone it is skipped.",
    "awsController",
  ),
  unsupportedPolicy: says(
    "kept",
    "Entries that cannot be resolved are skipped one by one.",
    "awsController",
  ),
  egressStage: says(
    "pre-dnat",
    "Egress sees a Service's own address and port; selectors are widened by matching Services.",
    "awsController",
  ),
  deny: says("drop", "Denied packets are dropped.", "awsAgent"),
  liveConnections: says(
    "per-packet",
    "A verdict is cached for its flow and made anew when the pod's policies change.",
    "awsLive",
  ),
} as const satisfies Given;

const BEYOND = [
  "Policies of one CIDR share one table: an except of one policy can cancel another's allow (read in the code, not tested).",
  "An ingress port name means the union of the numbers that all selected pods give it.",
  "Only pods of workloads are policed; a lone pod without an owner is not.",
];

export const AWS_STANDARD: Plugin = plugin(
  {
    id: "aws-standard",
    title: "AWS VPC CNI (standard)",
    version: "1.14 and newer, NETWORK_POLICY_ENFORCING_MODE=standard",
    about: "Filters with eBPF on Amazon's nodes; new pods are open until their policies arrive.",
    beyond: BEYOND,
  },
  {
    ...COMMON,
    unselectedPods: says("open", "A pod that no policy selects is open.", "awsConfigure"),
    ingressFromLocalNode: says("allowed", "The node's address is always allowed.", "awsAgent"),
    newPods: says(
      "open",
      "A new pod is open both ways until its policies have been programmed.",
      "awsConfigure",
    ),
  },
);

export const AWS_STRICT: Plugin = plugin(
  {
    id: "aws-strict",
    title: "AWS VPC CNI (strict)",
    version: "1.17.1 and newer, NETWORK_POLICY_ENFORCING_MODE=strict",
    about: "As standard mode, but a pod is closed both ways until some policy selects it.",
    beyond: BEYOND,
  },
  {
    ...COMMON,
    unselectedPods: says(
      "closed",
      "A pod that no policy selects is closed both ways; one policy frees the direction it leaves out.",
      "awsStrict",
    ),
    ingressFromLocalNode: says(
      "allowed",
      "The node's address is allowed also here, so that probes pass.",
      "awsStrictNode",
    ),
    newPods: says(
      "closed",
      "A new pod is closed both ways until its policies have been programmed.",
      "awsConfigure",
    ),
  },
);
