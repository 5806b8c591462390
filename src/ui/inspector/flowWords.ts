import type { Pod, Service } from "../../core/api/objects.ts";
import { selectorMatches } from "../../core/api/labels.ts";
import type { ClusterState } from "../../core/cluster/types.ts";
import type { FlowRequest, FlowStatus } from "../../core/graph/types.ts";
import { dnsPod } from "../../core/session/graph.ts";
import type { OutsideHost } from "../../core/session/scenario.ts";
import { servicesOf, verdictOn } from "../../core/session/view.ts";
import { FLOW_WORDS, type FlowWords } from "../components/status.ts";

export interface Said {
  readonly text: string;
  readonly tone: FlowWords["tone"];
}

/** The verdict of a flow as the inspector's headline; some plugins answer what they deny. */
export function headline(status: FlowStatus, rejects: boolean): Said {
  const { headline: text, tone } = FLOW_WORDS[status];
  return { text: rejects ? text.replace(/^Dropped/, "Refused") : text, tone };
}

export interface ServiceFact {
  readonly text: string;
  readonly more: string;
  readonly service: Service;
  /** Of the port in the Service's YAML. */
  readonly path: string;
}

/** Services that lead to this end of the flow: policies see the pod's port, not the Service's. */
export function serviceFacts(cluster: ClusterState, flow: FlowRequest): readonly ServiceFact[] {
  if (!flow.destination.startsWith("pod/")) return [];
  const key = flow.destination.slice("pod/".length) as `${string}/${string}`;
  const pod = cluster.objects.get("/Pod")?.get(key) as Pod | undefined;
  if (pod === undefined) return [];
  return servicesOf(cluster).flatMap((service: Service) => {
    const { namespace, name } = service.metadata;
    const { selector, ports = [] } = service.spec;
    if (selector === undefined || namespace !== pod.metadata.namespace) return [];
    if (!selectorMatches({ matchLabels: selector }, pod.metadata.labels)) return [];
    return ports
      .map((port, index) => ({ port, index }))
      .filter(({ port }) => (port.protocol ?? "TCP") === flow.protocol)
      .filter(
        ({ port }) => targetOf(pod, port.targetPort ?? port.port, flow.protocol) === flow.port,
      )
      .map(({ port, index }) => ({
        service,
        path: `spec.ports[${index}]`,
        text: `Service ${name}:${port.port} leads to this pod's port ${flow.port}.`,
        more:
          port.port === flow.port
            ? "Policies judge the pod that was chosen, never the Service."
            : `Policies see port ${flow.port}; a rule for ${port.port} would not match.`,
      }));
  });
}

export interface NameFact {
  /** The question to DNS, as a flow of its own. */
  readonly flow: FlowRequest;
  readonly passes: boolean;
  readonly text: string;
}

/** A connection by name asks DNS first: does that pass? Undefined where no name leads there. */
export function nameFact(
  cluster: ClusterState,
  asked: FlowRequest,
  outside: readonly OutsideHost[],
): NameFact | undefined {
  const dns = dnsPod(cluster);
  const named = asked.destination.startsWith("outside/") || serviceFacts(cluster, asked).length > 0;
  if (dns === undefined || dns === asked.destination || !named) return undefined;
  if (!asked.source.startsWith("pod/")) return undefined;
  const flow = { source: asked.source, destination: dns, port: 53, protocol: "UDP" } as const;
  const verdict = verdictOn(cluster, flow, outside);
  if (verdict === undefined) return undefined;
  if (verdict.allowed) {
    return { flow, passes: true, text: "Its name resolves: questions to DNS pass." };
  }
  const gate = verdict.egress.allowed ? "the ingress gate of DNS" : "the source's egress gate";
  return { flow, passes: false, text: `Its name does not resolve: DNS is dropped at ${gate}.` };
}

function targetOf(pod: Pod, target: number | string, protocol: string): number | undefined {
  if (typeof target === "number") return target;
  return pod.spec.containers
    .flatMap((container) => container.ports ?? [])
    .find((port) => port.name === target && (port.protocol ?? "TCP") === protocol)?.containerPort;
}
