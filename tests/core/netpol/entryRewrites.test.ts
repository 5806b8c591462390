/** Selectors, blocks and ports in other words. */
import { describe, vi } from "vitest";
import * as re from "./rewriting.ts";
import { onPolicies, same } from "./same.ts";
import * as world from "./world.ts";

vi.setConfig({ testTimeout: 600_000 });

const listed = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
const byName = (name: string) => ({ matchLabels: { "kubernetes.io/metadata.name": name } });

describe("selectors", () => {
  same(
    "S18: matchLabels as matchExpressions with In",
    onPolicies(
      re.selectors(({ matchLabels = {}, matchExpressions = [] }) => ({
        matchExpressions: [
          ...matchExpressions,
          ...Object.entries(matchLabels).map(([key, value]) => ({
            key,
            operator: "In" as const,
            values: [value],
          })),
        ],
      })),
    ),
  );
  same(
    "S19: In [a, b] of a peer as two peers",
    onPolicies(
      re.peers((peer) => {
        const [first, ...rest] = peer.podSelector?.matchExpressions ?? [];
        if (first?.operator !== "In") return [peer];
        return (first.values ?? []).map((value) => ({
          ...peer,
          podSelector: { matchExpressions: [{ ...first, values: [value] }, ...rest] },
        }));
      }),
    ),
  );
  same(
    "S19: In [a, b] of a policy as two policies",
    onPolicies((list) =>
      list.flatMap((own) => {
        const [first, ...rest] = own.spec.podSelector?.matchExpressions ?? [];
        if (first?.operator !== "In") return [own];
        return (first.values ?? []).map((value, i) =>
          re.renamed(own, `${own.metadata.name}-${i}`, {
            podSelector: { matchExpressions: [{ ...first, values: [value] }, ...rest] },
          }),
        );
      }),
    ),
  );
  same(
    "S19: NotIn [a, b] as NotIn [a] and NotIn [b]; Exists beside In says nothing new",
    onPolicies(
      re.expressions((expression) => {
        const { key, operator, values = [] } = expression;
        if (operator === "In") return [{ key, operator: "Exists" }, expression];
        if (operator !== "NotIn") return [expression];
        return values.map((value) => ({ key, operator, values: [value] }));
      }),
    ),
  );
  same(
    "S19: where a key is absent, DoesNotExist, NotIn of anything and no condition are one",
    onPolicies(
      re.expressions(({ key, operator }) =>
        operator === "DoesNotExist" ? [{ key, operator: "NotIn", values: ["a", ""] }] : [],
      ),
    ),
    {
      given: ({ cluster, policies }) => ({
        cluster: re.inText(/"(app|tier)":"[^"]*"/g, '"$1-was":"x"')(cluster),
        policies: re.expressions((own) =>
          own.operator === "DoesNotExist" || own.operator === "NotIn" ? [own] : [],
        )(policies),
      }),
    },
  );
  same(
    "S15: an empty namespaceSelector with or without an empty podSelector, or every name listed",
    onPolicies(
      re.peers((peer) => {
        const { podSelector, namespaceSelector } = peer;
        if (namespaceSelector === undefined || Object.keys(namespaceSelector).length > 0)
          return [peer];
        return [
          ...(podSelector === undefined ? [{ namespaceSelector, podSelector: {} }] : []),
          ...world.NAMESPACES.map((name) => ({
            ...(podSelector && { podSelector }),
            namespaceSelector: byName(name),
          })),
        ];
      }),
    ),
  );
  same(
    "S14, S24: a podSelector alone as one in the policy's own namespace by name",
    onPolicies(
      re.peers((peer, namespace) =>
        peer.podSelector !== undefined && peer.namespaceSelector === undefined
          ? [{ ...peer, namespaceSelector: byName(namespace) }]
          : [peer],
      ),
    ),
  );
  same("S21: a label key renamed everywhere", ({ cluster, policies }) => ({
    cluster: re.inText(/"app":/g, '"example.com/role":')(cluster),
    policies: re.inText(/"app":|"key":"app"/g, (text) =>
      text === '"app":' ? '"example.com/role":' : '"key":"example.com/role"',
    )(policies),
  }));
  same("S21: the values of a label swapped everywhere", (objects) =>
    re.inText(/"(a|b)"/g, (_all, value = "") => (value === "a" ? '"b"' : '"a"'))(objects),
  );
  same(
    "S22, S24: a namespace renamed everywhere",
    (objects) => re.inText(/"alpha"/g, '"omega"')(objects),
    { rename: /omega\//g },
  );
});

describe("addresses", () => {
  same(
    "S26: a block minus its except as the blocks that remain",
    onPolicies(re.blocks((block) => re.remaining(block).map((cidr) => ({ cidr })))),
  );
  same(
    "S26: except of except, put back by another entry",
    onPolicies(
      re.blocks(({ cidr, except = [] }) => {
        const [first, ...others] = except;
        if (first === undefined) {
          const half = cidr.replace(/\/(\d+)$/, (_all, n: string) => `/${Number(n) + 1}`);
          return /\/(32|128)$/.test(cidr) ? [{ cidr }] : [{ cidr, except: [half] }, { cidr: half }];
        }
        return [{ cidr, except: [first, ...others, first] }];
      }),
    ),
  );
  same(
    "S29: addresses permuted among pods that every block sees alike",
    ({ cluster, policies }) => {
      const text = JSON.stringify(policies);
      const cidrs = [...new Set(text.match(/[0-9a-f.:]+\/\d+/g) ?? [])];
      const places = new Map<string, string[]>();
      for (const raw of cluster) {
        if (raw.kind !== "Pod" || (raw.spec as { hostNetwork?: boolean }).hostNetwork) continue;
        for (const { ip } of (raw.status as { podIPs: { ip: string }[] }).podIPs) {
          const sight = `${ip.includes(":")} ${cidrs.map((cidr) => Number(re.holds(cidr, ip))).join("")}`;
          places.set(sight, [...(places.get(sight) ?? []), ip]);
        }
      }
      const moved = new Map<string, string>();
      for (const ips of places.values())
        ips.forEach((ip, i) => moved.set(ip, ips[(i + 1) % ips.length] ?? ip));
      return { cluster: cluster.map((raw) => re.readdressed(raw, (ip) => moved.get(ip) ?? ip)) };
    },
  );
  same("S28: IPv6 spelled in full and in capitals, and IPv4 mapped", ({ cluster, policies }) => ({
    policies: re.inText(
      /"(fd00)?::([0-9a-f]*)\/(\d+)"/g,
      (_all, head = "", tail = "", prefix = "") =>
        JSON.stringify(`${head && "FD0"}0:0:0:0000:0:0:0:${tail || "0"}/${prefix}`),
    )(
      re.inText(
        /"(10\.[\d.]+)\/(\d+)"/g,
        (_all, ip = "", n = "") => `"::ffff:${ip}/${Number(n) + 96}"`,
      )(policies),
    ),
    cluster: cluster.map((raw) =>
      re.readdressed(raw, (ip) =>
        ip.includes(":") ? ip.toUpperCase().replace("::", ":0:0:0:0:0:0:") : `::FFFF:${ip}`,
      ),
    ),
  }));
});

describe("ports", () => {
  same(
    "S36: a range as a list of its ports",
    onPolicies(
      re.ports(({ protocol, port, endPort }) =>
        typeof port === "number"
          ? listed(port, endPort ?? port).map((n) => ({ ...(protocol && { protocol }), port: n }))
          : [{ ...(protocol && { protocol }), ...(port !== undefined && { port }) }],
      ),
    ),
  );
  same(
    "S36: a single port as a range of one",
    onPolicies(
      re.ports((entry) =>
        typeof entry.port === "number" && entry.endPort === undefined
          ? [{ ...entry, endPort: entry.port }]
          : [entry],
      ),
    ),
  );
  same(
    "S37: a protocol alone as the range of all its ports",
    onPolicies(
      re.ports((entry) =>
        entry.port === undefined ? [{ ...entry, port: 1, endPort: 65535 }] : [entry],
      ),
    ),
  );
  same(
    "S32: TCP said or left out",
    onPolicies(
      re.ports(({ protocol, ...rest }) =>
        protocol === "TCP" ? [rest] : [{ ...rest, protocol: protocol ?? "TCP" }],
      ),
    ),
  );
  same("S34: a port name renamed everywhere", (objects) => re.inText(/"http"/g, '"www"')(objects));
  same("S33: container ports without a name mean nothing", ({ cluster }) => ({
    cluster: re.inText(
      /\{"containerPort":\d+(,"protocol":"[A-Z]+")?\}/g,
      '{"containerPort":9999}',
    )(cluster),
  }));
});
