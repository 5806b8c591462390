/**
 * After every kind of change a matrix is what it is when built anew, and what the evaluator says
 * cell by cell. The clusters are the same every time: mutants meet all of them.
 */
import { describe, expect, it } from "vitest";
import { compileNetwork, recompile } from "../../../src/core/netpol/compile.ts";
import type { ClusterObjects } from "../../../src/core/netpol/endpoints.ts";
import { buildMatrix, updateMatrix } from "../../../src/core/netpol/matrix.ts";
import type { ReachMatrix } from "../../../src/core/netpol/matrix.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import { matrixDifferences } from "./matrixDifferences.ts";
import { addresses, ANY_NAMESPACE, labels, profileOf, richWorld, spec } from "./richWorld.ts";
import type { Draw } from "./richWorld.ts";
import * as world from "./world.ts";

type Pods = ClusterObjects["pods"];

/** What a change needs besides the objects: chance, and a number that no change before had. */
interface Chance {
  readonly d: Draw;
  readonly no: number;
}
type Change = (objects: ClusterObjects, chance: Chance) => ClusterObjects;

const policyOf = ({ d, no }: Chance): ClusterObjects["policies"] =>
  normaliseObjects([world.policy(`${d.one(ANY_NAMESPACE)}/${d.one(["a", "z"])}${no}`, spec(d))])
    .policies;

/** A pod whose name sorts before, between or after those that are there. */
const podOf = ({ d, no }: Chance, at = 0): Pods =>
  normaliseObjects([
    world.pod(
      `${d.one(ANY_NAMESPACE)}/${d.one(["a", "w3", "z"])}x${no}x${at}`,
      addresses("4", 300 + no * 70 + at),
      {
        labels: labels(d),
        ports: [{ name: "http", containerPort: 8080 }],
        node: "node-1",
      },
    ),
  ]).pods;

const replaced = <T>(list: readonly T[], at: number, change: (item: T) => T): T[] =>
  list.map((item, i) => (i === at ? change(item) : item));
const without = <T>(list: readonly T[], at: number, count = 1): T[] =>
  list.filter((_item, i) => i < at || i >= at + count);
const relabelled = <T extends { readonly metadata: object }>(object: T, d: Draw): T => ({
  ...object,
  metadata: { ...object.metadata, labels: labels(d) },
});
const moved = (pods: Pods, at: number, ips: string): Pods =>
  replaced([...pods], at, (pod) => ({
    ...pod,
    status: { phase: "Running", podIPs: ips.split(" ").map((ip) => ({ ip })) },
  }));

const CHANGES: Readonly<Record<string, Change>> = {
  "a policy comes": (objects, chance) => ({
    ...objects,
    policies: [...objects.policies, ...policyOf(chance)],
  }),
  "a policy changes": (objects, { d }) => ({
    ...objects,
    policies: replaced(objects.policies, d.int(objects.policies.length), (old) => ({
      ...old,
      spec: normaliseObjects([world.policy("x/y", spec(d))]).policies[0]?.spec ?? {},
    })),
  }),
  "two policies come and one goes": (objects, chance) => ({
    ...objects,
    policies: [
      ...policyOf(chance),
      ...without(objects.policies, chance.d.int(objects.policies.length)),
      ...policyOf({ ...chance, no: chance.no + 50 }),
    ],
  }),
  "a policy goes": (objects, { d }) => ({
    ...objects,
    policies: without(objects.policies, d.int(objects.policies.length)),
  }),
  "a policy moves to another namespace": (objects, { d }) => ({
    ...objects,
    policies: replaced(objects.policies, d.int(objects.policies.length), (old) => ({
      ...old,
      metadata: { ...old.metadata, namespace: d.one(ANY_NAMESPACE) },
    })),
  }),
  "a pod gets other labels": (objects, { d }) => ({
    ...objects,
    pods: replaced(objects.pods, d.int(objects.pods.length), (pod) => relabelled(pod, d)),
  }),
  "three pods get other labels, and a policy comes": (objects, chance) => {
    const { d } = chance;
    let { pods } = objects;
    for (let i = 0; i < 3; i++)
      pods = replaced(pods, d.int(pods.length), (pod) => relabelled(pod, d));
    return { ...objects, pods, policies: [...objects.policies, ...policyOf(chance)] };
  },
  "a namespace gets other labels": (objects, { d }) => ({
    ...objects,
    namespaces: replaced(objects.namespaces, d.int(objects.namespaces.length), (one) =>
      relabelled(one, d),
    ),
  }),
  "a pod comes": (objects, chance) => ({
    ...objects,
    pods: [...objects.pods, ...podOf(chance)],
  }),
  "a pod goes": (objects, { d }) => ({
    ...objects,
    pods: without(objects.pods, d.int(objects.pods.length)),
  }),
  "the first pods go": (objects) => ({ ...objects, pods: without(objects.pods, 0, 2) }),
  "the last pods go": (objects) => ({
    ...objects,
    pods: without(objects.pods, objects.pods.length - 2, 2),
  }),
  "one pod goes and another comes": (objects, chance) => ({
    ...objects,
    pods: [...without(objects.pods, chance.d.int(objects.pods.length)), ...podOf(chance)],
  }),
  "pods come and go, a policy as well": (objects, chance) => {
    const { d } = chance;
    const pods = without(without(objects.pods, d.int(objects.pods.length)), d.int(9), 2);
    return {
      ...objects,
      pods: [...pods, ...podOf(chance, 1), ...podOf(chance, 2)],
      policies: [...without(objects.policies, 0), ...policyOf(chance)],
    };
  },
  "a pod gets another address": (objects, { d, no }) => ({
    ...objects,
    pods: moved(objects.pods, d.int(objects.pods.length), `10.0.9.${no + 1}`),
  }),
  "a pod gets an address of another family": (objects, { d, no }) => ({
    ...objects,
    pods: moved(
      objects.pods,
      d.int(objects.pods.length),
      d.one([`fd00::9:${no}`, `fd00::9:${no} 10.0.9.${no + 1}`]),
    ),
  }),
  "a pod names another port": (objects, { d }) => ({
    ...objects,
    pods: replaced(objects.pods, d.int(objects.pods.length), (pod) => ({
      ...pod,
      spec: {
        ...pod.spec,
        containers: [
          {
            name: "main",
            image: "x",
            ports: [
              { name: "http", containerPort: d.one([80, 8080, 53]), protocol: "TCP" as const },
            ],
          },
        ],
      },
    })),
  }),
  "a pod finishes": (objects, { d }) => ({
    ...objects,
    pods: replaced(objects.pods, d.int(objects.pods.length), (pod) => ({
      ...pod,
      status: { ...pod.status, phase: "Succeeded" as const },
    })),
  }),
  "a pod moves to the host's network": (objects, { d }) => ({
    ...objects,
    pods: replaced(objects.pods, d.int(objects.pods.length), (pod) => ({
      ...pod,
      spec: { ...pod.spec, hostNetwork: true, nodeName: "node-1" },
      status: { phase: "Running" as const, podIPs: [{ ip: "192.0.2.1" }] },
    })),
  }),
  "a pod on the host's network goes": (objects) => {
    const at = objects.pods.findIndex(({ spec: { hostNetwork } }) => hostNetwork === true);
    return { ...objects, pods: at < 0 ? objects.pods : without(objects.pods, at) };
  },
  "a node gets another address": (objects) => ({
    ...objects,
    nodes: normaliseObjects([world.node("node-1", "10.0.0.2"), world.node("node-2", "192.0.2.2")])
      .nodes,
  }),
  "nothing at all": (objects) => ({ ...objects }),
};
const KINDS = Object.keys(CHANGES);

/** The updated matrix, once it is the one built anew and the evaluator. */
function checked(before: ReachMatrix, next: ReachMatrix["network"]): ReachMatrix {
  const after = updateMatrix(before, next);
  const anew = buildMatrix(compileNetwork(next.objects, next.profile), before.at);
  const text = ({ policies, leftOut, byNamespace }: ReachMatrix["network"]): unknown => [
    policies.map(({ ref }) => ref),
    leftOut.map(({ ref }) => ref.name).sort(),
    [...byNamespace].map(([name, list]) => [name, list.length]),
  ];
  expect(text(next)).toEqual(text(anew.network));
  const named = ({ pods }: ReachMatrix): string[] =>
    pods.map(({ namespace, name }) => `${namespace}/${name}`);
  expect(named(after)).toEqual(named(anew));
  const same = (a: Uint32Array, b: Uint32Array): boolean =>
    a.length === b.length && a.every((word, i) => word === b[i]);
  expect([same(after.egress, anew.egress), same(after.ingress, anew.ingress)]).toEqual([
    true,
    true,
  ]);
  if (after.pods.length < 60) expect(matrixDifferences(after)).toEqual([]);
  // and back again: what the one before knew has not changed
  const back = updateMatrix(after, before.network);
  expect([same(back.egress, before.egress), same(back.ingress, before.ingress)]).toEqual([
    true,
    true,
  ]);
  return after;
}

function start(seed: number, workloads: number): { matrix: ReachMatrix; d: Draw } {
  const { objects, policies, profile, at, draw: d } = richWorld(seed, workloads);
  const net = compileNetwork(normaliseObjects([...objects, ...policies]), profile);
  return { matrix: buildMatrix(net, at), d };
}

describe("one change", () => {
  const cases = KINDS.flatMap((kind, i) => [0, 1, 2, 3].map((n) => [kind, i * 4 + n] as const));
  it.each(cases)("%s (%i)", (kind, seed) => {
    const { matrix, d } = start(seed, 5 + (seed % 5));
    const change = CHANGES[kind] ?? ((objects) => objects);
    const { network } = matrix;
    const bits = [matrix.egress.slice(), matrix.ingress.slice()];
    checked(matrix, recompile(network, change(network.objects, { d, no: 0 })));
    // matrices are values
    expect([matrix.egress, matrix.ingress]).toEqual(bits);
  });
});

describe("one change after the other", () => {
  it.each(Array.from({ length: 24 }, (_, i) => [i]))("cluster %i", (seed) => {
    const begun = start(500 + seed, 4 + (seed % 7));
    let { matrix } = begun;
    for (let no = 1; no <= 5; no++) {
      const { network } = matrix;
      const change = CHANGES[KINDS[begun.d.int(KINDS.length)] ?? ""] ?? ((objects) => objects);
      matrix = checked(matrix, recompile(network, change(network.objects, { d: begun.d, no })));
    }
  });
});

describe("rows of several words", () => {
  it.each(Array.from({ length: 12 }, (_, i) => [i]))("cluster %i", (seed) => {
    const begun = start(900 + seed, 17 + seed);
    let { matrix } = begun;
    for (let no = 1; no <= 3; no++) {
      const { network } = matrix;
      const change = CHANGES[KINDS[(seed * 3 + no) % KINDS.length] ?? ""] ?? ((objects) => objects);
      matrix = checked(matrix, recompile(network, change(network.objects, { d: begun.d, no })));
    }
  });
});

describe("another plugin", () => {
  it.each(Array.from({ length: 13 }, (_, i) => [i]))("cluster %i", (seed) => {
    const { matrix, d } = start(700 + seed, 6);
    const { objects } = matrix.network;
    const next = recompile(matrix.network, objects, profileOf(d, seed * 2));
    const after = checked(matrix, next);
    checked(after, recompile(next, CHANGES["a policy comes"]?.(objects, { d, no: 1 }) ?? objects));
  });
});

describe("more than single pods", () => {
  const many = (count: number, options: world.PodOptions = {}): world.Raw[] =>
    Array.from({ length: count }, (_, i) =>
      world.pod(`alpha/p${String(i).padStart(3, "0")}`, addresses("4", i), {
        labels: { app: i % 2 === 0 ? "a" : "b" },
        ...options,
      }),
    );
  const POLICIES = [
    world.policy("alpha/in", {
      podSelector: { matchLabels: { app: "a" } },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: "b" } } }] }],
    }),
    world.policy("alpha/out", {
      podSelector: { matchLabels: { app: "b" } },
      policyTypes: ["Egress"],
      egress: [{ to: [{ podSelector: { matchLabels: { tier: "x" } } }] }],
    }),
  ];
  const AT = { port: 80, protocol: "TCP" } as const;
  const made = (objects: readonly unknown[], profile: Profile = SPEC_PROFILE): ReachMatrix =>
    buildMatrix(world.network(objects, profile), AT);

  it.each([1, 2, 63, 64, 65, 66])("%i of 140 pods get other labels", (count) => {
    const matrix = made([...many(140), ...POLICIES]);
    const { network } = matrix;
    const pods = network.objects.pods.map((pod, i) =>
      i < count ? { ...pod, metadata: { ...pod.metadata, labels: { tier: "x" } } } : pod,
    );
    checked(matrix, recompile(network, { ...network.objects, pods }));
  });

  it.each([1, 63, 64, 65, 70])("%i of 140 pods go", (count) => {
    const matrix = made([...many(140), ...POLICIES]);
    const { network } = matrix;
    const pods = network.objects.pods.filter((_pod, i) => i % 2 === 0 || i > count * 2);
    checked(matrix, recompile(network, { ...network.objects, pods }));
    checked(made([...many(20), ...POLICIES]), network);
  });

  it.each([
    [0, "alpha/z"],
    [39, "alpha/a"],
  ])("number %i goes and %s comes", (at, path) => {
    const matrix = made([...many(40), ...POLICIES]);
    const { network } = matrix;
    const fresh = normaliseObjects([world.pod(path, "10.0.7.7", { labels: { app: "a" } })]).pods;
    const pods = [...without(network.objects.pods, at), ...fresh];
    checked(matrix, recompile(network, { ...network.objects, pods }));
  });

  it.each([0, 5, 38, 39])("names of ports, as those have them that change: number %i", (at) => {
    const pods = Array.from({ length: 40 }, (_, i) =>
      world.pod(`alpha/p${String(i).padStart(3, "0")}`, addresses("4", i), {
        labels: { app: i % 3 === 0 ? "a" : "b" },
        ports: [{ name: "http", containerPort: i % 2 === 0 ? 80 : 8080 }],
      }),
    );
    const rule = { ports: [{ port: "http" }] };
    const matrix = made([
      ...pods,
      world.policy("alpha/in", {
        podSelector: { matchLabels: { app: "a" } },
        policyTypes: ["Ingress", "Egress"],
        ingress: [rule],
        egress: [rule],
      }),
    ]);
    const { network } = matrix;
    for (const app of ["a", "b"]) {
      const changed = replaced(network.objects.pods, at, (one) => ({
        ...one,
        metadata: { ...one.metadata, labels: { app } },
      }));
      checked(matrix, recompile(network, { ...network.objects, pods: changed }));
    }
  });

  it("every pod goes, and comes again", () => {
    const matrix = made([...many(20), ...POLICIES]);
    const { network } = matrix;
    const none = checked(matrix, recompile(network, { ...network.objects, pods: [] }));
    expect([none.pods, none.bytes, none.countAllowed()]).toEqual([[], 0, 0]);
    checked(none, recompile(none.network, network.objects));
  });

  it("what nothing touched is the same object", () => {
    const matrix = made([...many(40), ...POLICIES]);
    const { network } = matrix;
    const { objects } = network;
    const idle = updateMatrix(matrix, recompile(network, { ...objects }));
    expect([idle.egress === matrix.egress, idle.ingress === matrix.ingress]).toEqual([true, true]);
    const later = (policies: ClusterObjects["policies"]): boolean[] => {
      const next = checked(matrix, recompile(network, { ...objects, policies }));
      return [next.egress === matrix.egress, next.ingress === matrix.ingress];
    };
    expect(later(objects.policies.slice(0, 1))).toEqual([false, true]);
    expect(later(objects.policies.slice(1))).toEqual([true, false]);
    expect(later([])).toEqual([false, false]);
    const elsewhere = normaliseObjects([world.policy("nobody/p", { podSelector: {} })]).policies;
    expect(later([...objects.policies, ...elsewhere])).toEqual([true, true]);
    const nobody = normaliseObjects([
      world.policy("alpha/p", { podSelector: { matchLabels: { app: "x" } } }),
    ]).policies;
    expect(later([...objects.policies, ...nobody])).toEqual([true, true]);
  });

  it("a policy for one direction closes both, where pods without policies are closed", () => {
    const closed: Profile = { ...SPEC_PROFILE, name: "closed", unselectedPods: "closed" };
    const matrix = made([...many(40), ...POLICIES], closed);
    const { network } = matrix;
    const { objects } = network;
    for (const policies of [objects.policies.slice(0, 1), objects.policies.slice(1), []])
      checked(matrix, recompile(network, { ...objects, policies }));
  });

  it("others on the host's network are seen anew with the address of one", () => {
    for (const hostNetwork of ["node-address-peer", "pod-selector-peer"] as const) {
      const profile: Profile = { ...SPEC_PROFILE, name: hostNetwork, hostNetwork };
      const host = { hostNetwork: true, node: "node-1" };
      const matrix = made(
        [
          world.node("node-1", "192.0.2.1"),
          ...many(6),
          world.pod("alpha/h1", "192.0.2.1", host),
          world.pod("beta/h2", "192.0.2.1", { ...host, labels: { app: "b" } }),
          world.policy("alpha/in", {
            podSelector: { matchLabels: { app: "a" } },
            ingress: [{ from: [{ podSelector: { matchLabels: { tier: "x" } } }] }],
          }),
        ],
        profile,
      );
      const { network } = matrix;
      const { objects } = network;
      const as = (tier: string): Pods =>
        objects.pods.map((pod) =>
          pod.metadata.name === "h1"
            ? { ...pod, metadata: { ...pod.metadata, labels: { tier } } }
            : pod,
        );
      const letIn = checked(matrix, recompile(network, { ...objects, pods: as("x") }));
      expect(letIn.countAllowed()).toBeGreaterThan(matrix.countAllowed());
      checked(letIn, recompile(letIn.network, { ...objects, pods: as("y") }));
      const gone = as("x").filter(({ metadata }) => metadata.name !== "h1");
      checked(letIn, recompile(letIn.network, { ...objects, pods: gone }));
    }
  });
});
