/** The API as documented, with the usual reading where it leaves a choice. */
import { SPEC_PROFILE } from "../profile.ts";
import { plugin, says } from "./plugin.ts";
import type { Plugin } from "./plugin.ts";

const STATED = plugin(
  {
    id: "spec",
    title: "Spec default",
    version: "networking.k8s.io/v1, Kubernetes 1.37",
    about: "What the Kubernetes API documents, and the usual reading where it leaves a choice.",
  },
  {
    enforces: says(
      { Ingress: true, Egress: true },
      "Policies are enforced in both directions.",
      "concept",
    ),
    unselectedPods: says("open", "A pod that no policy selects is open.", "concept"),
    ipBlockMatchesPods: says(
      true,
      "An ipBlock that holds a pod's address matches the pod; the upstream tests require it.",
      "e2e",
    ),
    ipBlockMatchesNodes: says(true, "A node's address is an address like any other.", "concept"),
    hostNetwork: says(
      "ignored",
      "Selectors do not see pods on the host's network; their traffic is that of the node.",
      "concept",
    ),
    ingressFromLocalNode: says("allowed", "A pod's own node may always enter it.", "types"),
    egressToLocalNode: says(
      "policed",
      "What a pod sends to its own node is judged like any other egress.",
      "types",
    ),
    remoteNodes: says("policed", "Other nodes need a rule, by ipBlock.", "concept"),
    selfViaService: says(
      "policed",
      "A pod that calls itself through its Service needs rules like any other pair.",
      "networkPolicyApi",
    ),
    icmp: says("rules-without-ports", "Rules without ports allow ICMP, no others do.", "concept"),
    sctp: says("policed", "SCTP is filtered like TCP and UDP.", "types"),
    ipv6: says("policed", "Both address families are filtered.", "types"),
    endPort: says("range", "All ports from port to endPort are meant.", "types"),
    namedPorts: says(
      { Ingress: true, Egress: true },
      "A port name means the number that the destination pod gives it.",
      "types",
    ),
    unsupportedPolicy: says("kept", "There is nothing in a policy that is not supported.", "types"),
    egressStage: says(
      "post-dnat",
      "Egress rules see the pod that a Service chose, not the Service's address.",
      "concept",
    ),
    deny: says("drop", "Denied packets vanish: the caller waits until it gives up.", "concept"),
    liveConnections: says(
      "new-only",
      "Only new connections are judged; open ones live on.",
      "concept",
    ),
    newPods: says("isolated", "A pod's policies are in force before it starts.", "concept"),
  },
);

/** Its values are the one object that a network is compiled with when nothing is said. */
export const SPEC: Plugin = { ...STATED, profile: SPEC_PROFILE };
