import { describe, expect, it } from "vitest";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import type { FlowProtocol } from "../../../src/core/netpol/types.ts";
import { evaluate } from "../../../src/core/netpol/evaluate.ts";
import { judge, namespace, network, node, pod, policy } from "./world.ts";

/** The world of semantics.md 1.11, with nodes and a few odd pods. */
const WORLD = [
  namespace("shop", { team: "a" }),
  namespace("mon"),
  node("node-1", "192.0.2.1"),
  node("node-2", "192.0.2.2"),
  pod("shop/web", "10.244.1.10", {
    labels: { app: "web", env: "prod" },
    ports: [{ name: "http", containerPort: 8080 }],
    node: "node-1",
  }),
  pod("shop/db", "10.244.1.20", {
    labels: { app: "db", env: "" },
    ports: [{ name: "pg", containerPort: 5432 }],
    node: "node-1",
  }),
  pod("shop/job", "10.244.1.30", { labels: { app: "job" }, node: "node-2" }),
  pod("shop/side", "10.244.1.40", {
    labels: { app: "side" },
    sidecarPorts: [{ name: "proxy", containerPort: 15001 }],
    ports: [
      { name: "many", containerPort: 81 },
      { name: "many", containerPort: 82 },
    ],
    node: "node-2",
  }),
  pod("mon/prom", "10.244.2.10", {
    labels: { app: "prom" },
    ports: [{ name: "http", containerPort: 9090 }],
    node: "node-2",
  }),
  pod("mon/exporter", "192.0.2.2", {
    labels: { app: "exporter" },
    ports: [{ name: "metrics", containerPort: 9100 }],
    hostNetwork: true,
    node: "node-2",
  }),
  pod("mon/dual", "10.244.2.20 fd00::20", { labels: { app: "dual" }, node: "node-2" }),
  pod("mon/dual6", "fd00::21 10.244.2.21", { labels: { app: "dual" }, node: "node-2" }),
];

const app = (name: string): object => ({ matchLabels: { app: name } });
/** A policy in shop for db, Ingress, with these rules. */
const db = (...ingress: object[]): object =>
  policy("shop/p", { podSelector: app("db"), policyTypes: ["Ingress"], ingress });
const egress = (name: string, ...rules: object[]): object =>
  policy("shop/e", { podSelector: app(name), policyTypes: ["Egress"], egress: rules });
const fromApp = (name: string): object => ({ podSelector: app(name) });

type Row = [
  clause: string,
  policies: object[],
  flow: string,
  allowed: boolean,
  protocol?: FlowProtocol,
  profile?: Partial<Profile>,
];

const ROWS: Row[] = [
  ["S1 not isolated for egress by an Ingress policy", [db()], "shop/db mon/prom 9090", true],
  ["S1 isolated by a policy without rules", [db()], "shop/web shop/db 5432", false],
  [
    "S2 exactly the union of the rules",
    [db({ from: [fromApp("web")] })],
    "shop/web shop/db 5432",
    true,
  ],
  ["S2 nothing else", [db({ from: [fromApp("web")] })], "shop/job shop/db 5432", false],
  [
    "S3 deny-all beside allow-all",
    [db(), policy("shop/all", { podSelector: {}, ingress: [{}] })],
    "shop/job shop/db 22",
    true,
  ],
  ["S4 the client's egress counts too", [db({}), egress("web")], "shop/web shop/db 5432", false],
  ["S5 the outside has no policy", [], "203.0.113.9 shop/db 5432", true],
  ["S6 a download is egress", [db()], "shop/db 203.0.113.9 443", true],
  [
    "S8 an egress rule without policyTypes isolates both ways",
    [policy("shop/p", { podSelector: app("db"), egress: [{}] })],
    "shop/web shop/db 5432",
    false,
  ],
  [
    "S8 empty egress without policyTypes leaves egress open",
    [policy("shop/p", { podSelector: app("db"), egress: [] })],
    "shop/db mon/prom 9090",
    true,
  ],
  [
    "S9 ingress rules of an Egress policy do nothing",
    [
      policy("shop/p", {
        podSelector: app("db"),
        policyTypes: ["Egress"],
        ingress: [{ from: [fromApp("web")] }],
      }),
    ],
    "mon/prom shop/db 5432",
    true,
  ],
  [
    "S9 and it isolates egress",
    [policy("shop/p", { podSelector: app("db"), policyTypes: ["Egress"], ingress: [{}] })],
    "shop/db shop/web 8080",
    false,
  ],
  [
    "S11 null rules are none",
    [policy("shop/p", { podSelector: app("db"), ingress: null })],
    "shop/web shop/db 5432",
    false,
  ],
  ["S11 one empty rule is everything", [db({})], "203.0.113.9 shop/db 22", true],
  [
    "S11 null from is anyone",
    [db({ from: null, ports: [{ port: 5432 }] })],
    "mon/prom shop/db 5432",
    true,
  ],
  ["S11 an empty port entry is TCP", [db({ ports: [{}] })], "shop/web shop/db 9", true],
  ["S11 and not UDP", [db({ ports: [{}] })], "shop/web shop/db 9", false, "UDP"],
  [
    "S11 a null namespaceSelector is absent",
    [db({ from: [{ podSelector: app("prom"), namespaceSelector: null }] })],
    "mon/prom shop/db 5432",
    false,
  ],
  [
    "S12 two rules are two doors",
    [db({ from: [fromApp("web")] }, { ports: [{ port: 5432 }] })],
    "mon/prom shop/db 5432",
    true,
  ],
  [
    "S12 one rule is one",
    [db({ from: [fromApp("web")], ports: [{ port: 5432 }] })],
    "shop/web shop/db 22",
    false,
  ],
  [
    "S13 a null podSelector is all pods of the namespace",
    [policy("shop/p", { podSelector: null })],
    "mon/prom shop/job 1",
    false,
  ],
  ["S13 and of no other", [policy("shop/p", { podSelector: {} })], "shop/web mon/prom 9090", true],
  [
    "S14 podSelector alone stays at home",
    [db({ from: [fromApp("prom")] })],
    "mon/prom shop/db 5432",
    false,
  ],
  [
    "S15 an empty namespaceSelector is every pod",
    [db({ from: [{ namespaceSelector: {} }] })],
    "mon/prom shop/db 5432",
    true,
  ],
  [
    "S15 but no address",
    [db({ from: [{ namespaceSelector: {} }] })],
    "203.0.113.9 shop/db 5432",
    false,
  ],
  [
    "S16 one entry is AND",
    [
      db({
        from: [{ namespaceSelector: { matchLabels: { team: "a" } }, podSelector: app("web") }],
      }),
    ],
    "shop/job shop/db 5432",
    false,
  ],
  [
    "S17 two entries are OR",
    [
      db({
        from: [
          { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "mon" } } },
          fromApp("web"),
        ],
      }),
    ],
    "mon/prom shop/db 5432",
    true,
  ],
  [
    "S19 NotIn takes an absent key",
    [
      db({
        from: [
          {
            podSelector: {
              matchExpressions: [{ key: "env", operator: "NotIn", values: ["prod"] }],
            },
          },
        ],
      }),
    ],
    "shop/job shop/db 1",
    true,
  ],
  [
    "S20 an empty value is a value",
    [
      policy("shop/p", {
        podSelector: app("web"),
        ingress: [{ from: [{ podSelector: { matchLabels: { env: "" } } }] }],
      }),
    ],
    "shop/job shop/web 8080",
    false,
  ],
  ["S21 case counts", [db({ from: [fromApp("Web")] })], "shop/web shop/db 5432", false],
  [
    "S23 namespaces have their own labels",
    [db({ from: [{ namespaceSelector: app("prom") }] })],
    "mon/prom shop/db 5432",
    false,
  ],
  [
    "S26 except takes out",
    [db({ from: [{ ipBlock: { cidr: "10.244.0.0/16", except: ["10.244.2.0/24"] } }] })],
    "mon/prom shop/db 5432",
    false,
  ],
  [
    "S26 another entry may put back",
    [
      db({
        from: [
          { ipBlock: { cidr: "10.244.0.0/16", except: ["10.244.2.0/24"] } },
          { ipBlock: { cidr: "10.244.2.10/32" } },
        ],
      }),
    ],
    "mon/prom shop/db 5432",
    true,
  ],
  [
    "S27 a block beside a selector is refused by the API and matches nobody",
    [db({ from: [{ ipBlock: { cidr: "0.0.0.0/0" }, podSelector: {} }] })],
    "shop/web shop/db 5432",
    false,
  ],
  [
    "S28 ::/0 is not IPv4",
    [db({ from: [{ ipBlock: { cidr: "::/0" } }] })],
    "shop/web shop/db 5432",
    false,
  ],
  [
    "S28 the source's first family counts",
    [
      policy("mon/p", {
        podSelector: app("dual"),
        ingress: [{ from: [{ ipBlock: { cidr: "::/0" } }] }],
      }),
    ],
    "mon/dual6 mon/dual 1",
    true,
  ],
  [
    "S28 and not the destination's",
    [
      policy("mon/p", {
        podSelector: app("dual"),
        ingress: [{ from: [{ ipBlock: { cidr: "::/0" } }] }],
      }),
    ],
    "mon/dual mon/dual6 1",
    false,
  ],
  [
    "S28 an address names its family",
    [
      policy("mon/p", {
        podSelector: app("dual"),
        ingress: [{ from: [{ ipBlock: { cidr: "::/0" } }] }],
      }),
    ],
    "mon/dual fd00::21 1",
    true,
  ],
  [
    "S29 a block matches a pod",
    [db({ from: [{ ipBlock: { cidr: "10.244.1.10/32" } }] })],
    "shop/web shop/db 5432",
    true,
  ],
  [
    "S29 unless the plugin says no",
    [db({ from: [{ ipBlock: { cidr: "10.244.1.10/32" } }] })],
    "shop/web shop/db 5432",
    false,
    "TCP",
    { ipBlockMatchesPods: false },
  ],
  [
    "S29 a pod's address is that pod",
    [db({ from: [fromApp("web")] })],
    "10.244.1.10 shop/db 5432",
    true,
  ],
  [
    "S30 a block matches a node",
    [db({ from: [{ ipBlock: { cidr: "192.0.2.2/32" } }] })],
    "192.0.2.2 shop/db 5432",
    true,
  ],
  [
    "S30 unless the plugin says no",
    [db({ from: [{ ipBlock: { cidr: "192.0.2.2/32" } }] })],
    "192.0.2.2 shop/db 5432",
    false,
    "TCP",
    { ipBlockMatchesNodes: false },
  ],
  ["S32 a port is TCP", [db({ ports: [{ port: 53 }] })], "shop/web shop/db 53", false, "UDP"],
  [
    "S33 an undeclared port is a port",
    [db({ ports: [{ port: 22 }] })],
    "shop/web shop/db 22",
    true,
  ],
  [
    "S34 a name is resolved at the destination",
    [egress("job", { ports: [{ port: "http" }] })],
    "shop/job mon/prom 9090",
    true,
  ],
  [
    "S34 for each its own number",
    [egress("job", { ports: [{ port: "http" }] })],
    "shop/job mon/prom 8080",
    false,
  ],
  [
    "S34 with the entry's protocol",
    [egress("job", { ports: [{ port: "http", protocol: "UDP" }] })],
    "shop/job shop/web 8080",
    false,
    "UDP",
  ],
  [
    "S34 sidecars have names",
    [policy("shop/p", { podSelector: app("side"), ingress: [{ ports: [{ port: "proxy" }] }] })],
    "shop/web shop/side 15001",
    true,
  ],
  [
    "S34 a name with two numbers means both",
    [policy("shop/p", { podSelector: app("side"), ingress: [{ ports: [{ port: "many" }] }] })],
    "shop/web shop/side 82",
    true,
  ],
  [
    "S35 a name behind a block",
    [egress("job", { to: [{ ipBlock: { cidr: "10.244.0.0/16" } }], ports: [{ port: "http" }] })],
    "shop/job 10.244.1.10 8080",
    true,
  ],
  [
    "S35 the outside has no names",
    [egress("job", { ports: [{ port: "http" }] })],
    "shop/job 203.0.113.9 8080",
    false,
  ],
  [
    "S35 a host-network pod neither",
    [egress("job", { ports: [{ port: "metrics" }] })],
    "shop/job mon/exporter 9100",
    false,
  ],
  [
    "S36 a range has its end",
    [db({ ports: [{ port: 5430, endPort: 5439 }] })],
    "shop/web shop/db 5439",
    true,
  ],
  [
    "S36 and ends there",
    [db({ ports: [{ port: 5430, endPort: 5439 }] })],
    "shop/web shop/db 5440",
    false,
  ],
  [
    "S36 a plugin may see only its start",
    [db({ ports: [{ port: 5430, endPort: 5439 }] })],
    "shop/web shop/db 5431",
    false,
    "TCP",
    { endPort: "start-only" },
  ],
  [
    "S37 a protocol alone is all its ports",
    [db({ ports: [{ protocol: "UDP" }] })],
    "shop/web shop/db 9",
    true,
    "UDP",
  ],
  [
    "S37 and no other protocol",
    [db({ ports: [{ protocol: "UDP" }] })],
    "shop/web shop/db 5432",
    false,
  ],
  [
    "S38 no ports is every protocol",
    [db({ from: [fromApp("web")] })],
    "shop/web shop/db 9",
    true,
    "SCTP",
  ],
  [
    "S39 SCTP alone isolates TCP",
    [db({ ports: [{ protocol: "SCTP", port: 5432 }] })],
    "shop/web shop/db 5432",
    false,
  ],
  ["S41 a pod reaches itself", [db(), egress("db")], "shop/db shop/db 5432", true],
  ["S43 the own node may enter", [db()], "192.0.2.1 shop/db 5432", true],
  [
    "S43 and its host-network pods",
    [policy("shop/p", { podSelector: app("job") })],
    "mon/exporter shop/job 1",
    true,
  ],
  ["S44 not the other way", [egress("db")], "shop/db 192.0.2.1 10250", false],
  [
    "S44 unless the plugin says so",
    [egress("db")],
    "shop/db 192.0.2.1 10250",
    true,
    "TCP",
    { egressToLocalNode: "allowed" },
  ],
  ["S45 another node is an address", [db()], "192.0.2.2 shop/db 5432", false],
  [
    "S46 a host-network pod is no peer",
    [db({ from: [{ namespaceSelector: {} }] })],
    "mon/exporter shop/db 5432",
    false,
  ],
  [
    "S46 and no subject",
    [policy("mon/p", { podSelector: {}, policyTypes: ["Ingress", "Egress"] })],
    "mon/exporter shop/web 8080",
    true,
  ],
  [
    "S46 unless the plugin knows it",
    [db({ from: [{ namespaceSelector: {} }] })],
    "mon/exporter shop/db 5432",
    true,
    "TCP",
    { hostNetwork: "identity" },
  ],
  [
    "S63 ping passes a rule without ports",
    [db({ from: [fromApp("web")] })],
    "shop/web shop/db 0",
    true,
    "ICMP",
  ],
  [
    "S63 and no rule with ports",
    [db({ ports: [{ port: 5432 }, { protocol: "UDP" }] })],
    "shop/web shop/db 0",
    false,
    "ICMP",
  ],
  [
    "S63 unless the plugin lets it pass",
    [db()],
    "shop/web shop/db 0",
    true,
    "ICMP",
    { icmp: "allowed" },
  ],
  ["S69 without the policy all is open", [], "mon/prom shop/db 5432", true],
  [
    "a plugin that does not enforce",
    [db()],
    "shop/web shop/db 5432",
    true,
    "TCP",
    { enforces: { Ingress: false, Egress: true } },
  ],
];

describe("clauses", () => {
  it.each(ROWS)("%s", (_clause, policies, flow, allowed, protocol = "TCP", profile = {}) => {
    const net = network([...WORLD, ...policies], { ...SPEC_PROFILE, ...profile });
    const [from = "", to = "", port = ""] = flow.split(" ");
    expect(judge(net, from, to, Number(port), protocol).allowed).toBe(allowed);
  });

  it("S25: labels are live", () => {
    const rules = db({ from: [fromApp("web")] });
    const relabelled = WORLD.map((object) =>
      object.kind === "Pod" && (object.metadata as { name: string }).name === "job"
        ? { ...object, metadata: { ...object.metadata, labels: { app: "web" } } }
        : object,
    );
    expect(judge(network([...WORLD, rules]), "shop/job", "shop/db", 5432).allowed).toBe(false);
    expect(judge(network([...relabelled, rules]), "shop/job", "shop/db", 5432).allowed).toBe(true);
  });

  it("S41: through its own Service a pod is policed, unless the plugin lets it pass", () => {
    for (const [selfViaService, allowed] of [
      ["policed", false],
      ["allowed", true],
    ] as const) {
      const net = network([...WORLD, db()], { ...SPEC_PROFILE, selfViaService });
      const end = net.endpoints.pod("shop", "db");
      if (!end.ok) throw new Error(end.reason);
      const flow = {
        source: end.endpoint,
        destination: end.endpoint,
        port: 5432,
        protocol: "TCP",
      } as const;
      expect(evaluate(net, flow).allowed).toBe(true);
      expect(evaluate(net, { ...flow, viaService: true }).allowed).toBe(allowed);
    }
  });

  it("another kind of policy is another evaluator in the pipeline", () => {
    const net = network([...WORLD, db()]);
    const resolved = net.endpoints.pod("shop", "db");
    const other = net.endpoints.pod("shop", "web");
    if (!resolved.ok || !other.ok) throw new Error("no such pod");
    const flow = {
      source: other.endpoint,
      destination: resolved.endpoint,
      port: 5432,
      protocol: "TCP",
    } as const;
    const admin = {
      name: "admin",
      decide: () =>
        ({ action: "accept", verdict: { allowed: true, reason: "not-isolated" } }) as const,
    };
    expect(evaluate(net, flow).allowed).toBe(false);
    expect(evaluate(net, flow, [admin]).allowed).toBe(true);
    expect(evaluate(net, flow, []).allowed).toBe(true);
  });
});

describe("ends", () => {
  const net = network([
    ...WORLD,
    pod("shop/new", ""),
    pod("shop/done", "10.244.1.99", { phase: "Succeeded" }),
    pod("shop/crashed", "10.244.1.98", { phase: "Failed" }),
    pod("shop/reuse", "10.244.1.99", { labels: { app: "reuse" } }),
    pod("far/away", "10.9.9.9", { node: "edge", hostIP: "192.0.2.77" }),
  ]);
  const seen = (text: string): string => {
    const found = net.endpoints.resolve(text);
    if (!found.ok) return found.reason;
    const { endpoint } = found;
    if (endpoint.kind === "pod") return `pod ${endpoint.namespace}/${endpoint.name}`;
    return endpoint.nodeName === undefined ? `address ${endpoint.ip}` : `node ${endpoint.nodeName}`;
  };

  it.each([
    ["shop/web", "pod shop/web"],
    ["10.244.1.10", "pod shop/web"],
    ["::ffff:10.244.1.10", "pod shop/web"],
    ["fd00:0::20", "pod mon/dual"],
    ["shop/new", "no-address"],
    ["shop/done", "finished"],
    ["shop/crashed", "finished"],
    ["10.244.1.98", "address 10.244.1.98"],
    ["10.244.1.99", "pod shop/reuse"],
    ["192.0.2.1", "node node-1"],
    ["192.0.2.2", "node node-2"],
    ["mon/exporter", "pod mon/exporter"],
    ["192.0.2.77", "node edge"],
    ["203.0.113.9", "address 203.0.113.9"],
    ["shop/nobody", "unknown-pod"],
    ["web", "not-an-address"],
    ["10.244.1", "not-an-address"],
    ["__proto__/constructor", "unknown-pod"],
  ])("%s is %s", (text, what) => {
    expect(seen(text)).toBe(what);
  });
});
