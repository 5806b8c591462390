/** Rows of bits against the questions that they answer, pod by pod; kept rows, and sets of pods. */
import { describe, expect, it } from "vitest";
import { hasBit } from "../../../src/core/net/bits.ts";
import type { Bits } from "../../../src/core/net/bits.ts";
import { compileNetwork, compileSelector, recompile } from "../../../src/core/netpol/compile.ts";
import type {
  CompiledNetwork,
  CompiledPeer,
  CompiledPort,
  SelectorPeer,
} from "../../../src/core/netpol/compile.ts";
import {
  addressIn,
  commonFamily,
  judgeBlock,
  judgePort,
  portMatches,
  selects,
} from "../../../src/core/netpol/match.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import { hasIdentity } from "../../../src/core/netpol/points.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import { familiesOf, keepRows, PodRows, rowsOf, someOf } from "../../../src/core/netpol/rows.ts";
import type { PodSet } from "../../../src/core/netpol/rows.ts";
import type { PodEndpoint } from "../../../src/core/netpol/types.ts";
import { ASKED, labels, richWorld } from "./richWorld.ts";
import { network, node, pod, policy } from "./world.ts";

const SEEDS = Array.from({ length: 12 }, (_, i) => [i]);

/** Names of the pods whose bits are set; a bit beyond the pods has a name of its own. */
function inRow(row: Bits, pods: readonly PodEndpoint[]): string[] {
  const found: string[] = [];
  for (let i = 0; i < row.length * 32; i++) {
    if (hasBit(row, 0, i)) found.push(pods[i]?.name ?? `no pod ${i}`);
  }
  return found;
}
const those = (pods: readonly PodEndpoint[], fits: (pod: PodEndpoint, i: number) => boolean) =>
  pods.filter(fits).map(({ name }) => name);

interface Clauses {
  readonly peers: readonly CompiledPeer[];
  readonly ports: readonly CompiledPort[];
}

function clausesOf({ policies }: CompiledNetwork): Clauses {
  const rules = policies.flatMap(({ rules: { Ingress = [], Egress = [] } }) => [
    ...Ingress,
    ...Egress,
  ]);
  return {
    peers: rules.flatMap(({ peers }) => peers),
    ports: rules.flatMap(({ ports }) => ports),
  };
}

const FURTHER = [
  {},
  { matchLabels: { app: "" } },
  { matchLabels: { nobody: "has" } },
  { matchExpressions: [{ key: "app", operator: "In" as const, values: ["a", "b"] }] },
  { matchExpressions: [{ key: "app", operator: "NotIn" as const, values: ["a"] }] },
  { matchExpressions: [{ key: "tier", operator: "Exists" as const }] },
  { matchExpressions: [{ key: "tier", operator: "DoesNotExist" as const }] },
].map(compileSelector);

/** Asked of rows only once others were made from them. */
const LATER = ["app", "tier"].flatMap((key) =>
  ["a", "b", "c", ""].map((value) =>
    compileSelector({ matchExpressions: [{ key, operator: "NotIn", values: [value, "x"] }] }),
  ),
);

/** Asks everything that policies ask, and everything twice: the second time it is known. */
function mustBeRight(rows: PodRows, set: PodSet, { peers, ports }: Clauses): void {
  const { pods, profile } = rows;
  const seen = (one: PodEndpoint): boolean => hasIdentity(one, profile);
  expect(rows.words).toBe(Math.ceil(pods.length / 32));
  expect(inRow(rows.visible, pods)).toEqual(those(pods, seen));
  const selectors = peers.flatMap((peer) =>
    peer.kind === "pods" ? [peer.podSelector ?? [], peer.namespaceSelector ?? []].flat() : [],
  );
  for (const selector of [...selectors, ...FURTHER]) {
    const row = rows.selector(selector);
    expect(inRow(row, pods)).toEqual(
      those(pods, (one) => seen(one) && selects(selector, one.labels)),
    );
    expect(rows.selector(selector)).toBe(row);
    const namespaces = rows.inNamespaces(selector);
    expect(inRow(namespaces, pods)).toEqual(
      those(pods, ({ namespaceLabels }) => selects(selector, namespaceLabels)),
    );
    expect(rows.inNamespaces(selector)).toBe(namespaces);
  }
  const members = rows.families.map((family) => inRow(family.members, pods));
  expect(members.flat().sort()).toEqual(those(pods, () => true).sort());
  rows.families.forEach(({ key }, i) => {
    expect(members[i]).toEqual(those(pods, ({ ips }) => familiesOf(ips) === key));
  });
  expect(rows.families).toBe(rows.families);
  for (const peer of peers) {
    if (peer.kind !== "ipBlock") continue;
    for (const direction of ["Egress", "Ingress"] as const) {
      for (const family of rows.families) {
        const row = rows.block(peer, direction, family);
        const inside = (one: PodEndpoint, i: number): boolean => {
          const own = set.addresses(i);
          const shared =
            direction === "Egress"
              ? commonFamily(family.addresses, own)
              : commonFamily(own, family.addresses);
          const address = addressIn(own, shared);
          return (
            address !== undefined && judgeBlock(peer, address, one, profile).reason === "inside"
          );
        };
        expect(inRow(row, pods)).toEqual(those(pods, inside));
        expect(rows.block(peer, direction, family)).toBe(row);
      }
    }
  }
  for (const entry of ports) {
    for (const { port, protocol } of ASKED) {
      for (const direction of ["Egress", "Ingress"] as const) {
        for (const view of ["pods", "addresses"] as const) {
          const row = rows.destinations(entry, direction, port, protocol, view);
          const judged = (one: PodEndpoint) =>
            judgePort(entry, direction, one, port, protocol, profile, view);
          expect(inRow(row, pods)).toEqual(those(pods, (one) => portMatches(judged(one))));
          expect(rows.destinations(entry, direction, port, protocol, view)).toBe(row);
        }
      }
    }
  }
}

const NAMES: readonly CompiledPort[] = (["TCP", "UDP", "SCTP"] as const).flatMap((protocol) =>
  ["http", "dns", "none"].map((name) => ({ protocol, port: { kind: "name" as const, name } })),
);

describe("rows are what is asked of each pod", () => {
  it.each(SEEDS)("cluster %i", (seed) => {
    const { objects, policies, profile } = richWorld(2000 + seed, 6 + (seed % 6));
    const net = network([...objects, ...policies], profile);
    const clauses = { peers: clausesOf(net).peers, ports: NAMES };
    mustBeRight(rowsOf(net.endpoints, profile), net.endpoints, clauses);
  });

  it.each(SEEDS)("cluster %i, some of its pods", (seed) => {
    const { objects, policies, profile, draw: d } = richWorld(2100 + seed, 8);
    const net = network([...objects, ...policies], profile);
    const { endpoints } = net;
    const indexes = [...endpoints.pods.keys()].filter(() => d.once(2));
    const some = someOf(endpoints, indexes);
    expect(some.pods).toEqual(indexes.map((i) => endpoints.pods[i]));
    expect(some.namespaces).toEqual(
      endpoints.namespaces.flatMap(({ name, labels: own, start, end }) => {
        const before = indexes.filter((i) => i < start).length;
        const within = indexes.filter((i) => i >= start && i < end).length;
        return within === 0 ? [] : [{ name, labels: own, start: before, end: before + within }];
      }),
    );
    some.pods.forEach((one, i) => {
      expect(some.addresses(i)).toEqual(endpoints.addresses(indexes[i] ?? -1));
      expect(some.onHost(one)).toEqual(endpoints.onHost(one));
    });
    const rows = new PodRows(some, profile);
    mustBeRight(rows, some, { peers: clausesOf(net).peers, ports: NAMES });
    for (const range of some.namespaces) expect(rows.range(range.name)).toBe(range);
    expect(rows.range("nowhere")).toBeUndefined();
  });

  it.each(SEEDS)("cluster %i, after some pods changed", (seed) => {
    const { objects, policies, profile, draw: d } = richWorld(2200 + seed, 8);
    const before = compileNetwork(normaliseObjects([...objects, ...policies]), profile);
    const clauses = { peers: clausesOf(before).peers, ports: NAMES };
    const old = rowsOf(before.endpoints, profile);
    mustBeRight(old, before.endpoints, clauses);
    // Every other cluster changes labels alone; in the others addresses of another family come too.
    const pods = before.objects.pods.map((one, i) => {
      if (one.spec.hostNetwork === true || one.status?.podIPs?.length === 0 || !d.once(3))
        return one;
      const metadata = { ...one.metadata, labels: labels(d) };
      const status = { ...one.status, podIPs: [{ ip: `fd00::9:${i + 1}` }, { ip: `10.0.0.${i}` }] };
      return seed % 2 === 0 ? { ...one, metadata } : { ...one, metadata, status };
    });
    const after = recompile(before, { ...before.objects, pods });
    const { endpoints } = after;
    const changed = [...endpoints.pods.keys()].filter(
      (i) => endpoints.pods[i] !== before.endpoints.pods[i],
    );
    expect(changed.length).toBeGreaterThan(0);
    const rows = PodRows.changed(old, endpoints, changed);
    mustBeRight(rows, endpoints, clauses);
    mustBeRight(PodRows.changed(old, endpoints, changed), endpoints, clauses);
    // the rows before are as they were
    mustBeRight(old, before.endpoints, clauses);
    for (const selector of [...FURTHER, ...LATER]) {
      expect(inRow(old.selector({ ...selector }), old.pods)).toEqual(
        those(old.pods, (one) => hasIdentity(one, profile) && selects(selector, one.labels)),
      );
    }
    if (seed % 2 === 0) expect(rows.families).toBe(old.families);
  });
});

describe("the rows of a cluster", () => {
  const OBJECTS = [pod("a/x", "10.0.0.1"), pod("a/y", "10.0.0.2", { labels: { app: "y" } })];

  it("are made once a plugin", () => {
    const { endpoints } = network(OBJECTS);
    const other: Profile = { ...SPEC_PROFILE, name: "other" };
    const rows = rowsOf(endpoints, SPEC_PROFILE);
    const others = rowsOf(endpoints, other);
    expect(others).not.toBe(rows);
    expect([rows.profile, others.profile]).toEqual([SPEC_PROFILE, other]);
    expect(rowsOf(endpoints, SPEC_PROFILE)).toBe(rows);
    expect(rowsOf(endpoints, other)).toBe(others);
    const next = network(OBJECTS).endpoints;
    expect(keepRows(next, rows)).toBe(rows);
    expect(rowsOf(next, SPEC_PROFILE)).toBe(rows);
  });

  it("know the values of a label whatever was asked before", () => {
    const { endpoints } = network(OBJECTS);
    const rows = new PodRows(endpoints, SPEC_PROFILE);
    const asked = (requirement: object) =>
      inRow(
        rows.selector(compileSelector({ matchExpressions: [requirement as never] })),
        rows.pods,
      );
    expect(asked({ key: "app", operator: "In", values: ["y"] })).toEqual(["y"]);
    expect(asked({ key: "app", operator: "NotIn", values: ["y"] })).toEqual(["x"]);
    expect(asked({ key: "app", operator: "Exists" })).toEqual(["y"]);
    expect(asked({ key: "app", operator: "DoesNotExist" })).toEqual(["x"]);
    expect(asked({ key: "app", operator: "In", values: ["x", "z"] })).toEqual([]);
  });
});

describe("families", () => {
  it.each([
    [["10.0.0.1"], "4"],
    [["fd00::1"], "6"],
    [["10.0.0.1", "fd00::1"], "46"],
    [["fd00::1", "10.0.0.1"], "64"],
    [["10.0.0.1", "10.0.0.2"], "44"],
    [[], ""],
  ])("%j", (ips, families) => {
    expect(familiesOf(ips)).toBe(families);
  });
});

describe("pods on the host's network that a selector means by their address", () => {
  const host = (n: number, labelled: Record<string, string>) => ({
    hostNetwork: true,
    node: `node-${n}`,
    labels: labelled,
  });
  const OBJECTS = [
    node("node-1", "192.0.2.1"),
    node("node-2", "192.0.2.2"),
    pod("ops/h1", "192.0.2.1", host(1, { app: "a" })),
    pod("shop/h2", "192.0.2.1", host(1, {})),
    pod("shop/h3", "192.0.2.2", host(2, { app: "b" })),
    pod("shop/p", "10.0.0.1", { labels: { app: "a" } }),
    policy("shop/x", { podSelector: {} }),
  ];
  const app = (value: string) => compileSelector({ matchLabels: { app: value } });
  const peerOf = (podSelector?: string, namespace?: string): SelectorPeer => ({
    kind: "pods",
    podSelector: podSelector === undefined ? undefined : app(podSelector),
    namespaceSelector:
      namespace === undefined
        ? undefined
        : compileSelector({ matchLabels: { "kubernetes.io/metadata.name": namespace } }),
  });
  it.each<[string, Profile["hostNetwork"], SelectorPeer, string[]]>([
    ["one of the address is selected", "node-address-peer", peerOf("a", "ops"), ["h1", "h2"]],
    ["in the policy's namespace", "node-address-peer", peerOf("b"), ["h3"]],
    ["of another namespace alone", "node-address-peer", peerOf("a"), []],
    ["all of a namespace", "node-address-peer", peerOf(undefined, "shop"), ["h1", "h2", "h3"]],
    ["nobody", "node-address-peer", peerOf("c", "ops"), []],
    ["a selector of pods is asked for", "pod-selector-peer", peerOf(undefined, "shop"), []],
    ["and is there", "pod-selector-peer", peerOf("b", "shop"), ["h3"]],
    ["pods with an identity", "identity", peerOf("a", "ops"), []],
    ["pods that nobody sees", "ignored", peerOf("a", "ops"), []],
  ])("%s (%s)", (_title, hostNetwork, peer, wanted) => {
    const profile = { ...SPEC_PROFILE, hostNetwork };
    const { endpoints } = network(OBJECTS, profile);
    const rows = rowsOf(endpoints, profile);
    const row = new Uint32Array(rows.words);
    rows.addNodeAddresses(row, peer, "shop");
    expect(inRow(row, rows.pods)).toEqual(wanted);
    const some = new PodRows(someOf(endpoints, [1, 3]), profile);
    const few = new Uint32Array(1);
    some.addNodeAddresses(few, peer, "shop");
    expect(inRow(few, some.pods)).toEqual(
      wanted.filter((name) => some.pods.some((one) => one.name === name)),
    );
  });
});
