import { plugin, says } from "./plugin.ts";

export const CILIUM = plugin(
  {
    id: "cilium",
    title: "Cilium",
    version: "1.16 and newer, default settings",
    about: "Filters with eBPF by identity: who an address is counts, not the address.",
    beyond: [
      "SCTP needs sctp.enabled, which is off by default, and its ports cannot be rewritten by Services.",
      "policyCIDRMatchMode can make blocks match nodes (1.15) and pods (1.20).",
    ],
  },
  {
    enforces: says({ Ingress: true, Egress: true }, "Both directions are enforced.", "cilium"),
    unselectedPods: says("open", "A pod that no policy selects is open.", "cilium"),
    ipBlockMatchesPods: says(
      false,
      "Blocks mean the world outside; a pod is matched by labels only.",
      "ciliumCidr",
    ),
    ipBlockMatchesNodes: says(
      false,
      "Blocks do not match nodes unless policyCIDRMatchMode says so.",
      "ciliumCidr",
    ),
    hostNetwork: says(
      "ignored",
      "Such pods have the identity host or remote-node, which selectors do not match.",
      "ciliumHost",
    ),
    ingressFromLocalNode: says(
      "allowed",
      "The local host may always enter, unless allow-localhost is set to policy.",
      "ciliumHost",
    ),
    egressToLocalNode: says("allowed", "The local host may be reached by default.", "ciliumHost"),
    remoteNodes: says(
      "policed",
      "Other nodes have an identity of their own that no NetworkPolicy names.",
      "ciliumHost",
    ),
    selfViaService: says("allowed", "Hairpin connections of a pod are let through.", "ciliumSelf"),
    icmp: says(
      "rules-without-ports",
      "Dropped under default deny; a rule without ports lets it through.",
      "cilium",
    ),
    sctp: says(
      "policed",
      "Filtered between pods once SCTP is switched on; taken as switched on here.",
      "ciliumSctp",
    ),
    endPort: says(
      "range",
      "Since 1.16; before, endPort was accepted and had no effect.",
      "ciliumEndPort",
    ),
    namedPorts: says(
      { Ingress: true, Egress: true },
      "Names are resolved at the destination.",
      "cilium",
    ),
    unsupportedPolicy: says("kept", "There is nothing in a policy that is left out.", "cilium"),
    egressStage: says(
      "post-dnat",
      "Service addresses are translated in the socket or before policy is asked.",
      "cilium",
    ),
    deny: says(
      "drop",
      "Denied packets are dropped; an option answers with ICMP instead.",
      "cilium",
    ),
    liveConnections: says(
      "per-packet",
      "Every forward packet is judged anew, so a change closes open connections.",
      "ciliumLive",
    ),
  },
);
