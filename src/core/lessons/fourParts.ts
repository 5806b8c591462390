/** The four questions that a policy answers, each in a few words: target, direction, peer, port. */
import type { NetworkPolicy } from "../api/objects.ts";
import { compilePolicy } from "../netpol/compile.ts";
import { enumerate, peerPhrase, podsPhrase, portsPhrase } from "../netpol/phrases.ts";
import type { PolicyPart } from "./prose.ts";

export type FourParts = Readonly<Record<PolicyPart, string>>;

/** Peers and ports of rules of the directions that the policy isolates. */
export function fourParts(policy: NetworkPolicy): FourParts {
  const compiled = compilePolicy(policy);
  const { namespace } = compiled.ref;
  const directions = (["Ingress", "Egress"] as const).filter((one) => compiled.rules[one]);
  const rules = directions.flatMap((direction) => compiled.rules[direction] ?? []);
  const distinct = (texts: readonly string[]): string => enumerate([...new Set(texts)], "or");
  return {
    target: `${podsPhrase(compiled.podSelector)} in namespace ${namespace}`,
    direction: enumerate(directions, "and"),
    peer:
      rules.length === 0
        ? "nobody, there is no rule"
        : distinct(
            rules.flatMap(({ peers }) =>
              peers.length === 0 ? ["everybody"] : peers.map((peer) => peerPhrase(peer, namespace)),
            ),
          ),
    port: rules.length === 0 ? "none" : distinct(rules.map(({ ports }) => portsPhrase(ports))),
  };
}
