/**
 * Clusters with something of everything, drawn with a seed: workloads with replicas, pods of both
 * families, on the host's network, without an address or finished, names of ports, and policies
 * with every clause. The same seed gives the same cluster, however many runs a property has.
 */
import { createRandom } from "../../../src/core/cluster/random.ts";
import type { PortOfInterest } from "../../../src/core/netpol/matrix.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import { PROFILES } from "../../../src/core/netpol/profiles/registry.ts";
import * as world from "./world.ts";
import type { Raw, RawPolicy } from "./world.ts";

/** Chance that can be repeated. */
export interface Draw {
  /** An integer in [0, below). */
  int(below: number): number;
  /** True once in so many times. */
  once(inSoMany: number): boolean;
  one<T>(list: readonly [T, ...T[]]): T;
  /** A list of at most so many. */
  some<T>(atMost: number, make: () => T): T[];
}

export function draw(seed: number): Draw {
  const random = createRandom(seed * 7919 + 1);
  for (let i = 0; i < 4; i++) random.next();
  const int = (below: number): number => random.int(below);
  return {
    int,
    once: (inSoMany) => int(inSoMany) === 0,
    one: (list) => list[int(list.length)] ?? list[0],
    some: (atMost, make) => Array.from({ length: int(atMost + 1) }, make),
  };
}

/** `omega` is written down nowhere but at its pods; nobody lives in `delta` at first. */
const LIVED_IN = ["alpha", "beta", "gamma", "omega"] as const;
export const ANY_NAMESPACE = [...LIVED_IN, "delta"] as const;

/** What matrices are asked about. */
export const ASKED: readonly [PortOfInterest, ...PortOfInterest[]] = [
  { port: 8080, protocol: "TCP" },
  { port: 80, protocol: "TCP" },
  { port: 8085, protocol: "TCP" },
  { port: 53, protocol: "UDP" },
  { port: 9000, protocol: "SCTP" },
  { port: 0, protocol: "ICMP" },
];

// ---------------------------------------------------------------------------------------------
// Pods

export function labels(d: Draw): Record<string, string> {
  const found: Record<string, string> = {};
  if (!d.once(5)) found["app"] = d.one(["a", "b", "c", ""]);
  if (d.once(2)) found["tier"] = d.one(["a", "b"]);
  return found;
}

type Ports = NonNullable<world.PodOptions["ports"]>;
const PORTS: readonly [Ports, ...Ports[]] = [
  [],
  [{ name: "http", containerPort: 8080 }],
  [{ name: "http", containerPort: 80 }],
  [
    { name: "http", containerPort: 8080, protocol: "UDP" },
    { name: "dns", containerPort: 53, protocol: "UDP" },
  ],
  [
    { name: "http", containerPort: 80 },
    { name: "http", containerPort: 8080 },
  ],
  [{ name: "dns", containerPort: 8080 }, { containerPort: 80 }],
  [{ name: "dns", containerPort: 9000, protocol: "SCTP" }],
];

/** Addresses that no other pod has. */
export function addresses(families: string, i: number): string {
  const by = new Map([
    ["4", `10.0.${i >> 8}.${(i & 255) + 1}`],
    ["6", `fd00::${(i + 1).toString(16)}`],
  ]);
  return families
    .split(" ")
    .map((family) => by.get(family) ?? "")
    .join(" ");
}

/** Pods of a workload are alike in all but name and address. */
function workload(d: Draw, name: string, firstAddress: number): Raw[] {
  const path = `${d.one(LIVED_IN)}/${name}`;
  const options = {
    labels: labels(d),
    ports: d.one(PORTS),
    sidecarPorts: d.one([[], [], PORTS[1] ?? []]),
  };
  const families = d.one(["4", "4", "4", "4 6", "6 4", "6"]);
  const size = 1 + d.int(7);
  if (d.once(5)) {
    const n = 1 + d.int(2);
    const where = d.once(4) ? {} : { node: `node-${n}` };
    return Array.from({ length: 1 + d.int(2) }, (_, i) =>
      world.pod(`${path}-${i}`, `192.0.2.${n}`, { ...options, ...where, hostNetwork: true }),
    );
  }
  return Array.from({ length: size }, (_, i) => {
    const phase = d.once(20) ? "Succeeded" : "Running";
    const node = d.once(3) ? {} : { node: `node-${1 + d.int(2)}` };
    const ips = d.once(20) ? "" : addresses(families, firstAddress + i);
    return world.pod(`${path}-${i}`, ips, { ...options, ...node, phase });
  });
}

// ---------------------------------------------------------------------------------------------
// Policies

function selector(d: Draw): object {
  const key = d.one(["app", "tier"]);
  switch (d.int(7)) {
    case 0:
    case 1:
      return {};
    case 2:
    case 3:
      return { matchLabels: { app: d.one(["a", "b", "c"]) } };
    case 4:
      return { matchLabels: { app: d.one(["a", "b", ""]), tier: d.one(["a", "b"]) } };
    case 5:
      return { matchExpressions: [{ key, operator: d.one(["Exists", "DoesNotExist"]) }] };
    default:
      return {
        matchExpressions: [
          { key, operator: d.one(["In", "NotIn"]), values: d.one([["a"], ["a", "b"], ["b", ""]]) },
        ],
      };
  }
}

function namespaceSelector(d: Draw): object {
  const name = d.one(ANY_NAMESPACE);
  return d.once(2) ? { matchLabels: { "kubernetes.io/metadata.name": name } } : selector(d);
}

const BLOCKS: readonly [object, ...object[]] = [
  { cidr: "0.0.0.0/0" },
  { cidr: "0.0.0.0/0", except: ["10.0.0.0/29", "192.0.2.0/24"] },
  { cidr: "10.0.0.0/28" },
  { cidr: "10.0.0.0/24", except: ["10.0.0.4/30", "10.0.0.16/28"] },
  { cidr: "10.0.0.3/32" },
  { cidr: "192.0.2.1/32" },
  { cidr: "::/0", except: ["fd00::8/125"] },
  { cidr: "fd00::/123" },
];

function peer(d: Draw): object {
  switch (d.int(9)) {
    case 0:
    case 1:
      return { podSelector: selector(d) };
    case 2:
    case 3:
      return { namespaceSelector: namespaceSelector(d) };
    case 4:
    case 5:
      return { podSelector: selector(d), namespaceSelector: namespaceSelector(d) };
    case 6:
      return d.once(4) ? {} : { ipBlock: d.one(BLOCKS) };
    default:
      return { ipBlock: d.one(BLOCKS) };
  }
}

function port(d: Draw): object {
  const protocol = d.one(["TCP", "TCP", "UDP", "SCTP"]);
  switch (d.int(6)) {
    case 0:
      return { port: d.one([80, 8080, 53]) };
    case 1:
      return { port: d.one([53, 8080, 9000]), protocol };
    case 2:
    case 3:
      return { port: d.one(["http", "dns"]), protocol };
    case 4:
      return { protocol };
    default:
      return { port: d.one([53, 8080]), endPort: d.one([8084, 8085, 9000]), protocol };
  }
}

/** The spec of a policy. */
export function spec(d: Draw): object {
  const rules = (side: "from" | "to"): object[] =>
    d.some(3, () => ({ [side]: d.some(3, () => peer(d)), ports: d.some(2, () => port(d)) }));
  return {
    podSelector: selector(d),
    policyTypes: d.one([["Ingress"], ["Egress"], ["Ingress", "Egress"]]),
    ingress: rules("from"),
    egress: rules("to"),
  };
}

// ---------------------------------------------------------------------------------------------
// Plugins

/** A plugin that exists or, every other time, one that might: each point decided by itself. */
export function profileOf(d: Draw, seed: number): Profile {
  if (seed % 2 === 0) return PROFILES[(seed / 2) % PROFILES.length] ?? SPEC_PROFILE;
  const policed = (): "policed" | "allowed" => d.one(["policed", "policed", "allowed"]);
  const names = (): Profile["namedPorts"]["Ingress"] =>
    d.one([true, "selector-peers", "selector-peers", false, "whole-protocol"]);
  return {
    ...SPEC_PROFILE,
    name: `any ${seed}`,
    unselectedPods: d.one(["open", "open", "closed"]),
    ipBlockMatchesPods: !d.once(3),
    ipBlockMatchesNodes: !d.once(2),
    hostNetwork: d.one(["ignored", "identity", "node-address-peer", "pod-selector-peer"]),
    ingressFromLocalNode: policed(),
    egressToLocalNode: policed(),
    remoteNodes: policed(),
    sctp: d.one(["policed", "policed", "unfiltered"]),
    ipv6: d.one(["policed", "policed", "unfiltered"]),
    endPort: d.one(["range", "range", "start-only"]),
    namedPorts: { Ingress: names(), Egress: names() },
    unsupportedPolicy: d.one(["kept", "left-out"]),
  };
}

// ---------------------------------------------------------------------------------------------

export interface RichWorld {
  readonly objects: readonly Raw[];
  readonly policies: readonly RawPolicy[];
  readonly profile: Profile;
  readonly at: PortOfInterest;
  /** To go on drawing. */
  readonly draw: Draw;
}

/** @param workloads how many; each has about four pods. */
export function richWorld(seed: number, workloads: number): RichWorld {
  const d = draw(seed);
  const pods = Array.from({ length: workloads }, (_, i) => workload(d, `w${i}`, i * 8)).flat();
  const objects = [
    ...(["alpha", "beta", "gamma", "delta"] as const).map((name) =>
      world.namespace(name, labels(d)),
    ),
    world.node("node-1", "192.0.2.1"),
    world.node("node-2", "192.0.2.2"),
    ...pods,
  ];
  const policies = Array.from({ length: 3 + d.int(5) }, (_, i) =>
    world.policy(`${d.one(ANY_NAMESPACE)}/np${i}`, spec(d)),
  );
  const at = ASKED[seed % 3 === 0 ? d.int(ASKED.length) : d.int(2)] ?? ASKED[0];
  return { objects, policies, profile: profileOf(d, seed), at, draw: d };
}
