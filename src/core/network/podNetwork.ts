/**
 * The network as a program in a pod (or on a node) has it. Everything it does goes through the
 * data plane, and every attempt is told to the observer: nothing can be seen that policies forbid.
 */
import type { Cancel, Clock } from "../cluster/clock.ts";
import { isAddress, isLoopback } from "./addresses.ts";
import type { Attempt, DataPlane } from "./dataplane.ts";
import { clusterAnswer, needsUpstream, outsideAnswer, type ZoneAnswer } from "./dns.ts";
import { sourceOf } from "./endpoints.ts";
import { lookUp, type Exchange, type ResolvConf } from "./resolver.ts";
import type {
  Caller,
  ConnectRequest,
  Connection,
  DnsQuestion,
  DnsReply,
  FlowObservation,
  NameAnswer,
  PodNetwork,
  ResolveOptions,
  TraceStep,
} from "./types.ts";
import { podAddresses, podIndex, serviceIndex, clusterIPs, type NetworkSnapshot } from "./view.ts";

export interface PodNetworkOptions {
  readonly plane: DataPlane;
  /** The cluster as it is now; asked anew for every attempt. */
  readonly snapshot: () => NetworkSnapshot;
  readonly clock: Clock;
  readonly caller: Caller;
  readonly observe?: (observation: FlowObservation) => void;
  /** Where the cluster's DNS forwards what it does not know. */
  readonly upstream?: string;
  /** How the server of the cluster words its answers; CoreDNS unless a test says otherwise. */
  readonly dnsSoftware?: "coredns" | "dnsmasq";
  /** What the cluster's DNS knows; the kubernetes plugin's answers unless a test says otherwise. */
  readonly answers?: typeof clusterAnswer;
}

const DEFAULT_UPSTREAM = "8.8.8.8";
/** CoreDNS gives its upstream up after this time (forward plugin) and answers SERVFAIL. */
const UPSTREAM_SECONDS = 6;
const DNS_PORT = 53;
const FALLBACK_DNS = "10.96.0.10";

/** The resolver's settings of a caller: kubelet's `ClusterFirst`, or the node's own. */
export function resolvConfOf(
  snapshot: NetworkSnapshot,
  caller: Caller,
  upstream: string = DEFAULT_UPSTREAM,
): ResolvConf {
  const own: ResolvConf = { nameservers: [upstream], search: [], ndots: 1 };
  if (caller.kind !== "pod") return own;
  const pod = podIndex(snapshot).byKey.get(`${caller.namespace}/${caller.name}`);
  const policy = pod?.spec.dnsPolicy ?? "ClusterFirst";
  if (policy === "Default") return own;
  if (policy === "ClusterFirst" && pod?.spec.hostNetwork === true) return own;
  const search = ["svc.cluster.local", "cluster.local"];
  return {
    nameservers: [clusterDns(snapshot)],
    search: [`${caller.namespace}.svc.cluster.local`, ...search],
    ndots: 5,
  };
}

function clusterDns(snapshot: NetworkSnapshot): string {
  for (const service of serviceIndex(snapshot).byClusterIP.values()) {
    const { name, namespace } = service.metadata;
    if (name === "kube-dns" && namespace === "kube-system") {
      return clusterIPs(service)[0] ?? FALLBACK_DNS;
    }
  }
  return FALLBACK_DNS;
}

export function createPodNetwork(options: PodNetworkOptions): PodNetwork {
  return new CallerNetwork(options);
}

class CallerNetwork implements PodNetwork {
  readonly caller: Caller;
  readonly #options: PodNetworkOptions;
  readonly #upstream: string;
  /** The last name that led to an address, for the trace of the connection that follows. */
  readonly #names = new Map<string, TraceStep>();

  constructor(options: PodNetworkOptions) {
    this.#options = options;
    this.caller = options.caller;
    this.#upstream = options.upstream ?? DEFAULT_UPSTREAM;
  }

  get addresses(): readonly string[] {
    const { caller } = this;
    if (caller.kind === "pod") {
      const key = `${caller.namespace}/${caller.name}`;
      const pod = podIndex(this.#options.snapshot()).byKey.get(key);
      return pod === undefined ? [] : podAddresses(pod);
    }
    const source = sourceOf(this.#options.snapshot(), caller);
    return source === undefined ? [] : [source.ip];
  }

  get resolvConf(): ResolvConf {
    return resolvConfOf(this.#options.snapshot(), this.caller, this.#upstream);
  }

  probe(request: ConnectRequest): Connection {
    const connection = this.#connect(request);
    const name = this.#names.get(request.ip);
    const traced: Connection =
      name === undefined ? connection : { ...connection, trace: [name, ...connection.trace] };
    this.#report(request, traced);
    return traced;
  }

  carries(connection: Connection): boolean {
    return this.#options.plane.carries(this.#options.snapshot(), connection);
  }

  async query(question: DnsQuestion, cancel?: Cancel): Promise<DnsReply> {
    const { server, transport, tool, name } = question;
    const connection = this.#connect({ ip: server, port: DNS_PORT, protocol: transport });
    this.#report({ tool, target: name }, connection, "dns");
    return this.#answerOver(connection, question, cancel);
  }

  async resolve(name: string, options: ResolveOptions, cancel?: Cancel): Promise<NameAnswer> {
    const started = this.#options.clock.now();
    if (isAddress(name)) return { kind: "addresses", canonical: name, ips: [name] };
    const answer = await lookUp(
      this.resolvConf,
      name,
      options,
      (server, full, types, seconds) =>
        this.#ask({ server, name: full, types, seconds, target: name, tool: options.tool }, cancel),
      (seconds) => this.#options.clock.sleep(seconds * 1000, cancel),
    );
    const seconds = (this.#options.clock.now() - started) / 1000;
    if (answer.kind === "addresses") {
      const step: TraceStep = { step: "name", name, answer, seconds };
      for (const ip of answer.ips) this.#names.set(ip, step);
    }
    return answer;
  }

  /** Both questions of one name in one go: one attempt, one wait. */
  async #ask(
    request: {
      readonly server: string;
      readonly name: string;
      readonly types: readonly ("A" | "AAAA")[];
      readonly seconds: number;
      readonly target: string;
      readonly tool: string;
    },
    cancel: Cancel | undefined,
  ): Promise<Exchange> {
    const { server, name, types, seconds, tool, target } = request;
    const connection = this.#connect({ ip: server, port: DNS_PORT, protocol: "UDP" });
    this.#report({ tool, target }, connection, "dns");
    const replies: Extract<Exchange, { kind: "answers" }>["replies"][number][] = [];
    const questions = types.map((type): DnsQuestion => {
      return { server, name, type, transport: "UDP", timeoutSeconds: seconds, tool };
    });
    for (const [index, question] of questions.entries()) {
      const paid = index > 0; // the second answer comes with the first
      const reply = await this.#answerOver(connection, question, cancel, paid);
      if (reply.kind !== "answer") return { kind: reply.kind };
      replies.push({ rcode: reply.rcode, answers: reply.answers });
    }
    return { kind: "answers", replies };
  }

  #connect(request: Omit<Attempt, "caller">): Connection {
    const attempt = { ...request, caller: this.caller };
    return this.#options.plane.connect(this.#options.snapshot(), attempt);
  }

  #report(
    request: { readonly tool: string; readonly target: string },
    connection: Connection,
    purpose?: "dns",
  ): void {
    this.#options.observe?.({
      time: this.#options.clock.now(),
      caller: this.caller,
      tool: request.tool,
      target: request.target,
      connection,
      ...(purpose === undefined ? {} : { purpose }),
    });
  }

  async #answerOver(
    connection: Connection,
    question: DnsQuestion,
    cancel: Cancel | undefined,
    free = false,
  ): Promise<DnsReply> {
    const { clock } = this.#options;
    const wait = (seconds: number): Promise<void> => clock.sleep(seconds * 1000, cancel);
    const limit = question.timeoutSeconds;
    if (connection.outcome === "no-route" && connection.seconds <= limit) {
      await wait(connection.seconds);
      return { kind: "unreachable", reason: "host-unreachable" };
    }
    if (connection.outcome === "refused" || connection.outcome === "rejected") {
      const admin = connection.reject?.kind === "icmp-admin-prohibited";
      return { kind: "unreachable", reason: admin ? "host-unreachable" : "refused" };
    }
    if (connection.outcome !== "open" || connection.listener?.service !== "dns") {
      await wait(limit);
      return { kind: "timeout" };
    }
    const { answer, seconds, software } = this.#answer(connection, question);
    if (seconds > limit) {
      await wait(limit);
      return { kind: "timeout" };
    }
    const milliseconds = connection.roundTrip + seconds * 1000;
    if (!free) await wait(milliseconds / 1000);
    return {
      kind: "answer",
      milliseconds: Math.round(milliseconds),
      software,
      ...flags(answer, software),
    };
  }

  /** What the server that the packet reached says, and how long it thinks. */
  #answer(
    connection: Connection,
    question: DnsQuestion,
  ): { answer: ZoneAnswer; seconds: number; software: "coredns" | "dnsmasq" } {
    const snapshot = this.#options.snapshot();
    const { plane, dnsSoftware = "coredns" } = this.#options;
    const service = connection.trace.find((step) => step.step === "service");
    const ip = service?.endpoint?.ip ?? connection.remoteAddress;
    const pod = isLoopback(ip) ? undefined : podIndex(snapshot).byIP.get(ip);
    if (pod === undefined) {
      return { answer: outsideAnswer(plane.outside, question), seconds: 0, software: "dnsmasq" };
    }
    const software = dnsSoftware;
    if (needsUpstream(snapshot, question.name)) {
      const caller: Caller = {
        kind: "pod",
        namespace: pod.metadata.namespace ?? "",
        name: pod.metadata.name,
      };
      const upstream = plane.connect(snapshot, {
        caller,
        ip: this.#upstream,
        port: DNS_PORT,
        protocol: "UDP",
      });
      if (upstream.outcome !== "open") {
        const answer: ZoneAnswer = {
          rcode: "SERVFAIL",
          answers: [],
          authority: [],
          additional: [],
          own: false,
        };
        return { answer, seconds: UPSTREAM_SECONDS, software };
      }
    }
    const { answers = clusterAnswer } = this.#options;
    return { answer: answers(snapshot, plane.outside, question), seconds: 0, software };
  }
}

/**
 * Sections and flags as the two kinds of server set them. CoreDNS: AA without RA in its zone, RA
 * without AA for forwarded names, neither with SERVFAIL. dnsmasq: RA always, AA for its own names.
 */
function flags(
  answer: ZoneAnswer,
  software: "coredns" | "dnsmasq",
): Pick<
  Extract<DnsReply, { kind: "answer" }>,
  "rcode" | "answers" | "authority" | "additional" | "authoritative" | "recursionAvailable"
> {
  const { rcode, answers, own } = answer;
  if (software === "dnsmasq") {
    return {
      rcode,
      answers,
      authority: [],
      additional: [],
      authoritative: answers.length > 0,
      recursionAvailable: true,
    };
  }
  return {
    rcode,
    answers,
    authority: answer.authority,
    additional: answer.additional,
    authoritative: own,
    recursionAvailable: !own && rcode !== "SERVFAIL",
  };
}
