#!/usr/bin/env node
// One large scenario for timing: node bench/big.mjs PODS POLICIES > big.json
// {"id", "objects": [Namespace…, Pod…, NetworkPolicy…]}; the same arguments give the same bytes.
// Mixes default-deny, namespace-wide, cross-namespace, named-port, range and ipBlock policies over
// about PODS/25 namespaces.
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

const APPS = ["web", "api", "db", "cache", "worker", "queue", "auth", "search"];

/** mulberry32, always from the same seed. */
function seeded() {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function big(pods, policies) {
  const random = seeded();
  const int = (low, high) => low + Math.floor(random() * (high - low + 1));
  const pick = (list) => list[Math.floor(random() * list.length)];
  const count = Math.max(4, Math.round(pods / 25));
  const namespaces = Array.from({ length: count }, (_, i) => `team-${i}`);

  const namespaceOf = (name, i) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name,
      labels: {
        "kubernetes.io/metadata.name": name,
        env: i % 3 ? "prod" : "dev",
        team: `t${i % 10}`,
      },
    },
  });

  const podOf = (i) => {
    const ip = `10.${1 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;
    const ports = [
      { name: "http", containerPort: 8080, protocol: "TCP" },
      { containerPort: 5432, protocol: "TCP" },
    ];
    return {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: `pod-${i}`,
        namespace: namespaces[i % count],
        labels: {
          app: APPS[(i * 7) % APPS.length],
          tier: ["front", "back", "data"][i % 3],
          release: `r${i % 5}`,
        },
      },
      spec: { containers: [{ name: "main", image: "nginx", ports }] },
      status: { phase: "Running", podIP: ip, podIPs: [{ ip }] },
    };
  };

  // The random numbers are drawn in the order in which the fields are written: keep it.
  const specs = [
    () =>
      int(0, 5)
        ? {
            podSelector: { matchLabels: { tier: "data", release: `r${int(0, 4)}` } },
            policyTypes: ["Ingress", "Egress"],
          }
        : { podSelector: {}, policyTypes: ["Ingress"] },
    () => ({
      podSelector: { matchLabels: { app: pick(APPS) } },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [
            { podSelector: { matchLabels: { app: pick(APPS) } } },
            {
              namespaceSelector: { matchLabels: { team: `t${int(0, 9)}` } },
              podSelector: { matchLabels: { tier: "front" } },
            },
          ],
          ports: [{ port: 8080 }],
        },
      ],
    }),
    () => ({
      podSelector: {
        matchExpressions: [{ key: "tier", operator: "In", values: ["back", "data"] }],
      },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { env: "prod" } } }],
          ports: [{ port: "http" }],
        },
      ],
      egress: [
        { to: [{ podSelector: { matchLabels: { app: "db" } } }], ports: [{ port: 5432 }] },
        { to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: "UDP" }] },
      ],
    }),
    () => ({
      podSelector: { matchLabels: { app: pick(APPS), release: `r${int(0, 4)}` } },
      policyTypes: ["Egress"],
      egress: [
        {
          to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }],
          ports: [{ port: 443 }],
        },
        { to: [{ podSelector: {} }] },
      ],
    }),
    () => ({
      podSelector: { matchLabels: { tier: "front" } },
      policyTypes: ["Ingress"],
      ingress: [{ ports: [{ port: 8000, endPort: 8999 }] }],
    }),
  ];

  const policyOf = (i) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: `np-${i}`, namespace: namespaces[i % count] },
    spec: specs[(i + Math.floor(i / count)) % specs.length](),
  });

  const numbered = (length, make) => Array.from({ length }, (_, i) => make(i));
  return {
    id: `big-${pods}-${policies}`,
    objects: [
      ...namespaces.map(namespaceOf),
      ...numbered(pods, podOf),
      ...numbered(policies, policyOf),
    ],
  };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [pods, policies] = process.argv.slice(2).map(Number);
  if (!Number.isInteger(pods) || !Number.isInteger(policies) || pods < 1 || policies < 0) {
    console.error("usage: node bench/big.mjs PODS POLICIES");
    process.exit(2);
  }
  console.log(JSON.stringify(big(pods, policies)));
}
