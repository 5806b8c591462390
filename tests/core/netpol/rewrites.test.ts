/** Policies in another order, split, joined, and with what may be left out. */
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { isMutation, runs } from "../../support/runs.ts";
import * as re from "./rewriting.ts";
import { meansTheSame, onPolicies, same } from "./same.ts";
import type { Rewrite } from "./same.ts";
import * as world from "./world.ts";
import type { Raw } from "./world.ts";

vi.setConfig({ testTimeout: 600_000 });

const BOTH = ["Ingress", "Egress"];
const ALLOW_ALL = { policyTypes: BOTH, ingress: [{}], egress: [{}] };
const reversed = <T>(list: readonly T[]): T[] => [...list].reverse();

describe("order does not matter", () => {
  same("S3: of policies, by list and by name", ({ cluster, policies }) => ({
    cluster: reversed(cluster),
    policies: reversed(policies).map((own, i) => re.renamed(own, `np${i}`)),
  }));
  same(
    "S12: of rules",
    onPolicies((list) =>
      list.map((own) => {
        const { ingress, egress } = own.spec;
        return re.withSpec(own, {
          ...(ingress && { ingress: reversed(ingress) }),
          ...(egress && { egress: reversed(egress) }),
        });
      }),
    ),
  );
  same("S12: of peers", onPolicies(re.rules((rule) => [{ ...rule, peers: reversed(rule.peers) }])));
  same("S12: of ports", onPolicies(re.rules((rule) => [{ ...rule, ports: reversed(rule.ports) }])));
  same(
    "S18: of requirements",
    onPolicies(
      re.selectors(({ matchLabels, matchExpressions }) => ({
        ...(matchLabels && {
          matchLabels: Object.fromEntries(Object.entries(matchLabels).reverse()),
        }),
        ...(matchExpressions && { matchExpressions: reversed(matchExpressions) }),
      })),
    ),
  );
  same(
    "S19: of values",
    onPolicies(
      re.expressions(({ values, ...rest }) => [
        { ...rest, ...(values && { values: reversed([...values, ...values]) }) },
      ]),
    ),
  );
  same(
    "S26: of excepted blocks",
    onPolicies(
      re.blocks(({ cidr, except }) => [{ cidr, ...(except && { except: reversed(except) }) }]),
    ),
  );
});

describe("splitting and joining", () => {
  same(
    "S12: a rule's peers in two rules with the same ports",
    onPolicies(
      re.rules(({ peers, ports }) =>
        peers.length < 2
          ? [{ peers, ports }]
          : [
              { peers: peers.slice(0, 1), ports },
              { peers: peers.slice(1), ports },
            ],
      ),
    ),
  );
  same(
    "S12: a rule's ports in two rules with the same peers",
    onPolicies(
      re.rules(({ peers, ports }) =>
        ports.length < 2 ? [{ peers, ports }] : ports.map((port) => ({ peers, ports: [port] })),
      ),
    ),
  );
  same(
    "S3: the rules of a policy in policies of their own, beside one without rules",
    onPolicies((list) =>
      list.flatMap((own) => {
        const { ingress = [], egress = [] } = own.spec;
        const policyTypes = re.typesOf(own.spec);
        const none = { policyTypes, ingress: [], egress: [] };
        return [
          re.renamed(own, `${own.metadata.name}-none`, none),
          ...ingress.map((rule, i) =>
            re.renamed(own, `${own.metadata.name}-in${i}`, { ...none, ingress: [rule] }),
          ),
          ...egress.map((rule, i) =>
            re.renamed(own, `${own.metadata.name}-out${i}`, { ...none, egress: [rule] }),
          ),
        ];
      }),
    ),
  );
  same(
    "S1: a policy for both directions as one for each",
    onPolicies((list) =>
      list.flatMap((own) =>
        re
          .typesOf(own.spec)
          .map((type) => re.renamed(own, `${own.metadata.name}-${type}`, { policyTypes: [type] })),
      ),
    ),
  );
  same(
    "S3: every policy twice",
    onPolicies((list) => [...list, ...list.map((own, i) => re.renamed(own, `again${i}`))]),
  );
  same(
    "S12: every rule, peer and port twice",
    onPolicies(
      re.rules(({ peers, ports }) => {
        const rule = { peers: [...peers, ...peers], ports: [...ports, ...ports] };
        return [rule, rule];
      }),
    ),
  );
  same(
    "S2, S3: allow-all beside deny-all and anything else is allow-all",
    onPolicies((list) => list.map((own) => re.withSpec(own, ALLOW_ALL))),
    {
      given: onPolicies((list) =>
        list.flatMap((own) => [
          re.withSpec(own, { policyTypes: BOTH }),
          re.renamed(own, `${own.metadata.name}-deny`, { ...ALLOW_ALL, ingress: [], egress: [] }),
          re.renamed(own, `${own.metadata.name}-allow`, ALLOW_ALL),
        ]),
      ),
    },
  );
});

describe("what is left out", () => {
  same(
    "S8: policyTypes said or defaulted",
    onPolicies((list) =>
      list.map((own) => {
        const { policyTypes, ...rest } = own.spec;
        const types = re.typesOf(own.spec);
        const fallsBack = String(re.typesOf(rest)) === String(types);
        if (policyTypes === undefined) return re.withSpec(own, { policyTypes: types });
        return fallsBack ? { ...own, spec: rest } : own;
      }),
    ),
  );
  same(
    "S11: missing, null and [] of rules, peers, ports and except; S13: of podSelector",
    onPolicies((list) => {
      const loose = re.inText(/"(from|to|ports|except|ingress|egress)":\[\]/g, '"$1":null')(list);
      return loose.map((own) =>
        re.withSpec(own, {
          ...(own.spec.ingress === undefined && { ingress: null }),
          ...(own.spec.egress === undefined && { egress: [] }),
          ...(JSON.stringify(own.spec.podSelector) === "{}" && { podSelector: null }),
        }),
      );
    }),
  );
  same(
    "S18: empty matchLabels and matchExpressions",
    onPolicies(
      re.selectors(({ matchLabels, matchExpressions }) => ({
        matchLabels: matchLabels ?? {},
        matchExpressions: matchExpressions ?? [],
      })),
    ),
  );
  same(
    "S9: rules of a direction that policyTypes leave out",
    onPolicies((list) =>
      list.map((own) => {
        const { ingress, egress } = own.spec;
        const policyTypes = re.typesOf(own.spec);
        return re.withSpec(own, {
          policyTypes,
          ingress: policyTypes.includes("Ingress") ? (ingress ?? []) : [{}],
          egress: policyTypes.includes("Egress") ? (egress ?? []) : [{}],
        });
      }),
    ),
  );
});

describe("what has no part in it", () => {
  const gone = (phase: string, i: number): Raw =>
    world.pod(`alpha/gone${i}`, `10.0.0.${i}`, { phase, labels: { app: "a" }, node: "node-1" });
  same(
    "S66, S68: pods without an address and finished ones, whoever has their address now",
    ({ cluster }) => ({
      cluster: [
        ...cluster,
        ...[1, 2, 3].map((i) => gone(i % 2 === 0 ? "Succeeded" : "Failed", i)),
        world.pod("beta/new", "", { phase: "Pending", labels: { app: "a" } }),
      ],
    }),
  );
  same("S67: a pod that terminates is a pod", ({ cluster }) => ({
    cluster: cluster.map((raw) =>
      raw.kind === "Pod"
        ? { ...raw, metadata: { ...raw.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } }
        : raw,
    ),
  }));
  same("S13: a policy that selects nothing", ({ policies }) => ({
    policies: [
      ...policies,
      ...world.NAMESPACES.map((ns) =>
        world.policy(`${ns}/idle`, {
          podSelector: { matchLabels: { app: "nobody" } },
          policyTypes: ["Ingress", "Egress"],
        }),
      ),
    ],
  }));
  same("S22: a policy in a namespace without pods", ({ policies }) => ({
    policies: [
      ...policies,
      world.policy("far/deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
    ],
  }));
  same(
    "S46: a policy that selects only pods on the host's network",
    onPolicies((list) => [
      ...list,
      ...world.NAMESPACES.map((ns) =>
        world.policy(`${ns}/host`, {
          podSelector: { matchLabels: { app: "host" } },
          policyTypes: BOTH,
        }),
      ),
    ]),
    {
      given: ({ cluster }) => ({
        cluster: cluster.map((raw) =>
          raw.kind === "Pod" && (raw.spec as { hostNetwork?: boolean }).hostNetwork
            ? { ...raw, metadata: { ...raw.metadata, labels: { app: "host" } } }
            : raw,
        ),
      }),
    },
  );
});

// ---------------------------------------------------------------------------------------------

describe.skipIf(isMutation())("the laws can fail", () => {
  const wrong: Record<string, Rewrite> = {
    "AND as OR (S16, S17)": onPolicies(
      re.peers(({ podSelector, namespaceSelector, ipBlock }) => [
        ...(ipBlock ? [{ ipBlock }] : []),
        ...(podSelector ? [{ podSelector }] : []),
        ...(namespaceSelector ? [{ namespaceSelector }] : []),
      ]),
    ),
    "peers and ports as two rules (S12)": onPolicies(
      re.rules(({ peers, ports }) => [
        { peers, ports: [] },
        { peers: [], ports },
      ]),
    ),
    "a range that ends before its end (S36)": onPolicies(
      re.ports((entry) => [
        { ...entry, ...(entry.endPort !== undefined && { endPort: entry.endPort - 1 }) },
      ]),
    ),
    "a podSelector of all namespaces (S14)": onPolicies(
      re.peers((peer) => [
        peer.podSelector && !peer.namespaceSelector ? { ...peer, namespaceSelector: {} } : peer,
      ]),
    ),
    "NotIn that needs the label (S19)": onPolicies(
      re.expressions((own) =>
        own.operator === "NotIn" ? [own, { key: own.key, operator: "Exists" }] : [own],
      ),
    ),
    "no except (S26)": onPolicies(re.blocks(({ cidr }) => [{ cidr }])),
    "::/0 for 0.0.0.0/0 (S28)": onPolicies(
      re.blocks(({ cidr }) => [{ cidr: cidr === "::/0" ? "0.0.0.0/0" : cidr }]),
    ),
    "a port of every protocol (S32)": onPolicies(
      re.ports((entry) => [entry, { ...entry, protocol: "UDP" }]),
    ),
    "rules that imply their direction (S9)": onPolicies((list) =>
      list.map((own) =>
        re.withSpec(own, {
          policyTypes: [
            ...((own.spec.ingress ?? []).length > 0 ? ["Ingress"] : []),
            ...((own.spec.egress ?? []).length > 0 ? ["Egress"] : []),
          ],
        }),
      ),
    ),
    "a policy of every namespace (S22)": onPolicies((list) => [
      ...list,
      ...list.map((own, i) => ({ ...own, metadata: { name: `x${i}`, namespace: "gamma" } })),
    ]),
    "an empty value for an absent one (S20)": onPolicies(
      re.inText(/"matchLabels":\{"app":""\}/g, '"matchLabels":{}'),
    ),
  };

  it.each(Object.entries(wrong))("they notice %s", (_name, rewrite) => {
    const property = meansTheSame(rewrite, { count: 0 });
    expect(fc.check(property, { numRuns: 1000, seed: 7, endOnFailure: true }).failed).toBe(true);
  });

  it("the worlds hold every outcome: open, allowed by a rule, dropped at either gate", () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(world.scene, ({ cluster, policies, at }) => {
        for (const mark of world.verdicts(world.network([...cluster, ...policies]), at)) {
          const outcome = mark.slice(-2);
          seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
        }
      }),
      { numRuns: runs(2000) },
    );
    const total = [...seen.values()].reduce((sum, n) => sum + n, 0);
    for (const outcome of ["ei", "e-", "-i", "--"])
      expect((seen.get(outcome) ?? 0) / total, outcome).toBeGreaterThan(0.01);
  });
});
