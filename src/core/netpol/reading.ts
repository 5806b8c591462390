/** A policy read aloud: whom it selects, what it isolates, what each rule lets through. */
import type { CompiledPolicy, CompiledRule } from "./compile.ts";
import { rulesGiven } from "./explain.ts";
import { peerPhrase, podsPhrase, portsPhrase } from "./phrases.ts";
import type { Line } from "./phrases.ts";
import type { Direction } from "./types.ts";

/** The policy in sentences, with the YAML path of each. */
export function readPolicy(policy: CompiledPolicy): Line[] {
  const { ref, podSelector, rules } = policy;
  const isolates = (["Ingress", "Egress"] as const).filter((d) => rules[d] !== undefined);
  return [
    {
      mark: "info",
      text: `Selects ${podsPhrase(podSelector)} in namespace ${ref.namespace}.`,
      policy: ref,
      path: "spec.podSelector",
      lines: [],
    },
    {
      mark: "info",
      text: `Isolates them for ${isolates.join(" and ") || "nothing"}: only what a rule of some policy allows gets through.`,
      policy: ref,
      path: "spec.policyTypes",
      lines: [],
    },
    directionLine(policy, "Ingress"),
    directionLine(policy, "Egress"),
  ];
}

function directionLine(policy: CompiledPolicy, direction: Direction): Line {
  const { ref } = policy;
  const rules = policy.rules[direction];
  const link = { policy: ref, path: `spec.${direction.toLowerCase()}` };
  if (rules === undefined) {
    const given = rulesGiven(policy, direction);
    if (given === 0)
      return { mark: "info", text: `Leaves ${direction} alone.`, policy: ref, lines: [] };
    const text = `Its ${direction.toLowerCase()} rules have no effect: policyTypes lacks ${direction}.`;
    return { mark: "no", text, ...link, lines: [] };
  }
  const way = direction === "Ingress" ? "in" : "out";
  if (rules.length === 0)
    return { mark: "no", text: `Lets nothing ${way}.`, policy: ref, lines: [] };
  const allowed =
    rules.length === 1 ? "its one rule allows" : `any of its ${rules.length} rules allows`;
  return { mark: "yes", text: `Lets ${way} what ${allowed}:`, ...link, lines: rules.map(ruleLine) };
}

function ruleLine({ ref, peers, ports }: CompiledRule): Line {
  const list = ref.direction === "Ingress" ? "from" : "to";
  const { policy, path } = ref;
  const start = `On ${portsPhrase(ports)}, ${list}`;
  const [first, ...more] = peers;
  if (first === undefined) {
    const text = `${start} anyone: pods, nodes and outside addresses.`;
    return { mark: "yes", text, policy, path, lines: [] };
  }
  if (more.length === 0) {
    const text = `${start} ${peerPhrase(first, policy.namespace)}.`;
    return { mark: "yes", text, policy, path, lines: [] };
  }
  const lines = peers.map((peer, index): Line => {
    const phrase = peerPhrase(peer, policy.namespace);
    const text = `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}.`;
    return { mark: "yes", text, policy, path: `${path}.${list}[${index}]`, lines: [] };
  });
  return { mark: "yes", text: `${start} any of these ${peers.length}:`, policy, path, lines };
}
