/** The data plane as programs in pods see it: they cannot open a connection in any other way. */
import type { Protocol } from "../api/objects.ts";
import type { Cancel } from "../cluster/clock.ts";
import type { Verdict } from "../netpol/types.ts";

/** Who is calling: a pod (then its resolv.conf and policies count), a node, or an outside address. */
export type Caller =
  | { readonly kind: "pod"; readonly namespace: string; readonly name: string }
  | { readonly kind: "node"; readonly name: string }
  | { readonly kind: "outside"; readonly ip: string };

/** How the attempt ended. `rejected` is an ICMP or TCP answer of a plugin or of kube-proxy. */
export type ConnectOutcome = "open" | "refused" | "timeout" | "rejected" | "no-route";

/** One thing that happened to the packet, in order; the graph animates these and Why words them. */
export type TraceStep =
  | {
      readonly step: "name";
      readonly name: string;
      readonly answer: NameAnswer;
      readonly seconds: number;
    }
  | {
      readonly step: "service";
      readonly namespace: string;
      readonly name: string;
      readonly clusterIP: string;
      readonly port: number;
      readonly endpoint?: { readonly ip: string; readonly port: number };
      readonly endpoints: number;
      readonly candidates: readonly EndpointFact[];
    }
  | { readonly step: "policy"; readonly verdict: Verdict }
  | { readonly step: "node"; readonly note: string }
  | {
      readonly step: "listener";
      readonly ip: string;
      readonly port: number;
      readonly listening: boolean;
    };

/** One backend of a Service as this caller would meet it (S53: "allowed k of n"). */
export interface EndpointFact {
  readonly ip: string;
  readonly port: number;
  /** `namespace/name`, when the endpoint is a pod. */
  readonly pod?: string;
  readonly allowed: boolean;
}

/** What the answer of a refusing device looks like on the wire. */
export type RejectKind =
  "icmp-port-unreachable" | "icmp-admin-prohibited" | "icmp-host-unreachable" | "tcp-reset";

export type NameAnswer =
  | { readonly kind: "addresses"; readonly canonical: string; readonly ips: readonly string[] }
  | { readonly kind: "nxdomain" }
  | { readonly kind: "no-data" }
  | { readonly kind: "servfail" }
  | { readonly kind: "timeout" }
  | { readonly kind: "refused" };

export interface Connection {
  readonly outcome: ConnectOutcome;
  /** Seconds of lab time it takes until the outcome is known; Infinity never. */
  readonly seconds: number;
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly port: number;
  readonly protocol: Protocol | "ICMP";
  readonly trace: readonly TraceStep[];
  /** With outcome `rejected`: which answer came back, and from which address. */
  readonly reject?: { readonly kind: RejectKind; readonly from: string };
  /** Routers on the way: 0 within the pod, 1 on the node, 2 to another node. */
  readonly hops: number;
  /** Milliseconds there and back, when something answers. */
  readonly roundTrip: number;
  /** What listens there, when open: enough for a tool to print what the server would answer. */
  readonly listener?: Listener;
}

/** A process that listens in a pod, or outside. */
export interface Listener {
  readonly port: number;
  readonly protocol: Protocol;
  readonly service:
    | "http"
    | "https"
    | "dns"
    | "silent"
    /** Takes connections and closes them at once. */
    | "closing"
    | "postgres"
    | "redis"
    | "mysql"
    | "mongodb"
    | "ssh"
    | "echo";
  /** e.g. `nginx/1.27.5`, for the Server header and pages. */
  readonly server?: string;
  /** Which pages an HTTP listener has; see http.ts. */
  readonly site?: string;
  /** The text that a site of the kind `text` answers. */
  readonly text?: string;
  readonly podName?: string;
}

/** A finished attempt, told to whoever draws or logs: the page's graph, the timeline, the lessons. */
export interface FlowObservation {
  readonly time: number;
  readonly caller: Caller;
  readonly tool: string;
  readonly target: string;
  readonly connection: Connection;
  /** Set for the question to the DNS server that goes before the real attempt. */
  readonly purpose?: "dns";
}

export interface ConnectRequest {
  readonly ip: string;
  readonly port: number;
  readonly protocol: Protocol | "ICMP";
  /** The name of the program, for the observation. */
  readonly tool: string;
  /** What the person typed (`http://backend.production`), for the observation. */
  readonly target: string;
}

/** What a program in a pod gets. Waiting is up to the tool, which knows its own time limits. */
export interface PodNetwork {
  readonly caller: Caller;
  readonly addresses: readonly string[];
  /** Judges one attempt now, without waiting; pure data. The tool then sleeps for as long as it would. */
  probe(request: ConnectRequest): Connection;
  /** Does the next packet of an open connection pass, as policies and plugin are now (S64)? */
  carries(connection: Connection): boolean;
  /** One DNS question to one server through the policies; waits as long as the answer takes. */
  query(question: DnsQuestion, cancel?: Cancel): Promise<DnsReply>;
  /** getaddrinfo with the pod's search list, ndots and libc; waits as long as that libc waits. */
  resolve(name: string, options: ResolveOptions, cancel?: Cancel): Promise<NameAnswer>;
  /** The pod's /etc/resolv.conf. */
  readonly resolvConf: {
    readonly nameservers: readonly string[];
    readonly search: readonly string[];
    readonly ndots: number;
  };
}

export interface ResolveOptions {
  readonly libc: "glibc" | "musl";
  readonly family?: 4 | 6;
  readonly tool: string;
}

export interface DnsQuestion {
  readonly server: string;
  readonly name: string;
  readonly type:
    "A" | "AAAA" | "SRV" | "PTR" | "CNAME" | "TXT" | "NS" | "SOA" | "MX" | "HTTPS" | "ANY";
  readonly transport: "UDP" | "TCP";
  readonly timeoutSeconds: number;
  readonly tool: string;
}

export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly data: string;
}

export type DnsReply =
  | {
      readonly kind: "answer";
      readonly rcode: "NOERROR" | "NXDOMAIN" | "SERVFAIL" | "REFUSED";
      readonly answers: readonly DnsRecord[];
      readonly authority: readonly DnsRecord[];
      readonly additional: readonly DnsRecord[];
      readonly authoritative: boolean;
      readonly recursionAvailable: boolean;
      /** CoreDNS sends the client's cookie back and does not compress names; dnsmasq and the big resolvers do neither. */ readonly software:
        "coredns" | "dnsmasq";
      readonly milliseconds: number;
    }
  | { readonly kind: "timeout" }
  /** Rejected or refused at once; TCP also when nobody listens. */
  | { readonly kind: "unreachable"; readonly reason: "refused" | "host-unreachable" };
