/**
 * What the cluster's DNS answers: the zone `cluster.local` as CoreDNS' kubernetes plugin serves it
 * (coredns plugin/kubernetes: handler.go, kubernetes.go, reverse.go; `pods insecure`, ttl 30 as
 * kubeadm sets them), and outside names as forwarded. Pure: a question and a snapshot in, records
 * out; the way there is the data plane's business.
 */
import type { EndpointSlice, Pod, Service } from "../api/objects.ts";
import { ipv4Value, isIPv6 } from "./addresses.ts";
import type { Outside } from "./outside.ts";
import type { DnsQuestion, DnsRecord } from "./types.ts";
import {
  NAMESPACE_KIND,
  SERVICE_KIND,
  cachedBy,
  clusterIPs,
  objectsOf,
  podIndex,
  slicesOf,
  type NetworkSnapshot,
} from "./view.ts";

const CLUSTER_DOMAIN = "cluster.local";
const TTL = 30;
const SERVICES = `svc.${CLUSTER_DOMAIN}`;

/** An answer section by section, before it travels. */
export interface ZoneAnswer {
  readonly rcode: "NOERROR" | "NXDOMAIN" | "SERVFAIL" | "REFUSED";
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly additional: readonly DnsRecord[];
  /** From the cluster's own zone, so authoritative and without recursion. */
  readonly own: boolean;
}

type RecordType = DnsQuestion["type"];

const CLUSTER_SOA: DnsRecord = {
  name: CLUSTER_DOMAIN,
  type: "SOA",
  ttl: TTL,
  data: `ns.dns.${CLUSTER_DOMAIN}. hostmaster.${CLUSTER_DOMAIN}. 1795200000 7200 1800 86400 30`,
};

const ROOT_SOA: DnsRecord = {
  name: "",
  type: "SOA",
  ttl: TTL,
  data: "a.root-servers.net. nstld.verisign-grs.com. 2026112001 1800 900 604800 86400",
};

function record(name: string, type: string, data: string): DnsRecord {
  return { name, type, ttl: TTL, data };
}

function ownAnswer(
  answers: readonly DnsRecord[],
  additional: readonly DnsRecord[] = [],
): ZoneAnswer {
  return {
    rcode: "NOERROR",
    answers,
    authority: answers.length > 0 ? [] : [CLUSTER_SOA],
    additional,
    own: true,
  };
}

const NO_DATA = ownAnswer([]);
const NO_SUCH_NAME: ZoneAnswer = { ...NO_DATA, rcode: "NXDOMAIN" };

/** The name without its trailing dot, in lower case: names compare so. */
export function canonicalName(name: string): string {
  return (name.endsWith(".") ? name.slice(0, -1) : name).toLowerCase();
}

/** True for names that the cluster's DNS answers by itself. */
function isClusterName(name: string): boolean {
  return name === CLUSTER_DOMAIN || name.endsWith(`.${CLUSTER_DOMAIN}`);
}

/** `10.244.2.20` from `20.2.244.10.in-addr.arpa`; undefined for anything else. */
function reverseAddress(name: string): string | undefined {
  const suffix = ".in-addr.arpa";
  if (!name.endsWith(suffix)) return undefined;
  const ip = name.slice(0, -suffix.length).split(".").reverse().join(".");
  return ipv4Value(ip) === undefined ? undefined : ip;
}

/** The name under which an IPv4 address is looked up. */
export function reverseName(ip: string): string {
  return `${ip.split(".").reverse().join(".")}.in-addr.arpa`;
}

/** The answer of the cluster's DNS when it can reach its upstream. */
export function clusterAnswer(
  snapshot: NetworkSnapshot,
  outside: Outside,
  question: { readonly name: string; readonly type: RecordType },
): ZoneAnswer {
  const name = canonicalName(question.name);
  const reverse = reverseAddress(name);
  if (reverse !== undefined && question.type === "PTR") {
    const found = reverseRecords(snapshot, reverse);
    if (found.length > 0) return ownAnswer(found.map((host) => record(name, "PTR", `${host}.`)));
  }
  if (!isClusterName(name)) return outsideAnswer(outside, { name, type: question.type });
  return zoneAnswer(snapshot, outside, name, question.type);
}

/** True when the answer needs the upstream: neither in the zone nor an address of the cluster. */
export function needsUpstream(snapshot: NetworkSnapshot, name: string): boolean {
  const lower = canonicalName(name);
  if (isClusterName(lower)) return false;
  const reverse = reverseAddress(lower);
  return reverse === undefined || reverseRecords(snapshot, reverse).length === 0;
}

/** What a public resolver knows. */
export function outsideAnswer(
  outside: Outside,
  question: { readonly name: string; readonly type: RecordType },
): ZoneAnswer {
  const name = canonicalName(question.name);
  const nothing = { answers: [], authority: [], additional: [], own: false } as const;
  if (outside.isBroken(name)) return { rcode: "SERVFAIL", ...nothing };
  const reverse = reverseAddress(name);
  if (reverse !== undefined && question.type === "PTR") {
    const host = outside.host(reverse)?.reverse;
    if (host !== undefined) {
      return { rcode: "NOERROR", ...nothing, answers: [record(name, "PTR", `${host}.`)] };
    }
  }
  const addresses = outside.addresses(name);
  if (addresses === undefined && !outside.exists(name)) {
    return { rcode: "NXDOMAIN", ...nothing, authority: [ROOT_SOA] };
  }
  const wanted = addresses?.filter((ip) => typeOfAddress(ip) === question.type) ?? [];
  return {
    rcode: "NOERROR",
    ...nothing,
    answers: wanted.map((ip) => record(name, question.type, ip)),
  };
}

function typeOfAddress(ip: string): "A" | "AAAA" {
  return isIPv6(ip) ? "AAAA" : "A";
}

function addressRecords(name: string, ips: readonly string[], type: RecordType): DnsRecord[] {
  return ips
    .filter((ip) => type === "ANY" || typeOfAddress(ip) === type)
    .map((ip) => record(name, typeOfAddress(ip), ip));
}

function zoneAnswer(
  snapshot: NetworkSnapshot,
  outside: Outside,
  name: string,
  type: RecordType,
): ZoneAnswer {
  if (name === CLUSTER_DOMAIN) return apexAnswer(type);
  if (name === SERVICES || name === `pod.${CLUSTER_DOMAIN}`) return NO_DATA;
  if (name === `dns-version.${CLUSTER_DOMAIN}`) {
    return type === "TXT" ? ownAnswer([record(name, "TXT", '"1.1.0"')]) : NO_DATA;
  }
  if (name === `ns.dns.${CLUSTER_DOMAIN}`) {
    const dns = serviceAt(snapshot, "kube-system", "kube-dns");
    return ownAnswer(dns === undefined ? [] : addressRecords(name, clusterIPs(dns), type));
  }
  const labels = name.slice(0, -(CLUSTER_DOMAIN.length + 1)).split(".");
  const kind = labels.at(-1);
  const namespace = labels.at(-2) ?? "";
  if (!hasNamespace(snapshot, namespace)) return NO_SUCH_NAME;
  if (kind === "pod") return podAnswer(name, labels, type);
  if (kind !== "svc") return NO_SUCH_NAME;
  if (labels.length === 2) return NO_DATA;
  const service = serviceAt(snapshot, namespace, labels.at(-3) ?? "");
  if (service === undefined) return NO_SUCH_NAME;
  return serviceAnswer(snapshot, outside, { service, name, type, front: labels.slice(0, -3) });
}

function apexAnswer(type: RecordType): ZoneAnswer {
  if (type === "SOA") return ownAnswer([CLUSTER_SOA]);
  if (type === "NS") return ownAnswer([record(CLUSTER_DOMAIN, "NS", `ns.dns.${CLUSTER_DOMAIN}.`)]);
  return NO_DATA;
}

function hasNamespace(snapshot: NetworkSnapshot, namespace: string): boolean {
  return objectsOf(snapshot, NAMESPACE_KIND).has(`/${namespace}`);
}

function serviceAt(
  snapshot: NetworkSnapshot,
  namespace: string,
  name: string,
): Service | undefined {
  return objectsOf(snapshot, SERVICE_KIND).get(`${namespace}/${name}`) as Service | undefined;
}

/** `10-244-1-10.default.pod.cluster.local`: with `pods insecure` any address answers. */
function podAnswer(name: string, labels: readonly string[], type: RecordType): ZoneAnswer {
  if (labels.length === 2) return NO_DATA;
  const ip = (labels[0] ?? "").replaceAll("-", ".");
  if (labels.length !== 3 || ipv4Value(ip) === undefined) return NO_SUCH_NAME;
  return ownAnswer(addressRecords(name, [ip], type));
}

interface ServiceQuestion {
  readonly service: Service;
  readonly name: string;
  readonly type: RecordType;
  /** Labels before the Service's name: none, a pod's host name, or `_port._protocol`. */
  readonly front: readonly string[];
}

function serviceAnswer(
  snapshot: NetworkSnapshot,
  outside: Outside,
  question: ServiceQuestion,
): ZoneAnswer {
  const { service, name, type, front } = question;
  if (service.spec.type === "ExternalName") {
    return front.length === 0 ? aliasAnswer(snapshot, outside, question) : NO_SUCH_NAME;
  }
  const ips = clusterIPs(service);
  const headless = ips.length === 0;
  const hosts = headless ? headlessHosts(snapshot, service) : [];
  if (front.length === 0) {
    if (headless && hosts.length === 0) return NO_SUCH_NAME;
    const all = headless ? hosts.map((host) => host.ip) : ips;
    if (type === "SRV") return srvAnswer(question, hosts, service.spec.ports ?? []);
    return ownAnswer(addressRecords(name, all, type));
  }
  const [first = "", second = ""] = front;
  if (front.length === 2 && first.startsWith("_") && second.startsWith("_")) {
    const ports = (service.spec.ports ?? []).filter(
      (port) =>
        port.name === first.slice(1) && `_${(port.protocol ?? "TCP").toLowerCase()}` === second,
    );
    if (ports.length === 0) return NO_SUCH_NAME;
    return type === "SRV" ? srvAnswer(question, hosts, ports) : NO_DATA;
  }
  const named = front.length === 1 ? hosts.filter((host) => host.name === first) : [];
  if (named.length === 0) return NO_SUCH_NAME;
  return ownAnswer(
    addressRecords(
      name,
      named.map((host) => host.ip),
      type,
    ),
  );
}

/** A CNAME, and the alias followed: within the zone, or upstream. */
function aliasAnswer(
  snapshot: NetworkSnapshot,
  outside: Outside,
  { service, name, type }: ServiceQuestion,
): ZoneAnswer {
  const target = canonicalName(service.spec.externalName ?? "");
  const alias = record(name, "CNAME", `${target}.`);
  if (type === "CNAME" || target === name) return ownAnswer([alias]);
  const isAlias = isClusterName(target) && isExternalName(snapshot, target);
  const followed = isAlias ? NO_DATA : clusterAnswer(snapshot, outside, { name: target, type });
  return { ...ownAnswer([alias, ...followed.answers]), rcode: "NOERROR" };
}

/** One step of an alias is followed; an alias of an alias in the zone is left to the client. */
function isExternalName(snapshot: NetworkSnapshot, name: string): boolean {
  const [service = "", namespace = ""] = name.split(".");
  return serviceAt(snapshot, namespace, service)?.spec.type === "ExternalName";
}

function srvAnswer(
  { service, name }: ServiceQuestion,
  hosts: readonly Host[],
  ports: readonly { readonly port: number }[],
): ZoneAnswer {
  const base = `${service.metadata.name}.${service.metadata.namespace ?? ""}.${SERVICES}`;
  const targets =
    hosts.length > 0
      ? hosts.map((host) => ({ name: `${host.name}.${base}`, ip: host.ip }))
      : clusterIPs(service).map((ip) => ({ name: base, ip }));
  const weight = Math.max(1, Math.floor(100 / Math.max(1, targets.length * ports.length)));
  return ownAnswer(
    targets.flatMap((target) =>
      ports.map((port) => record(name, "SRV", `0 ${weight} ${port.port} ${target.name}.`)),
    ),
    targets.map((target) => record(target.name, typeOfAddress(target.ip), target.ip)),
  );
}

interface Host {
  readonly name: string;
  readonly ip: string;
}

type SliceEndpoint = NonNullable<EndpointSlice["endpoints"]>[number];

/** A pod's `hostname` when it also names the Service as its `subdomain`, else the dashed address. */
function hostName(
  snapshot: NetworkSnapshot,
  service: string,
  endpoint: SliceEndpoint,
  ip: string,
): string {
  const target = endpoint.targetRef;
  const pod: Pod | undefined =
    target?.kind === "Pod"
      ? podIndex(snapshot).byKey.get(`${target.namespace ?? ""}/${target.name}`)
      : undefined;
  if (pod?.spec.hostname !== undefined && pod.spec.subdomain === service) return pod.spec.hostname;
  return ip.replaceAll(/[.:]/g, "-");
}

function headlessHosts(snapshot: NetworkSnapshot, service: Service): readonly Host[] {
  const { name, namespace = "" } = service.metadata;
  const hosts = new Map<string, Host>();
  for (const slice of slicesOf(snapshot, namespace, name)) {
    for (const endpoint of slice.endpoints ?? []) {
      const ip = endpoint.addresses[0];
      if (ip === undefined || endpoint.conditions?.ready === false) continue;
      hosts.set(ip, { ip, name: hostName(snapshot, name, endpoint, ip) });
    }
  }
  return [...hosts.values()];
}

/** Names of addresses: Services by cluster IP, then endpoints under each of their Services. */
function reverseRecords(snapshot: NetworkSnapshot, ip: string): readonly string[] {
  const services = objectsOf(snapshot, SERVICE_KIND);
  const byService = servicesByIP(services).get(ip);
  if (byService !== undefined) return [byService];
  const names: string[] = [];
  for (const object of services.values()) {
    const { name, namespace = "" } = object.metadata;
    for (const slice of slicesOf(snapshot, namespace, name)) {
      for (const endpoint of slice.endpoints ?? []) {
        if (endpoint.addresses[0] !== ip || endpoint.conditions?.ready === false) continue;
        const host = `${hostName(snapshot, name, endpoint, ip)}.${name}.${namespace}.${SERVICES}`;
        if (!names.includes(host)) names.push(host);
      }
    }
  }
  return names;
}

const servicesByIP = cachedBy((objects) => {
  const names = new Map<string, string>();
  for (const object of objects.values()) {
    const { name, namespace = "" } = object.metadata;
    for (const ip of clusterIPs(object as Service))
      names.set(ip, `${name}.${namespace}.${SERVICES}`);
  }
  return names;
});
