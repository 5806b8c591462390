import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/core/api/json.ts";
import { VirtualClock } from "../../../src/core/cluster/clock.ts";
import { Cluster } from "../../../src/core/cluster/cluster.ts";
import { serialise } from "../../../src/core/cluster/snapshot.ts";
import type { ApiRequest, ClusterState } from "../../../src/core/cluster/types.ts";
import { applyDelta, diffStates } from "../../../src/core/session/delta.ts";
import { NOW, SMALL, clusterOf } from "../../support/session.ts";

const base = clusterOf(SMALL);
const json = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

const NAMES = ["a", "b", "c", "d"] as const;
const at = (kind: string, name = ""): string =>
  kind === "networkpolicies"
    ? `/apis/networking.k8s.io/v1/namespaces/default/networkpolicies${name === "" ? "" : `/${name}`}`
    : kind === "namespaces"
      ? `/api/v1/namespaces${name === "" ? "" : `/${name}`}`
      : `/api/v1/namespaces/default/${kind}${name === "" ? "" : `/${name}`}`;

const BODIES: Readonly<Record<string, (name: string) => ApiRequest["body"]>> = {
  pods: (name) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { app: name } },
    spec: { containers: [{ name: "c", image: "nginx:1.27" }] },
  }),
  configmaps: (name) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } }),
  namespaces: (name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } }),
  networkpolicies: (name) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name },
    spec: { podSelector: { matchLabels: { app: name } } },
  }),
};

const step = fc.oneof(
  fc.record({
    method: fc.constantFrom("POST" as const, "DELETE" as const),
    kind: fc.constantFrom(...Object.keys(BODIES)),
    name: fc.constantFrom(...NAMES),
  }),
  fc.record({
    method: fc.constant("PATCH" as const),
    kind: fc.constantFrom(...Object.keys(BODIES)),
    name: fc.constantFrom(...NAMES),
    label: fc.constantFrom("x", "y"),
  }),
  fc.record({ method: fc.constant("wait" as const), seconds: fc.constantFrom(1, 40) }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Where a walk of requests through a living cluster leads. */
function walk(from: ClusterState, steps: readonly Step[]): ClusterState {
  const clock = new VirtualClock(NOW);
  const cluster = new Cluster(from, clock);
  for (const move of steps) {
    if (move.method === "wait") {
      clock.advanceTo(clock.now() + move.seconds * 1000);
      cluster.settle();
    } else if (move.method === "POST")
      cluster.request({
        method: "POST",
        path: at(move.kind),
        ...(BODIES[move.kind] === undefined ? {} : { body: BODIES[move.kind]?.(move.name) }),
      } as ApiRequest);
    else if (!("label" in move))
      cluster.request({
        method: "DELETE",
        path: at(move.kind, move.name),
        query: { gracePeriodSeconds: "0" },
      });
    else
      cluster.request({
        method: "PATCH",
        path: at(move.kind, move.name),
        contentType: "application/merge-patch+json",
        body: { metadata: { labels: { mark: move.label } } },
      });
  }
  cluster.close();
  return cluster.state;
}

/** All of a state in its order; kinds without objects do not count. */
const whole = (state: ClusterState): unknown => {
  const { objects: _, ...rest } = serialise(state);
  return json({
    ...rest,
    kinds: [...state.objects]
      .filter(([, map]) => map.size > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, map]) => [kind, [...map]]),
  });
};

/** A pod deleted and made anew stands last, though its name is an old one. */
const MADE_ANEW: [Step[], Step[]] = [
  [
    { method: "POST", kind: "pods", name: "a" },
    { method: "POST", kind: "pods", name: "b" },
  ],
  [
    { method: "DELETE", kind: "pods", name: "a" },
    { method: "POST", kind: "pods", name: "a" },
  ],
];

describe("differences of states", () => {
  it("lead from the one to the other, as JSON, order and all", () => {
    let changes = 0;
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 3 }),
        fc.array(step, { minLength: 1, maxLength: 4 }),
        (a, b) => {
          const from = walk(base, a);
          const to = walk(from, b);
          if (from !== to) changes++;
          const there = applyDelta(from, json(diffStates(from, to)));
          expect(there === undefined ? undefined : whole(there)).toEqual(whole(to));
          // and between states of which neither is the other's past
          const back = applyDelta(to, json(diffStates(to, from)));
          expect(back === undefined ? undefined : unordered(back)).toEqual(unordered(from));
        },
      ),
      { numRuns: 40, examples: [MADE_ANEW] },
    );
    expect(changes).toBeGreaterThan(10);
  }, 60_000);

  it("hold only what differs", () => {
    const to = walk(base, [{ method: "POST", kind: "networkpolicies", name: "a" }]);
    const delta = diffStates(base, to);
    expect(delta.set.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
      "NetworkPolicy/a",
    ]);
    expect(delta.gone).toEqual([]);
    expect(diffStates(to, base).gone).toEqual([["networking.k8s.io/NetworkPolicy", "default/a"]]);
    expect(diffStates(to, to)).toMatchObject({ set: [], gone: [] });
  });

  it.each<[string, Json | undefined]>([
    ["nothing", undefined],
    ["null", null],
    ["a list", []],
    ["without its parts", {}],
    ["gone that are no pairs", { set: [], gone: ["/Pod"], rest: {} }],
  ])("what is none is refused: %s", (_, delta) => {
    expect(applyDelta(base, delta)).toBeUndefined();
  });

  it("a fault anywhere refuses the whole", () => {
    const to = walk(base, [{ method: "POST", kind: "networkpolicies", name: "a" }]);
    const delta = json(diffStates(base, to)) as Record<string, Json>;
    expect(applyDelta(base, delta)).toBeDefined();
    expect(applyDelta(base, { ...delta, gone: [[1, 2]] })).toBeUndefined();
    expect(applyDelta(base, { ...delta, rest: { version: 1 } })).toBeUndefined();
    expect(applyDelta(base, { ...delta, set: [{ kind: "Pod" }] })).toBeUndefined();
  });
});

function unordered(state: ClusterState): unknown {
  const { objects: _, ...rest } = serialise(state);
  return json({
    ...rest,
    objects: Object.fromEntries(
      [...state.objects]
        .filter(([, map]) => map.size > 0)
        .map(([k, map]) => [k, Object.fromEntries(map)]),
    ),
  });
}
