import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { compileNetwork, recompile } from "../../../src/core/netpol/compile.ts";
import type { CompiledNetwork } from "../../../src/core/netpol/compile.ts";
import { evaluate } from "../../../src/core/netpol/evaluate.ts";
import { buildMatrix, updateMatrix } from "../../../src/core/netpol/matrix.ts";
import type { PortOfInterest, ReachMatrix } from "../../../src/core/netpol/matrix.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import * as world from "./world.ts";
import type { Raw } from "./world.ts";

vi.setConfig({ testTimeout: 60_000 });
const RUNS = { numRuns: 150 };

/** Every verdict between all ends, one character a flow and direction. */
function verdicts(net: CompiledNetwork, { port, protocol }: PortOfInterest): string {
  const ends = world.endsOf(net);
  const marks: string[] = [];
  for (const from of ends) {
    for (const to of ends) {
      const { egress, ingress } = world.judge(net, from, to, port, protocol);
      marks.push(`${from}>${to}:${egress.allowed ? "e" : "-"}${ingress.allowed ? "i" : "-"}`);
    }
  }
  return marks.join(" ");
}

const scene = fc.record({
  cluster: world.cluster,
  policies: world.policies,
  at: world.portAndProtocol,
});

describe("policies", () => {
  it("S3: one more policy opens only what isolation had closed", () => {
    fc.assert(
      fc.property(scene, world.anyNamespace, world.spec, ({ cluster, policies, at }, ns, spec) => {
        const before = world.network([...cluster, ...policies]);
        const after = world.network([...cluster, ...policies, world.policy(`${ns}/more`, spec)]);
        const ends = world.endsOf(before);
        for (const from of ends) {
          for (const to of ends) {
            const [was, is] = [before, after].map((net) =>
              world.judge(net, from, to, at.port, at.protocol),
            );
            for (const side of ["egress", "ingress"] as const) {
              const [old, now] = [was?.[side], is?.[side]];
              // The first policy on a pod only removes; any further one only adds.
              if (old?.reason === "not-isolated") continue;
              expect(Number(now?.allowed)).toBeGreaterThanOrEqual(Number(old?.allowed));
            }
          }
        }
      }),
      RUNS,
    );
  });

  it("S3: the order of policies does not matter", () => {
    fc.assert(
      fc.property(scene, ({ cluster, policies, at }) => {
        const forward = world.network([...cluster, ...policies]);
        const backward = world.network([...policies].reverse().concat([...cluster].reverse()));
        expect(verdicts(backward, at)).toBe(verdicts(forward, at));
      }),
      RUNS,
    );
  });

  it("S3: rules of one policy can be split over several", () => {
    fc.assert(
      fc.property(scene, world.spec, ({ cluster, policies, at }, spec) => {
        const ingress = spec.ingress ?? [];
        const one = { ...spec, policyTypes: ["Ingress"] };
        const parts = [[], ...ingress.map((rule) => [rule])].map((rules, i) =>
          world.policy(`alpha/part${i}`, { ...one, ingress: rules }),
        );
        const whole = world.network([...cluster, ...policies, world.policy("alpha/whole", one)]);
        const split = world.network([...cluster, ...policies, ...parts]);
        expect(verdicts(split, at)).toBe(verdicts(whole, at));
      }),
      RUNS,
    );
  });

  it("S12: a rule with several peers and ports is one rule for every pair of them", () => {
    fc.assert(
      fc.property(
        scene,
        fc.array(world.peer, { minLength: 1, maxLength: 3 }),
        fc.array(world.portEntry, { minLength: 1, maxLength: 3 }),
        ({ cluster, policies, at }, from, ports) => {
          const base = { podSelector: {}, policyTypes: ["Ingress"] };
          const pairs = from.flatMap((peer) =>
            ports.map((port) => ({ from: [peer], ports: [port] })),
          );
          const joined = world.network([
            ...cluster,
            ...policies,
            world.policy("beta/x", { ...base, ingress: [{ from, ports }] }),
          ]);
          const apart = world.network([
            ...cluster,
            ...policies,
            world.policy("beta/x", { ...base, ingress: pairs }),
          ]);
          expect(verdicts(apart, at)).toBe(verdicts(joined, at));
        },
      ),
      RUNS,
    );
  });

  it("S1: a policy changes nothing for pods of other namespaces", () => {
    fc.assert(
      fc.property(scene, world.spec, ({ cluster, policies, at }, spec) => {
        const before = world.network([...cluster, ...policies]);
        const after = world.network([...cluster, ...policies, world.policy("alpha/more", spec)]);
        const ends = world.endsOf(before).filter((end) => !end.startsWith("alpha/"));
        for (const from of ends) {
          for (const to of ends) {
            const [was, is] = [before, after].map((net) =>
              world.judge(net, from, to, at.port, at.protocol),
            );
            expect(is?.allowed).toBe(was?.allowed);
          }
        }
      }),
      RUNS,
    );
  });

  it("S6, S4: a verdict is both directions, and each end asks only its own policies", () => {
    fc.assert(
      fc.property(scene, ({ cluster, policies, at }) => {
        const whole = world.network([...cluster, ...policies]);
        const only = (type: string): CompiledNetwork => {
          const drop = (raw: Raw): Raw => {
            const [compiled] = normaliseObjects([raw]).policies;
            const types = compiled?.spec?.policyTypes ?? [];
            return { ...raw, spec: { ...raw.spec, policyTypes: types.filter((t) => t === type) } };
          };
          const kept = policies
            .map(drop)
            .filter((raw) => (raw.spec as { policyTypes: string[] }).policyTypes.length > 0);
          return world.network([...cluster, ...kept]);
        };
        const [egressOnly, ingressOnly] = [only("Egress"), only("Ingress")];
        for (const from of world.endsOf(whole)) {
          for (const to of world.endsOf(whole)) {
            const verdict = world.judge(whole, from, to, at.port, at.protocol);
            expect(verdict.allowed).toBe(verdict.egress.allowed && verdict.ingress.allowed);
            expect(world.judge(egressOnly, from, to, at.port, at.protocol).allowed).toBe(
              verdict.egress.allowed,
            );
            expect(world.judge(ingressOnly, from, to, at.port, at.protocol).allowed).toBe(
              verdict.ingress.allowed,
            );
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("S7: a verdict does not look at the way back", () => {
    fc.assert(
      fc.property(scene, ({ cluster, policies, at }) => {
        const net = world.network([...cluster, ...policies]);
        // Denying everything that the destination may open leaves flows to it as they were.
        const silent = world.policy("gamma/silent", { podSelector: {}, policyTypes: ["Egress"] });
        const muted = world.network([...cluster, ...policies, silent]);
        const ends = world.endsOf(net);
        for (const from of ends.filter((end) => !end.startsWith("gamma/"))) {
          for (const to of ends) {
            const [a, b] = [net, muted].map(
              (n) => world.judge(n, from, to, at.port, at.protocol).allowed,
            );
            expect(b).toBe(a);
          }
        }
      }),
      RUNS,
    );
  });

  it("S19: In with one value is matchLabels, in every place a selector stands", () => {
    const asExpression = (json: string): string =>
      json.replace(/"matchLabels":\{([^{}]*)\}/g, (_all, body: string) => {
        const pairs = Object.entries(JSON.parse(`{${body}}`) as Record<string, string>);
        const list = pairs.map(([key, value]) => ({ key, operator: "In", values: [value] }));
        return `"matchExpressions":${JSON.stringify(list)}`;
      });
    fc.assert(
      fc.property(scene, ({ cluster, policies, at }) => {
        const rewritten = JSON.parse(asExpression(JSON.stringify(policies))) as Raw[];
        const a = world.network([...cluster, ...policies]);
        const b = world.network([...cluster, ...rewritten]);
        expect(verdicts(b, at)).toBe(verdicts(a, at));
      }),
      RUNS,
    );
  });

  it("S26: a block is what is inside except, and what is outside, taken together", () => {
    fc.assert(
      fc.property(
        scene,
        fc.nat(15),
        fc.integer({ min: 25, max: 32 }),
        ({ cluster, policies, at }, host, prefix) => {
          const hole = `10.0.0.${host}/${prefix}`;
          const allow = (...blocks: object[]): Raw =>
            world.policy("alpha/x", {
              podSelector: {},
              policyTypes: ["Ingress"],
              ingress: [{ from: blocks.map((ipBlock) => ({ ipBlock })) }],
            });
          const whole = world.network([...cluster, ...policies, allow({ cidr: "10.0.0.0/24" })]);
          const parts = world.network([
            ...cluster,
            ...policies,
            allow({ cidr: "10.0.0.0/24", except: [hole] }, { cidr: hole }),
          ]);
          expect(verdicts(parts, at)).toBe(verdicts(whole, at));
          // Inside out: the block without its hole, and the hole, never match the same address.
          const ring = world.network([...cluster, allow({ cidr: "10.0.0.0/24", except: [hole] })]);
          const core = world.network([...cluster, allow({ cidr: hole })]);
          for (let last = 1; last < 20; last++) {
            const from = `10.0.0.${last + 100}`;
            const to = whole.endpoints.pods.find((p) => p.namespace === "alpha" && !p.hostNetwork);
            if (to === undefined) return;
            const [a, b] = [ring, core].map(
              (n) => world.judge(n, from, `alpha/${to.name}`, 80).ingress.allowed,
            );
            expect(a && b).toBe(false);
          }
        },
      ),
      RUNS,
    );
  });

  it("S29: with addresses permuted inside every block, verdicts follow the pods", () => {
    const turn = (text: string): string =>
      text.replace(
        /10\.0\.0\.(\d+)(?!\/|\d)/g,
        (_all, last: string) => `10.77.0.${(Number(last) * 7) % 251}`,
      );
    fc.assert(
      fc.property(scene, ({ cluster, policies, at }) => {
        // Blocks that hold all pod addresses or none; single addresses are not permuted with them.
        const coarse = policies.filter(
          (raw) => !/10\.0\.0\.\d+\/(?!8\b)/.test(JSON.stringify(raw)),
        );
        const moved = JSON.parse(turn(JSON.stringify(cluster))) as Raw[];
        const a = world.network([...cluster, ...coarse]);
        const b = world.network([...moved, ...coarse]);
        expect(verdicts(b, at)).toBe(verdicts(a, at));
      }),
      RUNS,
    );
  });

  it("S28: an IPv4-mapped address is the IPv4 address", () => {
    fc.assert(
      fc.property(scene, fc.ipV4(), ({ cluster, policies, at }, ip) => {
        const net = world.network([...cluster, ...policies]);
        for (const end of world.endsOf(net)) {
          const plain = world.judge(net, ip, end, at.port, at.protocol);
          const mapped = world.judge(net, `::ffff:${ip}`, end, at.port, at.protocol);
          expect(mapped.allowed).toBe(plain.allowed);
        }
      }),
      RUNS,
    );
  });

  it("a deny names the policies that isolate, an allow the rule that allows", () => {
    fc.assert(
      fc.property(scene, ({ cluster, policies, at }) => {
        const net = world.network([...cluster, ...policies]);
        const names = new Set(net.policies.map(({ ref }) => `${ref.namespace}/${ref.name}`));
        for (const from of world.endsOf(net)) {
          for (const to of world.endsOf(net)) {
            const { egress, ingress } = world.judge(net, from, to, at.port, at.protocol);
            for (const side of [egress, ingress]) {
              if (side.reason === "exempt" || side.reason === "not-isolated") continue;
              for (const ref of side.isolatedBy)
                expect(names).toContain(`${ref.namespace}/${ref.name}`);
              if (side.reason === "no-rule-matched") {
                for (const miss of side.misses)
                  expect(miss.peersMatched && miss.portsMatched).toBe(false);
              }
            }
          }
        }
      }),
      RUNS,
    );
  });
});

// ---------------------------------------------------------------------------------------------

const PROFILES: readonly Profile[] = [
  SPEC_PROFILE,
  {
    ...SPEC_PROFILE,
    name: "blocks see the outside only",
    ipBlockMatchesPods: false,
    ipBlockMatchesNodes: false,
  },
  { ...SPEC_PROFILE, name: "host network has an identity", hostNetwork: "identity" },
  { ...SPEC_PROFILE, name: "local node open", egressToLocalNode: "allowed", icmp: "allowed" },
  {
    ...SPEC_PROFILE,
    name: "no ranges, no names",
    endPort: "start-only",
    namedPorts: { Ingress: true, Egress: false },
  },
  { ...SPEC_PROFILE, name: "ingress only", enforces: { Ingress: true, Egress: false } },
];

/** Where the matrix and the single-flow evaluator differ. */
function differences(matrix: ReachMatrix): string[] {
  const found: string[] = [];
  matrix.pods.forEach((source, s) => {
    matrix.pods.forEach((destination, d) => {
      const verdict = evaluate(matrix.network, { source, destination, ...matrix.at });
      const same =
        matrix.letsOut(s, d) === verdict.egress.allowed &&
        matrix.letsIn(s, d) === verdict.ingress.allowed &&
        matrix.allows(s, d) === verdict.allowed;
      if (!same)
        found.push(
          `${source.namespace}/${source.name} -> ${destination.namespace}/${destination.name}`,
        );
    });
  });
  return found;
}

describe("the matrix", () => {
  it.each(PROFILES.map((profile) => [profile.name, profile] as const))(
    "is the evaluator, pair by pair: %s",
    (_name, profile) => {
      fc.assert(
        fc.property(scene, ({ cluster, policies, at }) => {
          const net = world.network([...cluster, ...policies], profile);
          const matrix = buildMatrix(net, at);
          expect(differences(matrix)).toEqual([]);
          let pairs = 0;
          matrix.pods.forEach((_s, s) => {
            matrix.pods.forEach((_d, d) => (pairs += s !== d && matrix.allows(s, d) ? 1 : 0));
          });
          expect(matrix.countAllowed()).toBe(pairs);
        }),
        { numRuns: profile === SPEC_PROFILE ? 400 : 100 },
      );
    },
  );

  it("is the evaluator where rows have several words", () => {
    const pods = Array.from({ length: 100 }, (_, i) =>
      world.pod(
        `ns${i % 3}/p${i}`,
        i % 7 === 0 ? `fd00::${i.toString(16)} 10.0.0.${i}` : `10.0.0.${i}`,
        {
          labels: { app: `a${i % 5}`, tier: `t${i % 4}` },
          ports: [{ name: "http", containerPort: i % 2 ? 8080 : 80 }],
        },
      ),
    );
    const rule = {
      from: [{ podSelector: { matchLabels: { app: "a1" } } }, { ipBlock: { cidr: "10.0.0.0/27" } }],
      ports: [{ port: "http" }],
    };
    const net = world.network([
      ...pods,
      world.policy("ns0/a", { podSelector: { matchLabels: { tier: "t1" } }, ingress: [rule] }),
      world.policy("ns1/b", {
        podSelector: {},
        policyTypes: ["Egress"],
        egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: "http" }] }],
      }),
      world.policy("ns2/c", { podSelector: {}, ingress: [{}] }),
    ]);
    const matrix = buildMatrix(net, { port: 8080, protocol: "TCP" });
    expect(differences(matrix)).toEqual([]);
    expect(matrix.countAllowed()).toBeGreaterThan(0);
    expect(matrix.countAllowed()).toBeLessThan(9900);
  });

  it("updated step by step is the matrix built anew", () => {
    const step = fc.record({
      at: fc.nat(8),
      namespace: world.anyNamespace,
      spec: fc.option(world.spec),
    });
    fc.assert(
      fc.property(
        scene,
        fc.array(step, { minLength: 1, maxLength: 4 }),
        ({ cluster, policies, at }, steps) => {
          const base = normaliseObjects([...cluster, ...policies]);
          let net = compileNetwork(base);
          let matrix = buildMatrix(net, at);
          for (const [i, { at: index, namespace, spec }] of steps.entries()) {
            const list = [...net.objects.policies];
            const fresh =
              spec === null
                ? []
                : normaliseObjects([world.policy(`${namespace}/step${i}`, spec)]).policies;
            list.splice(index % (list.length + 1), 1, ...fresh);
            net = recompile(net, { ...net.objects, policies: list });
            matrix = updateMatrix(matrix, net);
            const anew = buildMatrix(compileNetwork(net.objects), at);
            expect([...matrix.egress]).toEqual([...anew.egress]);
            expect([...matrix.ingress]).toEqual([...anew.ingress]);
          }
        },
      ),
      RUNS,
    );
  });

  it("the test above can fail: a matrix of other policies differs", () => {
    const pods = [world.pod("a/x", "10.0.0.1"), world.pod("a/y", "10.0.0.2")];
    const open = world.network(pods);
    const shut = world.network([...pods, world.policy("a/deny", { podSelector: {} })]);
    const { egress, ingress } = buildMatrix(open, { port: 80, protocol: "TCP" });
    const wrong = buildMatrix(shut, { port: 80, protocol: "TCP" });
    expect(differences(wrong)).toEqual([]);
    Object.assign(wrong, { egress, ingress });
    expect(differences(wrong)).toHaveLength(2);
  });
});
