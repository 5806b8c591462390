/** An exposure in sentences, word by word, and the gate under every kind of plugin. */
import { describe, expect, it } from "vitest";
import { exposes, exposureOf } from "../../../../src/core/netpol/exposure.ts";
import type { Exposure } from "../../../../src/core/netpol/exposure.ts";
import { exposureLines } from "../../../../src/core/netpol/exposure/words.ts";
import type { Line } from "../../../../src/core/netpol/phrases.ts";
import { SPEC_PROFILE } from "../../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../../src/core/netpol/profile.ts";
import type { Direction, PodEndpoint } from "../../../../src/core/netpol/types.ts";
import { namespace, network, node, pod, policy } from "../world.ts";

const BASE = [
  namespace("shop", { team: "shop" }),
  namespace("ops", { team: "ops" }),
  node("n", "192.0.2.1"),
  pod("shop/db", "10.0.0.4", {
    labels: { app: "db" },
    ports: [
      { name: "pg", containerPort: 5432 },
      { name: "pg", containerPort: 5432, protocol: "UDP" },
    ],
  }),
  pod("shop/agent", "192.0.2.1", { hostNetwork: true, node: "n" }),
];
const MARK = { yes: "✓", no: "✕", info: "·" } as const;

const draw = (lines: readonly Line[], indent = ""): string[] =>
  lines.flatMap(({ mark, text, lines: below }) => [
    `${indent}${MARK[mark]} ${text}`,
    ...draw(below, `${indent}  `),
  ]);

function exposure(
  direction: Direction,
  policies: readonly object[],
  profile: Partial<Profile> = {},
  name = "db",
): Exposure {
  const net = network([...BASE, ...policies], { ...SPEC_PROFILE, ...profile });
  const found = net.endpoints.resolve(`shop/${name}`);
  if (!found.ok || found.endpoint.kind !== "pod") throw new Error("no pod");
  return exposureOf(net, found.endpoint, direction);
}
const told = (...asked: Parameters<typeof exposure>): string[] =>
  draw(exposureLines(exposure(...asked)));

const inward = (...ingress: object[]): object =>
  policy("shop/in", { podSelector: {}, policyTypes: ["Ingress"], ingress });
const outward = (...egress: object[]): object =>
  policy("shop/out", { podSelector: {}, policyTypes: ["Egress"], egress });
const OUT = "· The other pod's own egress gate has to let it out as well.";
const IN = "· The other pod's own ingress gate has to let it in as well.";

describe("the gate", () => {
  it.each<[string, Parameters<typeof exposure>, readonly string[]]>([
    [
      "open inward",
      ["Ingress", []],
      ["· Ingress of db is open: no policy guards it. Anyone may connect, on any port.", OUT],
    ],
    [
      "open outward",
      ["Egress", []],
      ["· Egress of db is open: no policy guards it. It may connect to anyone, on any port.", IN],
    ],
    [
      "of a pod on the host's network (S46)",
      ["Ingress", [inward()], {}, "agent"],
      [
        "· Ingress of agent is not guarded, as the pod uses the network of its node. Anyone may connect, on any port.",
        OUT,
      ],
    ],
    [
      "not enforced",
      ["Egress", [outward()], { enforces: { Ingress: true, Egress: false } }],
      ["· Egress of db is not enforced by this plugin. It may connect to anyone, on any port.", IN],
    ],
    [
      "shut inward",
      ["Ingress", [inward()]],
      ["✕ Ingress of db is guarded by 1 policy; nothing gets in."],
    ],
    [
      "shut outward by two",
      ["Egress", [outward(), policy("shop/p", { podSelector: {}, policyTypes: ["Egress"] })]],
      ["✕ Egress of db is guarded by 2 policies; nothing gets out."],
    ],
    [
      "shut as nothing selects it",
      ["Ingress", [], { unselectedPods: "closed" }],
      ["✕ Ingress of db is guarded; nothing gets in."],
    ],
    [
      "for someone, inward",
      ["Ingress", [inward({ from: [{ podSelector: {} }] })]],
      [
        "✓ Ingress of db is guarded by 1 policy. These may enter:",
        "  ✓ Every pod in namespace shop, on any port.",
        OUT,
      ],
    ],
    [
      "for addresses, outward",
      ["Egress", [outward({ to: [{ ipBlock: { cidr: "10.0.0.0/8" } }] })]],
      [
        "✓ Egress of db is guarded by 1 policy. It may go to:",
        "  ✓ Addresses in 10.0.0.0/8, on any port.",
      ],
    ],
  ])("%s", (_title, asked, lines) => {
    expect(told(...asked)).toEqual(lines);
  });

  it("says who guards it", () => {
    const {
      gate,
      isolatedBy,
      pod: own,
      direction,
      addressesMeanPods,
    } = exposure("Ingress", [inward()]);
    expect([gate, isolatedBy, own.name, direction, addressesMeanPods]).toEqual([
      "guarded",
      [{ namespace: "shop", name: "in" }],
      "db",
      "Ingress",
      true,
    ]);
    expect(exposure("Ingress", []).isolatedBy).toEqual([]);
  });
});

/** The lines below the first. */
const entering = (rules: readonly object[], profile: Partial<Profile> = {}): string[] =>
  told("Ingress", [inward(...rules)], profile)
    .filter((line) => line.startsWith("  "))
    .map((line) => line.slice(2));
const going = (rules: readonly object[], profile: Partial<Profile> = {}): string[] =>
  told("Egress", [outward(...rules)], profile)
    .filter((line) => line.startsWith("  "))
    .map((line) => line.slice(2));
const expression = (key: string, operator: string, ...values: string[]): object => ({
  matchExpressions: [{ key, operator, ...(values.length > 0 && { values }) }],
});
const app = (value: string): object => ({ matchLabels: { app: value } });
const NAME = "kubernetes.io/metadata.name";

describe("whom", () => {
  it.each<[string, object]>([
    ["Anyone on any port: pods, nodes and outside addresses.", {}],
    ["Pods with app=web in namespace shop, on any port.", { from: [{ podSelector: app("web") }] }],
    [
      "Pods with app one of a or b in namespace shop, on any port.",
      { from: [{ podSelector: expression("app", "In", "a", "b") }] },
    ],
    [
      "Pods with app not a in namespace shop, on any port.",
      { from: [{ podSelector: expression("app", "NotIn", "a") }] },
    ],
    [
      "Pods with the label app in namespace shop, on any port.",
      { from: [{ podSelector: expression("app", "Exists") }] },
    ],
    [
      "Pods with no label app in namespace shop, on any port.",
      { from: [{ podSelector: expression("app", "DoesNotExist") }] },
    ],
    ['Pods with app="" in namespace shop, on any port.', { from: [{ podSelector: app("") }] }],
    [
      "Pods with the label app, not a in namespace shop, on any port.",
      {
        from: [
          {
            podSelector: {
              matchExpressions: [
                { key: "app", operator: "NotIn", values: ["a"] },
                { key: "app", operator: "Exists" },
              ],
            },
          },
        ],
      },
    ],
    [
      "Pods with app=a, or no label app in namespace shop, on any port.",
      { from: [{ podSelector: app("a") }, { podSelector: expression("app", "DoesNotExist") }] },
    ],
    [
      "Pods with a=1 and b=2 in namespace shop, on any port.",
      { from: [{ podSelector: { matchLabels: { b: "2", a: "1" } } }] },
    ],
    [
      "Pods with 3 conditions in namespace shop, on any port.",
      {
        from: [
          {
            podSelector: {
              matchExpressions: ["a", "b", "c"].map((key) => ({
                key,
                operator: "In",
                values: ["1", "2"],
              })),
            },
          },
        ],
      },
    ],
    [
      "Pods with 1 condition in namespace shop, on any port.",
      { from: [{ podSelector: expression("app", "In", "a", "b", "c", "d") }] },
    ],
    ["Every pod in any namespace, on any port.", { from: [{ namespaceSelector: {} }] }],
    [
      "Every pod in namespaces with tier=ops, on any port.",
      { from: [{ namespaceSelector: { matchLabels: { tier: "ops" } } }] },
    ],
    [
      "Every pod in namespaces with 2 conditions, on any port.",
      {
        from: [
          {
            namespaceSelector: {
              ...expression(NAME, "In", "ops", "shop"),
              matchLabels: { team: "ops" },
            },
          },
        ],
      },
    ],
    [
      "Every pod in namespaces with team=ops, on any port.",
      { from: [{ namespaceSelector: { matchLabels: { team: "ops" } } }] },
    ],
    [
      "Every pod in namespaces ops or shop, on any port.",
      { from: [{ namespaceSelector: expression(NAME, "In", "shop", "ops") }] },
    ],
    [
      "Every pod in any namespace but ops, on any port.",
      { from: [{ namespaceSelector: expression(NAME, "NotIn", "ops") }] },
    ],
    [
      `Every pod in namespaces with ${NAME}=new and team=new, on any port.`,
      { from: [{ namespaceSelector: { matchLabels: { [NAME]: "new", team: "new" } } }] },
    ],
    ["Addresses in 10.0.0.0/8, on any port.", { from: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }],
  ])("%s", (text, rule) => {
    expect(entering([rule])).toEqual([`✓ ${text}`]);
  });

  it.each<[string, object]>([
    ["an entry without a peer", {}],
    ["a block that is none", { ipBlock: { cidr: "x" } }],
    ["an operator that does not exist", { podSelector: expression("app", "Gt", "1") }],
    [
      "a namespace that cannot be",
      { namespaceSelector: expression("team", "Like", "1"), podSelector: {} },
    ],
    [
      "a namespace without a label that it has",
      {
        namespaceSelector: {
          ...expression("team", "DoesNotExist"),
          matchLabels: { [NAME]: "ops" },
        },
      },
    ],
  ])("nobody: %s", (_title, peer) => {
    expect(entering([{ from: [peer] }])).toEqual([]);
  });

  it("terms that another holds are left out, on the ports that it has", () => {
    const web = { podSelector: app("web") };
    expect(
      entering([
        { from: [{ podSelector: {} }], ports: [{ port: 80 }] },
        { from: [web], ports: [{ port: 80 }, { port: 81 }] },
      ]),
    ).toEqual([
      "✓ Every pod in namespace shop, on TCP 80.",
      "✓ Pods with app=web in namespace shop, on TCP 81.",
    ]);
    expect(
      entering([
        { from: [{ namespaceSelector: { matchLabels: { team: "ops" } } }] },
        {
          from: [{ namespaceSelector: { matchLabels: { [NAME]: "ops" } }, podSelector: app("a") }],
        },
        { from: [{ namespaceSelector: { matchLabels: { [NAME]: "new" } } }] },
      ]),
    ).toEqual([
      "✓ Every pod in namespaces with team=ops, on any port.",
      "✓ Every pod in namespace new, on any port.",
    ]);
    const both = { namespaceSelector: { matchLabels: { [NAME]: "ops", team: "ops" } } };
    const byName = { namespaceSelector: { matchLabels: { [NAME]: "ops" } } };
    const byTeam = { namespaceSelector: { matchLabels: { team: "ops" } } };
    expect(entering([{ from: [byName, both] }])).toEqual([
      "✓ Every pod in namespace ops, on any port.",
    ]);
    expect(entering([{ from: [both, byName] }])).toHaveLength(1);
    expect(
      entering([
        { from: [{ namespaceSelector: expression(NAME, "In", "ops", "shop"), ...web }, byTeam] },
      ]),
    ).toEqual([
      "✓ Pods with app=web in namespaces ops or shop, on any port.",
      "✓ Every pod in namespaces with team=ops, on any port.",
    ]);
    expect(
      entering([
        {
          from: [
            { namespaceSelector: { matchLabels: { [NAME]: "new" } }, ...web },
            { namespaceSelector: expression("team", "DoesNotExist") },
          ],
        },
      ]),
    ).toEqual([
      "✓ Pods with app=web in namespace new, on any port.",
      "✓ Every pod in namespaces with no label team, on any port.",
    ]);
    expect(entering([{ from: [{ ...byName, podSelector: app("a") }, web] }])).toEqual([
      "✓ Pods with app=a in namespace ops, on any port.",
      "✓ Pods with app=web in namespace shop, on any port.",
    ]);
    expect(entering([{ from: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }, {}])).toEqual([
      "✓ Anyone on any port: pods, nodes and outside addresses.",
    ]);
    expect(entering([{ from: [web] }, { from: [web] }])).toEqual([
      "✓ Pods with app=web in namespace shop, on any port.",
    ]);
    expect(
      entering([
        { from: [{ podSelector: expression("app", "Exists") }] },
        { from: [{ podSelector: expression("app", "DoesNotExist") }] },
      ]),
    ).toEqual(["✓ Every pod in namespace shop, on any port."]);
  });
});

describe("addresses", () => {
  const blocks = (...list: [cidr: string, ...except: string[]][]): object[] =>
    list.map(([cidr, ...except]) => ({ ipBlock: { cidr, except } }));
  it.each<[string, readonly object[], readonly string[]]>([
    [
      "with three exceptions",
      [{ from: blocks(["10.0.0.0/8", "10.1.0.0/16", "10.4.0.0/16", "10.8.0.0/16"]) }],
      ["✓ Addresses in 10.0.0.0/8 except 10.1.0.0/16, 10.4.0.0/16 and 10.8.0.0/16, on any port."],
    ],
    [
      "with four exceptions",
      [
        {
          from: blocks(["10.0.0.0/8", "10.1.0.0/16", "10.4.0.0/16", "10.8.0.0/16", "10.16.0.0/16"]),
        },
      ],
      [
        "✓ Addresses in 1 block, on any port:",
        "  ✓ 10.0.0.0/8 except 4 smaller blocks:",
        "    ✕ 10.1.0.0/16.",
        "    ✕ 10.4.0.0/16.",
        "    ✕ 10.8.0.0/16.",
        "    ✕ 10.16.0.0/16.",
      ],
    ],
    [
      "in two blocks",
      [{ from: blocks(["10.0.0.0/8", "10.1.0.0/16"], ["fd00::/8"]), ports: [{ port: 80 }] }],
      [
        "✓ Addresses in 2 blocks, on TCP 80:",
        "  ✓ 10.0.0.0/8 except 10.1.0.0/16.",
        "  ✓ fd00::/8.",
      ],
    ],
    [
      "in two blocks, one with three exceptions",
      [
        {
          from: blocks(["10.0.0.0/8", "10.1.0.0/16", "10.4.0.0/16", "10.8.0.0/16"], ["fd00::/8"]),
        },
      ],
      [
        "✓ Addresses in 2 blocks, on any port:",
        "  ✓ 10.0.0.0/8 except 10.1.0.0/16, 10.4.0.0/16 and 10.8.0.0/16.",
        "  ✓ fd00::/8.",
      ],
    ],
    [
      "on other ports, without those that are in on more",
      [
        { from: blocks(["10.0.0.0/8"]), ports: [{ port: 80 }] },
        { from: blocks(["10.1.0.0/16"]), ports: [{ port: 80 }, { port: 81 }] },
      ],
      [
        "✓ Addresses in 10.0.0.0/8 except 10.1.0.0/16, on TCP 80.",
        "✓ Addresses in 10.1.0.0/16, on TCP 80-81.",
      ],
    ],
    [
      "the same on two ports",
      [
        { from: blocks(["10.0.0.0/8"]), ports: [{ port: 80 }] },
        { from: blocks(["10.0.0.0/8"]), ports: [{ port: 90 }] },
      ],
      ["✓ Addresses in 10.0.0.0/8, on TCP 80 or TCP 90."],
    ],
    ["excepted as a whole", [{ from: blocks(["10.0.0.0/8", "10.0.0.0/8"]) }], []],
  ])("%s", (_title, rules, lines) => {
    expect(entering(rules)).toEqual(lines);
  });
});

describe("ports", () => {
  const on = (ports: readonly object[], profile?: Partial<Profile>): string[] =>
    entering([{ ports }], profile);
  const out = (ports: readonly object[], profile?: Partial<Profile>): string[] =>
    going([{ ports }], profile);
  const anyone = (ports: string): string[] => [
    `✓ Anyone on ${ports}: pods, nodes and outside addresses.`,
  ];
  it("a number, a range, a protocol, and what a list of them is", () => {
    expect(on([{ port: 80 }])).toEqual(anyone("TCP 80"));
    expect(on([{ port: 80, endPort: 90 }])).toEqual(anyone("TCP 80-90"));
    expect(on([{ port: 80, endPort: 90 }], { endPort: "start-only" })).toEqual(anyone("TCP 80"));
    expect(on([{ protocol: "UDP" }])).toEqual(anyone("any UDP port"));
    expect(on([{ port: 80 }, { protocol: "SCTP" }])).toEqual(anyone("TCP 80 or any SCTP port"));
    expect(on([1, 3, 5, 7].map((port) => ({ port })))).toEqual(
      anyone("TCP 1, TCP 3, TCP 5 or 1 more"),
    );
  });

  it("a name is inward what the pod calls so, outward what the destination does (S34, S35)", () => {
    expect(on([{ port: "pg" }])).toEqual(anyone("TCP 5432"));
    expect(on([{ port: "pg", protocol: "UDP" }])).toEqual(anyone("UDP 5432"));
    expect(on([{ port: "pg", protocol: "SCTP" }])).toEqual([]);
    expect(on([{ port: "nope" }])).toEqual([]);
    expect(out([{ port: "pg" }])).toEqual(anyone("TCP pg"));
    const unread = { namedPorts: { Ingress: false, Egress: "selector-peers" } } as const;
    expect(on([{ port: "pg" }], unread)).toEqual([]);
    expect(out([{ port: "pg" }], unread)).toEqual([]);
    expect(going([{ to: [{ podSelector: {} }], ports: [{ port: "pg" }] }], unread)).toEqual([
      "✓ Every pod in namespace shop, on TCP pg.",
    ]);
    const whole = { namedPorts: { Ingress: "whole-protocol", Egress: true } } as const;
    expect(on([{ port: "pg" }], whole)).toEqual(anyone("any TCP port"));
  });

  it("what the plugin does not filter goes through for anyone", () => {
    expect(entering([], { sctp: "unfiltered" })).toEqual(anyone("any SCTP port"));
    expect(entering([], { icmp: "allowed" })).toEqual(anyone("ICMP"));
    expect(entering([], { sctp: "unfiltered", icmp: "allowed" })).toEqual(
      anyone("any SCTP port or ICMP"),
    );
    expect(entering([], { ipv6: "unfiltered" })).toEqual(["✓ Addresses in ::/0, on any port."]);
  });
});

describe("does it let this end through?", () => {
  const WEB: PodEndpoint = {
    kind: "pod",
    namespace: "ops",
    name: "web",
    labels: { app: "web" },
    namespaceLabels: { [NAME]: "ops", team: "ops" },
    ips: ["10.0.0.9"],
    hostNetwork: false,
    namedPorts: [{ name: "pg", port: 7000, protocol: "TCP" }],
  };
  const OUTSIDE = { kind: "address", ip: "10.0.0.9" } as const;

  it("pods by their labels, addresses by blocks, each on the ports of its term", () => {
    const pods = exposure("Ingress", [
      inward({
        from: [{ podSelector: app("web"), namespaceSelector: { matchLabels: { team: "ops" } } }],
        ports: [{ port: 80 }],
      }),
    ]);
    const asked = (other: PodEndpoint | typeof OUTSIDE, port = 80): boolean =>
      exposes(pods, other, "10.0.0.9", port, "TCP");
    expect(asked(WEB)).toBe(true);
    expect(asked(WEB, 81)).toBe(false);
    expect(asked({ ...WEB, labels: {} })).toBe(false);
    expect(asked({ ...WEB, namespaceLabels: {} })).toBe(false);
    expect(asked({ ...WEB, hostNetwork: true })).toBe(false);
    expect(asked(OUTSIDE)).toBe(false);
    const anyPod = exposure("Ingress", [inward({ from: [{ namespaceSelector: {} }] })]);
    expect(exposes(anyPod, OUTSIDE, "10.0.0.9", 80, "TCP")).toBe(false);
    expect(exposes(anyPod, WEB, "10.0.0.9", 80, "TCP")).toBe(true);
    const block = (profile: Partial<Profile> = {}): Exposure =>
      exposure("Ingress", [inward({ from: [{ ipBlock: { cidr: "10.0.0.0/24" } }] })], profile);
    expect(exposes(block(), OUTSIDE, "10.0.0.9", 80, "TCP")).toBe(true);
    expect(exposes(block(), OUTSIDE, "10.0.1.9", 80, "TCP")).toBe(false);
    expect(exposes(block(), OUTSIDE, "x", 80, "TCP")).toBe(false);
    expect(exposes(block(), WEB, "10.0.0.9", 80, "TCP")).toBe(true);
    const blind = block({ ipBlockMatchesPods: false });
    expect(exposes(blind, WEB, "10.0.0.9", 80, "TCP")).toBe(false);
    expect(exposes(blind, OUTSIDE, "10.0.0.9", 80, "TCP")).toBe(true);
  });

  it("names are those of the destination (S34)", () => {
    const out = exposure("Egress", [outward({ ports: [{ port: "pg" }] })]);
    expect(exposes(out, WEB, "10.0.0.9", 7000, "TCP")).toBe(true);
    expect(exposes(out, WEB, "10.0.0.9", 5432, "TCP")).toBe(false);
    expect(exposes(out, OUTSIDE, "10.0.0.9", 7000, "TCP")).toBe(false);
    const into = exposure("Ingress", [inward({ ports: [{ port: "pg" }] })]);
    expect(exposes(into, WEB, "10.0.0.9", 5432, "TCP")).toBe(true);
    expect(exposes(into, WEB, "10.0.0.9", 7000, "TCP")).toBe(false);
  });

  it("anyone, where nothing guards the gate", () => {
    const open = exposure("Ingress", []);
    for (const protocol of ["TCP", "UDP", "SCTP", "ICMP"] as const)
      expect(exposes(open, OUTSIDE, "10.0.0.9", 1, protocol)).toBe(true);
  });
});
