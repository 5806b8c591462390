/** kind's own network, before and after it learned policies. */
import { idlePlugin, plugin, says } from "./plugin.ts";

export const KINDNET_OLD = idlePlugin(
  {
    id: "kindnet-old",
    title: "kindnet before 0.24",
    version: "kind 0.23 and older",
    about: "The network of kind clusters before it had policies: it enforces none.",
  },
  "kind",
);

export const KINDNET = plugin(
  {
    id: "kindnet",
    title: "kindnet",
    version: "kind 0.24 and newer",
    about:
      "The network of kind clusters; packets are judged by the embedded kube-network-policies.",
    beyond: ["It fails open: packets pass while its agent is not running."],
  },
  {
    enforces: says({ Ingress: true, Egress: true }, "Both directions are enforced.", "kind"),
    unselectedPods: says("open", "A pod that no policy selects is open.", "knp"),
    ipBlockMatchesPods: says(true, "Blocks are compared with the address of the packet.", "knp"),
    ipBlockMatchesNodes: says(true, "Blocks are compared with the address of the packet.", "knp"),
    hostNetwork: says(
      "ignored",
      "Such a pod is no subject, and as a peer it is only an address.",
      "knp",
    ),
    ingressFromLocalNode: says(
      "allowed",
      "Packets of root's processes on the node, kubelet's among them, pass by.",
      "knp",
    ),
    egressToLocalNode: says("policed", "What pods send to the node is judged too.", "knp"),
    remoteNodes: says("policed", "Other nodes are addresses like any other.", "knp"),
    selfViaService: says("policed", "After translation it is judged like any pair of pods.", "knp"),
    icmp: says("rules-without-ports", "It has no port: only rules without ports match.", "knp"),
    sctp: says("policed", "SCTP is judged like TCP and UDP.", "knp"),
    ipv6: says("policed", "Both families are judged; neighbour discovery always passes.", "knp"),
    endPort: says("range", "All ports of the range match.", "knp"),
    namedPorts: says(
      { Ingress: true, Egress: true },
      "Names are looked up in the destination pod's containers.",
      "knp",
    ),
    unsupportedPolicy: says("kept", "There is nothing in a policy that is left out.", "knp"),
    egressStage: says("post-dnat", "Packets are judged after Services are translated.", "knp"),
    deny: says("drop", "Denied packets are dropped.", "knp"),
    liveConnections: says(
      "new-only",
      "Only the first packets of a connection are judged, unless strict mode is on.",
      "knp",
    ),
  },
);
