/** Laws of the entries of a rule: whom its peers mean, which places its ports. */
import fc from "fast-check";
import { describe, expect, vi } from "vitest";
import type { CompiledNetwork } from "../../../src/core/netpol/compile.ts";
import { mustBe, mustEqual } from "../../support/mustBe.ts";
import { isPod, law, together } from "./law.ts";
import * as re from "./rewriting.ts";
import * as world from "./world.ts";
import type { RawPolicy } from "./world.ts";

vi.setConfig({ testTimeout: 600_000 });

const SIDES = ["egress", "ingress"] as const;
const TCP_80 = { port: 80, protocol: "TCP" } as const;
const HTTP = { name: "http", containerPort: 80, protocol: "TCP" };
const DNS = { name: "dns", containerPort: 53, protocol: "UDP" };

/** A policy that lets these peers, and nobody else, into every pod of every namespace. */
const openTo = (...from: readonly object[]): RawPolicy[] =>
  world.NAMESPACES.map((ns) =>
    world.policy(`${ns}/open`, { podSelector: {}, policyTypes: ["Ingress"], ingress: [{ from }] }),
  );

function isDual(net: CompiledNetwork, end: string): boolean {
  const found = net.endpoints.resolve(end);
  return found.ok && found.endpoint.kind === "pod" && found.endpoint.ips.length > 1;
}

describe("peers", () => {
  const wide = fc.record({ podSelector: world.selector, namespaceSelector: world.selector });

  law(
    "S16: two selectors in one entry let in whom each alone would let in",
    [world.cluster, wide],
    (witness, cluster, { podSelector, namespaceSelector }) => {
      const [both, pods, spaces] = [
        { podSelector, namespaceSelector },
        { podSelector, namespaceSelector: {} },
        { namespaceSelector },
      ].map((peer) => world.flows(world.network([...cluster, ...openTo(peer)]), TCP_80));
      both?.forEach(({ verdict }, i) => {
        const each = [pods, spaces].map((list) => list?.[i]?.verdict.ingress.allowed);
        mustBe(
          verdict.ingress.allowed,
          each.every((allowed) => allowed === true),
        );
        if (each[0] !== each[1]) witness();
      });
    },
  );
  law(
    "S12, S17: two entries let in whom either alone would let in",
    [world.cluster, world.peer, world.peer],
    (witness, cluster, one, other) => {
      const [either, first, second] = [[one, other], [one], [other]].map((peers) =>
        world.flows(world.network([...cluster, ...openTo(...peers)]), TCP_80),
      );
      either?.forEach(({ verdict }, i) => {
        const each = [first, second].map((list) => list?.[i]?.verdict.ingress.allowed);
        mustBe(verdict.ingress.allowed, each.includes(true));
        if (each[0] !== each[1]) witness();
      });
    },
  );
  law(
    "S19: In and NotIn, Exists and DoesNotExist part the pods between them",
    [world.cluster, fc.constantFrom("app", "tier"), fc.constantFrom(["a"], ["b", ""], undefined)],
    (witness, cluster, key, values) => {
      const of = (operator: string) => ({
        namespaceSelector: {},
        podSelector: { matchExpressions: [{ key, operator, ...(values && { values }) }] },
      });
      const [yes, no] = (values ? ["In", "NotIn"] : ["Exists", "DoesNotExist"]).map((operator) =>
        world.flows(world.network([...cluster, ...openTo(of(operator))]), TCP_80),
      );
      yes?.forEach(({ from, to, verdict: { ingress } }, i) => {
        const other = no?.[i]?.verdict.ingress;
        if (ingress.reason === "exempt") return;
        const isHost = ingress.allowed === other?.allowed;
        // Neither lets in what is no pod to selectors (S15, S46).
        if (isHost) mustBe(ingress.allowed, false);
        if (isPod(from) && isPod(to) && !isHost) witness();
      });
    },
  );
  law(
    "S26: except turned inside out: the block is the ring and the hole, which share no address",
    [world.scene, fc.nat(7), fc.integer({ min: 29, max: 32 })],
    (witness, { cluster }, host, prefix) => {
      const hole = `10.0.0.${host}/${prefix}`;
      const [whole, ring, core] = [
        { cidr: "10.0.0.0/24" },
        { cidr: "10.0.0.0/24", except: [hole] },
        { cidr: hole },
      ].map((ipBlock) => {
        const net = world.network([...cluster, ...openTo({ ipBlock })]);
        return world.flows(net, TCP_80, [...world.endsOf(net), "10.0.0.99"]);
      });
      whole?.forEach(({ verdict: { ingress } }, i) => {
        if (ingress.reason === "exempt") return;
        const parts = [ring, core].map((list) => list?.[i]?.verdict.ingress.allowed);
        mustBe(parts.filter((allowed) => allowed === true).length, ingress.allowed ? 1 : 0);
        if (parts[1] === true) witness();
      });
    },
  );
  law("S28: a block of one family never lets in the other", [world.cluster], (witness, cluster) => {
    const four = world.network([...cluster, ...openTo({ ipBlock: { cidr: "0.0.0.0/0" } })]);
    const six = world.network([...cluster, ...openTo({ ipBlock: { cidr: "::/0" } })]);
    for (const { was, is } of together(four, six, TCP_80)) {
      if (was.ingress.reason === "exempt") continue;
      mustBe(was.ingress.allowed, !is.ingress.allowed);
      if (is.ingress.allowed) witness();
    }
  });
  law(
    "S28, S29: an IPv4-mapped address is the IPv4 address, a pod's address is the pod",
    [world.scene, fc.ipV4()],
    (witness, { cluster, policies, at }, outside) => {
      const net = world.network([...cluster, ...policies]);
      const ask = (from: string, to: string) =>
        SIDES.map((side) => world.judge(net, from, to, at.port, at.protocol)[side].allowed);
      const ends = world.endsOf(net);
      for (const end of ends) {
        mustEqual(ask(`::ffff:${outside}`, end), ask(outside, end));
        for (const pod of net.endpoints.pods) {
          const [ip, ...more] = pod.ips;
          if (pod.hostNetwork || ip === undefined || more.length > 0) continue;
          const name = `${pod.namespace}/${pod.name}`;
          if (net.endpoints.resolve(end).ok && !isDual(net, end)) {
            mustEqual(ask(ip, end), ask(name, end));
            mustEqual(ask(end, ip), ask(end, name));
            witness();
          }
        }
      }
    },
  );
  law(
    "S23: labels of pods say nothing of namespaces, nor the other way round",
    [world.scene, world.selector],
    (witness, { cluster }, selector) => {
      const strip = (kind: string) =>
        cluster.map((raw) =>
          raw.kind === kind ? { ...raw, metadata: { ...raw.metadata, labels: {} } } : raw,
        );
      const check = (kind: string, peer: object): void => {
        const rules = openTo(peer);
        const before = world.network([...cluster, ...rules]);
        const after = world.network([...strip(kind), ...rules]);
        expect(world.verdicts(after, TCP_80)).toEqual(world.verdicts(before, TCP_80));
        if (world.verdicts(before, TCP_80).some((mark) => mark.endsWith("-"))) witness();
      };
      check("Pod", { namespaceSelector: selector });
      check("Namespace", { podSelector: selector, namespaceSelector: {} });
    },
  );
});

describe("ports", () => {
  law(
    "S32, S39: entries of other protocols do not concern this one",
    [world.scene],
    (witness, { cluster, policies, at }) => {
      if (at.protocol === "ICMP") return;
      const others = ["TCP", "UDP", "SCTP"].filter((protocol) => protocol !== at.protocol);
      const turned = re.ports((entry) =>
        (entry.protocol ?? "TCP") === at.protocol
          ? [entry]
          : [{ protocol: others[0] === entry.protocol ? others[1] : others[0], port: 9 } as never],
      )(policies);
      const [before, after] = [policies, turned].map((list) =>
        world.verdicts(world.network([...cluster, ...list]), at),
      );
      expect(after).toEqual(before);
      if (JSON.stringify(turned) !== JSON.stringify(policies)) witness();
    },
  );
  law(
    "S11, S38: no ports is every port of every protocol",
    [world.scene, fc.integer({ min: 1, max: 65535 })],
    (witness, { cluster, policies, at }, port) => {
      // Rules without ports, the same at any place; with ports, the protocols alone, all three.
      const bare = re.rules(({ peers }) => [{ peers, ports: [] }])(policies);
      const three = (["TCP", "UDP", "SCTP"] as const).map((protocol) => ({ protocol }));
      const full = re.rules(({ peers }) => [{ peers, ports: three }])(policies);
      const [open, listed] = [bare, full].map((list) => world.network([...cluster, ...list]));
      if (open === undefined || listed === undefined) return;
      const here = world.verdicts(open, at);
      expect(world.verdicts(open, { port, protocol: "ICMP" })).toEqual(here);
      for (const protocol of ["TCP", "UDP", "SCTP"] as const)
        expect(world.verdicts(listed, { port, protocol })).toEqual(here);
      if (here.some((mark) => !mark.endsWith(":ei"))) witness();
    },
  );
  law(
    "S63: ICMP passes rules without ports and no others",
    [world.scene],
    (witness, { cluster, policies }) => {
      const at = { port: 0, protocol: "ICMP" } as const;
      const portless = re.rules((rule) => (rule.ports.length === 0 ? [rule] : []))(
        policies.map((own) => re.withSpec(own, { policyTypes: re.typesOf(own.spec) })),
      );
      const [before, after] = [policies, portless].map((list) =>
        world.verdicts(world.network([...cluster, ...list]), at),
      );
      expect(after).toEqual(before);
      if (JSON.stringify(portless) !== JSON.stringify(policies)) witness();
    },
  );
  law(
    "S34: a name is its number where every pod gives it one and the same",
    [world.scene],
    (witness, { cluster, policies, at }) => {
      const ports = [
        { name: "http", containerPort: 80 },
        { name: "dns", containerPort: 53, protocol: "UDP" },
      ];
      const uniform = cluster.map((raw) =>
        raw.kind === "Pod"
          ? { ...raw, spec: { ...raw.spec, containers: [{ name: "main", image: "x", ports }] } }
          : raw,
      );
      // Only pods with a network of their own have names: elsewhere a number is more than a name.
      const pods = uniform.filter(
        (raw) => raw.kind !== "Pod" || !(raw.spec as { hostNetwork?: boolean }).hostNetwork,
      );
      const numbered = re.ports((entry) => {
        if (entry.port !== "http" && entry.port !== "dns") return [entry];
        const { name, containerPort, protocol } = entry.port === "http" ? HTTP : DNS;
        return (entry.protocol ?? "TCP") === protocol
          ? [{ ...entry, port: containerPort }]
          : [{ ...entry, port: `not-${name}` }];
      })(policies);
      const [before, after] = [policies, numbered].map((list) => {
        const net = world.network([...pods, ...list]);
        return world.verdicts(net, at, world.endsOf(net).filter(isPod));
      });
      expect(after).toEqual(before);
      if (JSON.stringify(numbered) !== JSON.stringify(policies)) witness();
    },
  );
  law(
    "S34, S35: where no destination declares a name, entries with names say nothing",
    [world.scene],
    (witness, { cluster, policies, at }) => {
      const silent = cluster.map((raw) =>
        raw.kind === "Pod"
          ? { ...raw, spec: { ...raw.spec, containers: [{ name: "main", image: "x" }] } }
          : raw,
      );
      const typed = policies.map((own) => re.withSpec(own, { policyTypes: re.typesOf(own.spec) }));
      const nameless = re.rules(({ peers, ports }) => {
        const left = ports.filter(({ port }) => typeof port !== "string");
        return ports.length > 0 && left.length === 0 ? [] : [{ peers, ports: left }];
      })(typed);
      const [before, after] = [typed, nameless].map((list) =>
        world.verdicts(world.network([...silent, ...list]), at),
      );
      expect(after).toEqual(before);
      if (JSON.stringify(nameless) !== JSON.stringify(typed)) witness();
    },
  );
});
