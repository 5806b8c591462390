/**
 * A second opinion: the decision procedure of the semantics (S1–S68) written down once more, slowly
 * and straight, from raw objects as a person writes them. Shares no code with `src/`; every question
 * walks all objects again. Only the spec profile; objects that the API refuses are not judged.
 */

/* The shapes of manifests, as loose as manifests are: any field may be missing or null. */
type Maybe<T> = T | null | undefined;
type Labels = Record<string, string>;

interface Selector {
  matchLabels?: Maybe<Labels>;
  matchExpressions?: Maybe<{ key: string; operator: string; values?: Maybe<string[]> }[]>;
}
type Block = { cidr: string; except?: Maybe<string[]> };
interface Peer {
  podSelector?: Maybe<Selector>;
  namespaceSelector?: Maybe<Selector>;
  ipBlock?: Maybe<Block>;
}
type Port = { protocol?: Maybe<string>; port?: Maybe<number | string>; endPort?: Maybe<number> };
type Rule = { from?: Maybe<Peer[]>; to?: Maybe<Peer[]>; ports?: Maybe<Port[]> };
interface Container {
  restartPolicy?: Maybe<string>;
  ports?: Maybe<{ name?: Maybe<string>; containerPort: number; protocol?: Maybe<string> }[]>;
}
export interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: Maybe<string>; labels?: Maybe<Labels> };
  spec?: Maybe<{
    containers?: Maybe<Container[]>;
    initContainers?: Maybe<Container[]>;
    nodeName?: Maybe<string>;
    hostNetwork?: Maybe<boolean>;
    podSelector?: Maybe<Selector>;
    policyTypes?: Maybe<string[]>;
    ingress?: Maybe<Rule[]>;
    egress?: Maybe<Rule[]>;
  }>;
  status?: Maybe<{
    phase?: Maybe<string>;
    podIP?: Maybe<string>;
    podIPs?: Maybe<{ ip: string }[]>;
    hostIP?: Maybe<string>;
    addresses?: Maybe<{ type: string; address: string }[]>;
  }>;
}

/** Ends are `namespace/pod` or an address. */
type Ends = { from: string; to: string };
export type Question = Ends & { port: number; protocol: string; viaService?: boolean };

/** No answer where an end has no address (S66, S68) or the ends have no family in common (S28). */
export type Answer = { egress: boolean; ingress: boolean } | undefined;

/** What an end of the connection turns out to be, and the address it shows. */
type End = { pod: Manifest | undefined; ip: string };

export function naiveAnswer(world: readonly Manifest[], question: Question): Answer {
  const family = familyOf(world, question);
  if (family === undefined) return undefined;
  const src = endOf(world, question.from, family);
  const dst = endOf(world, question.to, family);
  if (src === undefined || dst === undefined) return undefined;
  const self = src.pod !== undefined && src.pod === dst.pod && question.viaService !== true; // S41
  return {
    egress: self || directionAllows(world, "Egress", src, dst, dst, question),
    ingress:
      self ||
      onNodeOf(world, src, dst) ||
      directionAllows(world, "Ingress", dst, src, dst, question),
  };
}

function directionAllows(
  world: readonly Manifest[],
  direction: "Egress" | "Ingress",
  subject: End,
  other: End,
  dst: End,
  question: Question,
): boolean {
  const pod = subject.pod;
  if (pod === undefined || pod.spec?.hostNetwork === true) return true; // S5, S46
  const isolating = world.filter(
    (policy) =>
      policy.kind === "NetworkPolicy" &&
      namespaceOf(policy) === namespaceOf(pod) && // S22
      typesOf(policy).includes(direction) && // S1
      selects(policy.spec?.podSelector ?? {}, labelsOf(pod)), // S13
  );
  if (isolating.length === 0) return true;
  return isolating.some((policy) => {
    const rules = (direction === "Ingress" ? policy.spec?.ingress : policy.spec?.egress) ?? [];
    return rules.some((rule) => {
      const peers = (direction === "Ingress" ? rule.from : rule.to) ?? [];
      const ports = rule.ports ?? [];
      return (
        (peers.length === 0 || peers.some((peer) => peerFits(world, policy, peer, other))) &&
        (ports.length === 0 || ports.some((port) => portFits(port, dst, question)))
      );
    });
  });
}

/** S8. */
function typesOf(policy: Manifest): string[] {
  const given = policy.spec?.policyTypes ?? [];
  if (given.length > 0) return given;
  return (policy.spec?.egress ?? []).length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
}

/** S14–S17, S26–S29, S46. */
function peerFits(world: readonly Manifest[], policy: Manifest, peer: Peer, end: End): boolean {
  if (peer.ipBlock) {
    const { cidr, except } = peer.ipBlock;
    return inside(end.ip, cidr) && !(except ?? []).some((hole) => inside(end.ip, hole));
  }
  if (end.pod === undefined || end.pod.spec?.hostNetwork === true) return false;
  if (!peer.podSelector && !peer.namespaceSelector) return false;
  const namespaceFits = peer.namespaceSelector
    ? selects(peer.namespaceSelector, namespaceLabels(world, namespaceOf(end.pod)))
    : namespaceOf(end.pod) === namespaceOf(policy);
  return namespaceFits && (!peer.podSelector || selects(peer.podSelector, labelsOf(end.pod)));
}

/** S32–S37, S63. */
function portFits(entry: Port, dst: End, { port, protocol }: Question): boolean {
  if ((entry.protocol ?? "TCP") !== protocol) return false; // also ICMP, which is none of the three
  const wanted = entry.port ?? undefined;
  if (wanted === undefined) return true;
  if (typeof wanted === "number") return port >= wanted && port <= (entry.endPort ?? wanted);
  const spec = dst.pod?.spec;
  if (!spec || spec.hostNetwork === true) return false;
  const sidecars = (spec.initContainers ?? []).filter((c) => c.restartPolicy === "Always");
  return [...(spec.containers ?? []), ...sidecars].some((container) =>
    (container.ports ?? []).some(
      (declared) =>
        declared.name === wanted &&
        (declared.protocol ?? "TCP") === protocol &&
        declared.containerPort === port,
    ),
  );
}

/** S18–S21. */
function selects(selector: Selector, labels: Labels): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    if (!Object.hasOwn(labels, key) || labels[key] !== value) return false;
  }
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const has = Object.hasOwn(labels, key);
    const listed = has && (values ?? []).includes(labels[key] ?? "");
    if (operator === "In" && !listed) return false;
    if (operator === "NotIn" && listed) return false;
    if (operator === "Exists" && !has) return false;
    if (operator === "DoesNotExist" && has) return false;
  }
  return true;
}

/** S43: the source is the node of the destination, or a pod on that node's network. */
function onNodeOf(world: readonly Manifest[], src: End, dst: End): boolean {
  const node = dst.pod?.spec?.nodeName ?? undefined;
  if (node === undefined || dst.pod?.spec?.hostNetwork === true) return false;
  if (src.pod !== undefined)
    return src.pod.spec?.hostNetwork === true && src.pod.spec.nodeName === node;
  const object = world.find((o) => o.kind === "Node" && o.metadata.name === node);
  const addresses = object
    ? (object.status?.addresses ?? []).filter((a) => a.type === "InternalIP").map((a) => a.address)
    : world
        .filter((o) => o.kind === "Pod" && o.spec?.nodeName === node)
        .flatMap((o) => (o.status?.hostIP ? [o.status.hostIP] : []));
  return addresses.some((address) => sameAddress(address, src.ip));
}

// ---------------------------------------------------------------------------------------------
// Ends and labels

function endOf(world: readonly Manifest[], text: string, family: 4 | 6): End | undefined {
  const live = world.filter((o) => o.kind === "Pod" && addressesOf(o).length > 0);
  if (!text.includes("/")) {
    // S29: the address of a pod is that pod; a node's address stays the node's (S46).
    const pod = live.find(
      (o) => o.spec?.hostNetwork !== true && addressesOf(o).some((ip) => sameAddress(ip, text)),
    );
    return { pod, ip: text };
  }
  const pod = live.find((o) => `${namespaceOf(o)}/${o.metadata.name}` === text);
  const ip = pod && addressesOf(pod).find((address) => parse(address).family === family);
  return ip === undefined ? undefined : { pod, ip };
}

/** None before it gets one, none after it has finished (S66, S68); a terminating pod keeps its own. */
function addressesOf(pod: Manifest): string[] {
  const { phase, podIP, podIPs } = pod.status ?? {};
  if (phase === "Succeeded" || phase === "Failed") return [];
  if (podIPs && podIPs.length > 0) return podIPs.map(({ ip }) => ip);
  return podIP ? [podIP] : [];
}

function familyOf(world: readonly Manifest[], { from, to }: Ends): 4 | 6 | undefined {
  const families = (text: string): (4 | 6)[] => {
    if (!text.includes("/")) return [parse(text).family];
    const pod = world.find(
      (o) => o.kind === "Pod" && `${namespaceOf(o)}/${o.metadata.name}` === text,
    );
    return pod ? addressesOf(pod).map((ip) => parse(ip).family) : [];
  };
  return families(from).find((family) => families(to).includes(family));
}

const namespaceOf = ({ metadata }: Manifest): string => metadata.namespace ?? "default";
const labelsOf = (object: Manifest): Labels => object.metadata.labels ?? {};

/** S24: the label with the name is the server's. */
function namespaceLabels(world: readonly Manifest[], name: string): Labels {
  const object = world.find((o) => o.kind === "Namespace" && o.metadata.name === name);
  return { ...object?.metadata.labels, "kubernetes.io/metadata.name": name };
}

// Addresses, as texts of bits

function parse(text: string): { family: 4 | 6; bits: string } {
  const octet = (n: string): string => Number(n).toString(2).padStart(8, "0");
  const quad = (part: string): string => part.split(".").map(octet).join("");
  if (!text.includes(":")) return { family: 4, bits: quad(text) };
  const dotted = /[^:]*\.[^:]*$/.exec(text)?.[0];
  const tail = dotted === undefined ? "" : quad(dotted);
  const hex = dotted === undefined ? text : text.slice(0, -dotted.length).replace(/([^:]):$/, "$1");
  const group = (n: string): string =>
    n === "" ? "" : Number.parseInt(n, 16).toString(2).padStart(16, "0");
  const side = (part: string): string => part.split(":").map(group).join("");
  const [left = "", right = ""] = hex.split("::");
  const bits = side(left).padEnd(128 - side(right).length - tail.length, "0") + side(right) + tail;
  const mapped = "0".repeat(80) + "1".repeat(16);
  return bits.startsWith(mapped) ? { family: 4, bits: bits.slice(96) } : { family: 6, bits };
}

function sameAddress(a: string, b: string): boolean {
  const [x, y] = [parse(a), parse(b)];
  return x.family === y.family && x.bits === y.bits;
}

function inside(ip: string, cidr: string): boolean {
  const [base = "", length = ""] = cidr.split("/");
  const [address, block] = [parse(ip), parse(base)];
  const prefix = Number(length) - (block.family === 4 && base.includes(":") ? 96 : 0);
  return address.family === block.family && address.bits.startsWith(block.bits.slice(0, prefix));
}
