/** What the clusters of practice are made of: names, labels, images and ports as one meets them. */

export interface App {
  readonly name: string;
  readonly image: string;
  /** What its server listens on; undefined where it only calls others. */
  readonly port?: number;
  /** A Service of it may have this port instead of the pod's. */
  readonly servicePort?: number;
}

export const SERVERS: readonly App[] = [
  { name: "api", image: "ghcr.io/acme/api:2.4", port: 8080, servicePort: 80 },
  { name: "orders", image: "ghcr.io/acme/orders:1.9", port: 3000, servicePort: 80 },
  { name: "payments", image: "ghcr.io/acme/payments:3.1", port: 3001, servicePort: 443 },
  { name: "db", image: "postgres:16", port: 5432, servicePort: 5000 },
  { name: "cache", image: "redis:7", port: 6379, servicePort: 6000 },
  { name: "search", image: "ghcr.io/acme/search:0.8", port: 9200, servicePort: 80 },
];

export const CALLERS: readonly App[] = [
  { name: "web", image: "nginx:1.27", port: 80, servicePort: 8000 },
  { name: "store", image: "nginx:1.27", port: 80, servicePort: 8000 },
  { name: "worker", image: "ghcr.io/acme/worker:1.2", port: 8090, servicePort: 80 },
  { name: "reports", image: "ghcr.io/acme/reports:1.0", port: 8081, servicePort: 80 },
  { name: "metrics", image: "prom/prometheus:v3.1.0", port: 9090, servicePort: 80 },
];

/** Pods that serve nothing; they are the ones that should not get in. */
export const TOOLS: readonly App[] = [
  { name: "debug", image: "busybox:1.36" },
  { name: "backup", image: "alpine:3.21" },
  { name: "cron", image: "alpine:3.21" },
];

/** Namespaces with the label `team` that some of them carry. */
export const NAMESPACES: readonly { readonly name: string; readonly team: string }[] = [
  { name: "shop", team: "shop" },
  { name: "ops", team: "ops" },
  { name: "data", team: "data" },
  { name: "billing", team: "finance" },
  { name: "staging", team: "qa" },
  { name: "monitoring", team: "ops" },
  { name: "backend", team: "core" },
  { name: "partner", team: "external" },
];

export const TIERS = ["front", "back"] as const;
/** Nodes of the lab that take pods. */
export const NODES = [
  { name: "kind-worker", address: "172.18.0.3" },
  { name: "kind-worker2", address: "172.18.0.4" },
] as const;
