import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/core/api/json.ts";
import type { NetworkPolicy, Service } from "../../../src/core/api/objects.ts";
import { findKind } from "../../../src/core/api/scheme.ts";
import { flowIn, nearMisses } from "../../../src/core/nearmiss/search.ts";
import type { NearMiss } from "../../../src/core/nearmiss/types.ts";
import { compileNetwork, type CompiledNetwork } from "../../../src/core/netpol/compile.ts";
import { applyEdits } from "../../../src/core/netpol/edit.ts";
import { flowBetween } from "../../../src/core/netpol/endpoints.ts";
import { evaluate } from "../../../src/core/netpol/evaluate.ts";
import { portText } from "../../../src/core/netpol/match.ts";
import type { PortOfInterest } from "../../../src/core/netpol/matrix.ts";
import { MAX_WORDS, wordCount } from "../../../src/core/netpol/phrases.ts";
import type { Endpoint, Flow, FlowProtocol, PodEndpoint } from "../../../src/core/netpol/types.ts";
import { applyDefaults, decodeObject, validateCreate } from "../../../src/core/validation/admit.ts";
import {
  cluster,
  endsOf,
  namespace,
  network,
  pod,
  policies,
  policy,
  portAndProtocol,
} from "../netpol/world.ts";
import { runs } from "../../support/runs.ts";

/** What a pod declares it listens on. */
function listenersIn(net: CompiledNetwork): (end: PodEndpoint) => readonly PortOfInterest[] {
  const declared = new Map(
    net.objects.pods.map(({ metadata, spec }) => [
      `${metadata.namespace ?? ""}/${metadata.name}`,
      (spec.containers[0]?.ports ?? []).map(({ containerPort, protocol = "TCP" }) => ({
        port: containerPort,
        protocol,
      })),
    ]),
  );
  return ({ namespace: ns, name }) => declared.get(`${ns}/${name}`) ?? [];
}

interface Question {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol?: FlowProtocol;
}

function flowOf(net: CompiledNetwork, { from, to, port, protocol = "TCP" }: Question): Flow {
  const source = net.endpoints.resolve(from);
  const destination = net.endpoints.resolve(to);
  if (!source.ok || !destination.ok) throw new Error(`${from} or ${to} is no end`);
  return flowBetween(source, destination, port, protocol);
}

function ask(
  net: CompiledNetwork,
  question: Question,
  services: readonly Service[] = [],
  limit?: number,
): NearMiss[] {
  const flow = flowOf(net, question);
  const listenersOf = listenersIn(net);
  return nearMisses({
    network: net,
    flow,
    services,
    listenersOf,
    ...(limit === undefined ? {} : { limit }),
  });
}

// ---------------------------------------------------------------------------------------------
// Situations

const SHOP = [
  namespace("shop", { team: "shop" }),
  namespace("ops", { team: "ops" }),
  namespace("kube-system"),
  pod("shop/web", "10.0.0.1", { labels: { app: "web" }, ports: [{ containerPort: 80 }] }),
  pod("shop/api", "10.0.0.3", { labels: { app: "api" }, ports: [{ containerPort: 8080 }] }),
  pod("shop/db", "10.0.0.4", { labels: { app: "db" }, ports: [{ containerPort: 5432 }] }),
  pod("ops/prom", "10.0.0.5", { labels: { app: "prom" }, ports: [{ containerPort: 9090 }] }),
  pod("kube-system/dns", "10.0.0.6", {
    labels: { "k8s-app": "kube-dns" },
    ports: [{ containerPort: 53, protocol: "UDP" }, { containerPort: 53 }],
  }),
];

const app = (name: string): object => ({ matchLabels: { app: name } });
const toDb = (ingress: readonly object[], name = "db"): unknown =>
  policy(`shop/${name}`, { podSelector: app("db"), policyTypes: ["Ingress"], ingress });
const WEB_TO_DB = { from: "shop/web", to: "shop/db", port: 5432 };
const PROM_TO_DB = { from: "ops/prom", to: "shop/db", port: 5432 };
const WEB_TO_DNS = { from: "shop/web", to: "kube-system/dns", port: 53, protocol: "UDP" as const };

interface Situation {
  readonly name: string;
  readonly policies: readonly unknown[];
  readonly question: Question;
  /** What goes first. */
  readonly best: string;
  /** What else has to be offered. */
  readonly also?: readonly RegExp[];
  readonly services?: readonly Service[];
}

const SERVICE: Service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "api", namespace: "shop" },
  spec: { selector: { app: "api" }, ports: [{ port: 80, targetPort: 8080 }] },
};

const SITUATIONS: readonly Situation[] = [
  {
    name: "a default deny alone",
    policies: [policy("shop/deny", { podSelector: {}, policyTypes: ["Ingress"] })],
    question: WEB_TO_DB,
    best: "Create policy allow-web-to-db for pods with app=db: from pods with app=web on TCP 5432",
    also: [/^Delete policy shop\/deny$/],
  },
  {
    name: "the right peer, another port",
    policies: [toDb([{ from: [{ podSelector: app("web") }], ports: [{ port: 5433 }] }])],
    question: WEB_TO_DB,
    best: "Add TCP 5432 to ingress rule 1 of policy shop/db",
    also: [/^Change TCP 5433 to TCP 5432 in ingress rule 1 of policy shop\/db$/],
  },
  {
    name: "the right port, another protocol",
    policies: [
      toDb([{ from: [{ podSelector: app("web") }], ports: [{ port: 5432, protocol: "UDP" }] }]),
    ],
    question: WEB_TO_DB,
    best: "Add TCP 5432 to ingress rule 1 of policy shop/db",
    also: [/^Change UDP 5432 to TCP 5432/],
  },
  {
    name: "the right port, another peer",
    policies: [toDb([{ from: [{ podSelector: app("api") }], ports: [{ port: 5432 }] }])],
    question: WEB_TO_DB,
    best: "Add pods with app=web to ingress rule 1 of policy shop/db",
    also: [/^Label pod shop\/web with app=api$/],
  },
  {
    name: "a label that is missing",
    policies: [toDb([{ from: [{ podSelector: { matchLabels: { access: "db" } } }] }])],
    question: WEB_TO_DB,
    best: "Add pods with app=web to ingress rule 1 of policy shop/db",
    also: [/^Label pod shop\/web with access=db$/],
  },
  {
    name: "a podSelector for a pod of another namespace",
    policies: [toDb([{ from: [{ podSelector: app("prom") }], ports: [{ port: 5432 }] }])],
    question: PROM_TO_DB,
    best: "Add pods with app=prom of ops to ingress rule 1 of policy shop/db",
    also: [/^Select namespace ops by its name in ingress rule 1/],
  },
  {
    name: "a namespace label that nobody has",
    policies: [toDb([{ from: [{ namespaceSelector: { matchLabels: { name: "ops" } } }] }])],
    question: PROM_TO_DB,
    best: "Add pods with app=prom of ops to ingress rule 1 of policy shop/db",
    also: [/^Select namespace ops by its name/, /^Label namespace ops with name=ops$/],
  },
  {
    name: "both selectors in one item, only one fits",
    policies: [
      toDb([
        {
          from: [{ namespaceSelector: { matchLabels: { team: "ops" } }, podSelector: app("web") }],
        },
      ]),
    ],
    question: WEB_TO_DB,
    best: "Add pods with app=web to ingress rule 1 of policy shop/db",
    also: [/^Make two list items of the two selectors in ingress rule 1/],
  },
  {
    name: "one rule with the peer, another with the port",
    policies: [
      toDb([
        { from: [{ podSelector: app("web") }], ports: [{ port: 1 }] },
        { from: [{ podSelector: app("api") }], ports: [{ port: 5432 }] },
      ]),
    ],
    question: WEB_TO_DB,
    best: "Add TCP 5432 to ingress rule 1 of policy shop/db",
    also: [/^Make one rule of ingress rules 1 and 2 of policy shop\/db$/],
  },
  {
    name: "closed at both gates",
    policies: [policy("shop/deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] })],
    question: WEB_TO_DB,
    best: "Create policy allow-web-to-db-egress for pods with app=web: to pods with app=db on TCP 5432. Then create policy allow-web-to-db for pods with app=db: from pods with app=web on TCP 5432",
    also: [/^Delete policy shop\/deny$/],
  },
  {
    name: "no DNS egress",
    policies: [
      policy("shop/out", {
        podSelector: app("web"),
        policyTypes: ["Egress"],
        egress: [{ to: [{ podSelector: {} }] }],
      }),
    ],
    question: WEB_TO_DNS,
    best: "Add DNS egress (UDP and TCP 53 to kube-dns) to policy shop/out",
    also: [/^Create policy allow-dns: every pod of shop may ask kube-dns$/],
  },
  {
    name: "an exception that holds the address",
    policies: [
      policy("shop/out", {
        podSelector: app("web"),
        policyTypes: ["Egress"],
        egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["203.0.113.0/24"] } }] }],
      }),
    ],
    question: { from: "shop/web", to: "203.0.113.9", port: 443 },
    best: "Add address 203.0.113.9 to egress rule 1 of policy shop/out",
    also: [/^Remove the except 203\.0\.113\.0\/24 of 0\.0\.0\.0\/0/],
  },
  {
    name: "rules that policyTypes leaves out",
    policies: [
      policy("shop/deny", { podSelector: {}, policyTypes: ["Ingress"] }),
      policy("shop/idle", {
        podSelector: app("db"),
        policyTypes: ["Egress"],
        ingress: [{ from: [{ podSelector: app("web") }] }],
      }),
    ],
    question: WEB_TO_DB,
    best: "Add Ingress to the policyTypes of policy shop/idle",
  },
  {
    name: "a direction that was not meant",
    policies: [
      policy("shop/p", {
        podSelector: app("db"),
        policyTypes: ["Ingress", "Egress"],
        egress: [{}],
      }),
    ],
    question: WEB_TO_DB,
    best: "Add an ingress rule to policy shop/p: from pods with app=web on TCP 5432",
    also: [/^Take Ingress out of the policyTypes of policy shop\/p$/],
  },
  {
    name: "the Service's port instead of the pod's",
    policies: [
      policy("shop/api", {
        podSelector: app("api"),
        policyTypes: ["Ingress"],
        ingress: [{ from: [{ podSelector: app("web") }], ports: [{ port: 8080 }] }],
      }),
    ],
    question: { from: "shop/web", to: "shop/api", port: 80 },
    services: [SERVICE],
    best: "Ask for TCP 8080 of shop/api: 80 is the port of Service api",
  },
  {
    name: "ICMP and a rule with ports",
    policies: [toDb([{ from: [{ podSelector: app("web") }], ports: [{ port: 5432 }] }])],
    question: { ...WEB_TO_DB, protocol: "ICMP" },
    best: "Leave out the ports of ingress rule 1 of policy shop/db",
  },
  // the other way: what would stop it
  {
    name: "open: nothing guards either gate",
    policies: [],
    question: WEB_TO_DB,
    best: "Create policy deny-ingress-db: no ingress for pods with app=db of shop",
    also: [/^Create policy default-deny-ingress: no ingress for every pod of shop$/],
  },
  {
    name: "allowed by one peer of two",
    policies: [
      toDb([
        {
          from: [{ podSelector: app("api") }, { podSelector: app("web") }],
          ports: [{ port: 5432 }],
        },
      ]),
    ],
    question: WEB_TO_DB,
    best: "Remove pods with app=web in namespace shop from ingress rule 1 of policy shop/db",
    also: [/^Remove ingress rule 1 of policy shop\/db$/],
  },
  {
    name: "allowed by one port of two",
    policies: [
      toDb([{ from: [{ podSelector: app("web") }], ports: [{ port: 5432 }, { port: 1 }] }]),
    ],
    question: WEB_TO_DB,
    best: "Remove TCP 5432 from ingress rule 1 of policy shop/db",
  },
  {
    name: "allowed by two list items that were meant as one",
    policies: [
      toDb([
        {
          from: [
            { namespaceSelector: { matchLabels: { team: "ops" } } },
            { podSelector: app("web") },
          ],
        },
      ]),
    ],
    question: WEB_TO_DB,
    best: "Remove pods with app=web in namespace shop from ingress rule 1 of policy shop/db",
    also: [/^Make one list item of the two selectors in ingress rule 1 of policy shop\/db$/],
  },
  {
    name: "allowed by a block",
    policies: [
      policy("shop/out", {
        podSelector: app("web"),
        policyTypes: ["Egress"],
        egress: [{ to: [{ ipBlock: { cidr: "203.0.113.0/24" } }] }],
      }),
    ],
    question: { from: "shop/web", to: "203.0.113.9", port: 443 },
    best: "Remove egress rule 1 of policy shop/out",
    also: [/^Except 203\.0\.113\.9\/32 from 203\.0\.113\.0\/24/],
  },
];

describe("near misses, in situations", () => {
  it.each(SITUATIONS)("$name", ({ policies: own, question, best, also = [], services = [] }) => {
    const net = network([...SHOP, ...own]);
    const titles = ask(net, question, services).map(({ title }) => title);
    expect(titles[0]).toBe(best);
    const all = ask(net, question, services, 50).map(({ title }) => title);
    for (const title of also) expect(all).toContainEqual(expect.stringMatching(title));
  });

  it("offers nothing where no policy is asked", () => {
    const net = network(SHOP);
    expect(ask(net, { from: "shop/web", to: "shop/web", port: 80 })).toEqual([]);
    expect(ask(net, { from: "203.0.113.9", to: "203.0.113.10", port: 80 })).toEqual([]);
  });

  it("leaves the labels alone that a controller or a Service holds a pod by", () => {
    const closed = policy("shop/p", {
      podSelector: app("api"),
      policyTypes: ["Ingress"],
      ingress: [],
    });
    const net = network([...SHOP, closed]);
    const question = { from: "shop/web", to: "shop/api", port: 8080 };
    const labels = (services: readonly Service[]): string[] =>
      ask(net, question, services, 50).flatMap(({ title }) => (/label/i.test(title) ? title : []));
    expect(labels([])).toEqual(["Remove the label app from pod shop/api"]);
    expect(labels([SERVICE])).toEqual([]);
  });

  it("shows at most five, and at most two of one idea while there are others", () => {
    const rules = Array.from({ length: 6 }, (_, i) => ({
      from: [{ podSelector: app("web") }],
      ports: [{ port: i + 1 }],
    }));
    const net = network([...SHOP, toDb(rules)]);
    const titles = ask(net, WEB_TO_DB).map(({ title }) => title);
    expect(titles).toHaveLength(5);
    expect(titles.filter((title) => title.includes("TCP 5432 to ingress rule"))).toHaveLength(2);
    expect(new Set(titles).size).toBe(5);
  });
});

// ---------------------------------------------------------------------------------------------
// Properties

const POLICY_TYPE = findKind("networking.k8s.io/v1", "NetworkPolicy");

/** What the API server says against a policy. */
function objections(object: NetworkPolicy): string[] {
  if (POLICY_TYPE === undefined) throw new Error("no NetworkPolicy");
  const decoded = decodeObject(POLICY_TYPE, JSON.parse(JSON.stringify(object)) as Json);
  if ("message" in decoded) return [decoded.message ?? "refused"];
  if (!("object" in decoded)) return ["not decoded"];
  return validateCreate(applyDefaults(decoded.object)).map((error) => JSON.stringify(error));
}

/** All that two networks judge differently, pair by pair, without the flow itself. */
function differences(before: CompiledNetwork, after: CompiledNetwork, flow: Flow): string[] {
  const listenersOf = listenersIn(before);
  const pods = before.endpoints.pods.filter(({ hostNetwork }) => !hostNetwork);
  const found: string[] = [];
  const compare = (source: Endpoint, destination: Endpoint, at: PortOfInterest): void => {
    const ends = { ...flow, source, destination, ...at };
    const { family: _, ...asked } = ends;
    const same = sameEnd(source, flow.source) && sameEnd(destination, flow.destination);
    const samePort = at.protocol === "ICMP" || at.port === flow.port;
    if (same && samePort && at.protocol === flow.protocol) return;
    const was = evaluate(before, asked).allowed;
    const is = evaluate(after, flowIn(after, asked)).allowed;
    if (was === is) return;
    found.push(
      `${is ? "opened" : "closed"} ${nameOf(source)} ${nameOf(destination)} ${portText(at)}`,
    );
  };
  const { port, protocol } = flow;
  for (const destination of pods) {
    const ports = new Map(listenersOf(destination).map((at) => [`${at.protocol} ${at.port}`, at]));
    if (protocol === "ICMP" || sameEnd(destination, flow.destination))
      ports.set(protocol === "ICMP" ? protocol : `${protocol} ${port}`, { port, protocol });
    for (const at of ports.values())
      for (const source of pods) if (source !== destination) compare(source, destination, at);
  }
  const { source, destination } = flow;
  for (const one of pods) {
    if (source.kind === "address" && destination.kind === "pod")
      compare(source, one, { port, protocol });
    if (destination.kind === "address" && source.kind === "pod")
      compare(one, destination, { port, protocol });
  }
  return found.sort();
}

function nameOf(end: Endpoint): string {
  return end.kind === "pod" ? `${end.namespace}/${end.name}` : end.ip;
}

function sameEnd(a: Endpoint, b: Endpoint): boolean {
  return a.kind === b.kind && nameOf(a) === nameOf(b);
}

describe("near misses, in random clusters", () => {
  it("flip the verdict, are what the API admits, and name exactly what else changes", () => {
    let found = 0;
    fc.assert(
      fc.property(
        cluster,
        policies,
        portAndProtocol,
        fc.nat(),
        fc.nat(),
        (objects, own, at, a, b) => {
          const before = network([...objects, ...own]);
          const ends = endsOf(before);
          const [from = "", to = ""] = [ends[a % ends.length], ends[b % ends.length]];
          const flow = flowOf(before, { from, to, ...at });
          const was = evaluate(before, flow).allowed;
          for (const miss of ask(before, { from, to, ...at })) {
            found++;
            for (const edit of miss.edits)
              if (edit.kind === "create-policy" || edit.kind === "replace-policy")
                expect(objections(edit.policy)).toEqual([]);
            const after = compileNetwork(applyEdits(before.objects, miss.edits));
            expect(evaluate(after, flowIn(after, miss.flow ?? flow)).allowed).toBe(!was);
            const named = miss.sideEffects.map(
              ({ change, source, destination, ...at }) =>
                `${change} ${source} ${destination} ${portText(at)}`,
            );
            const expected = differences(before, after, flow);
            expect(miss.opened + miss.closed).toBe(expected.length);
            expect(expected).toEqual(expect.arrayContaining(named));
            expect(named).toHaveLength(Math.min(50, expected.length));
            for (const sentence of miss.title.split(". "))
              expect(wordCount(sentence), sentence).toBeLessThanOrEqual(MAX_WORDS);
          }
        },
      ),
      { numRuns: runs(600) },
    );
    expect(found).toBeGreaterThan(10);
  }, 120_000);
});
