/** Does one rule let through all that another does, in whatever cluster? (S2, S3, S12) */
import type { CIDR } from "../net/ip.ts";
import { cidrContains } from "../net/ip.ts";
import type {
  CompiledPeer,
  CompiledPolicy,
  CompiledPort,
  CompiledRule,
} from "../netpol/compile.ts";
import type { Direction } from "../netpol/types.ts";
import { implies } from "./selectors.ts";
import { namedNamespace } from "./world.ts";

/** Is every address of one block in the other? */
export function blockInside(inner: CIDR, outer: CIDR): boolean {
  return inner.prefix >= outer.prefix && cidrContains(outer, inner);
}

export function blocksMeet(a: CIDR, b: CIDR): boolean {
  return blockInside(a, b) || blockInside(b, a);
}

/** Both entries are of policies in `namespace`. */
function peerCovers(outer: CompiledPeer, inner: CompiledPeer, namespace: string): boolean {
  if (inner.kind === "invalid") return true;
  if (outer.kind === "pods" && inner.kind === "pods") {
    const spaces = (peer: typeof outer) =>
      peer.namespaceSelector?.requirements ?? namedNamespace(namespace);
    return (
      implies(spaces(inner), spaces(outer)) &&
      implies(inner.podSelector?.requirements ?? [], outer.podSelector?.requirements ?? [])
    );
  }
  if (outer.kind !== "ipBlock" || inner.kind !== "ipBlock") return false;
  const { block } = inner;
  if (block === undefined) return true;
  if (outer.block === undefined || !blockInside(block, outer.block)) return false;
  return outer.except.every(
    (hole) =>
      !blocksMeet(hole.block, block) ||
      inner.except.some((own) => blockInside(hole.block, own.block)),
  );
}

/** Do some entries together hold all ports of one? An empty list holds every port. */
function portsCover(outer: readonly (readonly CompiledPort[])[], inner: CompiledPort): boolean {
  if (outer.some((ports) => ports.length === 0)) return true;
  const entries = outer.flat().filter(({ protocol }) => protocol === inner.protocol);
  if (entries.some(({ port }) => port === undefined)) return true;
  const { port } = inner;
  if (port === undefined) return false;
  if (port.kind === "name") {
    return entries.some((entry) => entry.port?.kind === "name" && entry.port.name === port.name);
  }
  let next = port.range.from;
  const ranges = entries
    .flatMap((entry) => (entry.port?.kind === "numbers" ? entry.port.range : []))
    .sort((a, b) => a.from - b.from);
  for (const { from, to } of ranges) if (from <= next && to >= next) next = to + 1;
  return next > port.range.to;
}

/**
 * Do other rules of policies in the same namespace let through all that this one does?
 * @param counts leaves rules out, itself above all; all of `others` if absent
 */
export function ruleCovered(
  rule: CompiledRule,
  others: readonly CompiledRule[],
  counts: (other: CompiledRule) => boolean = () => true,
): boolean {
  const { namespace } = rule.ref.policy;
  const peers: readonly (CompiledPeer | undefined)[] =
    rule.peers.length === 0 ? [undefined] : rule.peers;
  return peers.every((peer) => {
    const ports = others
      .filter(
        (other) =>
          counts(other) &&
          (other.peers.length === 0 ||
            (peer !== undefined &&
              other.peers.some((outer) => peerCovers(outer, peer, namespace)))),
      )
      .map((other) => other.ports);
    if (ports.length === 0) return false;
    if (rule.ports.length === 0) return ports.some((list) => list.length === 0);
    return rule.ports.every((entry) => portsCover(ports, entry));
  });
}

/** Does a policy isolate, in a direction, all the pods that another selects? */
export function isolatesAllOf(
  outer: CompiledPolicy,
  inner: CompiledPolicy,
  direction: Direction,
): boolean {
  return (
    outer.rules[direction] !== undefined &&
    implies(inner.podSelector.requirements, outer.podSelector.requirements)
  );
}
