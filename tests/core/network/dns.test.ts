import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../../src/core/api/objects.ts";
import { VirtualClock } from "../../../src/core/cluster/clock.ts";
import { clusterAnswer } from "../../../src/core/network/dns.ts";
import { createOutside } from "../../../src/core/network/outside.ts";
import { createPodNetwork } from "../../../src/core/network/podNetwork.ts";
import type {
  FlowObservation,
  NameAnswer,
  ResolveOptions,
} from "../../../src/core/network/types.ts";
import {
  DNS_OBJECTS,
  namespace,
  plane,
  pod,
  policy,
  service,
  slice,
  snapshot,
} from "../../support/network.ts";

const WORLD = [
  ...DNS_OBJECTS,
  namespace("shop"),
  pod("shop/client", "10.244.1.10"),
  pod("shop/db-0", "10.244.2.30", { spec: { hostname: "db-0", subdomain: "db" } }),
  service("shop/web", { clusterIP: "10.96.10.1", ports: [{ name: "http", port: 80 }] }),
  slice("shop/web", ["10.244.1.20"], [{ name: "http", port: 80 }]),
  service("shop/db", { clusterIP: "None", clusterIPs: ["None"], ports: [{ port: 5432 }] }),
  {
    ...slice("shop/db", [], [{ port: 5432 }]),
    endpoints: [
      {
        addresses: ["10.244.2.30"],
        conditions: { ready: true },
        targetRef: { kind: "Pod", namespace: "shop", name: "db-0" },
      },
    ],
  },
  service("shop/partner", { type: "ExternalName", externalName: "www.example.com" }),
];

type Type = Parameters<typeof clusterAnswer>[2]["type"];

function ask(name: string, type: Type): string {
  const { rcode, answers } = clusterAnswer(snapshot(...WORLD), createOutside(), { name, type });
  return [rcode, ...answers.map((entry) => `${entry.type} ${entry.data}`)].join(" | ");
}

describe("the cluster's zone", () => {
  it.each<[string, Type, string]>([
    ["web.shop.svc.cluster.local", "A", "NOERROR | A 10.96.10.1"],
    ["WEB.shop.svc.cluster.local.", "A", "NOERROR | A 10.96.10.1"],
    ["web.shop.svc.cluster.local", "AAAA", "NOERROR"],
    ["web.nowhere.svc.cluster.local", "A", "NXDOMAIN"],
    ["nope.shop.svc.cluster.local", "A", "NXDOMAIN"],
    ["shop.svc.cluster.local", "A", "NOERROR"],
    ["db.shop.svc.cluster.local", "A", "NOERROR | A 10.244.2.30"],
    ["db-0.db.shop.svc.cluster.local", "A", "NOERROR | A 10.244.2.30"],
    ["db-1.db.shop.svc.cluster.local", "A", "NXDOMAIN"],
    ["10-244-1-10.shop.pod.cluster.local", "A", "NOERROR | A 10.244.1.10"],
    [
      "_http._tcp.web.shop.svc.cluster.local",
      "SRV",
      "NOERROR | SRV 0 100 80 web.shop.svc.cluster.local.",
    ],
    ["_http._udp.web.shop.svc.cluster.local", "SRV", "NXDOMAIN"],
    ["1.10.96.10.in-addr.arpa", "PTR", "NOERROR | PTR web.shop.svc.cluster.local."],
    ["9.10.96.10.in-addr.arpa.", "PTR", "NXDOMAIN"],
    ["30.2.244.10.in-addr.arpa", "PTR", "NOERROR | PTR db-0.db.shop.svc.cluster.local."],
    ["partner.shop.svc.cluster.local", "A", "NOERROR | CNAME www.example.com. | A 203.0.113.10"],
    ["www.example.com", "A", "NOERROR | A 203.0.113.10"],
    ["example.invalid", "A", "NXDOMAIN"],
    ["__proto__.shop.svc.cluster.local", "A", "NXDOMAIN"],
  ])("%s %s", (name, type, answer) => {
    expect(ask(name, type)).toBe(answer);
  });
});

async function resolve(
  name: string,
  libc: ResolveOptions["libc"],
  extra: readonly KubeObject[] = [],
): Promise<{ answer: NameAnswer; seconds: number; observed: readonly FlowObservation[] }> {
  const clock = new VirtualClock(0);
  const observed: FlowObservation[] = [];
  const state = snapshot(...WORLD, ...extra);
  const net = createPodNetwork({
    plane: plane(),
    snapshot: () => state,
    clock,
    caller: { kind: "pod", namespace: "shop", name: "client" },
    observe: (observation) => observed.push(observation),
  });
  let answer: NameAnswer | undefined;
  void net.resolve(name, { libc, tool: "test" }).then((found) => {
    answer = found;
  });
  const settle = (): Promise<void> => new Promise((done) => setImmediate(done));
  await clock.run(() => answer !== undefined, settle);
  if (answer === undefined) throw new Error("never answered");
  return { answer, seconds: Math.round(clock.now() / 100) / 10, observed };
}

const NO_EGRESS = policy("shop/quiet", { podSelector: {}, policyTypes: ["Egress"] });
const CLOSED_DNS = policy("kube-system/closed", { podSelector: {}, policyTypes: ["Ingress"] });

describe("looking names up", () => {
  it.each([
    ["web", "web.shop.svc.cluster.local"],
    ["web.shop", "web.shop.svc.cluster.local"],
    ["www.example.com", "www.example.com"],
  ])("finds %s by the search list", async (name, canonical) => {
    const { answer } = await resolve(name, "glibc");
    expect(answer).toMatchObject({ kind: "addresses", canonical });
  });

  it("does not find what is not there", async () => {
    expect((await resolve("nope.shop", "glibc")).answer.kind).toBe("nxdomain");
    expect((await resolve("nope.shop", "musl")).answer.kind).toBe("nxdomain");
  });

  it.each([
    ["glibc", "web.shop", 20],
    ["glibc", "web.shop.svc.cluster.local.", 10],
    ["musl", "web.shop", 5],
  ] as const)(
    "%s gives %s up after %d s when questions are dropped",
    async (libc, name, seconds) => {
      for (const block of [NO_EGRESS, CLOSED_DNS]) {
        const run = await resolve(name, libc, [block]);
        expect(run.answer.kind).toBe("timeout");
        expect(run.seconds).toBe(seconds);
      }
    },
  );

  it("reports its questions as flows to the DNS server", async () => {
    const { observed } = await resolve("web.shop", "glibc", [NO_EGRESS]);
    expect(observed.length).toBeGreaterThan(0);
    for (const { purpose, connection } of observed) {
      expect(purpose).toBe("dns");
      expect(connection).toMatchObject({ port: 53, protocol: "UDP", outcome: "timeout" });
    }
  });

  it("answers SERVFAIL for outside names when CoreDNS cannot reach its upstream", async () => {
    const cut = policy("kube-system/cut", { podSelector: {}, policyTypes: ["Egress"] });
    expect((await resolve("web.shop", "musl", [cut])).answer.kind).toBe("addresses");
    expect((await resolve("www.example.com", "glibc", [cut])).answer.kind).not.toBe("addresses");
  });
});
