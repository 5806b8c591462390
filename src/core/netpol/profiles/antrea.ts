import { plugin, says } from "./plugin.ts";

export const ANTREA = plugin(
  {
    id: "antrea",
    title: "Antrea",
    version: "2.7",
    about: "Filters in the tables of Open vSwitch on every node.",
    beyond: ["Antrea has policies of its own before and after these; the lab knows none of them."],
  },
  {
    enforces: says({ Ingress: true, Egress: true }, "Both directions are enforced.", "antrea"),
    unselectedPods: says("open", "A pod that no policy selects is open.", "antrea"),
    ipBlockMatchesPods: says(true, "Blocks match addresses, whoever has them.", "antreaPipeline"),
    ipBlockMatchesNodes: says(true, "Blocks match addresses, whoever has them.", "antreaPipeline"),
    hostNetwork: says("ignored", "Policies are not applied to such pods.", "antrea"),
    ingressFromLocalNode: says(
      "allowed",
      "Packets from the host, such as probes, bypass the ingress tables.",
      "antreaPipeline",
    ),
    selfViaService: says(
      "allowed",
      "Hairpin connections carry a mark that bypasses the ingress tables.",
      "antreaSelf",
    ),
    sctp: says("policed", "SCTP is one of the protocols of its flows.", "antrea"),
    endPort: says("range", "Ranges of ports become ranges in its flows.", "antrea"),
    namedPorts: says(
      { Ingress: true, Egress: true },
      "Names are resolved at the destination, also where a rule names no peer.",
      "antrea",
    ),
    unsupportedPolicy: says("kept", "There is nothing in a policy that is left out.", "antrea"),
    deny: says("drop", "Denied packets are dropped.", "antreaPipeline"),
    liveConnections: says(
      "new-only",
      "Established connections are not judged again.",
      "antreaPipeline",
    ),
  },
);
