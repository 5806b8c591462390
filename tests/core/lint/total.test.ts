/** The linter on anything that the API may hold: never throws, never differs, in time. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import { PROFILES } from "../../../src/core/netpol/profiles/registry.ts";
import { lint } from "../../../src/core/lint/lint.ts";
import type { LintInput } from "../../../src/core/lint/world.ts";
import type { NetworkPolicy, Pod, Service } from "../../../src/core/api/objects.ts";
import { cluster, namespace, pod, policies, policy } from "../netpol/world.ts";
import type { Finding } from "../../../src/core/lint/finding.ts";
import { applyEdits } from "../../../src/core/netpol/edit.ts";
import { validateCreate } from "../../../src/core/validation/admit.ts";
import { compileNetwork } from "../../../src/core/netpol/compile.ts";
import { buildMatrix } from "../../../src/core/netpol/matrix.ts";

const services: readonly Service[] = [80, 8080].map((port) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: `s${port}`, namespace: "alpha" },
  spec: {
    clusterIP: "10.0.0.3",
    selector: { app: "a" },
    ports: [{ name: "http", port, targetPort: port === 80 ? "dns" : 8085 }],
  },
}));

const key = ({ code, object, path }: Finding): string =>
  `${code} ${object.namespace ?? ""}/${object.name} ${path}`;

const runs = { numRuns: 100 };
const TIMEOUT = 60_000;

describe("on random clusters", () => {
  const scenes = fc.record({
    objects: fc.tuple(cluster, policies),
    profile: fc.constantFrom(...PROFILES),
  });

  test(
    "nothing throws, and the same input gives the same findings",
    () => {
      fc.assert(
        fc.property(scenes, ({ objects: [pods, rules], profile }) => {
          const objects = normaliseObjects([...pods, ...rules]);
          const input = { ...objects, services, profile };
          const found = lint(input);
          expect(lint({ ...input, policies: [...input.policies] })).toEqual(found);
          for (const finding of found) {
            expect(finding.message).not.toMatch(/undefined|null|NaN|\[object/);
          }
          expect(new Set(found.map((f) => `${key(f)} ${f.message}`)).size).toBe(found.length);
        }),
        runs,
      );
    },
    TIMEOUT,
  );

  test(
    "policies alone never have findings that need pods",
    () => {
      const needPods = ["selector-matches-nothing", "own-namespace-only", "named-port-unknown"];
      fc.assert(
        fc.property(policies, (rules) => {
          const found = lint({ policies: normaliseObjects(rules).policies });
          expect(found.filter(({ code }) => needPods.includes(code))).toEqual([]);
        }),
        runs,
      );
    },
    TIMEOUT,
  );

  test(
    "a redundant rule or policy can go, and a dead one too, without a verdict changing",
    () => {
      const idle = ["rule-redundant", "policy-redundant", "policy-without-effect"];
      fc.assert(
        fc.property(cluster, policies, (pods, rules) => {
          const objects = normaliseObjects([...pods, ...rules]);
          for (const { code, fixes } of lint(objects)) {
            if (!idle.includes(code)) continue;
            for (const { edits } of fixes) {
              const after = applyEdits(objects, edits);
              for (const at of [
                { port: 80, protocol: "TCP" },
                { port: 53, protocol: "UDP" },
                { port: 8085, protocol: "SCTP" },
              ] as const) {
                const [before, now] = [objects, after].map((o) =>
                  buildMatrix(compileNetwork(o), at),
                );
                expect(now?.egress).toEqual(before?.egress);
                expect(now?.ingress).toEqual(before?.ingress);
              }
            }
          }
        }),
        runs,
      );
    },
    TIMEOUT,
  );

  test(
    "every fix gives objects that the API takes, and mends its finding",
    () => {
      fc.assert(
        fc.property(cluster, policies, (pods, rules) => {
          const objects = normaliseObjects([...pods, ...rules]);
          for (const finding of lint({ ...objects, services })) {
            for (const { edits } of finding.fixes) {
              const after = applyEdits(objects, edits);
              for (const object of after.policies) {
                if (!objects.policies.includes(object)) expect(validateCreate(object)).toEqual([]);
              }
              const left = lint({ ...after, services });
              const same = left.find(
                (other) => key(other) === key(finding) && other.message === finding.message,
              );
              // what stood behind a rule that was taken out has its place now
              const moved = edits.some(({ kind }) => kind === "replace-policy");
              if (!moved) expect(same?.message).toBeUndefined();
            }
          }
        }),
        runs,
      );
    },
    TIMEOUT,
  );
});

test("odd objects that are valid all the same", () => {
  const odd: LintInput = {
    policies: [
      { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name: "no-spec" } },
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: {
          name: "__proto__",
          namespace: "constructor",
          annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{not json" },
        },
        spec: {
          podSelector: { matchLabels: { __proto__: "x", toString: "valueOf" } },
          policyTypes: ["Ingress", "Ingress"],
          ingress: [{ from: [{}, { ipBlock: { cidr: "not/a/cidr", except: ["::/0"] } }] }, {}],
          egress: [{ to: [], ports: [{}, { port: "x", protocol: "SCTP" }] }],
        },
      },
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: "same", namespace: "a" },
        spec: {
          podSelector: {
            matchExpressions: [
              { key: "a", operator: "In", values: ["1"] },
              { key: "a", operator: "NotIn", values: ["1"] },
            ],
          },
        },
      },
    ],
    pods: [
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "bare", namespace: "constructor" },
        spec: { containers: [] },
      },
    ],
    services: [
      { apiVersion: "v1", kind: "Service", metadata: { name: "s" }, spec: { clusterIP: "None" } },
    ],
    nodes: [{ apiVersion: "v1", kind: "Node", metadata: { name: "n" } }],
  };
  expect(() => lint(odd)).not.toThrow();
});

/** 500 pods of 100 workloads in 10 namespaces, and 30 policies in each. */
function big(): LintInput {
  const spaces = Array.from({ length: 10 }, (_, n) => `team-${n}`);
  const raw: unknown[] = spaces.map((name) => namespace(name, { team: name }));
  for (let i = 0; i < 500; i++) {
    const ns = spaces[i % 10] ?? "";
    const app = `app-${Math.floor(i / 10) % 10}`;
    raw.push(
      pod(`${ns}/${app}-${i}`, `10.244.${i >> 8}.${i & 255}`, {
        labels: { app, tier: i % 3 === 0 ? "front" : "back" },
        ports: [{ name: "http", containerPort: 8080 }, { containerPort: 9090 }],
      }),
    );
  }
  raw.push(
    pod("kube-system/coredns", "10.244.9.9", {
      labels: { "k8s-app": "kube-dns" },
      ports: [{ containerPort: 53, protocol: "UDP" }, { containerPort: 53 }],
    }),
  );
  const rules = spaces.flatMap((ns, n) =>
    Array.from({ length: 30 }, (_, i) => {
      const peer =
        i % 4 === 0
          ? { podSelector: { matchLabels: { app: `app-${(i + 1) % 10}` } } }
          : i % 4 === 1
            ? {
                namespaceSelector: { matchLabels: { team: `team-${(n + 1) % 10}` } },
                podSelector: { matchLabels: { app: `app-${(i + 2) % 10}` } },
              }
            : i % 4 === 2
              ? { namespaceSelector: {} }
              : { ipBlock: { cidr: `10.${i}.0.0/16` } };
      const ports = [{ port: i % 5 === 0 ? "http" : 8080, protocol: "TCP" }];
      const egress = i % 3 === 0;
      return policy(`${ns}/np-${i}`, {
        podSelector: i === 0 ? {} : { matchLabels: { app: `app-${i % 10}` } },
        policyTypes: egress ? ["Ingress", "Egress"] : ["Ingress"],
        ingress: [{ from: [peer], ports }],
        ...(egress && { egress: [{ to: [peer], ports }] }),
      });
    }),
  );
  return { ...normaliseObjects([...raw, ...rules]), services };
}

test("500 pods and 300 policies take a moment", () => {
  const input = big();
  expect(input.pods).toHaveLength(501);
  expect(input.policies).toHaveLength(300);
  const fresh = (): LintInput => ({
    ...input,
    pods: (input.pods ?? []).map((p): Pod => ({ ...p })),
    policies: input.policies.map((p): NetworkPolicy => ({ ...p })),
  });
  const times = Array.from({ length: 5 }, () => {
    const own = fresh();
    const start = performance.now();
    lint(own);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  console.info(
    `lint of 500 pods and 300 policies: ${times.map((t) => t.toFixed(0)).join(", ")} ms`,
  );
  expect(times[0]).toBeLessThan(1000);
});
