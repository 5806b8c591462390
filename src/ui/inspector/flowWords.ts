import type { Pod, Service } from "../../core/api/objects.ts";
import { selectorMatches } from "../../core/api/labels.ts";
import type { ClusterState } from "../../core/cluster/types.ts";
import type { FlowRequest, FlowStatus } from "../../core/graph/types.ts";
import { servicesOf } from "../../core/session/view.ts";
import { FLOW_WORDS, type FlowWords } from "../components/status.ts";

export interface Said {
  readonly text: string;
  readonly tone: FlowWords["tone"];
}

/** The verdict of a flow as the inspector's headline. */
export function headline(status: FlowStatus): Said {
  const { headline: text, tone } = FLOW_WORDS[status];
  return { text, tone };
}

/** Services that lead to this end of the flow: policies see the pod's port, not the Service's. */
export function serviceFacts(
  cluster: ClusterState,
  flow: FlowRequest,
): readonly { readonly text: string; readonly more: string }[] {
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
      .filter((port) => (port.protocol ?? "TCP") === flow.protocol)
      .filter((port) => targetOf(pod, port.targetPort ?? port.port, flow.protocol) === flow.port)
      .map((port) => ({
        text: `Service ${name}:${port.port} leads to this pod's port ${flow.port}.`,
        more:
          port.port === flow.port
            ? "Policies judge the pod that was chosen, never the Service."
            : `Policies see port ${flow.port}; a rule for ${port.port} would not match.`,
      }));
  });
}

function targetOf(pod: Pod, target: number | string, protocol: string): number | undefined {
  if (typeof target === "number") return target;
  return pod.spec.containers
    .flatMap((container) => container.ports ?? [])
    .find((port) => port.name === target && (port.protocol ?? "TCP") === protocol)?.containerPort;
}
