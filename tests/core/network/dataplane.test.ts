import { describe, expect, it } from "vitest";
import type { KubeObject, NetworkPolicy, Pod } from "../../../src/core/api/objects.ts";
import type { Attempt } from "../../../src/core/network/dataplane.ts";
import { randomChoice } from "../../../src/core/network/services.ts";
import type { Caller, Connection } from "../../../src/core/network/types.ts";
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

const CLIENT: Caller = { kind: "pod", namespace: "shop", name: "client" };
const WORLD = [
  ...DNS_OBJECTS,
  namespace("shop", { team: "a" }),
  pod("shop/client", "10.244.1.10", { image: "busybox", container: { command: ["sleep", "1d"] } }),
  pod("shop/web", "10.244.1.20", { container: { ports: [{ containerPort: 8080 }] } }),
  pod("shop/web-2", "10.244.2.20", { labels: { app: "web", canary: "yes" }, node: "worker2" }),
  pod("shop/db", "10.244.2.30", { image: "postgres:16", node: "worker2" }),
  service("shop/web", {
    clusterIP: "10.96.10.1",
    ports: [{ name: "http", port: 80, targetPort: 8080, nodePort: 30080 }],
  }),
  slice("shop/web", ["10.244.1.20"], [{ name: "http", port: 8080 }]),
  service("shop/empty", { clusterIP: "10.96.10.2", ports: [{ port: 80 }] }),
  service("shop/client", { clusterIP: "10.96.10.3", ports: [{ port: 80, targetPort: 80 }] }),
  slice("shop/client", ["10.244.1.10"], [{ port: 80 }]),
];

const DENY_INGRESS = policy("shop/deny", { podSelector: {}, policyTypes: ["Ingress"] });
const DENY_EGRESS = policy("shop/no-way-out", { podSelector: {}, policyTypes: ["Egress"] });

function connect(
  to: string,
  extra: readonly KubeObject[] = [],
  how: Partial<Attempt> = {},
): Connection {
  const [ip = "", port = "0"] = to.split(":");
  const attempt: Attempt = { caller: CLIENT, ip, port: Number(port), protocol: "TCP", ...how };
  return plane().connect(snapshot(...WORLD, ...extra), attempt);
}

describe("where a connection ends", () => {
  it.each([
    ["a Service port, translated to its target port", "10.96.10.1:80", "open"],
    ["a pod's port", "10.244.1.20:8080", "open"],
    ["a port on which nobody listens", "10.244.1.20:81", "refused"],
    ["an image's usual port", "10.244.2.30:5432", "open"],
    ["a pod that sleeps", "10.244.1.10:80", "refused"],
    ["a Service without endpoints", "10.96.10.2:80", "rejected"],
    ["a port that the Service does not have", "10.96.10.1:8080", "timeout"],
    ["an address of the Service range that is nobody's", "10.96.99.99:80", "timeout"],
    ["a pod address that nobody has", "10.244.1.99:80", "no-route"],
    ["a node port, on any node", "172.18.0.4:30080", "open"],
    ["the kubelet of a node", "172.18.0.3:10250", "open"],
    ["a known host outside", "203.0.113.10:80", "open"],
    ["an address outside that the lab does not know", "198.51.100.7:80", "timeout"],
  ])("%s", (_what, to, outcome) => {
    expect(connect(to).outcome).toBe(outcome);
  });

  it("tells who answers, how far away, and how long a silent drop takes", () => {
    expect(connect("10.244.1.20:8080")).toMatchObject({ hops: 1, localAddress: "10.244.1.10" });
    expect(connect("10.244.2.30:5432")).toMatchObject({
      hops: 2,
      listener: { service: "postgres" },
    });
    expect(connect("10.96.99.99:80").seconds).toBeGreaterThan(120);
    expect(connect("10.96.10.2:80").reject).toEqual({
      kind: "icmp-port-unreachable",
      from: "10.244.1.1",
    });
  });

  it("does not let ping reach a cluster IP", () => {
    expect(connect("10.96.10.1", [], { protocol: "ICMP" }).outcome).toBe("timeout");
    expect(connect("10.244.1.20", [], { protocol: "ICMP" }).outcome).toBe("open");
  });

  it("has no way out for a pod without an address (S66)", () => {
    const pending = { ...pod("shop/late", ""), status: { phase: "Pending" as const } };
    const caller: Caller = { kind: "pod", namespace: "shop", name: "late" };
    expect(connect("10.244.1.20:8080", [pending], { caller }).outcome).toBe("no-route");
  });
});

describe("policies", () => {
  it("drops at the ingress gate and names the policy", () => {
    const connection = connect("10.96.10.1:80", [DENY_INGRESS]);
    expect(connection.outcome).toBe("timeout");
    const verdict = connection.trace.find((step) => step.step === "policy")?.verdict;
    expect(verdict).toMatchObject({
      egress: { allowed: true },
      ingress: { allowed: false, isolatedBy: [{ namespace: "shop", name: "deny" }] },
    });
  });

  it("judges the pod and its port, not the Service's (S50, S51)", () => {
    const allow = (port: number): NetworkPolicy =>
      policy("shop/allow", {
        podSelector: { matchLabels: { app: "web" } },
        ingress: [{ from: [{ podSelector: {} }], ports: [{ port }] }],
      });
    expect(connect("10.96.10.1:80", [DENY_INGRESS, allow(8080)]).outcome).toBe("open");
    expect(connect("10.96.10.1:80", [DENY_INGRESS, allow(80)]).outcome).toBe("timeout");
  });

  it("never filters the own address, and polices the way back through a Service (S41)", () => {
    const both = [DENY_INGRESS, DENY_EGRESS];
    expect(connect("10.244.1.10:80", both).outcome).toBe("refused");
    expect(connect("127.0.0.1:80", both).outcome).toBe("refused");
    expect(connect("10.96.10.3:80", both).outcome).toBe("timeout");
    expect(connect("10.96.10.3:80").outcome).toBe("refused");
  });

  it("lets the own node in whatever the policies say, but no other (S43, S45)", () => {
    const from = (name: string): Partial<Attempt> => ({ caller: { kind: "node", name } });
    expect(connect("10.244.1.20:8080", [DENY_INGRESS], from("worker")).outcome).toBe("open");
    expect(connect("10.244.1.20:8080", [DENY_INGRESS], from("worker2")).outcome).toBe("timeout");
  });

  it("shows a node port's visitor as the entry node (S56)", () => {
    const caller: Caller = { kind: "outside", ip: "203.0.113.50" };
    const client = policy("shop/client-range", {
      podSelector: {},
      ingress: [{ from: [{ ipBlock: { cidr: "203.0.113.0/24" } }] }],
    });
    const nodes = policy("shop/nodes", {
      podSelector: {},
      ingress: [{ from: [{ ipBlock: { cidr: "172.18.0.0/16" } }] }],
    });
    expect(connect("172.18.0.4:30080", [client], { caller }).outcome).toBe("timeout");
    expect(connect("172.18.0.4:30080", [nodes], { caller }).outcome).toBe("open");
  });

  it("counts the backends that would answer: allowed k of n (S53)", () => {
    const two = slice("shop/web", ["10.244.1.20", "10.244.2.20"], [{ name: "http", port: 8080 }]);
    const some = policy("shop/some", {
      podSelector: { matchLabels: { canary: "yes" } },
      policyTypes: ["Ingress"],
    });
    const outcomes: string[] = [];
    const data = plane();
    for (let turn = 0; turn < 4; turn++) {
      const attempt: Attempt = { caller: CLIENT, ip: "10.96.10.1", port: 80, protocol: "TCP" };
      const connection = data.connect(snapshot(...WORLD, two, some), attempt);
      outcomes.push(connection.outcome);
      const step = connection.trace.find((entry) => entry.step === "service");
      expect(step?.candidates.map((entry) => entry.allowed)).toEqual([true, false]);
    }
    expect(outcomes).toEqual(["open", "timeout", "open", "timeout"]);
  });

  it("polices the way back through a node port that keeps the client's address (S41, S56)", () => {
    const local = service("shop/client", {
      clusterIP: "10.96.10.3",
      type: "NodePort",
      externalTrafficPolicy: "Local",
      ports: [{ port: 80, nodePort: 30081 }],
    });
    expect(connect("172.18.0.4:30081", [local]).outcome).toBe("refused");
    expect(connect("172.18.0.4:30081", [local, DENY_INGRESS]).outcome).toBe("timeout");
  });

  it("asks a judge that rejects for its ICMP answer", () => {
    const data = plane(undefined, () => ({ action: "reject", kind: "icmp-admin-prohibited" }));
    const attempt: Attempt = { caller: CLIENT, ip: "10.244.1.20", port: 8080, protocol: "TCP" };
    expect(data.connect(snapshot(...WORLD), attempt)).toMatchObject({
      outcome: "rejected",
      reject: { kind: "icmp-admin-prohibited" },
    });
  });
});

describe("two families (S28)", () => {
  const both = (key: string, ips: readonly string[]): Pod => {
    const one = pod(key, ips[0] ?? "", { container: { ports: [{ containerPort: 80 }] } });
    return { ...one, status: { ...one.status, podIPs: ips.map((ip) => ({ ip })) } };
  };
  const dual = [
    both("shop/dual", ["10.244.1.40", "fd00::40"]),
    both("shop/twin", ["10.244.2.41", "fd00::41"]),
    both("shop/six", ["fd00::42"]),
    service("shop/twin", {
      clusterIP: "10.96.10.9",
      clusterIPs: ["10.96.10.9", "fd00:96::9"],
      ports: [{ port: 80 }],
    }),
    slice("shop/twin", ["10.244.2.41"], [{ port: 80 }]),
    {
      ...slice("shop/twin", ["fd00::41"], [{ port: 80 }]),
      metadata: {
        namespace: "shop",
        name: "twin-six",
        labels: { "kubernetes.io/service-name": "twin" },
      },
    },
  ];
  const only = (cidr: string): NetworkPolicy =>
    policy("shop/only", {
      podSelector: { matchLabels: { app: "twin" } },
      ingress: [{ from: [{ ipBlock: { cidr } }] }],
    });
  const dial = (ip: string, extra: readonly KubeObject[] = [], from = "dual"): Connection =>
    connect("", [...dual, ...extra], {
      ip,
      port: 80,
      caller: { kind: "pod", namespace: "shop", name: from },
    });

  it.each([
    ["10.244.2.41", "0.0.0.0/0", "open", "10.244.1.40"],
    ["10.244.2.41", "::/0", "timeout", "10.244.1.40"],
    ["fd00::41", "0.0.0.0/0", "timeout", "fd00::40"],
    ["fd00::41", "::/0", "open", "fd00::40"],
    ["fd00:0:0::41", "::/0", "open", "fd00::40"],
    ["::ffff:10.244.2.41", "0.0.0.0/0", "open", "10.244.1.40"],
    ["10.96.10.9", "0.0.0.0/0", "open", "10.244.1.40"],
    ["fd00:96::9", "0.0.0.0/0", "timeout", "fd00::40"],
    ["fd00:96::9", "::/0", "open", "fd00::40"],
  ])("%s for %s: %s, from %s", (ip, cidr, outcome, localAddress) => {
    expect(dial(ip, [only(cidr)])).toMatchObject({ outcome, localAddress });
  });

  it("draws only among backends of the family of the Service's address", () => {
    for (const [ip, backend] of [
      ["10.96.10.9", "10.244.2.41"],
      ["fd00:96::9", "fd00::41"],
    ] as const) {
      const step = dial(ip).trace.find((entry) => entry.step === "service");
      expect(step?.candidates.map((entry) => entry.ip)).toEqual([backend]);
    }
  });

  it("is itself at each of its addresses", () => {
    expect(dial("fd00::40", [DENY_INGRESS, DENY_EGRESS]).outcome).toBe("open");
  });

  it("has no way to the other family, and knows at once", () => {
    const nowhere = { outcome: "no-route", localAddress: "", seconds: 0 };
    expect(dial("fd00::42", [], "client")).toMatchObject(nowhere);
    expect(dial("10.244.1.40", [], "six")).toMatchObject(nowhere);
    expect(dial("2001:db8::1", [], "client")).toMatchObject(nowhere);
  });
});

describe("drawing a backend at random", () => {
  const random = { int: (below: number) => below - 1 };
  const plain = service("shop/web", { clusterIP: "10.96.10.1" });
  const sticky = service("shop/web", { clusterIP: "10.96.10.1", sessionAffinity: "ClientIP" });

  it("asks for a number each time, or keeps a client where it is", () => {
    let drawn = 0;
    const choose = randomChoice({ int: (below) => drawn++ % below });
    expect([choose(3, "a", plain), choose(3, "a", plain)]).toEqual([0, 1]);
    expect([choose(3, "a", sticky), choose(3, "a", sticky), choose(3, "b", sticky)]).toEqual([
      2, 2, 0,
    ]);
    expect(randomChoice(random)(2, "a", plain)).toBe(1);
  });
});
