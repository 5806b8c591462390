/** Policies said in other words: small changes of text, applied everywhere they fit. */
import type {
  IPBlock,
  LabelSelector,
  LabelSelectorRequirement,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from "../../../src/core/api/objects.ts";
import type { Raw, RawPolicy } from "./world.ts";

/** A rule of either direction. */
export interface Rule {
  readonly peers: readonly NetworkPolicyPeer[];
  readonly ports: readonly NetworkPolicyPort[];
}

export const withSpec = (own: RawPolicy, change: object): RawPolicy => ({
  ...own,
  spec: { ...own.spec, ...change },
});

/** Every rule replaced by those that `change` makes of it. */
export const rules =
  (change: (rule: Rule, namespace: string) => readonly Rule[]) =>
  (list: readonly RawPolicy[]): RawPolicy[] =>
    list.map((own) => {
      const { namespace } = own.metadata;
      const { ingress, egress } = own.spec;
      return withSpec(own, {
        ...(ingress && {
          ingress: ingress
            .flatMap(({ from = [], ports = [] }) => change({ peers: from, ports }, namespace))
            .map(({ peers, ports }) => ({ from: peers, ports })),
        }),
        ...(egress && {
          egress: egress
            .flatMap(({ to = [], ports = [] }) => change({ peers: to, ports }, namespace))
            .map(({ peers, ports }) => ({ to: peers, ports })),
        }),
      });
    });

/** Every entry of `from` and `to` replaced by those that `change` makes of it. */
export const peers = (
  change: (peer: NetworkPolicyPeer, namespace: string) => readonly NetworkPolicyPeer[],
): ((list: readonly RawPolicy[]) => RawPolicy[]) =>
  rules((rule, namespace) => {
    const changed = rule.peers.flatMap((peer) => change(peer, namespace));
    // A list that becomes empty would mean everyone; a rule for nobody is no rule.
    return rule.peers.length > 0 && changed.length === 0 ? [] : [{ ...rule, peers: changed }];
  });

/** Every entry of `ports` replaced by those that `change` makes of it. */
export const ports = (
  change: (port: NetworkPolicyPort) => readonly NetworkPolicyPort[],
): ((list: readonly RawPolicy[]) => RawPolicy[]) =>
  rules((rule) => [{ ...rule, ports: rule.ports.flatMap(change) }]);

/** Every selector, wherever one stands. */
export const selectors =
  (change: (selector: LabelSelector) => LabelSelector) =>
  (list: readonly RawPolicy[]): RawPolicy[] =>
    peers(({ podSelector, namespaceSelector, ipBlock }) => [
      {
        ...(ipBlock && { ipBlock }),
        ...(podSelector && { podSelector: change(podSelector) }),
        ...(namespaceSelector && { namespaceSelector: change(namespaceSelector) }),
      },
    ])(list.map((own) => withSpec(own, { podSelector: change(own.spec.podSelector ?? {}) })));

/** Every matchExpression replaced by those that `change` makes of it (all must hold). */
export const expressions = (
  change: (expression: LabelSelectorRequirement) => readonly LabelSelectorRequirement[],
): ((list: readonly RawPolicy[]) => RawPolicy[]) =>
  selectors(({ matchExpressions, ...rest }) => ({
    ...rest,
    ...(matchExpressions && { matchExpressions: matchExpressions.flatMap(change) }),
  }));

export const blocks = (
  change: (block: IPBlock) => readonly IPBlock[],
): ((list: readonly RawPolicy[]) => RawPolicy[]) =>
  peers((peer) =>
    peer.ipBlock === undefined ? [peer] : change(peer.ipBlock).map((ipBlock) => ({ ipBlock })),
  );

/** The same name and namespace, another spec. */
export const renamed = (own: RawPolicy, name: string, change: object = {}): RawPolicy => ({
  ...withSpec(own, change),
  metadata: { ...own.metadata, name },
});

/** In the text of the objects, as a search and replace would. */
export const inText =
  (pattern: RegExp, replacement: string | ((...match: string[]) => string)) =>
  <T>(objects: T): T =>
    JSON.parse(JSON.stringify(objects).replace(pattern, replacement as string)) as T;

/** The directions a spec isolates, defaults filled in as S8 has it. */
export function typesOf({ policyTypes = [], egress = [] }: NetworkPolicySpec): readonly string[] {
  if (policyTypes.length > 0) return policyTypes;
  return egress.length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
}

// ---------------------------------------------------------------------------------------------
// Blocks, as texts of bits

const v4Bits = (ip: string): string =>
  ip
    .split(".")
    .map((part) => Number(part).toString(2).padStart(8, "0"))
    .join("");
/** Only of `fd00::x` and `::`, as in the random worlds. */
const v6Bits = (ip: string): string => {
  const [head = "", tail = ""] = ip.split("::");
  const group = (text: string): string =>
    text === "" ? "" : Number.parseInt(text, 16).toString(2).padStart(16, "0");
  return group(head).padEnd(128 - group(tail).length, "0") + group(tail);
};
const networkBits = (cidr: string): string => {
  const [ip = "", prefix = ""] = cidr.split("/");
  return (ip.includes(":") ? v6Bits(ip) : v4Bits(ip)).slice(0, Number(prefix));
};
const cidrOf = (bits: string, size: 32 | 128): string => {
  const all = bits.padEnd(size, "0");
  const width = size === 32 ? 8 : 16;
  const parts = all.match(new RegExp(`.{${width}}`, "g")) ?? [];
  const text =
    size === 32
      ? parts.map((part) => Number.parseInt(part, 2)).join(".")
      : parts.map((part) => Number.parseInt(part, 2).toString(16)).join(":");
  return `${text}/${bits.length}`;
};

/** The blocks that are left of a block when its `except` is taken out. */
export function remaining({ cidr, except = [] }: IPBlock): string[] {
  const size = cidr.includes(":") ? 128 : 32;
  const holes = except.map(networkBits);
  const left = (bits: string): string[] => {
    if (holes.some((hole) => bits.startsWith(hole))) return [];
    if (!holes.some((hole) => hole.startsWith(bits))) return [cidrOf(bits, size)];
    return [...left(`${bits}0`), ...left(`${bits}1`)];
  };
  return left(networkBits(cidr));
}

/** Does the block hold the address? An address of the other family never. */
export function holds(cidr: string, ip: string): boolean {
  if (cidr.includes(":") !== ip.includes(":")) return false;
  return (ip.includes(":") ? v6Bits(ip) : v4Bits(ip)).startsWith(networkBits(cidr));
}

/** The addresses of the pods changed; the first is their `podIP`. */
export function readdressed(raw: Raw, change: (ip: string) => string): Raw {
  if (raw.kind !== "Pod") return raw;
  const { podIPs = [] } = raw.status as { podIPs?: { ip: string }[] };
  const ips = podIPs.map(({ ip }) => ({ ip: change(ip) }));
  return { ...raw, status: { ...raw.status, podIP: ips[0]?.ip, podIPs: ips } };
}
