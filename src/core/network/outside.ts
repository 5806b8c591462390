/** The world beyond the cluster: a few hosts with names, addresses and what listens there. */
import type { Listener } from "./types.ts";

export interface OutsideHost {
  readonly ip: string;
  /** Names that public DNS knows for it. */
  readonly names: readonly string[];
  readonly listeners: readonly Listener[];
  /** Routers on the way; far away unless said. */
  readonly hops?: number;
  /** What the reverse look-up of the address gives; most hosts have none. */
  readonly reverse?: string;
}

const web = (server: string, site: string): readonly Listener[] => [
  { port: 80, protocol: "TCP", service: "http", server, site },
  { port: 443, protocol: "TCP", service: "https", server, site },
];

const resolver: readonly Listener[] = [
  { port: 53, protocol: "UDP", service: "dns" },
  { port: 53, protocol: "TCP", service: "dns" },
  { port: 443, protocol: "TCP", service: "https" },
];

/**
 * Hosts that are there in every lab. Addresses of names are from the documentation ranges
 * (RFC 5737), except the public resolvers, which everybody knows by their number.
 */
const OUTSIDE_HOSTS: readonly OutsideHost[] = [
  {
    ip: "203.0.113.10",
    names: ["www.example.com", "example.com"],
    listeners: web("nginx/1.22.1", "nginx"),
  },
  {
    ip: "203.0.113.20",
    names: ["www.example.org", "example.org"],
    listeners: web("nginx/1.22.1", "nginx"),
  },
  {
    ip: "203.0.113.30",
    names: ["www.example.net", "example.net"],
    listeners: web("nginx/1.22.1", "nginx"),
  },
  {
    ip: "203.0.113.80",
    names: ["kubernetes.io", "www.kubernetes.io"],
    listeners: web("Netlify", "generic"),
  },
  {
    ip: "203.0.113.81",
    names: ["github.com", "api.github.com"],
    listeners: [...web("github.com", "generic"), { port: 22, protocol: "TCP", service: "ssh" }],
  },
  { ip: "203.0.113.82", names: ["google.com", "www.google.com"], listeners: web("gws", "generic") },
  {
    ip: "203.0.113.83",
    names: ["registry.k8s.io", "registry-1.docker.io", "docker.io"],
    listeners: web("nginx", "generic"),
  },
  { ip: "8.8.8.8", names: ["dns.google"], reverse: "dns.google", listeners: resolver },
  { ip: "8.8.4.4", names: ["dns.google"], reverse: "dns.google", listeners: resolver },
  {
    ip: "1.1.1.1",
    names: ["one.one.one.one"],
    reverse: "one.one.one.one",
    listeners: [
      ...resolver,
      { port: 80, protocol: "TCP", service: "http", server: "cloudflare", site: "generic" },
    ],
  },
  { ip: "9.9.9.9", names: ["dns9.quad9.net"], reverse: "dns9.quad9.net", listeners: resolver },
  // The cloud's metadata service, which egress policies are so often about.
  {
    ip: "169.254.169.254",
    names: [],
    listeners: [{ port: 80, protocol: "TCP", service: "http", server: "EC2ws", site: "metadata" }],
  },
];

/** An outside host of a scenario that says nothing else: a web server. */
export function webHost(ip: string, names: readonly string[]): OutsideHost {
  return { ip, names, listeners: web("nginx/1.22.1", "nginx") };
}

export interface Outside {
  readonly hosts: readonly OutsideHost[];
  host(ip: string): OutsideHost | undefined;
  /** Addresses of a name (lower case, no trailing dot); undefined when nobody has that name. */
  addresses(name: string): readonly string[] | undefined;
  /** True for a name whose own servers are broken: resolvers answer SERVFAIL. */
  isBroken(name: string): boolean;
  /** True when the name exists or is a parent of one that does (then it is no NXDOMAIN). */
  exists(name: string): boolean;
}

/** The hosts of every lab and the scenario's own, which win over an address or a name of ours. */
export function createOutside(
  own: readonly OutsideHost[] = [],
  brokenNames: readonly string[] = [],
): Outside {
  const broken = new Set(brokenNames.map((name) => name.toLowerCase()));
  const byIP = new Map<string, OutsideHost>();
  const byName = new Map<string, string[]>();
  const parents = new Set<string>();
  const taken = new Set(own.flatMap((host) => host.names.map((name) => name.toLowerCase())));
  const common = OUTSIDE_HOSTS.filter((host) => !own.some((mine) => mine.ip === host.ip)).map(
    (host) => ({ ...host, names: host.names.filter((name) => !taken.has(name)) }),
  );
  const hosts = [...own, ...common];
  for (const host of hosts) {
    byIP.set(host.ip, host);
    for (const given of host.names) {
      const name = given.toLowerCase();
      byName.set(name, [...(byName.get(name) ?? []), host.ip]);
      const labels = name.split(".");
      for (let start = 1; start < labels.length; start++)
        parents.add(labels.slice(start).join("."));
    }
  }
  return {
    hosts,
    host: (ip) => byIP.get(ip),
    isBroken: (name) => broken.has(name),
    addresses: (name) => byName.get(name),
    exists: (name) => byName.has(name) || parents.has(name),
  };
}
