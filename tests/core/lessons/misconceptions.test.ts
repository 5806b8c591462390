/**
 * Every belief is separated from the truth by a scenario, and only by what it is about: beside the
 * flow on which it errs stands one on which it is right.
 */
import { describe, expect, it } from "vitest";
import type { NetworkPolicySpec } from "../../../src/core/api/objects.ts";
import {
  MISCONCEPTIONS,
  believedAnswer,
  rightAnswer,
  type Question,
} from "../../../src/core/lessons/misconceptions.ts";
import { compileNetwork } from "../../../src/core/netpol/compile.ts";
import { flowBetween, type ClusterObjects } from "../../../src/core/netpol/endpoints.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import type { FlowProtocol } from "../../../src/core/netpol/types.ts";
import { namespace, node, pod } from "../netpol/world.ts";

const CLUSTER = normaliseObjects([
  node("n1", "172.18.0.2"),
  namespace("shop", { team: "shop" }),
  namespace("ops", { team: "ops" }),
  namespace("kube-system"),
  pod("shop/api", "10.0.0.1", {
    labels: { app: "api" },
    node: "n1",
    hostIP: "172.18.0.2",
    ports: [{ containerPort: 8080 }],
  }),
  pod("shop/web", "10.0.0.2", { labels: { app: "web", tier: "front" } }),
  pod("shop/cron", "10.0.0.3", { labels: { app: "Web" } }),
  pod("ops/web", "10.0.1.1", { labels: { app: "web" } }),
  pod("ops/debug", "10.0.1.2", { labels: { run: "debug" } }),
  pod("kube-system/coredns", "10.0.2.1", { labels: { "k8s-app": "kube-dns" } }),
]);

interface Policy {
  readonly namespace?: string;
  readonly name?: string;
  readonly spec: NetworkPolicySpec;
}

/** As written: nothing is filled in. */
function world(policies: readonly Policy[]): ClusterObjects {
  return {
    ...CLUSTER,
    policies: policies.map(({ namespace: ns = "shop", name = "p", spec }) => ({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { namespace: ns, name },
      spec,
    })),
  };
}

/** `shop/web > shop/api:8080/UDP`, with the Service's port after `@` where one is dialled. */
function ask(objects: ClusterObjects, text: string): Question {
  const [, from = "", to = "", port = "0", protocol = "TCP", service] =
    /^(\S+) > ([^:\s]+):(\d+)(?:\/(\w+))?(?:@(\d+))?$/.exec(text) ?? [];
  const { endpoints } = compileNetwork(objects);
  const [source, destination] = [endpoints.resolve(from), endpoints.resolve(to)];
  if (!source.ok || !destination.ok) throw new Error(`no end in ${text}`);
  const flow = flowBetween(source, destination, Number(port), protocol as FlowProtocol);
  return { flow, ...(service !== undefined && { servicePort: Number(service) }) };
}

const API = { matchLabels: { app: "api" } };
const WEB = { matchLabels: { app: "web" } };
const OPS = { matchLabels: { team: "ops" } };

interface Case {
  readonly flag: string;
  readonly policies: readonly Policy[];
  /** Where the belief errs, and what is so. */
  readonly separates: readonly [question: string, truth: boolean];
  /** Where it does not. */
  readonly agrees: string;
}

const CASES: readonly Case[] = [
  {
    flag: "both_dirs",
    policies: [{ spec: { podSelector: API, policyTypes: ["Ingress"] } }],
    separates: ["shop/api > shop/web:80", true],
    agrees: "shop/web > shop/api:80",
  },
  {
    flag: "types_default_ingress_only",
    policies: [{ spec: { podSelector: API, egress: [{ to: [{ podSelector: WEB }] }] } }],
    separates: ["shop/api > shop/cron:80", false],
    agrees: "shop/api > shop/web:80",
  },
  {
    flag: "intersect",
    policies: [
      { name: "a", spec: { podSelector: API, ingress: [{ from: [{ podSelector: WEB }] }] } },
      { name: "b", spec: { podSelector: API, ingress: [{ ports: [{ port: 8080 }] }] } },
    ],
    separates: ["shop/web > shop/api:22", true],
    agrees: "shop/web > shop/api:8080",
  },
  {
    flag: "whole_ns",
    policies: [{ spec: { podSelector: API, policyTypes: ["Ingress"] } }],
    separates: ["shop/web > shop/cron:80", true],
    agrees: "shop/web > ops/web:80",
  },
  {
    flag: "podsel_any_ns",
    policies: [{ spec: { podSelector: API, ingress: [{ from: [{ podSelector: WEB }] }] } }],
    separates: ["ops/web > shop/api:80", false],
    agrees: "ops/debug > shop/api:80",
  },
  {
    flag: "or_as_and",
    policies: [
      {
        spec: {
          podSelector: API,
          ingress: [{ from: [{ namespaceSelector: OPS }, { podSelector: WEB }] }],
        },
      },
    ],
    separates: ["ops/debug > shop/api:80", true],
    agrees: "ops/web > shop/api:80",
  },
  {
    flag: "and_as_or",
    policies: [
      {
        spec: {
          podSelector: API,
          ingress: [{ from: [{ namespaceSelector: OPS, podSelector: WEB }] }],
        },
      },
    ],
    separates: ["ops/debug > shop/api:80", false],
    agrees: "ops/web > shop/api:80",
  },
  {
    flag: "last_wins",
    policies: [
      { name: "z", spec: { podSelector: API, ingress: [{ from: [{ podSelector: WEB }] }] } },
      { name: "a", spec: { podSelector: API, policyTypes: ["Ingress"] } },
    ],
    separates: ["shop/web > shop/api:80", true],
    agrees: "shop/cron > shop/api:80",
  },
  {
    flag: "empty_none",
    policies: [{ spec: { podSelector: API, ingress: [{ from: [{ podSelector: {} }] }] } }],
    separates: ["shop/web > shop/api:80", true],
    agrees: "ops/web > shop/api:80",
  },
  {
    flag: "empty_none",
    policies: [{ spec: { podSelector: {}, policyTypes: ["Ingress"] } }],
    separates: ["ops/web > shop/api:80", false],
    agrees: "shop/web > ops/web:80",
  },
  {
    flag: "missing_none",
    policies: [{ spec: { podSelector: API, ingress: [{ ports: [{ port: 8080 }] }] } }],
    separates: ["ops/debug > shop/api:8080", true],
    agrees: "ops/debug > shop/api:22",
  },
  {
    flag: "empty_list_all",
    policies: [{ spec: { podSelector: API, policyTypes: ["Ingress"], ingress: [] } }],
    separates: ["shop/web > shop/api:80", false],
    agrees: "shop/api > shop/web:80",
  },
  {
    flag: "service_port",
    policies: [{ spec: { podSelector: API, ingress: [{ ports: [{ port: 80 }] }] } }],
    separates: ["shop/web > shop/api:8080@80", false],
    agrees: "shop/web > shop/api:80",
  },
  {
    flag: "proto_any",
    policies: [{ spec: { podSelector: API, ingress: [{ ports: [{ port: 53 }] }] } }],
    separates: ["shop/web > shop/api:53/UDP", false],
    agrees: "shop/web > shop/api:53",
  },
  {
    flag: "no_egress_gate",
    policies: [{ spec: { podSelector: WEB, policyTypes: ["Egress"] } }],
    separates: ["shop/web > shop/api:80", false],
    agrees: "shop/cron > shop/api:80",
  },
  {
    flag: "no_ingress_gate",
    policies: [{ spec: { podSelector: API, policyTypes: ["Ingress"] } }],
    separates: ["shop/web > shop/api:80", false],
    agrees: "shop/api > shop/web:80",
  },
  {
    flag: "stateless",
    policies: [{ spec: { podSelector: WEB, policyTypes: ["Ingress"] } }],
    separates: ["shop/web > shop/api:80", true],
    agrees: "shop/api > shop/web:80",
  },
  {
    flag: "dns_free",
    policies: [{ spec: { podSelector: WEB, policyTypes: ["Egress"] } }],
    separates: ["shop/web > kube-system/coredns:53/UDP", false],
    agrees: "shop/web > shop/api:80",
  },
  {
    flag: "ns_name_label",
    policies: [
      {
        spec: {
          podSelector: API,
          ingress: [{ from: [{ namespaceSelector: { matchLabels: { name: "ops" } } }] }],
        },
      },
    ],
    separates: ["ops/web > shop/api:80", false],
    agrees: "shop/web > shop/api:80",
  },
  {
    flag: "node_blocked",
    policies: [{ spec: { podSelector: API, policyTypes: ["Ingress"] } }],
    separates: ["172.18.0.2 > shop/api:8080", true],
    agrees: "shop/web > shop/api:8080",
  },
  {
    flag: "cluster_wide",
    policies: [{ spec: { podSelector: {}, policyTypes: ["Ingress"] } }],
    separates: ["shop/web > ops/web:80", true],
    agrees: "ops/web > shop/api:80",
  },
  {
    flag: "case_blind",
    policies: [{ spec: { podSelector: API, ingress: [{ from: [{ podSelector: WEB }] }] } }],
    separates: ["shop/cron > shop/api:80", false],
    agrees: "shop/web > shop/api:80",
  },
];

describe("the beliefs", () => {
  it.each(CASES)("$flag errs on $separates and not on $agrees", (given) => {
    const objects = world(given.policies);
    const belief = MISCONCEPTIONS.find(({ flag }) => flag === given.flag);
    if (belief === undefined) throw new Error(`no belief ${given.flag}`);
    const right = rightAnswer(objects);
    const believed = believedAnswer(belief, objects);
    const [text, truth] = given.separates;
    expect(right(ask(objects, text))).toBe(truth);
    expect(believed(ask(objects, text))).toBe(!truth);
    expect(believed(ask(objects, given.agrees))).toBe(right(ask(objects, given.agrees)));
  });

  it("are 21, each with a scenario", () => {
    const flags = MISCONCEPTIONS.map(({ flag }) => flag);
    expect(new Set(flags).size).toBe(21);
    expect(new Set(CASES.map(({ flag }) => flag))).toEqual(new Set(flags));
  });

  it("all agree with the truth where no policy is", () => {
    const objects = world([]);
    const question = ask(objects, "ops/debug > shop/api:8080@80");
    for (const belief of MISCONCEPTIONS) {
      expect(believedAnswer(belief, objects)(question), belief.flag).toBe(true);
    }
  });
});
