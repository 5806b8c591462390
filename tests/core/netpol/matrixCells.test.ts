/** Matrices of policies that were thought out, under every plugin, and what a matrix can be asked. */
import { describe, expect, it } from "vitest";
import { buildAllPorts, buildAnyPort } from "../../../src/core/netpol/anyPort.ts";
import { buildMatrix } from "../../../src/core/netpol/matrix.ts";
import type { PortOfInterest } from "../../../src/core/netpol/matrix.ts";
import { PROFILES } from "../../../src/core/netpol/profiles/registry.ts";
import { matrixDifferences } from "./matrixDifferences.ts";
import { network, node, pod, policy } from "./world.ts";
import type { Raw } from "./world.ts";

const AT: PortOfInterest = { port: 8080, protocol: "TCP" };

/** Forty pods in two namespaces, each with something of its own. */
const PODS: readonly Raw[] = Array.from({ length: 40 }, (_, i) => {
  const ns = i % 3 === 0 ? "ops" : "shop";
  const name = `${ns}/p${String(i).padStart(2, "0")}`;
  const options = {
    labels: { app: `a${i % 4}`, own: `o${i}` },
    ports: [{ name: "http", containerPort: i % 2 === 0 ? 8080 : 80 }],
    node: `node-${i % 2}`,
  };
  if (i % 13 === 5) return pod(name, `192.0.2.${i % 2}`, { ...options, hostNetwork: true });
  return pod(name, i % 7 === 6 ? `fd00::${i + 1}` : `10.0.0.${i}`, options);
});
const OBJECTS = [node("node-0", "192.0.2.0"), node("node-1", "192.0.2.1"), ...PODS];
const app = (value: string): object => ({ matchLabels: { app: value } });
const block = { ipBlock: { cidr: "10.0.0.0/27", except: ["10.0.0.8/30"] } };
const both = (name: string, rules: readonly { peers?: object[]; ports?: object[] }[]): object =>
  policy(name, {
    podSelector: app("a1"),
    policyTypes: ["Ingress", "Egress"],
    ingress: rules.map(({ peers, ports }) => ({ from: peers ?? [], ports: ports ?? [] })),
    egress: rules.map(({ peers, ports }) => ({ to: peers ?? [], ports: ports ?? [] })),
  });

describe("a matrix is the evaluator", () => {
  it.each<[string, readonly object[]]>([
    [
      "a name for pods and for a block",
      [both("shop/p", [{ peers: [{ podSelector: app("a2") }, block], ports: [{ port: "http" }] }])],
    ],
    ["a name for a block alone", [both("shop/p", [{ peers: [block], ports: [{ port: "http" }] }])]],
    ["a name for anyone", [both("shop/p", [{ ports: [{ port: "http" }] }])]],
    [
      "a name and a number",
      [
        both("shop/p", [
          { peers: [{ namespaceSelector: {} }], ports: [{ port: "http" }, { port: 8080 }] },
        ]),
      ],
    ],
    [
      "another port",
      [both("shop/p", [{ peers: [{ namespaceSelector: {} }], ports: [{ port: 1 }] }])],
    ],
    ["no rules, and rules for others", [both("shop/p", []), both("ops/p", [{ peers: [block] }])]],
    [
      "two policies for one pod",
      [
        both("shop/p", [{ peers: [block] }]),
        policy("shop/q", {
          podSelector: { matchLabels: { own: "o1" } },
          ingress: [{ from: [{ podSelector: {} }] }],
        }),
      ],
    ],
    [
      "an invalid peer and one that selects nobody",
      [both("shop/p", [{ peers: [{}, { podSelector: app("x") }] }])],
    ],
    [
      "all of a namespace",
      [
        policy("shop/p", {
          podSelector: {},
          ingress: [
            {
              from: [
                { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ops" } } },
              ],
            },
          ],
        }),
      ],
    ],
    [
      "negations",
      [
        policy("ops/p", {
          podSelector: {
            matchExpressions: [{ key: "app", operator: "NotIn", values: ["a0", "a3"] }],
          },
          ingress: [
            {
              from: [
                { podSelector: { matchExpressions: [{ key: "own", operator: "DoesNotExist" }] } },
                { podSelector: { matchExpressions: [{ key: "own", operator: "Exists" }] } },
              ],
            },
          ],
        }),
      ],
    ],
  ])("%s", (_title, policies) => {
    for (const profile of PROFILES) {
      const net = network([...OBJECTS, ...policies], profile);
      expect([profile.name, matrixDifferences(buildMatrix(net, AT))]).toEqual([profile.name, []]);
    }
  });
});

describe("what a matrix can be asked", () => {
  const net = () =>
    network([...OBJECTS, both("shop/p", [{ peers: [block], ports: [{ port: 8080 }] }])]);

  it("rows, counts and sizes are those of its cells", () => {
    const one = buildMatrix(net(), AT);
    const any = buildAnyPort(one.network, () => [AT, { port: 53, protocol: "UDP" }]);
    for (const matrix of [one, any]) {
      let allowed = 0;
      matrix.pods.forEach((_source, s) => {
        const row = matrix.reach(s);
        expect(row).toHaveLength(2);
        matrix.pods.forEach((_destination, d) => {
          const bit = (((row[d >>> 5] ?? 0) >>> (d & 31)) & 1) === 1;
          expect([s, d, bit]).toEqual([s, d, matrix.allows(s, d)]);
          if (bit && s !== d) allowed++;
        });
      });
      expect(matrix.countAllowed()).toBe(allowed);
    }
    expect(one.bytes).toBe(2 * 40 * 2 * 4);
    expect(any.bytes).toBe(3 * 40 * 2 * 4);
    const all = buildAllPorts(one.network);
    expect(all.bytes).toBe(all.classes.list.length * one.bytes);
  });

  it("beyond the pods there is nothing", () => {
    const any = buildAnyPort(net(), () => [AT]);
    expect([any.passing(0, 99), any.passing(99, 0), any.portsOf(99)]).toEqual([[], [], []]);
    expect(any.passing(0, 0)).toEqual([AT]);
  });
});
