/**
 * What is said of whole clusters, held against the evaluator flow by flow: two plugins side by side,
 * two states of a cluster, and the clause by which a rule lets something through.
 */
import { describe, expect, it } from "vitest";
import { compileNetwork, withProfile } from "../../../src/core/netpol/compile.ts";
import type { CompiledNetwork } from "../../../src/core/netpol/compile.ts";
import { diffNetworks, guardCounts } from "../../../src/core/netpol/diff.ts";
import { evaluate, policiesIsolating } from "../../../src/core/netpol/evaluate.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import { compareProfiles } from "../../../src/core/netpol/profiles/compare.ts";
import { withDecisions } from "../../../src/core/netpol/profiles/questions.ts";
import type { Flow, PodEndpoint, RuleRef } from "../../../src/core/netpol/types.ts";
import { ASKED, draw, profileOf, richWorld, spec } from "./richWorld.ts";
import { network, policy } from "./world.ts";

const seeds = (count: number): number[][] => Array.from({ length: count }, (_, i) => [i]);
const called = ({ namespace, name }: { namespace: string; name: string }): string =>
  `${namespace}/${name}`;
const [AT] = ASKED;
const PORTS = [{ port: 53, protocol: "UDP" }, { port: 80 }, { port: "http" }, { port: 8080 }];

describe("two plugins side by side", () => {
  it.each(seeds(9))("cluster %i", (seed) => {
    const { objects, policies } = richWorld(5000 + seed, 4 + seed);
    const net = network([...objects, ...policies]);
    const [a, b] = [profileOf(draw(seed), seed * 2 + 1), profileOf(draw(seed + 50), seed)];
    const verdict = (profile: Profile, flow: Flow): boolean =>
      evaluate(withProfile(net, profile), flow).allowed;
    const [one, two] = [withProfile(net, a), withProfile(net, b)];
    const { pods } = net.endpoints;
    // every third pod is asked about no port but ICMP
    const asked = (destination: PodEndpoint): Flow["port"][] =>
      pods.indexOf(destination) % 3 === 0 ? [] : [AT.port];
    const portsOf = (pod: PodEndpoint) => asked(pod).map(() => AT);
    const wanted: string[] = [];
    let judged = 0;
    for (const source of pods) {
      for (const destination of pods) {
        if (source === destination) continue;
        for (const at of [...portsOf(destination), { port: 0, protocol: "ICMP" } as const]) {
          judged++;
          const flow = { source, destination, ...at };
          if (evaluate(one, flow).allowed !== evaluate(two, flow).allowed)
            wanted.push(`${called(source)}>${called(destination)} ${at.protocol}`);
        }
      }
    }
    const found = compareProfiles(net, a, b, { portsOf, others: [] }, 200);
    expect([found.total, found.judged]).toEqual([wanted.length, judged]);
    expect(found.differences).toHaveLength(Math.min(200, wanted.length));
    for (const { flow, first, decisions } of found.differences.slice(0, 40)) {
      const { source, destination, protocol } = flow;
      if (source.kind !== "pod" || destination.kind !== "pod") throw new Error("no pods");
      expect(wanted).toContain(`${called(source)}>${called(destination)} ${protocol}`);
      expect([verdict(a, flow), verdict(b, flow)]).toEqual([first, !first]);
      expect(verdict(withDecisions(a, b, decisions), flow)).toBe(!first);
      for (const decision of decisions) {
        const without = decisions.filter((other) => other !== decision);
        expect(verdict(withDecisions(a, b, without), flow)).toBe(first);
      }
    }
  });
});

describe("two states of a cluster", () => {
  it.each(seeds(10))("cluster %i", (seed) => {
    const { objects, policies, profile, draw: d } = richWorld(5100 + seed, 3 + seed);
    const later = [
      ...policies.slice(1),
      policy("alpha/zz", spec(d)),
      policy("beta/zz", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
    ];
    // in every other cluster some pods are gone, and others are named as they were
    const stay = objects.filter((one) => one.kind !== "Pod" || seed % 2 === 0 || !d.once(6));
    const compiled = (all: readonly object[]): CompiledNetwork =>
      compileNetwork(normaliseObjects(all), profile);
    const before = compiled([...objects, ...policies]);
    const after = compiled([...stay, ...later]);
    for (const [was, is] of [
      [before, after],
      [after, before],
    ] as const) {
      const wanted: string[] = [];
      const old = new Map(was.endpoints.pods.map((pod) => [called(pod), pod]));
      const { pods } = is.endpoints;
      for (const source of pods) {
        for (const destination of pods) {
          const [from, to] = [old.get(called(source)), old.get(called(destination))];
          if (from === undefined || to === undefined) continue;
          const then = evaluate(was, { source: from, destination: to, ...AT }).allowed;
          const now = evaluate(is, { source, destination, ...AT }).allowed;
          if (then !== now)
            wanted.push(`${now ? "opened" : "closed"} ${called(source)}>${called(destination)}`);
        }
      }
      const { ports, gates } = diffNetworks(was, is, [AT]);
      const flows = ports.flatMap((one) =>
        one.flows.map((f) => `${f.change} ${called(f.source)}>${called(f.destination)}`),
      );
      expect(flows.sort()).toEqual(wanted.sort());
      const opened = wanted.filter((text) => text.startsWith("opened")).length;
      expect(ports).toMatchObject([{ opened, closed: wanted.length - opened }]);
      const changed = (["Egress", "Ingress"] as const).flatMap((direction) => {
        const counts = guardCounts(is, direction);
        return pods.flatMap((pod, i) => {
          const then = old.get(called(pod));
          const now = policiesIsolating(is, pod, direction).length;
          expect(counts[i]).toBe(now);
          if (then === undefined) return [];
          const guards = policiesIsolating(was, then, direction).length;
          return guards === now ? [] : [`${called(pod)} ${direction} ${guards}>${now}`];
        });
      });
      expect(gates.map((g) => `${called(g.pod)} ${g.direction} ${g.before}>${g.after}`)).toEqual(
        changed,
      );
      for (const { change, before: from, after: to } of gates)
        expect(change).toBe(from === 0 ? "guarded" : to === 0 ? "freed" : "recounted");
    }
  });
});

describe("a rule lets something through", () => {
  it.each(seeds(8))("by the peer and the port that it names: cluster %i", (seed) => {
    const { objects, policies, profile, draw: d } = richWorld(5200 + seed, 3);
    const more = ["alpha", "beta", "gamma", "omega"].map((name) =>
      policy(`${name}/more`, {
        ...spec(d),
        podSelector: {},
        policyTypes: ["Ingress", "Egress"],
        egress: [{ to: [{ podSelector: {} }, { namespaceSelector: {} }], ports: PORTS }],
      }),
    );
    const net = network([...objects, ...policies, ...more], profile);
    const all = new Map(net.policies.map((one) => [called(one.ref), one]));
    /** Does the rule with this peer and this port alone let the flow through, in its direction? */
    const alone = ({ policy: owner, direction, index, ...at }: RuleRef, flow: Flow): boolean => {
      const own = all.get(called(owner));
      const rule = own?.rules[direction]?.[index];
      if (own === undefined || rule === undefined) throw new Error("no rule");
      // what is named is one of the list; nothing is named where the list is empty
      expect(at.peerIndex === undefined).toBe(rule.peers.length === 0);
      expect(at.portIndex === undefined).toBe(rule.ports.length === 0);
      const only = {
        ...rule,
        peers: rule.peers.filter((_peer, i) => i === at.peerIndex),
        ports: rule.ports.filter((_port, i) => i === at.portIndex),
      };
      const narrow = { ...own, rules: { ...own.rules, [direction]: [only] } };
      const single = {
        ...net,
        policies: [narrow],
        byNamespace: new Map([[owner.namespace, [narrow]]]),
      };
      const judged = evaluate(single, flow);
      return (direction === "Egress" ? judged.egress : judged.ingress).reason === "matched-rule";
    };
    let rules = 0;
    const wrong: string[] = [];
    for (const source of net.endpoints.pods) {
      for (const destination of net.endpoints.pods) {
        for (const at of ASKED) {
          const flow = { source, destination, ...at };
          const { egress, ingress } = evaluate(net, flow);
          for (const side of [egress, ingress]) {
            if (side.reason !== "matched-rule") continue;
            for (const ref of side.allowedBy) {
              rules++;
              if (!alone(ref, flow))
                wrong.push(`${called(source)}>${called(destination)} ${at.port} ${ref.path}`);
            }
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    // in one of them no rule lets anything through
    if (seed !== 5) expect(rules).toBeGreaterThan(50);
  });
});
