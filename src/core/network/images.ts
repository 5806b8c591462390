/** Reading image references, and which servers well-known images run. Data, no behaviour. */
import type { Listener } from "./types.ts";

export interface ImageReference {
  /** e.g. `docker.io`; absent when the reference names none. */
  readonly registry?: string;
  /** Without registry and without `library/`: `nginx`, `prom/prometheus`. */
  readonly repository: string;
  /** Last part of the repository: `prometheus`. */
  readonly name: string;
  readonly tag: string;
}

/** Splits an image reference as containerd does (distribution/reference): the first part is a registry when it holds a dot or a colon. */
export function parseImage(image: string): ImageReference {
  const withoutDigest = image.split("@", 1)[0] ?? image;
  const slash = withoutDigest.lastIndexOf("/");
  const colon = withoutDigest.indexOf(":", slash + 1);
  const path = colon === -1 ? withoutDigest : withoutDigest.slice(0, colon);
  const tag = colon === -1 ? "latest" : withoutDigest.slice(colon + 1);
  const parts = path.split("/");
  const first = parts[0] ?? "";
  const hasRegistry =
    parts.length > 1 && (first.includes(".") || first.includes(":") || first === "localhost");
  const rest = hasRegistry ? parts.slice(1) : parts;
  const named = rest[0] === "library" && rest.length > 1 ? rest.slice(1) : rest;
  return {
    ...(hasRegistry ? { registry: first } : {}),
    repository: named.join("/"),
    name: named.at(-1) ?? "",
    tag,
  };
}

type ServerPort = Pick<Listener, "port" | "protocol" | "service" | "site">;

export interface ServerImage {
  /** Names (last part of the repository) it is known by. */
  readonly names: readonly string[];
  /** What its own main process listens on. */
  readonly ports: readonly ServerPort[];
  /** `Server:` header, `%` standing for the version. */
  readonly server?: string;
  /** Version by tag prefix, the empty prefix last: for `latest` and tags that name none. */
  readonly versions?: readonly (readonly [prefix: string, version: string])[];
}

const http = (port: number, site: string): ServerPort => ({
  port,
  protocol: "TCP",
  service: "http",
  site,
});
const tcp = (port: number, service: Listener["service"]): ServerPort => ({
  port,
  protocol: "TCP",
  service,
});
const udp = (port: number, service: Listener["service"]): ServerPort => ({
  port,
  protocol: "UDP",
  service,
});

const NGINX_VERSIONS = [
  ["1.22", "1.22.1"],
  ["1.23", "1.23.4"],
  ["1.24", "1.24.0"],
  ["1.25", "1.25.5"],
  ["1.26", "1.26.3"],
  ["1.27", "1.27.5"],
  ["1.28", "1.28.0"],
  ["stable", "1.28.0"],
  ["", "1.29.4"],
] as const;

const APACHE_VERSIONS = [["", "2.4.66"]] as const;

/** Images whose servers the lab knows. Any other image answers HTTP on the ports it declares. */
const SERVER_IMAGES: readonly ServerImage[] = [
  { names: ["nginx"], ports: [http(80, "nginx")], server: "nginx/%", versions: NGINX_VERSIONS },
  {
    names: ["nginx-unprivileged"],
    ports: [http(8080, "nginx")],
    server: "nginx/%",
    versions: NGINX_VERSIONS,
  },
  {
    names: ["httpd", "apache"],
    ports: [http(80, "httpd")],
    server: "Apache/% (Unix)",
    versions: APACHE_VERSIONS,
  },
  {
    names: ["controller", "nginx-ingress-controller", "ingress-nginx"],
    ports: [http(80, "ingress"), tcp(443, "https")],
  },
  { names: ["traefik"], ports: [http(80, "traefik"), tcp(443, "https")] },
  { names: ["caddy"], ports: [http(80, "text")], server: "Caddy" },
  { names: ["http-echo"], ports: [http(5678, "http-echo")] },
  { names: ["echoserver", "echo-server"], ports: [http(8080, "generic")] },
  { names: ["whoami"], ports: [http(80, "generic")] },
  { names: ["agnhost"], ports: [] },
  { names: ["podinfo"], ports: [http(9898, "generic")] },
  { names: ["prometheus"], ports: [http(9090, "prometheus")] },
  { names: ["alertmanager"], ports: [http(9093, "generic")] },
  { names: ["grafana", "grafana-oss"], ports: [http(3000, "grafana")] },
  { names: ["node-exporter"], ports: [http(9100, "metrics")] },
  { names: ["postgres", "postgresql"], ports: [tcp(5432, "postgres")] },
  { names: ["mysql", "mariadb", "percona"], ports: [tcp(3306, "mysql")] },
  { names: ["redis", "valkey"], ports: [tcp(6379, "redis")] },
  { names: ["mongo", "mongodb"], ports: [tcp(27017, "mongodb")] },
  { names: ["memcached"], ports: [tcp(11211, "silent")] },
  { names: ["rabbitmq"], ports: [tcp(5672, "silent")] },
  { names: ["elasticsearch", "opensearch"], ports: [http(9200, "generic"), tcp(9300, "silent")] },
  {
    names: ["coredns"],
    ports: [
      udp(53, "dns"),
      tcp(53, "dns"),
      http(9153, "metrics"),
      http(8080, "health"),
      http(8181, "health"),
    ],
  },
  { names: ["etcd"], ports: [tcp(2379, "https"), tcp(2380, "https"), http(2381, "metrics")] },
  { names: ["kube-apiserver"], ports: [tcp(6443, "https")] },
  { names: ["kube-controller-manager"], ports: [tcp(10257, "https")] },
  { names: ["kube-scheduler"], ports: [tcp(10259, "https")] },
  { names: ["kube-proxy"], ports: [http(10249, "health"), http(10256, "health")] },
  { names: ["kindnetd"], ports: [] },
  // Images that wait for something to be run in them.
  {
    names: [
      "busybox",
      "alpine",
      "debian",
      "ubuntu",
      "bash",
      "curl",
      "netshoot",
      "pause",
      "dnsutils",
      "jessie-dnsutils",
      "fedora",
      "centos",
      "rockylinux",
      "network-multitool",
      "netcat",
      "iperf3",
    ],
    ports: [],
  },
];

const BY_NAME: ReadonlyMap<string, ServerImage> = new Map(
  SERVER_IMAGES.flatMap((image) => image.names.map((name) => [name, image] as const)),
);

export function serverImage(reference: ImageReference): ServerImage | undefined {
  return BY_NAME.get(reference.name);
}

/** The version a tag stands for: the tag's own when it is a full one, else by prefix. */
export function imageVersion(image: ServerImage, tag: string): string {
  const full = /^v?(\d+\.\d+\.\d+)(?![\d.])/.exec(tag);
  if (full?.[1] !== undefined) return full[1];
  return image.versions?.find(([prefix]) => tag.startsWith(prefix))?.[1] ?? "";
}
