/** The evaluator and the matrix against a naive second opinion, on nastier clusters than usual. */
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { flowBetween } from "../../../src/core/netpol/endpoints.ts";
import { evaluate } from "../../../src/core/netpol/evaluate.ts";
import { buildMatrix } from "../../../src/core/netpol/matrix.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import type { FlowProtocol } from "../../../src/core/netpol/types.ts";
import { isMutation, runs } from "../../support/runs.ts";
import { naiveAnswer } from "../../support/naiveEvaluator.ts";
import type { Answer, Manifest, Question } from "../../support/naiveEvaluator.ts";
import * as world from "./world.ts";

vi.setConfig({ testTimeout: 1_200_000 });

// ---------------------------------------------------------------------------------------------
// What is random

/** `ghost` has pods and policies and no Namespace object; `undefined` is `default`. */
const NAMESPACES = [undefined, "default", "alpha", "beta", "ghost"] as const;
const PORTS = [1, 79, 80, 80, 81, 65535] as const;
const NAMES = ["http", "http", "dns"] as const;
const OUTSIDE = ["203.0.113.7", "2001:db8::1", "::ffff:10.0.0.2", "10.0.0.3", "fd00:0:0:0::2"];
const NODE_IPS = ["192.0.2.1", "fd01::1", "192.0.2.2", "192.0.2.3", "198.51.100.1"];

const rarely = <T>(arbitrary: fc.Arbitrary<T>, odd: T): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary }, { weight: 1, arbitrary: fc.constant(odd) });
/** Present, null or missing. */
const loose = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> =>
  fc.oneof(
    { weight: 6, arbitrary },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );

const key = fc.constantFrom("app", "tier", "constructor", "example.com/app");
const value = fc.constantFrom("", "a", "A", "b");
const labels = fc.dictionary(key, value, { maxKeys: 3 });
const namespace = fc.constantFrom(...NAMESPACES);
const protocol = fc.constantFrom("TCP", "TCP", "UDP", "SCTP");

const expression = fc.oneof(
  fc.record({
    key,
    operator: fc.constantFrom("In", "NotIn"),
    values: fc.array(value, { minLength: 1, maxLength: 3 }),
  }),
  fc.record(
    {
      key,
      operator: fc.constantFrom("Exists", "DoesNotExist"),
      values: fc.constantFrom(null, []),
    },
    { requiredKeys: ["key", "operator"] },
  ),
);
const selector = fc.oneof(
  { weight: 1, arbitrary: fc.constant({}) },
  fc.record(
    {
      matchLabels: loose(fc.dictionary(key, value, { maxKeys: 2 })),
      matchExpressions: loose(fc.array(expression, { maxLength: 2 })),
    },
    { requiredKeys: [] },
  ),
);
const namespaceSelector = fc.oneof(
  selector,
  fc.constantFrom("default", "alpha", "ghost", "nowhere").map((name) => ({
    matchLabels: { "kubernetes.io/metadata.name": name },
  })),
  fc.constant({
    matchExpressions: [
      { key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["alpha", "ghost"] },
    ],
  }),
);
const ipBlock = fc.oneof(
  fc.constantFrom(
    { cidr: "0.0.0.0/0" },
    { cidr: "::/0" },
    { cidr: "0.0.0.0/0", except: null },
    { cidr: "0.0.0.0/0", except: [] },
    { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "192.0.2.1/32"] },
    { cidr: "0.0.0.0/1", except: ["10.0.0.2/31", "10.0.0.5/32"] },
    { cidr: "10.0.0.0/29", except: ["10.0.0.0/30"] },
    { cidr: "192.0.2.0/30", except: ["192.0.2.2/32"] },
    { cidr: "::/0", except: ["fd00::/64", "2001:db8::1/128"] },
    { cidr: "fd00::/125", except: ["fd00::2/127"] },
    { cidr: "FD00:0::/16" },
    { cidr: "fd01::1/128" },
    { cidr: "203.0.113.7/32" },
  ),
  fc.nat(9).map((host) => ({ cidr: `10.0.0.${host}/32` })),
  fc.nat(9).map((host) => ({ cidr: `fd00::${host}/128` })),
);
const peer = fc.oneof(
  selector.map((podSelector) => ({ podSelector })),
  selector.map((podSelector) => ({ podSelector, namespaceSelector: null, ipBlock: null })),
  namespaceSelector.map((only) => ({ namespaceSelector: only })),
  fc.record({ podSelector: selector, namespaceSelector }),
  ipBlock.map((block) => ({ ipBlock: block })),
  ipBlock.map((block) => ({ ipBlock: block, podSelector: null })),
);
const portEntry = fc.oneof(
  fc.constant({}),
  fc.record({ protocol: loose(protocol), port: loose(fc.constantFrom(...PORTS)) }),
  fc.record({
    protocol: loose(protocol),
    port: fc.constantFrom(...NAMES),
    endPort: fc.constant(null),
  }),
  fc
    .record({
      protocol: loose(protocol),
      ends: fc.tuple(fc.constantFrom(...PORTS), fc.constantFrom(...PORTS)),
    })
    .map(({ protocol: own, ends: [a, b] }) => ({
      protocol: own,
      port: Math.min(a, b),
      endPort: Math.max(a, b),
    })),
);
const rule = (side: "from" | "to"): fc.Arbitrary<object> =>
  fc.record(
    {
      [side]: loose(fc.array(peer, { maxLength: 3 })),
      ports: rarely<unknown>(fc.array(portEntry, { minLength: 1, maxLength: 3 }), []),
    },
    { requiredKeys: [] },
  );
const policy = fc.record({
  kind: fc.constant("NetworkPolicy"),
  apiVersion: fc.constant("networking.k8s.io/v1"),
  namespace,
  spec: rarely<object | null>(
    fc.record(
      {
        podSelector: loose(selector),
        policyTypes: loose(
          fc.constantFrom([], ["Ingress"], ["Egress"], ["Ingress", "Egress"], ["Egress", "Egress"]),
        ),
        ingress: loose(fc.array(rule("from"), { maxLength: 3 })),
        egress: loose(fc.array(rule("to"), { maxLength: 3 })),
      },
      { requiredKeys: [] },
    ),
    {},
  ),
});

const container = fc.record(
  {
    ports: loose(
      fc.array(
        fc.record(
          {
            name: loose(fc.constantFrom(...NAMES)),
            containerPort: fc.constantFrom(...PORTS),
            protocol: loose(protocol),
          },
          { requiredKeys: ["containerPort"] },
        ),
        { maxLength: 3 },
      ),
    ),
    restartPolicy: fc.constantFrom("Always", undefined),
  },
  { requiredKeys: [] },
);
const podShape = fc.record({
  namespace,
  labels: loose(labels),
  containers: fc.array(container, { minLength: 1, maxLength: 3 }),
  initContainers: loose(fc.array(container, { maxLength: 2 })),
  families: fc.constantFrom("4", "4", "4", "6", "4 6", "6 4", "4 6", ""),
  phase: fc.constantFrom(
    "Running",
    "Running",
    "Running",
    "Running",
    "Pending",
    "Succeeded",
    "Failed",
  ),
  terminating: fc.boolean(),
  node: fc.constantFrom(1, 1, 2, 3, undefined),
  host: fc.nat(6).map((n) => n === 0),
  oldStatus: fc.boolean(),
});

function podOf(
  shape: typeof podShape extends fc.Arbitrary<infer T> ? T : never,
  i: number,
): Manifest {
  const { node, families, phase } = shape;
  const hostNetwork = shape.host && node !== undefined;
  // Finished pods keep an address in their status that a later pod has now.
  const number = phase === "Succeeded" || phase === "Failed" ? 1 + (i % 3) : i + 1;
  const own = families.split(" ").map((f) => (f === "4" ? `10.0.0.${number}` : `fd00::${number}`));
  const ips = families === "" ? [] : hostNetwork ? [`192.0.2.${String(node)}`] : own;
  const single = shape.oldStatus && ips.length === 1;
  return {
    kind: "Pod",
    apiVersion: "v1",
    metadata: {
      name: `p${i}`,
      ...(shape.namespace !== undefined && { namespace: shape.namespace }),
      labels: shape.labels,
      ...(shape.terminating && { deletionTimestamp: "2026-01-01T00:00:00Z" }),
    },
    spec: {
      containers: shape.containers.map((c, n) => ({ name: `c${n}`, image: "x", ...c })),
      initContainers: shape.initContainers?.map((c, n) => ({ name: `i${n}`, image: "x", ...c })),
      ...(node !== undefined && { nodeName: `node-${node}` }),
      hostNetwork: hostNetwork || undefined,
    },
    status: {
      phase,
      ...(ips[0] !== undefined && { podIP: ips[0] }),
      ...(!single && ips.length > 0 && { podIPs: ips.map((ip) => ({ ip })) }),
      ...(node !== undefined && { hostIP: `192.0.2.${node}` }),
    },
  } as Manifest;
}

const node = (name: string, ...addresses: [string, string][]): Manifest =>
  ({
    kind: "Node",
    apiVersion: "v1",
    metadata: { name },
    status: { addresses: addresses.map(([type, address]) => ({ type, address })) },
  }) as Manifest;
/** node-3 has pods and no Node object (S43). */
const NODES = [
  node("node-1", ["InternalIP", "192.0.2.1"], ["InternalIP", "fd01::1"], ["Hostname", "node-1"]),
  node("node-2", ["InternalIP", "192.0.2.2"], ["ExternalIP", "198.51.100.1"]),
];

const scene: fc.Arbitrary<Manifest[]> = fc
  .record({
    pods: fc.array(podShape, { minLength: 2, maxLength: 6 }),
    namespaceLabels: fc.tuple(loose(labels), loose(labels), loose(labels)),
    liar: fc.boolean(),
    policies: fc.array(policy, { minLength: 1, maxLength: 5 }),
  })
  .map(({ pods, namespaceLabels, liar, policies }) => {
    const kind = "Namespace";
    return [
      ...["default", "alpha", "beta"].map((name, i) => ({
        kind,
        apiVersion: "v1",
        metadata: {
          name,
          labels: liar
            ? { ...namespaceLabels[i], "kubernetes.io/metadata.name": "alpha" } // S24
            : namespaceLabels[i],
        },
      })),
      ...NODES,
      ...pods.map(podOf),
      ...policies.map(({ namespace: ns, ...rest }, i) => ({
        ...rest,
        metadata: { name: `np${i}`, ...(ns !== undefined && { namespace: ns }) },
      })),
    ] as Manifest[];
  });

interface Place {
  readonly port: number;
  readonly protocol: FlowProtocol;
  /** Addresses that are asked about beside the pods. */
  readonly addresses: readonly string[];
}
const place: fc.Arbitrary<Place> = fc.record({
  port: fc.constantFrom(...PORTS),
  protocol: fc.constantFrom<FlowProtocol[]>("TCP", "TCP", "UDP", "SCTP", "ICMP"),
  addresses: fc.shuffledSubarray([...OUTSIDE, ...NODE_IPS], { minLength: 2, maxLength: 2 }),
});

// ---------------------------------------------------------------------------------------------
// What is compared

type Net = ReturnType<typeof world.network>;

function answerOf(net: Net, question: Question): Answer {
  const source = net.endpoints.resolve(question.from);
  const destination = net.endpoints.resolve(question.to);
  if (!source.ok || !destination.ok) return undefined;
  const { port, protocol: own, viaService = false } = question;
  const flow = flowBetween(source, destination, port, own as FlowProtocol);
  const { egress, ingress } = evaluate(net, { ...flow, viaService });
  return { egress: egress.allowed, ingress: ingress.allowed };
}

const pathOf = (object: Manifest): string =>
  `${object.metadata.namespace ?? "default"}/${object.metadata.name}`;

/** How many questions had an answer; throws at the first disagreement. */
function compare(objects: Manifest[], at: Place, profile: Profile = SPEC_PROFILE): number {
  const net = world.network(objects, profile);
  const pods = objects.filter(({ kind }) => kind === "Pod").map(pathOf);
  const ends = [...pods, ...at.addresses];
  const matrix = buildMatrix(net, at);
  const indexes = new Map(matrix.pods.map((p, i) => [`${p.namespace}/${p.name}`, i]));
  const agree = (what: string, question: Question, given: Answer, wanted: Answer): void => {
    if (given?.egress !== wanted?.egress || given?.ingress !== wanted?.ingress)
      expect({ what, question, answer: given }).toEqual({ what, question, answer: wanted });
  };
  let answered = 0;
  for (const from of ends) {
    for (const to of ends) {
      const question = { from, to, port: at.port, protocol: at.protocol, viaService: false };
      const wanted = naiveAnswer(objects, question);
      if (wanted === undefined) {
        // No end (S66, S68): the evaluator has no verdict either. No common family: any answer.
        if (from === to) agree("evaluator", question, answerOf(net, question), undefined);
        continue;
      }
      answered++;
      agree("evaluator", question, answerOf(net, question), wanted);
      const [s, d] = [indexes.get(from), indexes.get(to)];
      if (s !== undefined && d !== undefined) {
        const row = { egress: matrix.letsOut(s, d), ingress: matrix.letsIn(s, d) };
        agree("matrix", question, row, wanted);
      }
      if (from === to && from.includes("/")) {
        const hairpin = { ...question, viaService: true };
        agree("hairpin", hairpin, answerOf(net, hairpin), naiveAnswer(objects, hairpin));
      }
    }
  }
  return answered;
}

describe("a naive evaluator that shares no code", () => {
  it("agrees with the evaluator and the matrix about every pair, and about who is no end", () => {
    const numRuns = runs(20_000);
    let answered = 0;
    fc.assert(
      fc.property(scene, place, (objects, at) => {
        answered += compare(objects, at);
      }),
      { numRuns },
    );
    expect(answered).toBeGreaterThan(numRuns * 10);
  });

  const deviations: readonly Partial<Profile>[] = [
    { ipBlockMatchesPods: false },
    { ipBlockMatchesNodes: false },
    { hostNetwork: "identity" },
    { egressToLocalNode: "allowed" },
    { selfViaService: "allowed" },
    { icmp: "allowed" },
    { endPort: "start-only" },
    { namedPorts: { Ingress: true, Egress: false } },
  ];
  it.skipIf(isMutation()).each(deviations)(
    "notices an evaluator that deviates: %o",
    (deviation) => {
      const property = fc.property(scene, place, (objects, at) => {
        compare(objects, at, { ...SPEC_PROFILE, ...deviation });
      });
      expect(fc.check(property, { numRuns: 2000, seed: 1, endOnFailure: true }).failed).toBe(true);
    },
  );
});
