import { plugin, says } from "./plugin.ts";

export const OVN_KUBERNETES = plugin(
  {
    id: "ovn-kubernetes",
    title: "OVN-Kubernetes",
    version: "1.x, the network of OpenShift",
    about: "Policies become access lists of OVN's logical switches.",
    beyond: [
      "Traffic of the host arrives with the address of the node's management port.",
      "An annotation makes a policy stateless; the lab does not know it.",
    ],
  },
  {
    enforces: says({ Ingress: true, Egress: true }, "Both directions are enforced.", "ovn"),
    unselectedPods: says("open", "A pod that no policy selects is open.", "openshift"),
    ipBlockMatchesPods: says(true, "Blocks are compared with the packet's address.", "ovn"),
    ipBlockMatchesNodes: says(true, "Blocks are compared with the packet's address.", "ovn"),
    hostNetwork: says(
      "pod-selector-peer",
      "No subject; as a peer its node's address counts, if the entry has a podSelector.",
      "ovnHost",
    ),
    ingressFromLocalNode: says("allowed", "An access list lets a pod's own node in.", "ovnBase"),
    egressToLocalNode: says(
      "policed",
      "No exception is made for the node on the way out.",
      "ovnBase",
    ),
    remoteNodes: says("policed", "Other nodes are addresses like any other.", "ovn"),
    selfViaService: says("allowed", "Hairpin traffic is always allowed.", "ovnSelf"),
    icmp: says(
      "rules-without-ports",
      "Dropped under default deny, unless allow-icmp-network-policy is set.",
      "ovnBase",
    ),
    sctp: says("policed", "TCP, UDP, ICMP and SCTP are filtered.", "openshift"),
    ipv6: says("policed", "Both families are filtered.", "ovn"),
    endPort: says("range", "Ranges of ports become ranges in access lists.", "ovn"),
    namedPorts: says(
      { Ingress: "whole-protocol", Egress: "whole-protocol" },
      "A name is not looked up: the entry lets every port of its protocol through.",
      "ovnNamed",
    ),
    unsupportedPolicy: says("kept", "There is nothing in a policy that is left out.", "ovn"),
    egressStage: says("post-dnat", "Egress lists apply after load balancing.", "ovnBase"),
    deny: says("drop", "Denied packets are dropped.", "ovnBase"),
    liveConnections: says("per-packet", "Every packet passes the access lists.", "ovnLive"),
  },
);
