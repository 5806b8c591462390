/** A matrix updated is the matrix built anew, in clusters whose rows have several words. */
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { compileNetwork, recompile } from "../../../src/core/netpol/compile.ts";
import type { ClusterObjects } from "../../../src/core/netpol/endpoints.ts";
import { buildMatrix, updateMatrix } from "../../../src/core/netpol/matrix.ts";
import type { PortOfInterest } from "../../../src/core/netpol/matrix.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import { PROFILES } from "../../../src/core/netpol/profiles/registry.ts";
import { runs } from "../../support/runs.ts";
import { matrixDifferences } from "./matrixDifferences.ts";
import * as world from "./world.ts";
import type { Raw } from "./world.ts";

vi.setConfig({ testTimeout: 600_000 });

const NAMESPACES = ["alpha", "beta", "gamma"] as const;
const AT: PortOfInterest = { port: 8080, protocol: "TCP" };

/** The i-th pod: every third of a namespace, every seventh with two addresses, some on a host. */
function podAt(i: number, labels: Record<string, string>): Raw {
  const host = i % 16 === 5;
  const ips = i % 7 === 0 ? `fd00::${(i + 1).toString(16)} 10.0.0.${i + 1}` : `10.0.0.${i + 1}`;
  return world.pod(`${NAMESPACES[i % 3] ?? "alpha"}/p${i}`, host ? "192.0.2.1" : ips, {
    labels,
    ports: [{ name: "http", containerPort: i % 2 ? 8080 : 80 }],
    hostNetwork: host,
    node: `node-${(i % 2) + 1}`,
  });
}

const labelsAt = (i: number): Record<string, string> => ({
  app: ["a", "b", "c"][i % 3] ?? "",
  tier: ["a", "b"][(i >> 2) % 2] ?? "",
});

function clusterOf(count: number): Raw[] {
  return [
    ...NAMESPACES.map((name) => world.namespace(name, { env: name === "beta" ? "b" : "a" })),
    world.node("node-1", "192.0.2.1"),
    world.node("node-2", "192.0.2.2"),
    ...Array.from({ length: count }, (_, i) => podAt(i, labelsAt(i))),
  ];
}

const step = fc.record({
  kind: fc.constantFrom("policy", "pod label", "namespace label", "join", "leave", "address"),
  at: fc.nat(80),
  namespace: world.anyNamespace,
  spec: fc.option(world.spec),
  value: fc.constantFrom("a", "b", "c", "new"),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function replaced<T>(list: readonly T[], at: number, change: (item: T) => T): T[] {
  return list.map((item, i) => (i === at % list.length ? change(item) : item));
}

function take(
  objects: ClusterObjects,
  { kind, at, namespace, spec, value }: Step,
  i: number,
): ClusterObjects {
  const labelled = <T extends { readonly metadata: object }>(object: T): T => ({
    ...object,
    metadata: { ...object.metadata, labels: { app: value, env: value } },
  });
  switch (kind) {
    case "pod label":
      return { ...objects, pods: replaced(objects.pods, at, labelled) };
    case "namespace label":
      return { ...objects, namespaces: replaced(objects.namespaces, at, labelled) };
    case "address":
      return {
        ...objects,
        pods: replaced(objects.pods, at, (pod) => ({
          ...pod,
          status: { phase: "Running", podIPs: [{ ip: `10.0.1.${i + 1}` }] },
        })),
      };
    case "join": {
      // names that sort before, between and after those that are there
      const name = `${["a", "p2x", "p1y", "z"][at % 4] ?? "z"}${i}`;
      const joined = world.pod(`${namespace}/${name}`, `10.0.2.${i + 1}`, {
        labels: { app: value },
        node: "node-1",
      });
      return { ...objects, pods: [...objects.pods, ...normaliseObjects([joined]).pods] };
    }
    case "leave":
      return { ...objects, pods: objects.pods.filter((_pod, n) => n !== at) };
    default: {
      const policies = [...objects.policies];
      const fresh = spec === null ? [] : [world.policy(`${namespace}/step${i}`, spec)];
      policies.splice(at % (policies.length + 1), 1, ...normaliseObjects(fresh).policies);
      return { ...objects, policies };
    }
  }
}

describe("step by step, at the edges of words", () => {
  it.each([31, 32, 33, 64, 65])("%i pods", (count) => {
    fc.assert(
      fc.property(
        world.policies,
        fc.oneof(fc.constant(SPEC_PROFILE), fc.constantFrom(...PROFILES)),
        fc.array(step, { minLength: 1, maxLength: 5 }),
        (policies, profile, steps) => {
          const base = normaliseObjects([...clusterOf(count), ...policies]);
          let net = compileNetwork(base, profile);
          let matrix = buildMatrix(net, AT);
          for (const [i, change] of steps.entries()) {
            net = recompile(net, take(net.objects, change, i));
            matrix = updateMatrix(matrix, net);
            const anew = compileNetwork(net.objects, profile);
            const built = buildMatrix(anew, AT);
            expect(net.policies.map(({ ref }) => ref)).toEqual(anew.policies.map(({ ref }) => ref));
            expect([...net.byNamespace.keys()]).toEqual([...anew.byNamespace.keys()]);
            expect(matrix.pods).toEqual(built.pods);
            expect(Buffer.from(matrix.egress.buffer).equals(Buffer.from(built.egress.buffer))).toBe(
              true,
            );
            expect(
              Buffer.from(matrix.ingress.buffer).equals(Buffer.from(built.ingress.buffer)),
            ).toBe(true);
          }
        },
      ),
      { numRuns: runs(300) },
    );
  });

  it.each([31, 32, 33, 64, 65])("%i pods: built anew it is the evaluator", (count) => {
    fc.assert(
      fc.property(world.policies, fc.constantFrom(...PROFILES), (policies, profile) => {
        const base = normaliseObjects([...clusterOf(count), ...policies]);
        expect(matrixDifferences(buildMatrix(compileNetwork(base, profile), AT))).toEqual([]);
      }),
      { numRuns: Math.min(20, runs(20)) },
    );
  });
});

describe("what an update leaves alone", () => {
  it("keeps ends, policies and bits that nothing touched", () => {
    const base = normaliseObjects([
      ...clusterOf(40),
      world.policy("alpha/in", { podSelector: {}, ingress: [{ ports: [{ port: 8080 }] }] }),
      world.policy("beta/in", { podSelector: {}, ingress: [] }),
    ]);
    const net = compileNetwork(base);
    const matrix = buildMatrix(net, AT);
    const at = base.pods.findIndex(({ metadata }) => metadata.name === "p4");
    const next = recompile(net, {
      ...base,
      pods: replaced(base.pods, at, (pod) => ({
        ...pod,
        metadata: { ...pod.metadata, labels: { app: "new" } },
      })),
    });
    const others = net.endpoints.pods.filter((pod, i) => next.endpoints.pods[i] !== pod);
    expect(others.map(({ name }) => name)).toEqual(["p4"]);
    expect(next.byNamespace).toBe(net.byNamespace);
    expect(updateMatrix(matrix, next)).not.toBe(matrix);

    const policies = recompile(net, { ...base, policies: base.policies.slice(1) });
    expect(policies.endpoints).toBe(net.endpoints);
    expect(policies.byNamespace.get("beta")).toBe(net.byNamespace.get("beta"));
    const updated = updateMatrix(matrix, policies);
    expect(updated.egress).toBe(matrix.egress);
    expect(updated.ingress).not.toBe(matrix.ingress);
  });
});
