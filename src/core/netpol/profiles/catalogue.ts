/** What each decision is about, for a person: its question, and how every answer is put in a word. */
import type { DecisionId, Profile } from "../profile.ts";

interface Entry {
  readonly title: string;
  /** Where it is stated what is open. */
  readonly clause: string;
  /** What it bears on: verdicts, what a caller meets, or nothing that the lab plays through. */
  readonly bears: "verdicts" | "callers" | "moments";
  /** The answer of a profile, in a word or a few. */
  readonly word: (profile: Profile) => string;
}

const policed = (value: "policed" | "allowed" | "unfiltered"): string =>
  ({ policed: "filtered", allowed: "always allowed", unfiltered: "not filtered" })[value];
const yes = (value: boolean): string => (value ? "yes" : "no");

const NAMES = {
  true: "read",
  false: "not read",
  "selector-peers": "read for selectors only",
  "whole-protocol": "mean the whole protocol",
} as const;

export const DECISIONS: Readonly<Record<DecisionId, Entry>> = {
  enforces: {
    title: "Policies are enforced",
    clause: "S71",
    bears: "verdicts",
    word: ({ enforces: { Ingress, Egress } }) => {
      if (Ingress && Egress) return "both directions";
      if (!Ingress && !Egress) return "not at all";
      return Ingress ? "ingress only" : "egress only";
    },
  },
  unselectedPods: {
    title: "Pods that no policy selects",
    clause: "S1",
    bears: "verdicts",
    word: ({ unselectedPods }) => unselectedPods,
  },
  ipBlockMatchesPods: {
    title: "An ipBlock matches pods",
    clause: "S29",
    bears: "verdicts",
    word: ({ ipBlockMatchesPods }) => yes(ipBlockMatchesPods),
  },
  ipBlockMatchesNodes: {
    title: "An ipBlock matches nodes",
    clause: "S30",
    bears: "verdicts",
    word: ({ ipBlockMatchesNodes }) => yes(ipBlockMatchesNodes),
  },
  hostNetwork: {
    title: "Pods on the host’s network",
    clause: "S46",
    bears: "verdicts",
    word: ({ hostNetwork }) =>
      ({
        ignored: "ignored",
        identity: "like others",
        "node-address-peer": "peers by node address",
        "pod-selector-peer": "peers of podSelectors",
      })[hostNetwork],
  },
  ingressFromLocalNode: {
    title: "From a pod’s own node",
    clause: "S43",
    bears: "verdicts",
    word: ({ ingressFromLocalNode }) => policed(ingressFromLocalNode),
  },
  egressToLocalNode: {
    title: "To a pod’s own node",
    clause: "S44",
    bears: "verdicts",
    word: ({ egressToLocalNode }) => policed(egressToLocalNode),
  },
  remoteNodes: {
    title: "Other nodes",
    clause: "S45",
    bears: "verdicts",
    word: ({ remoteNodes }) => policed(remoteNodes),
  },
  selfViaService: {
    title: "A pod to itself through its Service",
    clause: "S41",
    bears: "verdicts",
    word: ({ selfViaService }) => policed(selfViaService),
  },
  icmp: {
    title: "ICMP, such as ping",
    clause: "S63",
    bears: "verdicts",
    word: ({ icmp }) => (icmp === "allowed" ? "always allowed" : "by rules without ports"),
  },
  sctp: { title: "SCTP", clause: "S40", bears: "verdicts", word: ({ sctp }) => policed(sctp) },
  ipv6: { title: "IPv6", clause: "S28", bears: "verdicts", word: ({ ipv6 }) => policed(ipv6) },
  endPort: {
    title: "Port ranges (endPort)",
    clause: "S36",
    bears: "verdicts",
    word: ({ endPort }) => (endPort === "range" ? "whole range" : "first port only"),
  },
  namedPorts: {
    title: "Names of ports",
    clause: "S34, S35",
    bears: "verdicts",
    word: ({ namedPorts: { Ingress, Egress } }) => {
      const [inward, outward] = [NAMES[`${Ingress}`], NAMES[`${Egress}`]];
      return inward === outward ? inward : `ingress ${inward}, egress ${outward}`;
    },
  },
  unsupportedPolicy: {
    title: "Policies with parts it does not support",
    clause: "S34",
    bears: "verdicts",
    word: ({ unsupportedPolicy }) =>
      unsupportedPolicy === "kept" ? "the rest counts" : "rejected whole",
  },
  egressStage: {
    title: "Egress to a Service sees",
    clause: "S51, S52",
    bears: "verdicts",
    word: ({ egressStage }) =>
      egressStage === "post-dnat" ? "the pod behind it" : "the Service’s address",
  },
  deny: {
    title: "A denied caller",
    clause: "S62",
    bears: "callers",
    word: ({ deny }) => (deny === "drop" ? "waits in vain" : "is refused at once"),
  },
  liveConnections: {
    title: "Connections open when policies change",
    clause: "S64",
    bears: "callers",
    word: ({ liveConnections }) => (liveConnections === "new-only" ? "live on" : "are judged too"),
  },
  newPods: {
    title: "A pod in its first moments",
    clause: "S65",
    bears: "moments",
    word: ({ newPods }) => (newPods === "isolated" ? "isolated from the start" : newPods),
  },
};

export const DECISION_IDS = Object.keys(DECISIONS) as readonly DecisionId[];
