/** The matrix, the evaluator and the explanation give one answer, however they were come by. */
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { compileNetwork, recompile } from "../../../src/core/netpol/compile.ts";
import type { CompiledNetwork } from "../../../src/core/netpol/compile.ts";
import type { ClusterObjects } from "../../../src/core/netpol/endpoints.ts";
import { explain } from "../../../src/core/netpol/explain.ts";
import { buildMatrix, updateMatrix } from "../../../src/core/netpol/matrix.ts";
import type { PortOfInterest } from "../../../src/core/netpol/matrix.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { NamedPortReading, Profile } from "../../../src/core/netpol/profile.ts";
import { PROFILES } from "../../../src/core/netpol/profiles/registry.ts";
import { runs } from "../../support/runs.ts";
import { matrixDifferences } from "./matrixDifferences.ts";
import * as world from "./world.ts";

vi.setConfig({ testTimeout: 600_000 });

const yesNo = fc.boolean();
const names = fc.constantFrom<NamedPortReading[]>(true, false, "selector-peers", "whole-protocol");
const policed = fc.constantFrom("policed" as const, "allowed" as const);
const filtered = fc.constantFrom("policed" as const, "unfiltered" as const);

/** Plugins that exist, and any that might: every point decided by itself. */
const anyProfile: fc.Arbitrary<Profile> = fc.oneof(
  fc.constantFrom(...PROFILES),
  fc
    .record({
      enforces: fc.record({ Ingress: fc.constant(true), Egress: yesNo }),
      unselectedPods: fc.constantFrom("open" as const, "closed" as const),
      ipBlockMatchesPods: yesNo,
      ipBlockMatchesNodes: yesNo,
      hostNetwork: fc.constantFrom(
        "ignored" as const,
        "identity" as const,
        "node-address-peer" as const,
        "pod-selector-peer" as const,
      ),
      ingressFromLocalNode: policed,
      egressToLocalNode: policed,
      remoteNodes: policed,
      selfViaService: policed,
      icmp: fc.constantFrom("rules-without-ports" as const, "allowed" as const),
      sctp: filtered,
      ipv6: filtered,
      endPort: fc.constantFrom("range" as const, "start-only" as const),
      namedPorts: fc.record({ Ingress: names, Egress: names }),
      unsupportedPolicy: fc.constantFrom("kept" as const, "left-out" as const),
      egressStage: fc.constantFrom("post-dnat" as const, "pre-dnat" as const),
    })
    .map((points) => ({ ...SPEC_PROFILE, name: "any", ...points })),
);

/** What an explanation says against its own verdict. */
function contradictions(net: CompiledNetwork, at: PortOfInterest): string[] {
  const found: string[] = [];
  for (const { from, to, verdict } of world.flows(net, at)) {
    const told = explain(net, verdict.flow);
    const sides = [
      [told.egress, verdict.egress],
      [told.ingress, verdict.ingress],
    ] as const;
    for (const [side, judged] of sides) {
      const same =
        told.verdict.allowed === verdict.allowed &&
        side.verdict.allowed === judged.allowed &&
        side.verdict.reason === judged.reason &&
        side.policies.length > 0 === "isolatedBy" in judged &&
        (side.policies.length === 0 ||
          side.policies.some(({ allows }) => allows) === judged.allowed);
      if (!same) found.push(`${from} -> ${to}: ${side.direction}`);
    }
  }
  return found;
}

describe("three answers to one question", () => {
  it("S4: the matrix is the evaluator, pair by pair", () => {
    fc.assert(
      fc.property(world.scene, ({ cluster, policies, at }) => {
        const matrix = buildMatrix(world.network([...cluster, ...policies]), at);
        expect(matrixDifferences(matrix)).toEqual([]);
        let pairs = 0;
        matrix.pods.forEach((_s, s) => {
          matrix.pods.forEach((_d, d) => (pairs += s !== d && matrix.allows(s, d) ? 1 : 0));
        });
        expect(matrix.countAllowed()).toBe(pairs);
      }),
      { numRuns: runs(4000) },
    );
  });
  it("S4: the matrix is the evaluator under every plugin", () => {
    fc.assert(
      fc.property(world.scene, anyProfile, ({ cluster, policies, at }, profile) => {
        const net = world.network([...cluster, ...policies], profile);
        expect(matrixDifferences(buildMatrix(net, at))).toEqual([]);
      }),
      { numRuns: runs(4000) },
    );
  });
  it("S1, S2: the explanation is the verdict, under every plugin", () => {
    fc.assert(
      fc.property(world.scene, anyProfile, ({ cluster, policies, at }, profile) => {
        expect(contradictions(world.network([...cluster, ...policies], profile), at)).toEqual([]);
      }),
      { numRuns: runs(2000) },
    );
  });
});

describe("the matrix", () => {
  it("is the evaluator where rows have several words", () => {
    const pods = Array.from({ length: 100 }, (_, i) =>
      world.pod(
        `ns${i % 3}/p${i}`,
        i % 7 === 0 ? `fd00::${i.toString(16)} 10.0.0.${i}` : `10.0.0.${i}`,
        {
          labels: { app: `a${i % 5}`, tier: `t${i % 4}` },
          ports: [{ name: "http", containerPort: i % 2 ? 8080 : 80 }],
        },
      ),
    );
    const rule = {
      from: [{ podSelector: { matchLabels: { app: "a1" } } }, { ipBlock: { cidr: "10.0.0.0/27" } }],
      ports: [{ port: "http" }],
    };
    const net = world.network([
      ...pods,
      world.policy("ns0/a", { podSelector: { matchLabels: { tier: "t1" } }, ingress: [rule] }),
      world.policy("ns1/b", {
        podSelector: {},
        policyTypes: ["Egress"],
        egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: "http" }] }],
      }),
      world.policy("ns2/c", { podSelector: {}, ingress: [{}] }),
    ]);
    const matrix = buildMatrix(net, { port: 8080, protocol: "TCP" });
    expect(matrixDifferences(matrix)).toEqual([]);
    expect(matrix.countAllowed()).toBeGreaterThan(0);
    expect(matrix.countAllowed()).toBeLessThan(9900);
  });

  it("the tests above can fail: a matrix of other policies differs", () => {
    const pods = [world.pod("a/x", "10.0.0.1"), world.pod("a/y", "10.0.0.2")];
    const open = world.network(pods);
    const shut = world.network([...pods, world.policy("a/deny", { podSelector: {} })]);
    const { egress, ingress } = buildMatrix(open, { port: 80, protocol: "TCP" });
    const wrong = buildMatrix(shut, { port: 80, protocol: "TCP" });
    expect(matrixDifferences(wrong)).toEqual([]);
    Object.assign(wrong, { egress, ingress });
    expect(matrixDifferences(wrong)).toHaveLength(2);
  });
});

/** A change of the objects: a policy more, less or another; a pod or namespace relabelled, a pod gone. */
const step = fc.record({
  at: fc.nat(8),
  kind: fc.constantFrom("policy", "policy", "policy", "label", "namespace", "leave"),
  namespace: world.anyNamespace,
  spec: fc.option(world.spec),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function take(
  objects: ClusterObjects,
  { at, kind, namespace, spec }: Step,
  i: number,
): ClusterObjects {
  const relabel = <T extends { readonly metadata: object }>(list: readonly T[]): T[] =>
    list.map((object, n) =>
      n === at % list.length
        ? { ...object, metadata: { ...object.metadata, labels: { app: i % 2 === 0 ? "a" : "b" } } }
        : object,
    );
  if (kind === "label") return { ...objects, pods: relabel(objects.pods) };
  if (kind === "namespace") return { ...objects, namespaces: relabel(objects.namespaces) };
  if (kind === "leave") return { ...objects, pods: objects.pods.filter((_pod, n) => n !== at) };
  const policies = [...objects.policies];
  const fresh = spec === null ? [] : [world.policy(`${namespace}/step${i}`, spec)];
  policies.splice(at % (policies.length + 1), 1, ...normaliseObjects(fresh).policies);
  return { ...objects, policies };
}

describe("step by step", () => {
  it("S25, S69: recompiled is compiled anew, and the matrix updated is the matrix built anew", () => {
    fc.assert(
      fc.property(
        world.scene,
        fc.oneof(fc.constant(SPEC_PROFILE), anyProfile),
        fc.array(step, { minLength: 1, maxLength: 4 }),
        ({ cluster, policies, at }, profile, steps) => {
          let net = compileNetwork(normaliseObjects([...cluster, ...policies]), profile);
          let matrix = buildMatrix(net, at);
          const first = { matrix, egress: [...matrix.egress], ingress: [...matrix.ingress] };
          for (const [i, change] of steps.entries()) {
            net = recompile(net, take(net.objects, change, i));
            matrix = updateMatrix(matrix, net);
            const anew = compileNetwork(net.objects, profile);
            const built = buildMatrix(anew, at);
            expect([...matrix.egress]).toEqual([...built.egress]);
            expect([...matrix.ingress]).toEqual([...built.ingress]);
            expect(world.verdicts(net, at)).toEqual(world.verdicts(anew, at));
          }
          // Matrices are values: what came later left the first one alone.
          expect([...first.matrix.egress]).toEqual(first.egress);
          expect([...first.matrix.ingress]).toEqual(first.ingress);
        },
      ),
      { numRuns: runs(2000) },
    );
  });
});
