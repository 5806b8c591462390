/** A plugin: a value for every decision, and for every value what it means and who says so. */
import { SPEC_PROFILE } from "../profile.ts";
import type { DecisionId, Profile } from "../profile.ts";
import { SOURCES } from "./sources.ts";
import type { Source, SourceId } from "./sources.ts";

/** One decision of one plugin. */
export interface Decision<K extends DecisionId = DecisionId> {
  readonly value: Profile[K];
  /** What the plugin does, in a sentence for a person. */
  readonly text: string;
  /** Absent where nothing was found. */
  readonly source?: Source;
  /** False: nothing was found, and the value is that of the spec default. */
  readonly known: boolean;
}

export type Decisions = { readonly [K in DecisionId]: Decision<K> };

export interface Plugin {
  /** Stable, e.g. `aws-strict`: in saved labs and on the command line. */
  readonly id: string;
  readonly title: string;
  /** Which versions and settings it speaks of. */
  readonly version: string;
  /** One sentence. */
  readonly about: string;
  readonly decisions: Decisions;
  /** The values alone, for the evaluator; the name is the id. */
  readonly profile: Profile;
  /** What it does differently that no decision expresses, and the lab does not simulate. */
  readonly beyond: readonly string[];
}

/** A decision that is documented or was read in the source. */
export function says<V>(
  value: V,
  text: string,
  from: SourceId,
): { readonly value: V; readonly text: string; readonly source: Source; readonly known: true } {
  return { value, text, source: SOURCES[from], known: true };
}

const UNKNOWN = "Nothing was found; taken as the spec default.";
const IDLE = "Nothing is enforced, so the question does not arise.";

type Given = { readonly [K in DecisionId]?: Decision<K> };

/** A plugin of which some decisions are known; the others are taken from the spec default. */
export function plugin(
  about: Omit<Plugin, "decisions" | "profile" | "beyond"> & { readonly beyond?: readonly string[] },
  given: Given,
): Plugin {
  return complete(about, given, UNKNOWN, false);
}

/** A plugin that takes no notice of policies. */
export function idlePlugin(
  about: Omit<Plugin, "decisions" | "profile" | "beyond">,
  source: SourceId,
): Plugin {
  const value = { Ingress: false, Egress: false };
  const text = "Policies are accepted by the API and have no effect; nobody is told.";
  return complete(about, { enforces: says(value, text, source) }, IDLE, true);
}

function complete(
  about: Omit<Plugin, "decisions" | "profile" | "beyond"> & { readonly beyond?: readonly string[] },
  given: Given,
  text: string,
  known: boolean,
): Plugin {
  const rest = <K extends DecisionId>(id: K): Decision<K> =>
    given[id] ?? { value: SPEC_PROFILE[id], text, known };
  const decisions: Decisions = {
    enforces: rest("enforces"),
    unselectedPods: rest("unselectedPods"),
    ipBlockMatchesPods: rest("ipBlockMatchesPods"),
    ipBlockMatchesNodes: rest("ipBlockMatchesNodes"),
    hostNetwork: rest("hostNetwork"),
    ingressFromLocalNode: rest("ingressFromLocalNode"),
    egressToLocalNode: rest("egressToLocalNode"),
    remoteNodes: rest("remoteNodes"),
    selfViaService: rest("selfViaService"),
    icmp: rest("icmp"),
    sctp: rest("sctp"),
    ipv6: rest("ipv6"),
    endPort: rest("endPort"),
    namedPorts: rest("namedPorts"),
    unsupportedPolicy: rest("unsupportedPolicy"),
    egressStage: rest("egressStage"),
    deny: rest("deny"),
    liveConnections: rest("liveConnections"),
    newPods: rest("newPods"),
  };
  const profile: Profile = {
    name: about.id,
    enforces: decisions.enforces.value,
    unselectedPods: decisions.unselectedPods.value,
    ipBlockMatchesPods: decisions.ipBlockMatchesPods.value,
    ipBlockMatchesNodes: decisions.ipBlockMatchesNodes.value,
    hostNetwork: decisions.hostNetwork.value,
    ingressFromLocalNode: decisions.ingressFromLocalNode.value,
    egressToLocalNode: decisions.egressToLocalNode.value,
    remoteNodes: decisions.remoteNodes.value,
    selfViaService: decisions.selfViaService.value,
    icmp: decisions.icmp.value,
    sctp: decisions.sctp.value,
    ipv6: decisions.ipv6.value,
    endPort: decisions.endPort.value,
    namedPorts: decisions.namedPorts.value,
    unsupportedPolicy: decisions.unsupportedPolicy.value,
    egressStage: decisions.egressStage.value,
    deny: decisions.deny.value,
    liveConnections: decisions.liveConnections.value,
    newPods: decisions.newPods.value,
  };
  return { beyond: [], ...about, decisions, profile };
}
