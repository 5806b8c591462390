/** Policies compiled: every clause, keys that are equal for equal clauses only, what stays the same. */
import { describe, expect, it } from "vitest";
import type { NetworkPolicy } from "../../../src/core/api/objects.ts";
import {
  compileNetwork,
  compilePolicy,
  compileSelector,
  recompile,
  requirementKey,
  withProfile,
} from "../../../src/core/netpol/compile.ts";
import type { CompiledNetwork, CompiledPolicy } from "../../../src/core/netpol/compile.ts";
import type { ClusterObjects } from "../../../src/core/netpol/endpoints.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import { namespace, pod, policy } from "./world.ts";

function compiled(spec: object, path = "shop/p"): CompiledPolicy {
  const [first] = normaliseObjects([policy(path, spec)]).policies;
  if (first === undefined) throw new Error("no policy");
  return compilePolicy(first);
}

const is = (key: string, value: string): object => ({ key, operator: "=", values: [value] });

describe("a policy", () => {
  it("compiled: its rules by direction, each with its path", () => {
    const spec = {
      podSelector: { matchLabels: { app: "db" } },
      ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }, {}],
      egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }],
    };
    const { ref, rules, podSelector, source } = compiled(spec);
    const own = { namespace: "shop", name: "p" };
    expect(ref).toEqual(own);
    expect(source.metadata.name).toBe("p");
    expect(podSelector.requirements).toEqual([is("app", "db")]);
    const at = (direction: string, index: number): object => ({
      policy: own,
      direction,
      index,
      path: `spec.${direction.toLowerCase()}[${index}]`,
    });
    expect(rules.Ingress?.map((rule) => rule.ref)).toEqual([at("Ingress", 0), at("Ingress", 1)]);
    expect(rules.Egress?.map((rule) => rule.ref)).toEqual([at("Egress", 0)]);
    expect(rules.Ingress?.[0]?.peers).toMatchObject([{ kind: "pods" }]);
    expect(rules.Egress?.[0]?.peers).toMatchObject([{ kind: "ipBlock" }]);
    expect(rules.Ingress?.[1]).toMatchObject({ peers: [], ports: [] });
  });

  it("has the directions of its policyTypes, and no others (S9)", () => {
    const { rules } = compiled({ policyTypes: ["Egress"], ingress: [{}] });
    expect(rules).toEqual({ Egress: [] });
  });

  it("of an object with nothing in it: everything in its namespace, for Ingress", () => {
    const bare: NetworkPolicy = {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "p" },
    };
    const { ref, rules, podSelector } = compilePolicy(bare);
    expect(ref).toEqual({ namespace: "default", name: "p" });
    expect(rules).toEqual({ Ingress: [] });
    expect(podSelector.requirements).toEqual([]);
    const { rules: rule } = compilePolicy({ ...bare, spec: { podSelector: {}, ingress: [{}] } });
    expect(rule.Ingress).toMatchObject([{ peers: [], ports: [] }]);
    const { rules: out } = compilePolicy({
      ...bare,
      spec: { podSelector: {}, policyTypes: ["Egress"] },
    });
    expect(out).toEqual({ Egress: [] });
  });
});

const peerOf = (peer: object): unknown =>
  compiled({ ingress: [{ from: [peer] }] }).rules.Ingress?.[0]?.peers[0];
const portOf = (port: object): unknown =>
  compiled({ ingress: [{ ports: [port] }] }).rules.Ingress?.[0]?.ports[0];

describe("clauses", () => {
  it.each<[string, object, object]>([
    ["a podSelector", { podSelector: {} }, { kind: "pods", podSelector: { requirements: [] } }],
    [
      "both selectors",
      { podSelector: { matchLabels: { a: "b" } }, namespaceSelector: {} },
      {
        kind: "pods",
        podSelector: { requirements: [is("a", "b")] },
        namespaceSelector: { requirements: [] },
      },
    ],
    ["nothing (V20)", {}, { kind: "invalid" }],
    ["two kinds (V21)", { podSelector: {}, ipBlock: { cidr: "10.0.0.0/8" } }, { kind: "invalid" }],
    ["two kinds (V21)", { namespaceSelector: {}, ipBlock: { cidr: "::/0" } }, { kind: "invalid" }],
    [
      "a block",
      { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16", "x"] } },
      {
        kind: "ipBlock",
        cidr: "10.0.0.0/8",
        block: { prefix: 8 },
        except: [{ cidr: "10.1.0.0/16", block: { prefix: 16 } }],
      },
    ],
    [
      "a block that is none",
      { ipBlock: { cidr: "x" } },
      { kind: "ipBlock", cidr: "x", except: [] },
    ],
  ])("peer: %s", (_title, peer, expected) => {
    expect(peerOf(peer)).toMatchObject(expected);
  });

  it("selectors that are not there are undefined (S14, S15)", () => {
    expect(peerOf({ podSelector: {} })).toMatchObject({ namespaceSelector: undefined });
    expect(peerOf({ namespaceSelector: {} })).toMatchObject({ podSelector: undefined });
    expect(peerOf({ ipBlock: { cidr: "x" } })).toMatchObject({ block: undefined });
  });

  it.each<[object, object]>([
    [{}, { protocol: "TCP", port: undefined }],
    [{ protocol: "UDP" }, { protocol: "UDP", port: undefined }],
    [{ port: 80 }, { protocol: "TCP", port: { kind: "numbers", range: { from: 80, to: 80 } } }],
    [
      { port: 80, endPort: 90 },
      { protocol: "TCP", port: { kind: "numbers", range: { from: 80, to: 90 } } },
    ],
    [
      { port: 80, protocol: "UDP" },
      { protocol: "UDP", port: { kind: "numbers", range: { from: 80, to: 80 } } },
    ],
    [{ port: "http" }, { protocol: "TCP", port: { kind: "name", name: "http" } }],
    [{ port: "80" }, { protocol: "TCP", port: { kind: "name", name: "80" } }],
    [
      { port: "dns", protocol: "UDP" },
      { protocol: "UDP", port: { kind: "name", name: "dns" } },
    ],
  ])("port %j, whatever was compiled before it", (port, expected) => {
    portOf({ port: 80, endPort: 100 });
    portOf({ port: 80 });
    expect(portOf(port)).toEqual(expected);
    expect(portOf(port)).toEqual(expected);
  });

  it("that are written alike are the same object", () => {
    expect(compileSelector({ matchLabels: { a: "b" } })).toBe(
      compileSelector({ matchLabels: { a: "b" } }),
    );
    const block = { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } };
    expect(peerOf(block)).toBe(peerOf(block));
    expect(portOf({ port: 80 })).toBe(portOf({ port: 80 }));
    expect(portOf({ port: "http" })).toBe(portOf({ port: "http", endPort: 80 }));
  });

  it("that differ have keys that differ", () => {
    const expression = (key: string, operator: "In" | "NotIn" | "Exists", ...values: string[]) => ({
      matchExpressions: [{ key, operator, ...(values.length > 0 && { values }) }],
    });
    const selectors = [
      {},
      { matchLabels: { a: "b" } },
      { matchLabels: { a: "" } },
      { matchLabels: { ab: "" } },
      { matchLabels: { a: "b", c: "d" } },
      { matchLabels: { a: "bc", d: "" } },
      expression("a", "Exists"),
      expression("a", "In", "b"),
      expression("a", "NotIn", "b"),
      expression("a", "In", "b", "c"),
      expression("a", "In", "bc"),
      expression("a", "In", "b,c"),
      expression("ab", "In", "c"),
      expression("a", "In", "1:b"),
      { ...expression("c", "In", "d"), matchLabels: { a: "b" } },
      {
        matchExpressions: [
          ...expression("a", "In", "b").matchExpressions,
          ...expression("c", "In", "d").matchExpressions,
        ],
      },
      {
        matchExpressions: [
          { key: "a", operator: "In" as const, values: ["b", "c"] },
          { key: "d", operator: "Exists" as const },
        ],
      },
      {
        matchExpressions: [
          { key: "a", operator: "In" as const, values: ["b"] },
          { key: "c", operator: "In" as const, values: ["d", "e"] },
        ],
      },
    ];
    const keys = selectors.map((selector) => compileSelector(selector).key);
    expect(new Set(keys).size).toBe(selectors.length);
    expect(new Set(selectors.map((selector) => compileSelector(selector))).size).toBe(
      selectors.length,
    );
    const blocks = [
      { cidr: "10.0.0.0/8" },
      { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] },
      { cidr: "10.0.0.0/8", except: ["10.1.0.0/16", "10.2.0.0/16"] },
      { cidr: "10.1.0.0/16" },
    ].map((ipBlock) => (peerOf({ ipBlock }) as { key: string }).key);
    expect(new Set(blocks).size).toBe(4);
  });

  it("that mean the same have the same key, however they are written", () => {
    const one = compileSelector({ matchLabels: { b: "2", a: "1" } });
    const other = compileSelector({ matchLabels: { a: "1", b: "2" } });
    expect(one.key).toBe(other.key);
    expect(one.key).not.toBe("");
    const values = (...list: string[]) =>
      compileSelector({ matchExpressions: [{ key: "a", operator: "In", values: list }] }).key;
    expect(values("x", "y")).toBe(values("y", "x", "y"));
    expect(requirementKey({ key: "a", operator: "in", values: ["x"] })).toBe("in 1 1:a1:x");
  });
});

// ---------------------------------------------------------------------------------------------

const CLUSTER = [namespace("shop"), pod("shop/web", "10.0.0.1"), pod("mon/prom", "10.0.0.2")];
const shopA = policy("shop/a", { podSelector: {} });
const shopB = policy("shop/b", { podSelector: {} });
const mon = policy("mon/m", { podSelector: {} });
const named = policy("shop/named", { podSelector: {}, ingress: [{ ports: [{ port: "http" }] }] });
/** Leaves out policies that name a port. */
const PICKY: Profile = {
  ...SPEC_PROFILE,
  name: "picky",
  namedPorts: { Ingress: false, Egress: false },
  unsupportedPolicy: "left-out",
};

const names = (list: readonly CompiledPolicy[]): string[] =>
  list.map(({ ref }) => `${ref.namespace}/${ref.name}`);

/** Objects of which the policies are known ones, where they have the names of known ones. */
function next(before: ClusterObjects, ...policies: object[]): ClusterObjects {
  const fresh = normaliseObjects(policies).policies;
  const known = fresh.map(
    (one) =>
      before.policies.find(
        (old) =>
          old.metadata.name === one.metadata.name &&
          old.metadata.namespace === one.metadata.namespace,
      ) ?? one,
  );
  return { ...before, policies: known };
}

/** Is it as if it had been compiled from nothing? */
function checkAnew(network: CompiledNetwork): void {
  const anew = compileNetwork(network.objects, network.profile);
  expect(names(network.policies)).toEqual(names(anew.policies));
  expect(names(network.leftOut).sort()).toEqual(names(anew.leftOut).sort());
  expect([...network.byNamespace].map(([name, group]) => [name, names(group)])).toEqual(
    [...anew.byNamespace].map(([name, group]) => [name, names(group)]),
  );
}

describe("a network", () => {
  it("has its policies in order of namespace and name", () => {
    const network = compileNetwork(normaliseObjects([...CLUSTER, shopB, shopA, mon]));
    expect(names(network.policies)).toEqual(["mon/m", "shop/a", "shop/b"]);
    expect([...network.byNamespace.keys()]).toEqual(["mon", "shop"]);
    expect(names(network.byNamespace.get("shop") ?? [])).toEqual(["shop/a", "shop/b"]);
    expect(network.profile).toBe(SPEC_PROFILE);
  });

  it("leaves out what its plugin leaves out", () => {
    const network = compileNetwork(normaliseObjects([...CLUSTER, shopA, named]), PICKY);
    expect(names(network.policies)).toEqual(["shop/a"]);
    expect(names(network.leftOut)).toEqual(["shop/named"]);
  });
});

describe("recompiling", () => {
  const before = normaliseObjects([...CLUSTER, shopA, shopB, mon]);
  const start = (profile?: Profile): CompiledNetwork => compileNetwork(before, profile);
  const at = (network: CompiledNetwork, path: string): CompiledPolicy | undefined =>
    network.policies.find((one) => names([one])[0] === path);

  it.each<[string, readonly object[]]>([
    ["nothing", [shopA, shopB, mon]],
    ["another order", [mon, shopB, shopA]],
    ["one less", [shopA, mon]],
    ["the first less", [shopB, mon]],
    ["the last of its namespace less", [shopA, shopB]],
    ["one more", [shopA, shopB, mon, policy("shop/aa", { podSelector: {} })]],
    ["one more in a namespace of its own", [shopA, shopB, mon, policy("alpha/z", {})]],
    ["all gone", []],
    ["one that the plugin leaves out", [shopA, shopB, mon, named]],
  ])("%s: as from nothing, and what stays is the same", (_title, policies) => {
    for (const profile of [SPEC_PROFILE, PICKY]) {
      const old = start(profile);
      const network = recompile(old, next(before, ...policies));
      checkAnew(network);
      expect(network.profile).toBe(profile);
      expect(network.endpoints).toBe(old.endpoints);
      for (const path of ["shop/a", "shop/b", "mon/m"]) {
        const now = at(network, path);
        if (now !== undefined) expect(now).toBe(at(old, path));
      }
    }
  });

  it("a changed policy is compiled, its namespace alone is touched", () => {
    const old = start();
    const changed = { ...policy("shop/a", { podSelector: { matchLabels: { a: "b" } } }) };
    const [fresh] = normaliseObjects([changed]).policies;
    if (fresh === undefined) throw new Error("no policy");
    const policies = before.policies.map((one) => (one.metadata.name === "a" ? fresh : one));
    const network = recompile(old, { ...before, policies });
    checkAnew(network);
    expect(at(network, "shop/a")?.source).toBe(fresh);
    expect(network.byNamespace.get("mon")).toBe(old.byNamespace.get("mon"));
    expect(network.byNamespace.get("shop")).not.toBe(old.byNamespace.get("shop"));
    expect(old.byNamespace.get("shop")?.[0]).toBe(at(old, "shop/a"));
  });

  it("other pods, namespaces or nodes make other ends, the policies stay", () => {
    const old = start();
    const more: readonly Partial<ClusterObjects>[] = [
      { pods: [...before.pods, ...normaliseObjects([pod("shop/new", "10.0.0.9")]).pods] },
      { namespaces: normaliseObjects([namespace("shop", { team: "a" })]).namespaces },
      { nodes: [{ apiVersion: "v1", kind: "Node", metadata: { name: "n" } }] },
    ];
    for (const part of more) {
      const objects = { ...before, ...part };
      const network = recompile(old, objects);
      expect(network.endpoints).not.toBe(old.endpoints);
      expect(network.objects).toBe(objects);
      expect(network.policies).toBe(old.policies);
      expect(network.endpoints.pods.map(({ name }) => name)).toEqual(
        compileNetwork(objects).endpoints.pods.map(({ name }) => name),
      );
    }
  });

  it("under another plugin leaves out and takes back what that one does", () => {
    const objects = next(before, shopA, mon, named);
    const spec = compileNetwork(objects);
    const picky = recompile(spec, objects, PICKY);
    checkAnew(picky);
    expect(names(picky.leftOut)).toEqual(["shop/named"]);
    const back = recompile(picky, objects, SPEC_PROFILE);
    checkAnew(back);
    expect(names(back.policies)).toEqual(["mon/m", "shop/a", "shop/named"]);
    expect(back.policies).toEqual(spec.policies);
    const without = recompile(picky, next(objects, shopA));
    checkAnew(without);
    expect(without.leftOut).toEqual([]);
  });
});

describe("from any policies to any others", () => {
  const NAMED = { podSelector: {}, ingress: [{ ports: [{ port: "http" }] }] };
  const leavesOut: Profile = {
    ...SPEC_PROFILE,
    name: "leaves out",
    namedPorts: { Ingress: false, Egress: true },
    unsupportedPolicy: "left-out",
  };
  const text = ({ policies, leftOut, byNamespace }: CompiledNetwork): string =>
    JSON.stringify([
      policies.map(({ ref }) => ref),
      leftOut.map(({ ref }) => `${ref.namespace}/${ref.name}`).sort(),
      [...byNamespace].map(([name, list]) => [name, list.map(({ ref }) => ref.name)]),
    ]);

  it.each([
    ["under a plugin that keeps all", SPEC_PROFILE, SPEC_PROFILE],
    ["under one that leaves some out", leavesOut, leavesOut],
    ["to one that leaves some out", SPEC_PROFILE, leavesOut],
    ["from one that leaves some out", leavesOut, SPEC_PROFILE],
  ])("recompiled is compiled anew %s", (_title, before, after) => {
    const all = normaliseObjects([
      policy("b/y", { podSelector: {} }),
      policy("a/z", NAMED),
      policy("b/x", { podSelector: {} }),
      policy("a/y", { podSelector: {} }),
      policy("c/x", NAMED),
    ]);
    const some = (set: number): ClusterObjects => ({
      ...all,
      policies: all.policies.filter((_policy, i) => ((set >> i) & 1) === 1),
    });
    const wrong: string[] = [];
    for (let from = 0; from < 32; from++) {
      const first = compileNetwork(some(from), before);
      for (let to = 0; to < 32; to++) {
        const next = recompile(first, some(to), after);
        const old = new Map([...first.policies, ...first.leftOut].map((one) => [one.source, one]));
        const again = [...next.policies, ...next.leftOut].some(
          (one) => old.has(one.source) && old.get(one.source) !== one,
        );
        if (again || text(next) !== text(compileNetwork(some(to), after)))
          wrong.push(`${from} -> ${to}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("clauses that were compiled before", () => {
  it("are the same objects until there are too many of them", () => {
    const made = (value: string) => compileSelector({ matchLabels: { kept: value } });
    const [first, second] = [made("a"), made("b")];
    // one of the two may have been the first of an emptied table, never both
    expect([made("a") === first, made("b") === second]).toContain(true);
    const [third, fourth] = [made("a"), made("b")];
    expect([made("a") === third, made("b") === fourth]).toEqual([true, true]);
    for (let i = 0; i < 20_000; i++) made(`other-${i}`);
    expect([made("a") === third, made("b") === fourth]).toEqual([false, false]);
  });
});

describe("with another plugin", () => {
  const objects = normaliseObjects([...CLUSTER, shopA, named]);
  it("the same network, where it leaves out the same", () => {
    const network = compileNetwork(objects);
    expect(withProfile(network, SPEC_PROFILE)).toBe(network);
    const other = { ...SPEC_PROFILE, name: "other" };
    const changed = withProfile(network, other);
    expect(changed).toEqual({ ...network, profile: other });
    expect(changed.byNamespace).toBe(network.byNamespace);
  });

  it("leaves out, and takes back", () => {
    const network = compileNetwork(objects);
    const picky = withProfile(network, PICKY);
    checkAnew(picky);
    expect(names(picky.leftOut)).toEqual(["shop/named"]);
    const still = withProfile(picky, { ...PICKY, name: "as picky" });
    expect(still.policies).toBe(picky.policies);
    const back = withProfile(picky, SPEC_PROFILE);
    checkAnew(back);
    expect(back.leftOut).toEqual([]);
    expect(back.endpoints).toBe(network.endpoints);
  });
});
