/**
 * How many policies a puzzle takes at least. None: the goal would hold at the start. One: there
 * would be a set of pods of one namespace, and directions, for which the same grants make every
 * wanted flow pass and leave every unwanted one blocked. Any set of pods is tried and any grant, also
 * such as no selector could say; what fails even so needs a second policy. More is not tried.
 */
import type { CheckWorld } from "../../lessons/checks/check.ts";
import { evaluate, policiesIsolating } from "../../netpol/evaluate.ts";
import { flowBetween } from "../../netpol/endpoints.ts";
import type { Flow, PodEndpoint } from "../../netpol/types.ts";

interface Goal {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/** `A -> B:PORT[/PROTOCOL]` */
const FLOW = /^(\S+) -> (\S+):(\d+)(?:\/(TCP|UDP|SCTP))?$/;

/** @returns 1, or 2 where one policy cannot do; a larger par is beyond this bound */
export function fewestPolicies(world: CheckWorld, { allow, deny }: Goal): number {
  const read = (texts: readonly string[]): readonly Gated[] =>
    texts.flatMap((text) => gated(world, text) ?? []);
  const wanted = read(allow);
  const unwanted = read(deny);
  const namespaces = new Map<string, PodEndpoint[]>();
  for (const pod of world.network.endpoints.pods) {
    if (pod.hostNetwork) continue;
    namespaces.set(pod.namespace, [...(namespaces.get(pod.namespace) ?? []), pod]);
  }
  for (const pods of namespaces.values()) {
    if (pods.length > MOST_PODS) return 1; // too many sets to try
    for (let set = 1; set < 2 ** pods.length; set++) {
      const chosen = new Set(pods.filter((_, i) => (set & (1 << i)) !== 0));
      for (const directions of DIRECTIONS)
        if (suffices({ chosen, ...directions }, wanted, unwanted)) return 1;
    }
  }
  return 2;
}

const MOST_PODS = 12;

const DIRECTIONS = [
  { ingress: true, egress: false },
  { ingress: false, egress: true },
  { ingress: true, egress: true },
] as const;

/** A flow, and how the two gates stand before anything is done. */
interface Gated {
  readonly flow: Flow;
  /** Open, or guarded and let through: with no further policy it passes. */
  readonly leaves: boolean;
  readonly enters: boolean;
  /** Guarded by a policy of the start: a new policy can only add. */
  readonly guarded: { readonly source: boolean; readonly destination: boolean };
}

function gated(world: CheckWorld, text: string): Gated | undefined {
  const [, from = "", to = "", port = "", protocol = "TCP"] = FLOW.exec(text) ?? [];
  const [a, b] = [world.resolve(from), world.resolve(to)];
  if (!a.ok || !b.ok) return undefined;
  const flow = flowBetween(a, b, Number(port), protocol as "TCP");
  const { network } = world;
  const verdict = evaluate(network, flow);
  const guard = (end: Flow["source"], direction: "Ingress" | "Egress"): boolean =>
    end.kind === "pod" && policiesIsolating(network, end, direction).length > 0;
  return {
    flow,
    leaves: verdict.egress.allowed,
    enters: verdict.ingress.allowed,
    guarded: { source: guard(flow.source, "Egress"), destination: guard(flow.destination, "Ingress") },
  };
} // prettier-ignore

interface OnePolicy {
  readonly chosen: ReadonlySet<unknown>;
  readonly ingress: boolean;
  readonly egress: boolean;
}

/** With the fewest grants that let all wanted flows pass: is every unwanted one blocked? */
function suffices(
  { chosen, ingress, egress }: OnePolicy,
  wanted: readonly Gated[],
  unwanted: readonly Gated[],
): boolean {
  const outwards = new Set<string>();
  const inwards = new Set<string>();
  const there = ({ flow }: Gated): string => `${endName(flow.destination)}:${flow.port}/${flow.protocol}`;
  const here = ({ flow }: Gated): string => `${endName(flow.source)}:${flow.port}/${flow.protocol}`;
  const sends = ({ flow }: Gated): boolean => egress && chosen.has(flow.source);
  const takes = ({ flow }: Gated): boolean => ingress && chosen.has(flow.destination);
  for (const gate of wanted) {
    // a gate that the start lets through on purpose needs no grant; one that it leaves open does
    if (sends(gate) && !(gate.guarded.source && gate.leaves)) outwards.add(there(gate));
    else if (!sends(gate) && !gate.leaves) return false;
    if (takes(gate) && !(gate.guarded.destination && gate.enters)) inwards.add(here(gate));
    else if (!takes(gate) && !gate.enters) return false;
  }
  return unwanted.every((gate) => {
    const { guarded } = gate;
    const leaves = sends(gate)
      ? (guarded.source && gate.leaves) || outwards.has(there(gate))
      : gate.leaves;
    const enters = takes(gate)
      ? (guarded.destination && gate.enters) || inwards.has(here(gate))
      : gate.enters;
    return !leaves || !enters;
  });
} // prettier-ignore

const endName = (end: Flow["source"]): string =>
  end.kind === "pod" ? `${end.namespace}/${end.name}` : end.ip;
