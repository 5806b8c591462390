import { plugin, says } from "./plugin.ts";

export const AZURE_NPM = plugin(
  {
    id: "azure-npm",
    title: "Azure NPM",
    version: "Linux nodes",
    about: "Azure Network Policy Manager: iptables and ipsets beside Azure's own CNI.",
    beyond: [
      "On Windows nodes neither SCTP nor named ports are supported.",
      "Meant for up to 250 nodes; Microsoft recommends Cilium instead.",
    ],
  },
  {
    enforces: says({ Ingress: true, Egress: true }, "Both directions are enforced.", "azureDocs"),
    unselectedPods: says("open", "A pod that no policy selects is open.", "azureDocs"),
    hostNetwork: says("ignored", "Its controller leaves such pods out.", "azure"),
    sctp: says("policed", "Supported on Linux.", "azure"),
    ipv6: says("unfiltered", "IPv6 is not supported, so nothing filters it.", "azureDocs"),
    endPort: says("range", "Ranges of ports are translated as ranges.", "azure"),
    namedPorts: says(
      { Ingress: true, Egress: true },
      "Names are resolved with ipsets, on Linux.",
      "azure",
    ),
    unsupportedPolicy: says(
      "kept",
      "The documentation claims the whole specification on Linux.",
      "azureDocs",
    ),
  },
);
