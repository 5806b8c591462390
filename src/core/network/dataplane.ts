/**
 * One attempt to connect, from the caller's socket to the listener: Service translation, the
 * source's egress policies, the destination's ingress policies, the listener (S41–S57). Pure: the
 * cluster is a snapshot, the draw among backends is injected. Replies are implicit (S4).
 */
import type { Protocol } from "../api/objects.ts";
import type { Family } from "../net/ip.ts";
import type { Endpoint, Flow, Verdict } from "../netpol/types.ts";
import { canonical, familyOf, inIPv4Range, isLoopback } from "./addresses.ts";
import { addressEndpoint, asItIs, endpointAt, sourceOf, type Source } from "./endpoints.ts";
import { findListener, listenersOf } from "./listeners.ts";
import type { Outside } from "./outside.ts";
import {
  lookupService,
  translate,
  type Backend,
  type ChooseBackend,
  type ServiceHit,
} from "./services.ts";
import type {
  Caller,
  Connection,
  ConnectOutcome,
  EndpointFact,
  Listener,
  RejectKind,
  TraceStep,
} from "./types.ts";
import { nodeAddress, nodeIndex, nodeOfAddress, podIndex, type NetworkSnapshot } from "./view.ts";

/** What the packet filter in front of the pods does with the first packet of a flow. */
export type Ruling =
  | { readonly action: "allow"; readonly verdict?: Verdict }
  | { readonly action: "drop"; readonly verdict?: Verdict }
  | { readonly action: "reject"; readonly kind: RejectKind; readonly verdict?: Verdict };

/**
 * The seam for policies: the lab judges by NetworkPolicy (policies.ts); a CNI that rejects instead
 * of dropping, or a network without any policy, is another judge.
 */
export type FlowJudge = (
  snapshot: NetworkSnapshot,
  flow: Flow,
  options: {
    readonly viaService: boolean;
    /** A packet of a connection that is open already (S64). */
    readonly established?: boolean;
  },
) => Ruling;

/** Times that the kernel decides, in seconds. */
export interface KernelTimes {
  /** How long connect() waits for an answer to its SYNs before ETIMEDOUT. */
  readonly synTimeout: number;
  /** How long until an address that nobody has is given up (ARP), EHOSTUNREACH. */
  readonly noRoute: number;
}

export const LINUX_TIMES: KernelTimes = { synTimeout: 134.5, noRoute: 2.97 };

export interface DataPlaneOptions {
  readonly judge: FlowJudge;
  readonly choose: ChooseBackend;
  readonly outside: Outside;
  readonly times?: KernelTimes;
}

export interface Attempt {
  readonly caller: Caller;
  readonly ip: string;
  /** Ignored for ICMP. */
  readonly port: number;
  readonly protocol: Protocol | "ICMP";
}

export interface DataPlane {
  readonly outside: Outside;
  connect(snapshot: NetworkSnapshot, attempt: Attempt): Connection;
  /** Does the next packet of an open connection pass, as things are now (S64)? */
  carries(snapshot: NetworkSnapshot, connection: Connection): boolean;
}

/** How far away an end is: routers on the way, and milliseconds there and back. */
type Distance = Pick<Connection, "hops" | "roundTrip">;

const SELF: Distance = { hops: 0, roundTrip: 0.05 };
const SAME_NODE: Distance = { hops: 1, roundTrip: 0.09 };
const OTHER_NODE: Distance = { hops: 2, roundTrip: 0.35 };
const FAR_HOPS = 11;

function outsideDistance(hops: number = FAR_HOPS): Distance {
  return { hops, roundTrip: hops <= 2 ? 0.35 : 11.4 };
}

const KUBELET: Listener = { port: 10250, protocol: "TCP", service: "https" };

export function createDataPlane(options: DataPlaneOptions): DataPlane {
  return {
    outside: options.outside,
    connect: (snapshot, attempt) => new Walk(options, snapshot, attempt).run(),
    carries: (snapshot, { trace }) => {
      const viaService = trace.some(({ step }) => step === "service");
      return trace.every((step) => {
        if (step.step !== "policy") return true;
        const { source, destination } = step.verdict.flow;
        const flow: Flow = {
          ...step.verdict.flow,
          source: asItIs(snapshot, source),
          destination: asItIs(snapshot, destination),
        };
        const ruling = options.judge(snapshot, flow, { viaService, established: true });
        return ruling.action === "allow";
      });
    },
  };
}

/** Where the packet is to go after translation, and what it looks like at both ends. */
interface Route {
  readonly ip: string;
  readonly port: number;
  readonly viaService: boolean;
  /** Set when the source address is replaced on the way (S56): the node that does it. */
  readonly masqueradedBy?: string;
  /** Set when translation happens beyond the source's node: egress sees this destination. */
  readonly egressSees?: { readonly ip: string; readonly port: number };
}

class Walk {
  readonly #options: DataPlaneOptions;
  readonly #snapshot: NetworkSnapshot;
  readonly #attempt: Attempt;
  readonly #times: KernelTimes;
  /** The address that is dialled, as indexes know it, and its family: that of the packets (S28). */
  readonly #ip: string;
  readonly #family: Family | undefined;
  readonly #trace: TraceStep[] = [];
  #local = "";

  constructor(options: DataPlaneOptions, snapshot: NetworkSnapshot, attempt: Attempt) {
    this.#options = options;
    this.#snapshot = snapshot;
    this.#attempt = attempt;
    this.#times = options.times ?? LINUX_TIMES;
    this.#ip = canonical(attempt.ip);
    this.#family = isLoopback(this.#ip) ? undefined : familyOf(this.#ip);
  }

  run(): Connection {
    const source = sourceOf(this.#snapshot, this.#attempt.caller, this.#family);
    if (source === undefined) return this.#end("no-route");
    const { port, protocol } = this.#attempt;
    const ip = this.#ip;
    this.#local = isLoopback(ip) ? "127.0.0.1" : source.ip;
    if (isLoopback(ip) || ip === source.ip) return this.#toItself(source, ip);
    const targetNode = nodeOfAddress(this.#snapshot, ip);
    const lookup = lookupService(this.#snapshot, { ip, port, protocol }, targetNode !== undefined);
    if (lookup.kind === "no-such-port") return this.#end("timeout");
    if (lookup.kind === "hit") return this.#throughService(source, lookup.hit, targetNode);
    return this.#deliver(source, { ip, port, viaService: false });
  }

  /** Loopback and the own address never leave the pod: no policy sees them (S41). */
  #toItself(source: Source, ip: string): Connection {
    if (!isLoopback(ip)) {
      const ruling = this.#judge({ source: source.endpoint, destination: source.endpoint }, false);
      if (ruling.verdict !== undefined)
        this.#trace.push({ step: "policy", verdict: ruling.verdict });
    }
    const listeners =
      source.pod === undefined
        ? this.#nodeListeners(source.ip)
        : source.pod.spec.hostNetwork === true
          ? this.#nodeListeners(source.ip)
          : listenersOf(source.pod);
    return this.#listen(listeners, ip, this.#attempt.port, SELF);
  }

  #throughService(source: Source, hit: ServiceHit, targetNode: string | undefined): Connection {
    const inside = source.nodeName !== undefined;
    if (!inside && hit.entry === "cluster-ip") return this.#end("timeout");
    const entryNode = hit.entry === "node-port" ? targetNode : (source.nodeName ?? targetNode);
    const translation = translate(this.#snapshot, hit, entryNode, inside);
    const step = {
      step: "service" as const,
      namespace: hit.service.metadata.namespace ?? "",
      name: hit.service.metadata.name,
      clusterIP: this.#attempt.ip,
      port: this.#attempt.port,
    };
    if (translation.kind !== "backends") {
      this.#trace.push({ ...step, endpoints: 0, candidates: [] });
      if (translation.kind === "no-local-endpoints") return this.#end("timeout");
      return this.#reject("icmp-port-unreachable", source);
    }
    const routes = translation.backends.map((backend) =>
      this.#routeTo(source, hit, backend, entryNode),
    );
    const candidates = translation.backends.map((backend, index): EndpointFact => {
      const route = routes[index];
      return {
        ip: backend.ip,
        port: backend.port,
        ...(backend.pod === undefined ? {} : { pod: backend.pod }),
        allowed:
          route !== undefined && this.#rulings(source, route).every((r) => r.action === "allow"),
      };
    });
    const drawn = this.#options.choose(routes.length, source.ip, hit.service);
    const index = Math.min(Math.max(0, Math.trunc(drawn)), routes.length - 1);
    const backend = translation.backends[index] ?? translation.backends[0];
    this.#trace.push({
      ...step,
      endpoint: { ip: backend.ip, port: backend.port },
      endpoints: routes.length,
      candidates,
    });
    return this.#deliver(source, this.#routeTo(source, hit, backend, entryNode));
  }

  /** S56: a node port of `externalTrafficPolicy: Cluster` hides the client behind the entry node. */
  #routeTo(
    source: Source,
    hit: ServiceHit,
    backend: Backend,
    entryNode: string | undefined,
  ): Route {
    const route: Route = { ip: backend.ip, port: backend.port, viaService: true };
    if (hit.entry === "cluster-ip") return route;
    const local = hit.service.spec.externalTrafficPolicy === "Local";
    const elsewhere = hit.entry === "node-port" && entryNode !== source.nodeName;
    const masquerade = entryNode !== undefined && !local;
    return {
      ...route,
      ...(masquerade ? { masqueradedBy: entryNode } : {}),
      ...(elsewhere ? { egressSees: { ip: this.#ip, port: this.#attempt.port } } : {}),
    };
  }

  #judge(
    ends: { readonly source: Endpoint; readonly destination: Endpoint; readonly port?: number },
    viaService: boolean,
    dialled = false,
  ): Ruling {
    const { port, protocol } = this.#attempt;
    const { source, destination } = ends;
    const flow: Flow = {
      source,
      destination,
      port: ends.port ?? port,
      protocol,
      ...(dialled && { dialled: { ip: this.#ip, port } }),
      ...(this.#family !== undefined && { family: this.#family }),
    };
    return this.#options.judge(this.#snapshot, flow, { viaService });
  }

  /** One ruling, or two where the address changes between the ends. */
  #rulings(source: Source, route: Route): readonly Ruling[] {
    const destination = endpointAt(this.#snapshot, route.ip);
    const { egressSees, masqueradedBy } = route;
    if (egressSees === undefined && masqueradedBy === undefined) {
      const ends = { source: source.endpoint, destination, port: route.port };
      return [this.#judge(ends, route.viaService, route.viaService)];
    }
    const first =
      egressSees === undefined
        ? { source: source.endpoint, destination, port: route.port }
        : {
            source: source.endpoint,
            destination: addressEndpoint(this.#snapshot, egressSees.ip),
            port: egressSees.port,
          };
    const hidden =
      masqueradedBy === undefined
        ? undefined
        : nodeAddress(this.#snapshot, masqueradedBy, this.#family);
    const second = {
      source: hidden === undefined ? source.endpoint : addressEndpoint(this.#snapshot, hidden),
      destination,
      port: route.port,
    };
    return [
      onlyEgress(this.#judge(first, route.viaService, egressSees === undefined)),
      this.#judge(second, route.viaService),
    ];
  }

  #deliver(source: Source, route: Route): Connection {
    if (route.masqueradedBy !== undefined) {
      const note = `source address replaced by that of node ${route.masqueradedBy}`;
      this.#trace.push({ step: "node", note });
    }
    for (const ruling of this.#rulings(source, route)) {
      if (ruling.verdict !== undefined)
        this.#trace.push({ step: "policy", verdict: ruling.verdict });
      if (ruling.action === "drop") return this.#end("timeout");
      if (ruling.action === "reject") return this.#reject(ruling.kind, source);
    }
    return this.#arrive(source, route);
  }

  #arrive(source: Source, { ip, port }: Route): Connection {
    const pod = podIndex(this.#snapshot).byIP.get(ip);
    if (pod !== undefined) {
      const near = pod.spec.nodeName !== undefined && pod.spec.nodeName === source.nodeName;
      return this.#listen(listenersOf(pod), ip, port, near ? SAME_NODE : OTHER_NODE);
    }
    const node = nodeOfAddress(this.#snapshot, ip);
    if (node !== undefined) {
      const distance = node === source.nodeName ? SAME_NODE : OTHER_NODE;
      return this.#listen(this.#nodeListeners(ip), ip, port, distance);
    }
    const host = this.#options.outside.host(ip);
    if (host !== undefined)
      return this.#listen(host.listeners, ip, port, outsideDistance(host.hops));
    const unassigned = [...nodeIndex(this.#snapshot).byName.values()].some((entry) =>
      (entry.spec?.podCIDRs ?? [entry.spec?.podCIDR ?? ""]).some((cidr) => inIPv4Range(ip, cidr)),
    );
    if (unassigned) return this.#end("no-route");
    // Nobody answers: the Service range, and addresses of the world that the lab does not know.
    return this.#end("timeout");
  }

  #nodeListeners(ip: string): readonly Listener[] {
    const pods = podIndex(this.#snapshot).onHost.get(ip) ?? [];
    return [KUBELET, ...pods.flatMap((pod) => listenersOf(pod))];
  }

  #listen(
    listeners: readonly Listener[],
    ip: string,
    port: number,
    distance: Distance,
  ): Connection {
    const { protocol } = this.#attempt;
    if (protocol === "ICMP") return this.#end("open", distance);
    const listener = findListener(listeners, port, protocol);
    this.#trace.push({ step: "listener", ip, port, listening: listener !== undefined });
    if (listener === undefined) return this.#end("refused", distance);
    return this.#end("open", { ...distance, listener });
  }

  #reject(kind: RejectKind, source: Source): Connection {
    return this.#end("rejected", {
      ...SAME_NODE,
      reject: { kind, from: this.#gateway(source) },
    });
  }

  /** The address from which the pod's own node answers: the first of its pod range. */
  #gateway(source: Source): string {
    const node = nodeIndex(this.#snapshot).byName.get(source.nodeName ?? "");
    const cidr = node?.spec?.podCIDR;
    if (cidr === undefined || source.pod?.spec.hostNetwork === true) return source.ip;
    return cidr.replace(/\.\d+\/\d+$/, ".1");
  }

  #end(
    outcome: ConnectOutcome,
    facts: Partial<Distance & Pick<Connection, "listener" | "reject">> = {},
  ): Connection {
    const { ip, port, protocol } = this.#attempt;
    return {
      outcome,
      seconds: this.#seconds(outcome),
      localAddress: this.#local,
      remoteAddress: ip,
      port,
      protocol,
      trace: this.#trace,
      hops: 0,
      roundTrip: 0,
      ...facts,
    };
  }

  #seconds(outcome: ConnectOutcome): number {
    // without an address of the family the kernel knows at once (ENETUNREACH)
    if (outcome === "no-route") return this.#local === "" ? 0 : this.#times.noRoute;
    if (outcome !== "timeout") return 0;
    return this.#attempt.protocol === "TCP" ? this.#times.synTimeout : Infinity;
  }
}

/** Of a ruling on the first half of a translated path only the egress side counts. */
function onlyEgress(ruling: Ruling): Ruling {
  const { verdict } = ruling;
  if (verdict === undefined || ruling.action === "allow" || !verdict.egress.allowed) return ruling;
  return { action: "allow", verdict };
}
