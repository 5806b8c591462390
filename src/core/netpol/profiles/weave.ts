import { plugin, says } from "./plugin.ts";

export const WEAVE = plugin(
  {
    id: "weave",
    title: "Weave Net",
    version: "2.8, the last of the original project",
    about: "iptables and ipsets on every node; the project has been archived.",
  },
  {
    enforces: says({ Ingress: true, Egress: true }, "Both directions are enforced.", "weave"),
    unselectedPods: says("open", "A pod that no policy selects is open.", "weave"),
    ipBlockMatchesPods: says(true, "Blocks become iptables matches on addresses.", "weave"),
    ipBlockMatchesNodes: says(true, "Blocks become iptables matches on addresses.", "weave"),
    hostNetwork: says("ignored", "Such pods are left out of its sets.", "weave"),
    sctp: says("policed", "The protocol is handed to iptables as it is; not tested.", "weave"),
    endPort: says(
      "start-only",
      "endPort is not read: only the first port is let through.",
      "weave",
    ),
    namedPorts: says({ Ingress: false, Egress: false }, "Port names are not supported.", "weave"),
    unsupportedPolicy: says(
      "left-out",
      "A policy with a port name is rejected whole, with a line in the log.",
      "weave",
    ),
    deny: says("drop", "Denied packets are dropped.", "weave"),
  },
);
