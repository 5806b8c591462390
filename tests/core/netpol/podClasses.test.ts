/** What parts pods, and what does not: the number of classes in a namespace of twelve pods. */
import { describe, expect, it } from "vitest";
import { podClasses } from "../../../src/core/netpol/podClasses.ts";
import type { PodClasses } from "../../../src/core/netpol/podClasses.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import type { PortOfInterest } from "../../../src/core/netpol/types.ts";
import { network, pod, policy } from "./world.ts";
import type { PodOptions, Raw } from "./world.ts";

const AT: PortOfInterest = { port: 80, protocol: "TCP" };
const COUNT = 12;

/** Twelve pods; the odd ones are as `odd` says. */
function pods(odd: PodOptions = {}, even: PodOptions = {}, oddIPs?: (i: number) => string): Raw[] {
  return Array.from({ length: COUNT }, (_, i) =>
    i % 2 === 1
      ? pod(`shop/p${String(i).padStart(2, "0")}`, oddIPs?.(i) ?? `10.0.0.${i}`, odd)
      : pod(`shop/p${String(i).padStart(2, "0")}`, `10.0.0.${i}`, even),
  );
}

function classesOf(
  objects: readonly unknown[],
  at: PortOfInterest = AT,
  profile: Partial<Profile> = {},
): PodClasses {
  return podClasses(network(objects, { ...SPEC_PROFILE, ...profile }), at);
}
const count = (...asked: Parameters<typeof classesOf>): number => classesOf(...asked).first.length;

const app = (value: string): object => ({ matchLabels: { app: value } });
const ALL = policy("shop/all", { podSelector: {} });
const WEB = policy("shop/web", { podSelector: app("web") });
const from = (peer: object, ...ports: object[]): Raw =>
  policy("shop/from", { podSelector: {}, ingress: [{ from: [peer], ports }] });
const block = (cidr: string, ...except: string[]): object => ({ ipBlock: { cidr, except } });

describe("pods are of one class", () => {
  it.each<[string, readonly unknown[]]>([
    ["without policies", pods({ labels: { app: "web" } })],
    ["with labels that nobody asks for", [...pods({ labels: { tier: "x" } }), WEB]],
    ["with the same label", [...pods({ labels: { app: "a" } }, { labels: { app: "a" } }), WEB]],
    ["on other nodes", [...pods({ node: "n" }), ALL]],
    [
      "with names of ports that nobody asks for",
      [
        ...pods({ ports: [{ name: "http", containerPort: 80 }] }),
        from({ podSelector: {} }, { port: 80 }),
      ],
    ],
    [
      "with names of ports, when another is asked for",
      [
        ...pods({ ports: [{ name: "http", containerPort: 80 }] }),
        from({ podSelector: {} }, { port: "dns" }),
      ],
    ],
    ["all in a block", [...pods(), from(block("10.0.0.0/8"))]],
    ["all outside of a block", [...pods(), from(block("192.168.0.0/16"))]],
    [
      "in a block of a rule for another port",
      [...pods(), from(block("10.0.0.1/32"), { port: 81 })],
    ],
    ["in a block that does not exist", [...pods(), from({})]],
  ])("%s", (_title, objects) => {
    expect(count(objects)).toBe(1);
  });
});

describe("pods are of two classes", () => {
  it.each<[string, readonly unknown[]]>([
    ["with and without a label that a policy selects", [...pods({ labels: { app: "web" } }), WEB]],
    ["with an empty label and none", [...pods({ labels: { app: "" } }), WEB]],
    ["with two values", [...pods({ labels: { app: "a" } }, { labels: { app: "b" } }), WEB]],
    [
      "with a label that a peer selects",
      [...pods({ labels: { app: "a" } }), from({ podSelector: app("a") })],
    ],
    [
      "with a label that egress selects",
      [
        ...pods({ labels: { app: "a" } }),
        policy("shop/out", { podSelector: {}, egress: [{ to: [{ podSelector: app("a") }] }] }),
      ],
    ],
    [
      "with a name of a port",
      [
        ...pods({ ports: [{ name: "http", containerPort: 80 }] }),
        from({ podSelector: {} }, { port: "http" }),
      ],
    ],
    [
      "with two numbers of a name",
      [
        ...pods(
          { ports: [{ name: "http", containerPort: 80 }] },
          { ports: [{ name: "http", containerPort: 81 }] },
        ),
        from({ podSelector: {} }, { port: "http" }),
      ],
    ],
    [
      "with two protocols of a name",
      [
        ...pods(
          { ports: [{ name: "http", containerPort: 80 }] },
          { ports: [{ name: "http", containerPort: 80, protocol: "UDP" }] },
        ),
        from({ podSelector: {} }, { port: "http" }),
      ],
    ],
    ["of another family", [...pods({}, {}, (i) => `fd00::${i + 1}`), ALL]],
    ["with another family first", [...pods({}, {}, (i) => `fd00::${i + 1} 10.0.1.${i}`), ALL]],
    [
      "in and outside of a block",
      [...pods({}, {}, (i) => `10.0.1.${i}`), from(block("10.0.1.0/24"))],
    ],
    [
      "in a block and in its exception",
      [
        ...pods({}, {}, (i) => `10.0.1.${i}`),
        from(block("10.0.0.0/8", "10.0.1.0/24"), { port: 80 }),
      ],
    ],
    [
      "in a block of a rule whose port has a name",
      [...pods({}, {}, (i) => `10.0.1.${i}`), from(block("10.0.1.0/24"), { port: "http" })],
    ],
  ])("%s", (_title, objects) => {
    expect(count(objects)).toBe(2);
  });

  it("with labels of one text under different keys", () => {
    const tier = policy("shop/tier", { podSelector: { matchLabels: { tier: "x" } } });
    expect(count([...pods({ labels: { app: "a" } }, { labels: { tier: "a" } }), WEB, tier])).toBe(
      2,
    );
  });

  it("in the one block and in the other", () => {
    const blocks = [block("10.0.0.0/24"), block("10.0.1.0/24")];
    const rule = policy("shop/from", { podSelector: {}, ingress: [{ from: blocks }] });
    expect(count([...pods({}, {}, (i) => `10.0.1.${i}`), rule])).toBe(2);
  });

  it("in a block of a rule whose port has a name, where names are read", () => {
    const names = [true, false] as const;
    for (const ingress of names) {
      for (const egress of names) {
        const profile = { namedPorts: { Ingress: ingress, Egress: egress } };
        const rule = { ports: [{ port: "http" }] };
        const peers = [block("10.0.1.0/24")];
        const odd = pods({}, {}, (i) => `10.0.1.${i}`);
        const into = policy("shop/p", { podSelector: {}, ingress: [{ from: peers, ...rule }] });
        const out = policy("shop/p", {
          podSelector: {},
          policyTypes: ["Egress"],
          egress: [{ to: peers, ...rule }],
        });
        expect(count([...odd, into], AT, profile)).toBe(ingress ? 2 : 1);
        expect(count([...odd, out], AT, profile)).toBe(egress ? 2 : 1);
      }
    }
  });

  it("in two namespaces, without any policy", () => {
    const other = pods().map((one) => ({
      ...one,
      metadata: { ...one.metadata, namespace: "ops" },
    }));
    expect(count([...pods(), ...other])).toBe(2);
  });

  it("the second family is seen too", () => {
    const dual = pods({}, {}, (i) => `10.0.0.${i} fd00::${i + 1}`).map((one, i) =>
      i % 2 === 1 ? one : pod(`shop/p${String(i).padStart(2, "0")}`, `10.0.0.${i} fd01::${i + 1}`),
    );
    expect(count([...dual, from(block("fd00::/16"))])).toBe(2);
    expect(count([...dual, from(block("fd00::/8"))])).toBe(1);
  });
});

describe("each pod is a class of its own", () => {
  it("on the host's network, by its node and address", () => {
    const host = pods({ hostNetwork: true, node: "n" }, {}, () => "192.0.2.1");
    expect(count([...host, ALL])).toBe(2);
    const hosts = [0, 1, 2].map((i) =>
      pod(`shop/h${i}`, `192.0.2.${i}`, { hostNetwork: true, node: `n${i}` }),
    );
    expect(count([...pods(), ...hosts, ALL])).toBe(4);
    const nodes = [0, 1, 2].map((i) =>
      pod(`shop/h${i}`, "192.0.2.1", { hostNetwork: true, node: `n${i}` }),
    );
    expect(count([...pods(), ...nodes, ALL])).toBe(4);
  });

  it("where classes would save less than half", () => {
    const labelled = (kinds: number): number =>
      count([
        ...Array.from({ length: COUNT }, (_, i) =>
          pod(`shop/p${i}`, `10.0.0.${i}`, { labels: { app: `a${i % kinds}` } }),
        ),
        WEB,
      ]);
    expect([labelled(5), labelled(6), labelled(7), labelled(12)]).toEqual([5, 6, 12, 12]);
  });
});

describe("blocks that are too many to compare", () => {
  it("make every pod a class of its own", () => {
    const many = Array.from({ length: 2000 }, (_, i) =>
      pod(`shop/p${String(i).padStart(4, "0")}`, `10.0.${i >> 8}.${i & 255}`),
    );
    const blocks = (n: number): Raw =>
      policy("shop/from", {
        podSelector: {},
        ingress: [
          { from: Array.from({ length: n }, (_, i) => block(`172.16.${i >> 8}.${i & 255}/32`)) },
        ],
      });
    expect([count([...many, blocks(1000)]), count([...many, blocks(1001)])]).toEqual([1, 2000]);
  });
});

describe("the classes", () => {
  it("are spread where they have several words of their own", () => {
    const many = Array.from({ length: 160 }, (_, i) =>
      pod(`shop/p${String(i).padStart(3, "0")}`, `10.0.0.${i}`, { labels: { app: `a${i % 70}` } }),
    );
    const classes = classesOf([...many, WEB]);
    expect(classes.first).toHaveLength(70);
    expect(classes.rows.words).toBe(3);
    const judged = (s: number, d: number): boolean => (s * 7 + d * d + s * d) % 5 < 2;
    const bits = new Uint32Array(70 * 3);
    for (let s = 0; s < 70; s++)
      for (let d = 0; d < 70; d++)
        if (judged(s, d)) bits[s * 3 + (d >> 5)] = (bits[s * 3 + (d >> 5)] ?? 0) | (1 << (d & 31));
    const spread = classes.spread(bits, 160);
    const wrong: number[][] = [];
    for (let s = 0; s < 160; s++)
      for (let d = 0; d < 160; d++)
        if ((((spread[s * 5 + (d >> 5)] ?? 0) >>> (d & 31)) & 1) !== Number(judged(s % 70, d % 70)))
          wrong.push([s, d]);
    expect(wrong).toEqual([]);
  });

  it("are numbered by their first pods; verdicts of one are those of all", () => {
    const objects = [...pods({ labels: { app: "web" } }), WEB];
    const classes = classesOf(objects);
    expect([...classes.classOf]).toEqual(Array.from({ length: COUNT }, (_, i) => i % 2));
    expect(classes.first).toEqual([0, 1]);
    expect(classes.rows.pods.map(({ name }) => name)).toEqual(["p00", "p01"]);
    // class 0 reaches class 1, class 1 both
    const spread = classes.spread(new Uint32Array([0b10, 0b11]), COUNT);
    const odd = 0b101010101010;
    expect([...spread]).toEqual(
      Array.from({ length: COUNT }, (_, i) => (i % 2 === 0 ? odd : 0b111111111111)),
    );
  });

  it("are spread over several words", () => {
    const many = Array.from({ length: 70 }, (_, i) =>
      pod(`shop/p${String(i).padStart(2, "0")}`, `10.0.0.${i}`, {
        labels: i < 40 ? {} : { app: "web" },
      }),
    );
    const classes = classesOf([...many, WEB]);
    expect(classes.first).toEqual([0, 40]);
    const spread = classes.spread(new Uint32Array([0b10, 0b01]), 70);
    const web = [0, 0xffffff00, 0b111111].map((word) => word >>> 0);
    const rest = [0xffffffff, 0xff, 0];
    expect([...spread.slice(0, 3)]).toEqual(web);
    expect([...spread.slice(39 * 3, 40 * 3)]).toEqual(web);
    expect([...spread.slice(40 * 3, 41 * 3)]).toEqual(rest);
    expect([...spread.slice(69 * 3)]).toEqual(rest);
  });

  it("are made once for ports with the same blocks", () => {
    const net = network([...pods(), from(block("10.0.0.1/32"), { port: 80 })]);
    const at = (port: number): PodClasses => podClasses(net, { port, protocol: "TCP" });
    expect(at(80)).toBe(at(80));
    expect(at(81)).toBe(at(82));
    expect(at(80)).not.toBe(at(81));
    expect(podClasses(network([...pods()]), AT)).not.toBe(at(81));
  });
});
