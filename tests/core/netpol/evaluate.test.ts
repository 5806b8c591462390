/** Verdicts as data: every field of the reasons, and what an explanation holds besides. */
import { describe, expect, it } from "vitest";
import { compileNetwork } from "../../../src/core/netpol/compile.ts";
import type { CompiledNetwork } from "../../../src/core/netpol/compile.ts";
import { flowBetween } from "../../../src/core/netpol/endpoints.ts";
import { evaluate, questionsOf, traceRule } from "../../../src/core/netpol/evaluate.ts";
import { explain } from "../../../src/core/netpol/explain.ts";
import type { Explanation } from "../../../src/core/netpol/explain.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import type { Flow, RuleTrace, Verdict } from "../../../src/core/netpol/types.ts";
import { WORLD, app, db, egress, fromApp, readFlow } from "./clauses/case.ts";
import { network, policy } from "./world.ts";

function asked(net: CompiledNetwork, text: string): Flow {
  const { from, to, port, protocol, viaService } = readFlow(text);
  const [source, destination] = [net.endpoints.resolve(from), net.endpoints.resolve(to)];
  if (!source.ok || !destination.ok) throw new Error(text);
  return { ...flowBetween(source, destination, port, protocol), viaService };
}
const of = (policies: readonly object[], profile: Partial<Profile> = {}): CompiledNetwork =>
  network([...WORLD, ...policies], { ...SPEC_PROFILE, ...profile });
function judged(
  policies: readonly object[],
  text: string,
  profile?: Partial<Profile>,
  more: Partial<Flow> = {},
): Verdict {
  const net = of(policies, profile);
  return evaluate(net, { ...asked(net, text), ...more });
}

const WEB_TO_DB = "shop/web > shop/db 5432";
const ref = (name: string): object => ({ namespace: "shop", name });

describe("a verdict", () => {
  it("names the policies that isolate, and every rule that allows with its entries", () => {
    const open = db(
      { from: [fromApp("job"), fromApp("web")], ports: [{ port: 1 }, { port: 5432 }] },
      { from: [fromApp("job")] },
      {},
    );
    const deny = policy("shop/a", { podSelector: {}, policyTypes: ["Ingress"] });
    const { ingress, egress: out, allowed } = judged([open, deny], WEB_TO_DB);
    expect(allowed).toBe(true);
    expect(out).toEqual({ allowed: true, reason: "not-isolated" });
    const rule = (index: number): object => ({
      policy: ref("p"),
      direction: "Ingress",
      index,
      path: `spec.ingress[${index}]`,
    });
    expect(ingress).toEqual({
      allowed: true,
      reason: "matched-rule",
      isolatedBy: [ref("a"), ref("p")],
      allowedBy: [{ ...rule(0), peerIndex: 1, portIndex: 1 }, rule(2)],
    });
  });

  it("tells what each rule missed where none allows", () => {
    const { egress: out, ingress } = judged(
      [egress("web", { to: [fromApp("job")] }, { ports: [{ port: 1 }] }), db()],
      WEB_TO_DB,
    );
    expect(out).toMatchObject({
      allowed: false,
      reason: "no-rule-matched",
      isolatedBy: [ref("e")],
      misses: [
        { peersMatched: false, portsMatched: true, ports: [] },
        { peersMatched: true, portsMatched: false, peers: [] },
      ],
    });
    expect(ingress).toEqual({
      allowed: false,
      reason: "no-rule-matched",
      isolatedBy: [ref("p")],
      misses: [],
    });
  });

  it.each<[string, string, Partial<Profile>, [egress: string, ingress: string]]>([
    ["between addresses", "203.0.113.9 > 198.51.100.1 80", {}, ["not-a-pod", "not-a-pod"]],
    ["of a node to itself", "192.0.2.1 > 192.0.2.1 80", {}, ["not-a-pod", "not-a-pod"]],
    ["of a pod to itself (S41)", "shop/db > shop/db 80", {}, ["self", "self"]],
    ["with a pod on the host's network", "mon/exporter > shop/web 80", {}, ["host-network", ""]],
    ["from the own node (S43)", "192.0.2.1 > shop/web 80", {}, ["not-a-pod", "own-node"]],
    ["from another node", "192.0.2.2 > shop/web 80", {}, ["not-a-pod", ""]],
    [
      "from another node, allowed (S45)",
      "192.0.2.2 > shop/web 80",
      { remoteNodes: "allowed" },
      ["not-a-pod", "remote-node"],
    ],
    [
      "of SCTP, unfiltered",
      "shop/web > shop/db 80 SCTP",
      { sctp: "unfiltered" },
      ["not-enforced", "not-enforced"],
    ],
  ])("exempt: %s", (_title, flow, profile, reasons) => {
    const { egress: out, ingress } = judged([db(), egress("web")], flow, profile);
    const exemption = (side: Verdict["egress"]): string =>
      side.reason === "exempt" ? side.exemption : "";
    expect([exemption(out), exemption(ingress)]).toEqual(reasons);
  });

  it("closed where nothing selects the pod and the plugin closes such pods", () => {
    const { egress: out, ingress } = judged([db({})], WEB_TO_DB, { unselectedPods: "closed" });
    expect(out).toEqual({ allowed: false, reason: "unselected" });
    expect(ingress.reason).toBe("matched-rule");
  });
});

describe("a rule that is tried", () => {
  const traced = (
    rule: object,
    profile: Partial<Profile> = {},
    more: Partial<Flow> = {},
  ): RuleTrace => {
    const net = of([egress("web", rule)], profile);
    const [question] = questionsOf({ ...asked(net, WEB_TO_DB), ...more });
    const [compiled] = net.policies[0]?.rules.Egress ?? [];
    if (compiled === undefined) throw new Error("no rule");
    return traceRule(compiled, question, net);
  };
  const byKind = { namedPorts: { Ingress: true, Egress: "selector-peers" } } as const;

  it("lists its entries in order, each with its path", () => {
    const trace = traced({ to: [fromApp("db"), {}], ports: [{ port: 1 }, { port: 5432 }] });
    expect(trace.peers.map(({ index, matched }) => [index, matched])).toEqual([
      [0, true],
      [1, false],
    ]);
    expect(trace.ports.map(({ index, matched }) => [index, matched])).toEqual([
      [0, false],
      [1, true],
    ]);
    const paths = [...trace.peers, ...trace.ports].flatMap(({ comparisons }) =>
      comparisons.map(({ path }) => path),
    );
    expect(paths).toEqual([
      "spec.egress[0].to[0]",
      "spec.egress[0].to[0].podSelector",
      "spec.egress[0].to[1]",
      "spec.egress[0].ports[0]",
      "spec.egress[0].ports[1]",
    ]);
    expect(Object.keys(trace)).toEqual(["rule", "peers", "ports", "peersMatched", "portsMatched"]);
  });

  it("says through which peer the ports fit, where that is not the first that fits", () => {
    const block = { ipBlock: { cidr: "10.244.1.0/24" } };
    const ports = [{ port: "pg" }];
    expect(traced({ to: [block, fromApp("db")], ports }, byKind)).toMatchObject({
      throughPeer: 1,
      portsMatched: true,
      ports: [{ matched: true }],
    });
    expect("throughPeer" in traced({ to: [fromApp("db"), block], ports }, byKind)).toBe(false);
    const only = traced({ to: [block], ports }, byKind);
    expect(only.ports[0]?.comparisons[0]?.what).toMatchObject({ reason: "name-unread" });
    expect(
      traced({ to: [fromApp("job")], ports }, byKind).ports[0]?.comparisons[0]?.what,
    ).toMatchObject({ reason: "equal" });
    expect(traced({ ports }, byKind).ports[0]?.comparisons[0]?.what).toMatchObject({
      reason: "name-unread",
    });
    const { allowedBy } = judged(
      [egress("web", { to: [block, fromApp("db")], ports })],
      WEB_TO_DB,
      byKind,
    ).egress as { allowedBy?: unknown };
    expect(allowedBy).toMatchObject([{ peerIndex: 1, portIndex: 0 }]);
  });

  it("sees the Service where the plugin does, in blocks and rules without peers (S51, S52)", () => {
    const dialled = { ip: "10.96.0.7", port: 80 };
    const early = { egressStage: "pre-dnat" } as const;
    const service = { ipBlock: { cidr: "10.96.0.0/16" } };
    const pods = { ipBlock: { cidr: "10.244.0.0/16" } };
    const matches = (rule: object, profile: Partial<Profile>, more: Partial<Flow>): boolean[] => {
      const { peersMatched, portsMatched } = traced(rule, profile, more);
      return [peersMatched, portsMatched];
    };
    const at80 = { ports: [{ port: 80 }] };
    const at5432 = { ports: [{ port: 5432 }] };
    expect(matches({ to: [service], ...at80 }, early, { dialled })).toEqual([true, true]);
    expect(matches({ to: [pods], ...at5432 }, early, { dialled })).toEqual([false, false]);
    expect(matches({ to: [fromApp("db")], ...at5432 }, early, { dialled })).toEqual([true, true]);
    expect(matches(at80, early, { dialled })).toEqual([true, true]);
    expect(matches({ to: [service], ...at80 }, {}, { dialled })).toEqual([false, false]);
    expect(matches({ to: [pods], ...at5432 }, early, {})).toEqual([true, true]);
    const odd = { dialled: { ip: "x", port: 80 } };
    expect(matches({ to: [pods], ...at5432 }, early, odd)).toEqual([true, true]);
  });
});

describe("an explanation", () => {
  const explained = (
    policies: readonly object[],
    text: string,
    profile?: Partial<Profile>,
  ): Explanation => {
    const net = of(policies, profile);
    return explain(net, asked(net, text));
  };

  it("holds the policies that isolate and those that do not, with the reason", () => {
    const others = [
      policy("shop/a", { podSelector: app("web") }),
      policy("shop/b", { podSelector: app("db"), policyTypes: ["Egress"], ingress: [{}, {}] }),
      policy("mon/c", { podSelector: {} }),
    ];
    const { ingress, verdict, plugin } = explained([db({}), ...others], WEB_TO_DB);
    expect(
      ingress.policies.map(({ policy: one, allows, rules }) => [one.name, allows, rules.length]),
    ).toEqual([["p", true, 1]]);
    expect(ingress.policies[0]?.selector).toMatchObject({
      path: "spec.podSelector",
      matched: true,
      what: { kind: "podSelector", wants: "app=db", of: "db" },
    });
    expect(
      ingress.bystanders.map(({ policy: one, reason, idleRules, selector }) => [
        one.name,
        reason,
        idleRules,
        selector.matched,
      ]),
    ).toEqual([
      ["a", "selects-others", 0, false],
      ["b", "other-direction", 2, true],
    ]);
    expect(ingress.unenforced).toEqual([]);
    expect(ingress.verdict).toBe(verdict.ingress);
    expect([ingress.direction, plugin]).toEqual(["Ingress", "spec"]);
    expect(
      [ingress.subject, ingress.peer].map((end) => (end.kind === "pod" ? end.name : "")),
    ).toEqual(["db", "web"]);
  });

  it("holds none where the gate is not asked", () => {
    const bare = { policies: [], bystanders: [], unenforced: [] };
    expect(explained([db()], "shop/db > shop/db 1").ingress).toMatchObject(bare);
    expect(explained([db()], "shop/db > 203.0.113.9 1").ingress).toMatchObject(bare);
    expect(explained([db()], "shop/db > mon/exporter 1").ingress).toMatchObject(bare);
    const off = { enforces: { Ingress: false, Egress: false } };
    const { ingress, egress: out } = explained([db(), egress("db")], WEB_TO_DB, off);
    expect(ingress).toMatchObject({ ...bare, unenforced: [ref("p")] });
    expect(out).toMatchObject(bare);
  });

  it("counts the rules of objects in which nothing is filled in", () => {
    const { pods, nodes, namespaces } = of([]).objects;
    const policies = [
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: "p", namespace: "shop" },
      },
    ] as const;
    const net = compileNetwork({ pods, nodes, namespaces, policies });
    const { egress: out, ingress } = explain(net, asked(net, WEB_TO_DB));
    expect(out.bystanders).toMatchObject([{ reason: "other-direction", idleRules: 0 }]);
    expect(ingress.policies).toMatchObject([{ allows: false, rules: [] }]);
  });
});
