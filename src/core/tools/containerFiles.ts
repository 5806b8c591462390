/** Files and environment that kubelet and the image give to a container. */
import type { Container, Pod, Service } from "../api/objects.ts";
import { parseImage } from "../network/images.ts";
import type { ResolvConf } from "../network/resolver.ts";
import {
  SERVICE_KIND,
  clusterIPs,
  objectsOf,
  podAddresses,
  type NetworkSnapshot,
} from "../network/view.ts";
import type { FileSystem } from "../shell/files.ts";
import { ETC_SERVICES } from "./files/services.ts";
import type { ImageProfile } from "./images.ts";

const SECRETS = "/var/run/secrets/kubernetes.io/serviceaccount";

/** The host name: spec.hostname, else the pod's name cut to 63 characters; a node's on its network. */
export function hostnameOf(pod: Pod): string {
  if (pod.spec.hostNetwork === true && pod.spec.nodeName !== undefined) return pod.spec.nodeName;
  return pod.spec.hostname ?? pod.metadata.name.slice(0, 63);
}

function resolvConfText(conf: ResolvConf): string {
  const search = conf.search.length === 0 ? "" : `search ${conf.search.join(" ")}\n`;
  const servers = conf.nameservers.map((server) => `nameserver ${server}\n`).join("");
  return `${search}${servers}${conf.ndots === 1 ? "" : `options ndots:${conf.ndots}\n`}`;
}

/** /etc/hosts as kubelet writes it (pkg/kubelet/kubelet_pods.go, podHostsFileContent). */
function hostsText(pod: Pod): string {
  const lines = [
    "# Kubernetes-managed hosts file.",
    "127.0.0.1\tlocalhost",
    "::1\tlocalhost ip6-localhost ip6-loopback",
    "fe00::0\tip6-localnet",
    "fe00::0\tip6-mcastprefix",
    "fe00::1\tip6-allnodes",
    "fe00::2\tip6-allrouters",
  ];
  const name = hostnameOf(pod);
  const { subdomain } = pod.spec;
  const full =
    subdomain === undefined
      ? name
      : `${name}.${subdomain}.${pod.metadata.namespace ?? "default"}.svc.cluster.local\t${name}`;
  for (const ip of podAddresses(pod)) lines.push(`${ip}\t${full}`);
  return `${lines.join("\n")}\n`;
}

const PAGES: Readonly<Record<string, readonly (readonly [path: string, text: string])[]>> = {
  nginx: [
    [
      "/etc/nginx/conf.d/default.conf",
      "server {\n    listen       80;\n    server_name  localhost;\n\n    location / {\n        root   /usr/share/nginx/html;\n        index  index.html index.htm;\n    }\n}\n",
    ],
    ["/usr/share/nginx/html/index.html", "<!DOCTYPE html>\n<title>Welcome to nginx!</title>\n"],
  ],
  coredns: [
    [
      "/etc/coredns/Corefile",
      ".:53 {\n    errors\n    health\n    ready\n    kubernetes cluster.local in-addr.arpa ip6.arpa {\n       pods insecure\n       fallthrough in-addr.arpa ip6.arpa\n       ttl 30\n    }\n    prometheus :9153\n    forward . /etc/resolv.conf\n    cache 30\n    loop\n    reload\n    loadbalance\n}\n",
    ],
  ],
};

/** Writes what a fresh container finds. Folders are made as needed. */
export function writeContainerFiles(
  fs: FileSystem,
  pod: Pod,
  container: Container,
  profile: ImageProfile,
  conf: ResolvConf,
): void {
  const put = (path: string, text: string): void => {
    fs.mkdir(path.slice(0, path.lastIndexOf("/")) || "/", { parents: true });
    fs.write(path, text);
  };
  put("/etc/hosts", hostsText(pod));
  put("/etc/hostname", `${hostnameOf(pod)}\n`);
  put("/etc/resolv.conf", resolvConfText(conf));
  const { osRelease, services, id } = profile.distribution;
  if (osRelease !== undefined) put("/etc/os-release", osRelease);
  if (services) put("/etc/services", ETC_SERVICES);
  if (id !== "none") {
    const shell = profile.bash ? "/bin/bash" : "/bin/sh";
    put(
      "/etc/passwd",
      `root:x:0:0:root:/root:${shell}\nnobody:x:65534:65534:nobody:/:/bin/false\n`,
    );
    put("/etc/group", "root:x:0:\nnogroup:x:65534:\n");
    for (const folder of ["/tmp", "/var/log", "/usr/bin", "/usr/local/bin", "/bin", "/proc"]) {
      fs.mkdir(folder, { parents: true });
    }
  }
  if (id === "alpine") put("/etc/alpine-release", "3.22.2\n");
  if (id.startsWith("debian")) put("/etc/debian_version", id === "debian12" ? "12.12\n" : "13.2\n");
  const { name } = parseImage(container.image ?? "");
  const pages = Object.hasOwn(PAGES, name) ? PAGES[name] : undefined;
  for (const [path, text] of pages ?? []) put(path, text);
  put(`${SECRETS}/namespace`, pod.metadata.namespace ?? "default");
  put(
    `${SECRETS}/ca.crt`,
    "-----BEGIN CERTIFICATE-----\nTmV0cG9sIExhYg==\n-----END CERTIFICATE-----\n",
  );
  put(`${SECRETS}/token`, `eyJhbGciOiJSUzI1NiJ9.${pod.metadata.uid ?? "pod"}.lab`);
}

/** NAME_SERVICE_HOST and its companions (pkg/kubelet/envvars). */
function serviceVariables(service: Service): readonly (readonly [string, string])[] {
  const ip = clusterIPs(service)[0];
  const ports = service.spec.ports ?? [];
  const [first] = ports;
  if (ip === undefined || first === undefined) return [];
  const prefix = service.metadata.name.toUpperCase().replaceAll("-", "_");
  const entries: [string, string][] = [
    [`${prefix}_SERVICE_HOST`, ip],
    [`${prefix}_SERVICE_PORT`, `${first.port}`],
  ];
  for (const port of ports) {
    if (port.name === undefined) continue;
    const name = port.name.toUpperCase().replaceAll("-", "_");
    entries.push([`${prefix}_SERVICE_PORT_${name}`, `${port.port}`]);
  }
  for (const [index, port] of ports.entries()) {
    const protocol = port.protocol ?? "TCP";
    const url = `${protocol.toLowerCase()}://${ip}:${port.port}`;
    if (index === 0) entries.push([`${prefix}_PORT`, url]);
    const name = `${prefix}_PORT_${port.port}_${protocol}`;
    entries.push(
      [name, url],
      [`${name}_PROTO`, protocol.toLowerCase()],
      [`${name}_PORT`, `${port.port}`],
      [`${name}_ADDR`, ip],
    );
  }
  return entries;
}

/** The environment of a container's first process; Services that were there when it started. */
export function containerEnvironment(
  snapshot: NetworkSnapshot,
  pod: Pod,
  container: Container,
  profile: ImageProfile,
): ReadonlyMap<string, string> {
  const env = new Map<string, string>([
    ["PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    ["HOSTNAME", hostnameOf(pod)],
  ]);
  for (const [name, value] of Object.entries(profile.env)) env.set(name, value);
  for (const { name, value } of container.env ?? []) env.set(name, value ?? "");
  const found = new Map<string, string>();
  const namespace = pod.metadata.namespace ?? "default";
  for (const object of objectsOf(snapshot, SERVICE_KIND).values()) {
    const service = object as Service;
    const master =
      service.metadata.namespace === "default" && service.metadata.name === "kubernetes";
    if (!master && service.metadata.namespace !== namespace) continue;
    for (const [name, value] of serviceVariables(service)) found.set(name, value);
  }
  // kubelet goes through a map of them, in no order of its own
  for (const [name, value] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!env.has(name)) env.set(name, value);
  }
  env.set("HOME", profile.user === 0 ? "/root" : "/");
  return env;
}
