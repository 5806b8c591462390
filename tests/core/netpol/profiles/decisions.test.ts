import { describe, expect, it } from "vitest";
import { evaluate } from "../../../../src/core/netpol/evaluate.ts";
import { explain } from "../../../../src/core/netpol/explain.ts";
import { flowBetween } from "../../../../src/core/netpol/endpoints.ts";
import { SPEC_PROFILE } from "../../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../../src/core/netpol/profile.ts";
import { PLUGINS, profileNamed } from "../../../../src/core/netpol/profiles/registry.ts";
import type { Flow, FlowProtocol } from "../../../../src/core/netpol/types.ts";
import { explanationLines } from "../../../../src/core/netpol/words.ts";
import type { Line } from "../../../../src/core/netpol/phrases.ts";
import type { CompiledNetwork } from "../../../../src/core/netpol/compile.ts";
import * as world from "../world.ts";

const WORLD = [
  world.namespace("shop", { team: "a" }),
  world.namespace("mon"),
  world.node("node-1", "192.0.2.1"),
  world.node("node-2", "192.0.2.2"),
  world.pod("shop/web", "10.0.1.10 fd00::10", {
    labels: { app: "web" },
    node: "node-1",
    ports: [{ name: "http", containerPort: 8080 }],
  }),
  world.pod("shop/db", "10.0.1.20 fd00::20", {
    labels: { app: "db" },
    node: "node-2",
    ports: [{ name: "pg", containerPort: 5432 }],
  }),
  world.pod("mon/agent", "192.0.2.2", {
    labels: { app: "agent" },
    hostNetwork: true,
    node: "node-2",
    ports: [{ name: "metrics", containerPort: 9100 }],
  }),
];

interface Case {
  readonly name: string;
  readonly policies: readonly object[];
  readonly flow: readonly [from: string, to: string, port: number, protocol?: FlowProtocol];
  readonly extra?: Partial<Flow>;
  /** The verdict of the spec default, and the plugins that have another. */
  readonly spec: boolean;
  readonly others: readonly string[];
}

const inward = (rule: object): object =>
  world.policy("shop/db-in", {
    podSelector: { matchLabels: { app: "db" } },
    policyTypes: ["Ingress"],
    ingress: [rule],
  });
const outward = (rule: object): object =>
  world.policy("shop/web-out", {
    podSelector: { matchLabels: { app: "web" } },
    policyTypes: ["Egress"],
    egress: [rule],
  });
const deny = world.policy("shop/deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });

/** Plugins that enforce nothing let through what the spec default denies. */
const IDLE = ["kindnet-old", "flannel"];
const AWS = ["aws-standard", "aws-strict"];

const CASES: readonly Case[] = [
  {
    name: "enforces: default deny",
    policies: [deny],
    flow: ["shop/web", "shop/db", 5432],
    spec: false,
    others: IDLE,
  },
  {
    name: "unselectedPods: nothing selects either end",
    policies: [],
    flow: ["shop/web", "shop/db", 5432],
    spec: true,
    others: ["aws-strict"],
  },
  {
    name: "unselectedPods: a policy of the source does not free the destination",
    policies: [outward({})],
    flow: ["shop/web", "shop/db", 5432],
    spec: true,
    others: ["aws-strict"],
  },
  {
    name: "unselectedPods: policies of the other direction are enough",
    policies: [
      outward({}),
      world.policy("shop/db-out", { podSelector: {}, policyTypes: ["Egress"], egress: [{}] }),
    ],
    flow: ["shop/web", "shop/db", 5432],
    spec: true,
    others: [],
  },
  {
    name: "unselectedPods: the outside and the own node",
    policies: [],
    flow: ["192.0.2.2", "shop/db", 5432],
    spec: true,
    others: [],
  },
  {
    name: "unselectedPods: pods on the host's network stay open",
    policies: [inward({})],
    flow: ["mon/agent", "shop/db", 5432],
    spec: true,
    others: [],
  },
  {
    name: "ipBlockMatchesPods",
    policies: [inward({ from: [{ ipBlock: { cidr: "10.0.1.10/32" } }] }), outward({})],
    flow: ["shop/web", "shop/db", 5432],
    spec: true,
    others: ["cilium"],
  },
  {
    name: "ipBlockMatchesNodes",
    policies: [inward({ from: [{ ipBlock: { cidr: "192.0.2.0/24" } }] })],
    flow: ["192.0.2.1", "shop/db", 5432],
    spec: true,
    others: ["cilium"],
  },
  {
    name: "hostNetwork: a pod selector picks a pod on another node",
    policies: [
      outward({
        to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: "agent" } } }],
      }),
    ],
    flow: ["shop/web", "mon/agent", 9100],
    spec: false,
    others: [...AWS, "ovn-kubernetes", ...IDLE],
  },
  {
    name: "hostNetwork: a namespace selector alone",
    policies: [outward({ to: [{ namespaceSelector: {} }] })],
    flow: ["shop/web", "mon/agent", 9100],
    spec: false,
    others: [...AWS, ...IDLE],
  },
  {
    name: "hostNetwork: whoever shares the node's address gets in with it",
    policies: [
      outward({
        to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: "agent" } } }],
      }),
    ],
    flow: ["shop/web", "192.0.2.2", 10250],
    spec: false,
    others: [...AWS, "ovn-kubernetes", ...IDLE],
  },
  {
    name: "ingressFromLocalNode",
    policies: [deny],
    flow: ["192.0.2.2", "shop/db", 5432],
    spec: true,
    others: [],
  },
  {
    name: "egressToLocalNode",
    policies: [deny],
    flow: ["shop/web", "192.0.2.1", 10250],
    spec: false,
    others: ["cilium", ...AWS, ...IDLE],
  },
  {
    name: "remoteNodes",
    policies: [deny],
    flow: ["shop/web", "192.0.2.2", 10250],
    spec: false,
    others: IDLE,
  },
  {
    name: "selfViaService",
    policies: [deny],
    flow: ["shop/web", "shop/web", 8080],
    extra: { viaService: true },
    spec: false,
    others: ["cilium", "antrea", "ovn-kubernetes", ...IDLE],
  },
  {
    name: "a pod's own address",
    policies: [deny],
    flow: ["shop/web", "shop/web", 8080],
    spec: true,
    others: [],
  },
  {
    name: "icmp under default deny",
    policies: [deny],
    flow: ["shop/web", "shop/db", 0, "ICMP"],
    spec: false,
    others: ["kube-router", ...IDLE],
  },
  {
    name: "icmp under a rule with ports",
    policies: [inward({ ports: [{ port: 5432 }] }), outward({})],
    flow: ["shop/web", "shop/db", 0, "ICMP"],
    spec: false,
    others: ["kube-router", ...IDLE],
  },
  {
    name: "sctp under default deny",
    policies: [deny],
    flow: ["shop/web", "shop/db", 5432, "SCTP"],
    spec: false,
    others: IDLE,
  },
  {
    name: "ipv6 under default deny",
    policies: [deny],
    flow: ["shop/web", "shop/db", 5432],
    extra: { family: 6 },
    spec: false,
    others: ["azure-npm", ...IDLE],
  },
  {
    name: "endPort: within the range",
    policies: [inward({ ports: [{ port: 5400, endPort: 5500 }] }), outward({})],
    flow: ["shop/web", "shop/db", 5432],
    spec: true,
    others: ["weave"],
  },
  {
    name: "endPort: the first port",
    policies: [inward({ ports: [{ port: 5400, endPort: 5500 }] }), outward({})],
    flow: ["shop/web", "shop/db", 5400],
    spec: true,
    others: [],
  },
  {
    name: "namedPorts: another port than the named one",
    policies: [inward({ ports: [{ port: "pg" }] }), outward({})],
    flow: ["shop/web", "shop/db", 22],
    spec: false,
    // Weave rejects the policy, so nothing guards the pod
    others: ["ovn-kubernetes", "weave", ...IDLE],
  },
  {
    name: "namedPorts: egress to a selector",
    policies: [
      outward({ to: [{ podSelector: { matchLabels: { app: "db" } } }], ports: [{ port: "pg" }] }),
      inward({}),
    ],
    flow: ["shop/web", "shop/db", 5432],
    spec: true,
    others: [],
  },
  {
    name: "namedPorts: egress to a block",
    policies: [
      outward({ to: [{ ipBlock: { cidr: "10.0.0.0/16" } }], ports: [{ port: "pg" }] }),
      inward({}),
    ],
    flow: ["shop/web", "shop/db", 5432],
    spec: true,
    others: ["cilium", ...AWS],
  },
  {
    name: "namedPorts: egress to anyone",
    policies: [outward({ ports: [{ port: "pg" }] }), inward({})],
    flow: ["shop/web", "shop/db", 5432],
    spec: true,
    others: AWS,
  },
  {
    name: "namedPorts: a selector that does not fit does not lend its reading to a block",
    policies: [
      outward({
        to: [
          { podSelector: { matchLabels: { app: "none" } } },
          { ipBlock: { cidr: "10.0.0.0/16" } },
        ],
        ports: [{ port: "pg" }],
      }),
      inward({}),
    ],
    flow: ["shop/web", "shop/db", 5432],
    spec: true,
    others: ["cilium", ...AWS],
  },
  {
    name: "unsupportedPolicy: the rest of a policy with a name",
    policies: [
      world.policy("shop/db-in", {
        podSelector: { matchLabels: { app: "db" } },
        ingress: [{ ports: [{ port: 22 }, { port: "pg" }] }],
      }),
      outward({}),
    ],
    flow: ["shop/web", "shop/db", 80],
    spec: false,
    others: ["ovn-kubernetes", "weave", ...IDLE],
  },
  {
    name: "egressStage: a block holds the Service's address",
    policies: [outward({ to: [{ ipBlock: { cidr: "10.96.0.20/32" } }] }), inward({})],
    flow: ["shop/web", "shop/db", 5432],
    extra: { viaService: true, dialled: { ip: "10.96.0.20", port: 80 } },
    spec: false,
    others: [...AWS, ...IDLE],
  },
  {
    name: "egressStage: a block holds the pod's address",
    policies: [outward({ to: [{ ipBlock: { cidr: "10.0.1.20/32" } }] }), inward({})],
    flow: ["shop/web", "shop/db", 5432],
    extra: { viaService: true, dialled: { ip: "10.96.0.20", port: 80 } },
    spec: true,
    others: ["cilium", ...AWS],
  },
  {
    name: "egressStage: a selector is widened by matching Services",
    policies: [
      outward({ to: [{ podSelector: { matchLabels: { app: "db" } } }], ports: [{ port: 5432 }] }),
      inward({}),
    ],
    flow: ["shop/web", "shop/db", 5432],
    extra: { viaService: true, dialled: { ip: "10.96.0.20", port: 80 } },
    spec: true,
    others: [],
  },
  {
    name: "egressStage: the port of a rule for anyone is the Service's",
    policies: [outward({ ports: [{ port: 80 }] }), inward({})],
    flow: ["shop/web", "shop/db", 5432],
    extra: { viaService: true, dialled: { ip: "10.96.0.20", port: 80 } },
    spec: false,
    others: [...AWS, ...IDLE],
  },
];

function flowOf(net: CompiledNetwork, { flow, extra }: Case): Flow {
  const [from, to, port, protocol = "TCP"] = flow;
  const source = net.endpoints.resolve(from);
  const destination = net.endpoints.resolve(to);
  if (!source.ok || !destination.ok) throw new Error(`${from} or ${to} is no end`);
  return { ...flowBetween(source, destination, port, protocol), ...extra };
}

/** aws-strict closes pods that nothing selects; here that is in the way of every other decision. */
const opened = (profile: Profile, { name }: Case): Profile =>
  name.startsWith("unselectedPods") ? profile : { ...profile, unselectedPods: "open" };

describe("each decision, plugin by plugin", () => {
  it.each(CASES.map((one) => [one.name, one] as const))("%s", (_name, one) => {
    const verdicts = PLUGINS.map(({ id, profile }) => {
      const net = world.network([...WORLD, ...one.policies], opened(profile, one));
      return [id, evaluate(net, flowOf(net, one)).allowed] as const;
    });
    expect(Object.fromEntries(verdicts)["spec"]).toBe(one.spec);
    const others = verdicts.filter(([, allowed]) => allowed !== one.spec).map(([id]) => id);
    expect(others.sort()).toEqual([...one.others].sort());
  });

  it.each(CASES.map((one) => [one.name, one] as const))(
    "the explanation agrees and has words for it: %s",
    (_name, one) => {
      for (const { id, profile, title } of PLUGINS) {
        const net = world.network([...WORLD, ...one.policies], profile);
        const flow = flowOf(net, one);
        const explanation = explain(net, flow);
        expect(explanation.verdict).toEqual(evaluate(net, flow));
        const texts = sentences(explanationLines(explanation));
        for (const text of texts)
          expect([text, text.split(" ").length <= 25]).toEqual([text, true]);
        const idle = !profile.enforces.Ingress && !profile.enforces.Egress;
        if (idle && one.name.startsWith("enforces")) {
          expect(texts).toContain(`${title} does not enforce Ingress here.`);
          expect(texts).toContain("deny selects db for Ingress and has no effect.");
        }
        expect(explanation.plugin).toBe(id);
      }
    },
  );
});

function sentences(lines: readonly Line[]): string[] {
  return lines.flatMap((line) => [line.text, ...sentences(line.lines)]);
}

describe("a rule whose ports fit only for its second peer", () => {
  it("names that peer as the one that let the flow through", () => {
    const profile = { ...SPEC_PROFILE, namedPorts: profileNamed("aws-standard")?.namedPorts };
    const net = world.network(
      [
        ...WORLD,
        outward({
          to: [{ ipBlock: { cidr: "10.0.0.0/16" } }, { podSelector: {} }],
          ports: [{ port: "pg" }],
        }),
      ],
      profile as Profile,
    );
    const verdict = world.judge(net, "shop/web", "shop/db", 5432);
    expect(verdict.egress).toMatchObject({ allowed: true, allowedBy: [{ peerIndex: 1 }] });
  });
});
