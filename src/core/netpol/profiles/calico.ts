import { plugin, says } from "./plugin.ts";

export const CALICO = plugin(
  {
    id: "calico",
    title: "Calico",
    version: "3.32",
    about: "Filters with iptables, nftables or eBPF on every node, close to the letter of the API.",
    beyond: [
      "Calico has policies of its own (tiers, GlobalNetworkPolicy); the lab knows none of them.",
    ],
  },
  {
    enforces: says({ Ingress: true, Egress: true }, "Both directions are enforced.", "calico"),
    unselectedPods: says("open", "A pod that no policy selects is open.", "calico"),
    ipBlockMatchesPods: says(
      true,
      "Blocks become plain address ranges; pod addresses are not taken out.",
      "calico",
    ),
    ipBlockMatchesNodes: says(true, "Blocks become plain address ranges.", "calico"),
    hostNetwork: says(
      "ignored",
      "Pods on the host's network are no workload endpoints: neither subject nor peer.",
      "calico",
    ),
    ingressFromLocalNode: says(
      "allowed",
      "What the node sends to its pods always passes.",
      "felix",
    ),
    egressToLocalNode: says(
      "policed",
      "Egress policy applies; then defaultEndpointToHostAction, ACCEPT in the stock manifest.",
      "calicoDocs",
    ),
    selfViaService: says(
      "policed",
      "A pod that calls itself through its Service is blocked unless rules allow it.",
      "calicoSelf",
    ),
    icmp: says(
      "rules-without-ports",
      "Dropped under default deny; a rule without ports sets no protocol and lets it through.",
      "calico",
    ),
    sctp: says("policed", "The protocol is passed on to the filter.", "calico"),
    endPort: says("range", "Ranges of ports are converted as ranges.", "calico"),
    namedPorts: says(
      { Ingress: true, Egress: true },
      "Names are resolved at the destination, in both directions.",
      "calico",
    ),
    unsupportedPolicy: says(
      "kept",
      "A rule that cannot be converted is left out with a line in the log; valid ones all can.",
      "calico",
    ),
    deny: says("drop", "Denied packets are dropped.", "felix"),
    liveConnections: says(
      "new-only",
      "Tracked connections pass before policy is asked.",
      "calicoDocs",
    ),
  },
);
