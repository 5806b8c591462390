/** The two ends of one flow as a person names them, Services among them. */
import type { Protocol, Service, ServicePort } from "../api/objects.ts";
import { workloadName } from "../api/workload.ts";
import { parseIP } from "../net/ip.ts";
import { describeNoEnd, flowBetween } from "../netpol/endpoints.ts";
import { portText } from "../netpol/match.ts";
import type { Flow, FlowProtocol } from "../netpol/types.ts";
import { lookupService, translate, type Backend } from "../network/services.ts";
import { clusterIPs, slicesOf } from "../network/view.ts";
import type { Cluster } from "./cluster.ts";
import { endName, type End } from "./flows.ts";
import { portNumber, protocolNamed } from "./ports.ts";
import { podHint } from "./selector.ts";
import { CommandError, UsageError } from "./subcommand.ts";

const PROTOCOL_SUFFIX = /^(.*)\/(tcp|udp|sctp|icmp)$/i;

/** `TO[:PORT][/PROTOCOL]`, taken apart. */
export interface TargetText {
  readonly end: string;
  /** A number, or the name of a port. */
  readonly port?: string;
  readonly protocol?: FlowProtocol;
}

/**
 * `NS/POD:PORT/PROTO`, `svc/web:http`, `[2001:db8::1]:443`, `10.0.0.1:80/UDP`; port and protocol may
 * be missing.
 * @throws UsageError for a port number that is none
 */
export function parseTarget(text: string): TargetText {
  const suffix = PROTOCOL_SUFFIX.exec(text);
  const protocol = protocolNamed(suffix?.[2] ?? "");
  const rest = protocol === undefined ? text : (suffix?.[1] ?? "");
  const kept = protocol === undefined ? {} : { protocol };
  const bracket = /^\[([^\]]+)\](?::(\w[\w-]*))?$/.exec(rest);
  const plain = /^([^:]+)(?::(\w[\w-]*))?$/.exec(rest);
  const [, end = rest, port] = bracket ?? plain ?? [];
  if (port === undefined) return { end, ...kept };
  if (/^\d+$/.test(port)) portNumber(port);
  return { end, port, ...kept };
}

/** What a name stands for. */
export type NamedEnd =
  | { readonly kind: "end"; readonly end: End; readonly note?: string }
  | { readonly kind: "service"; readonly service: Service };

const DNS_NAME = /^([a-z0-9-]+)\.([a-z0-9-]+)(?:\.svc(?:\.[a-z0-9.-]+)?)?\.?$/;

/**
 * Finds `POD`, `NS/POD`, `svc/NAME`, `NS/svc/NAME`, `NAME.NS.svc`, a workload, `node/NAME` or an
 * address. A pod goes before a Service, a Service before a workload of the same name.
 * @throws CommandError when there is no such end
 */
export function findEnd(
  cluster: Cluster,
  text: string,
  namespace: string,
  role: "source" | "destination",
): NamedEnd {
  const { endpoints } = cluster.network;
  if (parseIP(text) !== undefined) return address(cluster, text);
  const parts = text.split("/");
  const [first = "", second = "", third] = parts;
  if (parts.length === 2 && first === "node") {
    const [ip] = endpoints.nodes.get(second) ?? [];
    if (ip === undefined) throw new CommandError(`node ${second} has no address`);
    return address(cluster, ip);
  }
  const word = parts.length === 3 ? second : first;
  const typed = parts.length > 1 && (SERVICE_WORDS.has(word) || POD_WORDS.has(word));
  const place = parts.length === 3 ? first : parts.length === 2 && !typed ? first : namespace;
  const name = third ?? (parts.length === 2 ? second : first);
  if (parts.length > 3 || (parts.length === 3 && !typed) || !/^[a-z0-9][a-z0-9.-]*$/.test(name))
    throw new CommandError(describeNoEnd(text, "not-an-address"));
  const mayBeService = typed ? SERVICE_WORDS.has(word) : role === "destination";
  if (mayBeService) {
    const service = serviceNamed(cluster, place, name, typed);
    const pod = typed ? undefined : endpoints.pod(place, name);
    if (service !== undefined && pod?.ok !== true) return { kind: "service", service };
  }
  if (typed && SERVICE_WORDS.has(word))
    throw new CommandError(`Service ${place}/${name} does not exist`);
  return podNamed(cluster, place, name);
}

const SERVICE_WORDS = new Set(["svc", "service", "services"]);
const POD_WORDS = new Set(["pod", "po", "pods"]);

function address(cluster: Cluster, ip: string): NamedEnd {
  const found = cluster.network.endpoints.address(ip);
  if (!found.ok) throw new CommandError(describeNoEnd(found.text, found.reason));
  const hit = cluster.services.find((service) => clusterIPs(service).includes(ip));
  return hit === undefined ? { kind: "end", end: found } : { kind: "service", service: hit };
}

function serviceNamed(
  cluster: Cluster,
  namespace: string,
  name: string,
  typed: boolean,
): Service | undefined {
  const here = cluster.service(namespace, name);
  if (here !== undefined || typed) return here;
  const [, short = "", place = ""] = DNS_NAME.exec(name) ?? [];
  return short === "" ? undefined : cluster.service(place, short);
}

function podNamed(cluster: Cluster, namespace: string, name: string): NamedEnd {
  const found = cluster.network.endpoints.pod(namespace, name);
  if (found.ok) return { kind: "end", end: found };
  if (found.reason === "unknown-pod") {
    const replicas = cluster.pods.filter((pod) => {
      const object = pod.namespace === namespace ? cluster.podOf(pod) : undefined;
      return object !== undefined && workloadName(object) === name;
    });
    const [replica] = replicas;
    if (replica !== undefined) {
      const others = replicas.length - 1;
      const more = others === 0 ? "" : ` and ${others} more`;
      return {
        kind: "end",
        end: { ok: true, endpoint: replica },
        note: `${name} has the pod ${replica.name}${more}`,
      };
    }
  }
  const hint = found.reason === "unknown-pod" ? podHint(cluster, namespace, name) : "";
  throw new CommandError(`${describeNoEnd(found.text, found.reason)}${hint}`);
}

// ---------------------------------------------------------------------------------------------

/** A Service that was asked for, and what became of the connection. */
export interface ServiceStep {
  readonly namespace: string;
  readonly name: string;
  readonly clusterIP: string;
  readonly port: number;
  readonly protocol: FlowProtocol;
}

/** One question, as one flow for each pod that may answer. */
export interface Question {
  /** e.g. `shop/web → shop/db, TCP 5432`. */
  readonly title: string;
  readonly service?: ServiceStep;
  /** How names were read. */
  readonly notes: readonly string[];
  readonly flows: readonly [Flow, ...Flow[]];
}

/**
 * Reads FROM and TO[:PORT][/PROTOCOL].
 * @throws UsageError, CommandError
 */
export function readQuestion(
  cluster: Cluster,
  from: string,
  to: string,
  namespace: string,
): Question {
  const text = parseTarget(to);
  const source = findEnd(cluster, from.replace(/^\[(.+)\]$/, "$1"), namespace, "source");
  if (source.kind === "service")
    throw new CommandError(`${from} is a Service; connections come from pods and addresses`);
  const target = findEnd(cluster, text.end, namespace, "destination");
  const notes = [source, target].flatMap((end) => ("note" in end ? [end.note] : []));
  if (target.kind === "service")
    return { ...throughService(cluster, source.end, target.service, text), notes };
  const { port, protocol } = portAt(cluster, target.end, text);
  const flow = flowBetween(source.end, target.end, port, protocol);
  const title = `${endName(flow.source)} → ${endName(flow.destination)}, ${portText({ port, protocol })}`;
  return { title, notes, flows: [flow] };
}

/** The port that is meant: as given, by name, or the usual one. */
function portAt(
  cluster: Cluster,
  { endpoint }: End,
  { port, protocol }: TargetText,
): { readonly port: number; readonly protocol: FlowProtocol } {
  const listening = cluster.portsOf(endpoint);
  if (port === undefined) {
    const [first] = listening;
    const chosen = protocol ?? first?.protocol ?? "TCP";
    const usual = listening.find((listener) => listener.protocol === chosen)?.port;
    return { port: chosen === "ICMP" ? 0 : (usual ?? 80), protocol: chosen };
  }
  if (/^\d+$/.test(port)) return { port: Number(port), protocol: protocol ?? "TCP" };
  const named =
    endpoint.kind === "pod"
      ? endpoint.namedPorts.find(
          (each) => each.name === port && (protocol === undefined || each.protocol === protocol),
        )
      : undefined;
  if (named === undefined)
    throw new CommandError(`${endName(endpoint)} has no port named ${JSON.stringify(port)}`);
  return { port: named.port, protocol: named.protocol };
}

function throughService(
  cluster: Cluster,
  source: End,
  service: Service,
  text: TargetText,
): Omit<Question, "notes"> {
  const { namespace = "default", name } = service.metadata;
  const label = `Service ${namespace}/${name}`;
  if (service.spec.type === "ExternalName")
    throw new CommandError(
      `${label} is another name of ${service.spec.externalName ?? "nothing"}: ask about its address`,
    );
  if (text.protocol === "ICMP") throw new UsageError("a Service does not answer ICMP");
  const wanted = servicePort(service, text);
  const protocol: Protocol = wanted.protocol ?? "TCP";
  const [ip = "None"] = clusterIPs(service);
  const backends = backendsOf(cluster, service, wanted, source);
  const headless = ip === "None";
  const flows = backends.map((backend): Flow => {
    const end = cluster.network.endpoints.address(backend.ip);
    if (!end.ok) throw new CommandError(describeNoEnd(end.text, end.reason));
    // a headless Service is only a name: what is dialled is the pod, on the port as given
    const asked = headless && /^\d+$/.test(text.port ?? "") ? Number(text.port) : backend.port;
    const flow = flowBetween(source, end, asked, protocol);
    return headless ? flow : { ...flow, viaService: true, dialled: { ip, port: wanted.port } };
  });
  const [first, ...rest] = flows;
  if (first === undefined)
    throw new CommandError(
      `${label} has no ready endpoint on ${portText({ port: wanted.port, protocol })}: the connection is refused before any policy`,
    );
  const arrow = `${endName(source.endpoint)} → ${label}, ${portText({ port: wanted.port, protocol })}`;
  return {
    title: `${arrow} → ${endName(first.destination)}, ${portText(first)}`,
    service: { namespace, name, clusterIP: ip, port: wanted.port, protocol },
    flows: [first, ...rest],
  };
}

function servicePort(service: Service, { port, protocol }: TargetText): ServicePort {
  const { namespace = "default", name } = service.metadata;
  const ports = service.spec.ports ?? [];
  const fits = ports.filter(
    (each) =>
      (protocol === undefined || (each.protocol ?? "TCP") === protocol) &&
      (port === undefined || each.name === port || String(each.port) === port),
  );
  const headless = service.spec.clusterIP === "None";
  const found = fits[0] ?? (headless ? ports[0] : undefined);
  if (found !== undefined) return found;
  const has = ports.map((each) => portText({ port: each.port, protocol: each.protocol ?? "TCP" }));
  throw new CommandError(
    `Service ${namespace}/${name} has no port ${[protocol, port].filter((word) => word !== undefined).join(" ")} (it has ${has.join(", ") || "none"})`,
  );
}

/** The pods that kube-proxy draws among, for this caller (S50–S57). */
function backendsOf(
  cluster: Cluster,
  service: Service,
  port: ServicePort,
  source: End,
): readonly Backend[] {
  const { state } = cluster;
  const [ip] = clusterIPs(service);
  const protocol = port.protocol ?? "TCP";
  if (ip === undefined) return headlessBackends(cluster, service, port);
  const lookup = lookupService(state, { ip, port: port.port, protocol }, false);
  if (lookup.kind !== "hit") return [];
  const node = source.endpoint.nodeName;
  const translation = translate(state, lookup.hit, node, true);
  return translation.kind === "backends" ? translation.backends : [];
}

/** The addresses that DNS answers for the name. */
function headlessBackends(
  { state }: Cluster,
  { metadata }: Service,
  port: ServicePort,
): readonly Backend[] {
  return slicesOf(state, metadata.namespace ?? "default", metadata.name).flatMap((slice) => {
    const number = slice.ports?.find((each) => (each.name ?? "") === (port.name ?? ""))?.port;
    return (slice.endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready !== false)
      .flatMap(({ addresses: [ip] }) =>
        ip === undefined ? [] : [{ ip, port: number ?? port.port }],
      );
  });
}
