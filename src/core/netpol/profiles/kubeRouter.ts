import { plugin, says } from "./plugin.ts";

export const KUBE_ROUTER = plugin(
  {
    id: "kube-router",
    title: "kube-router",
    version: "2.x",
    about: "iptables and ipsets on every node; denied connections are refused, not ignored.",
    beyond: ["Support of SCTP is an open issue, though its rules name the protocol."],
  },
  {
    enforces: says({ Ingress: true, Egress: true }, "Both directions are enforced.", "kubeRouter"),
    unselectedPods: says("open", "A pod that no policy selects is open.", "kubeRouter"),
    ipBlockMatchesPods: says(true, "Blocks become sets of addresses.", "kubeRouter"),
    ipBlockMatchesNodes: says(true, "Blocks become sets of addresses.", "kubeRouter"),
    hostNetwork: says("ignored", "Such pods are neither subject nor peer.", "kubeRouter"),
    ingressFromLocalNode: says(
      "allowed",
      "Packets from the local node are accepted.",
      "kubeRouter",
    ),
    icmp: says(
      "allowed",
      "Echo requests and ICMP errors are accepted before policies are asked.",
      "kubeRouter",
    ),
    sctp: says(
      "policed",
      "Rules are made with the protocol's name; its issue is open.",
      "kubeRouterSctp",
    ),
    endPort: says("range", "Ranges of ports become multiport matches.", "kubeRouter"),
    namedPorts: says(
      { Ingress: true, Egress: true },
      "Names are resolved with ipsets.",
      "kubeRouter",
    ),
    unsupportedPolicy: says("kept", "There is nothing in a policy that is left out.", "kubeRouter"),
    deny: says(
      "reject",
      "Denied packets are answered: the caller sees Connection refused at once.",
      "kubeRouter",
    ),
    liveConnections: says("new-only", "Established connections are accepted first.", "kubeRouter"),
  },
);
