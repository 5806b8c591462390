/** Another question: the pod's port instead of the Service's (S33, S51). */
import { selectorMatches } from "../../api/labels.ts";
import type { Service, ServicePort } from "../../api/objects.ts";
import type { CompiledNetwork } from "../../netpol/compile.ts";
import { evaluate } from "../../netpol/evaluate.ts";
import type { Flow, PodEndpoint } from "../../netpol/types.ts";
import type { Proposal } from "../proposal.ts";

/** Flows to the pods behind a Service whose port, or address, was asked for; only those that pass. */
export function podPortInstead(
  network: CompiledNetwork,
  flow: Flow,
  services: readonly Service[],
): Proposal[] {
  const seen = new Set<string>();
  return services.flatMap((service) =>
    (service.spec.ports ?? []).flatMap((port): Proposal[] => {
      if (port.port !== flow.port || (port.protocol ?? "TCP") !== flow.protocol) return [];
      const proposal = behind(network, flow, service, port);
      if (proposal === undefined || seen.has(proposal.title)) return [];
      seen.add(proposal.title);
      return [proposal];
    }),
  );
}

function behind(
  network: CompiledNetwork,
  flow: Flow,
  service: Service,
  port: ServicePort,
): Proposal | undefined {
  const { destination } = flow;
  const pods = podsBehind(network, service).filter((pod) =>
    destination.kind === "pod"
      ? pod.namespace === destination.namespace && pod.name === destination.name
      : service.spec.clusterIPs?.includes(destination.ip) === true ||
        service.spec.clusterIP === destination.ip,
  );
  for (const pod of pods) {
    const target = targetPort(pod, port);
    if (target === undefined || (pod === destination && target === flow.port)) continue;
    const asked: Flow = { ...flow, destination: pod, port: target, viaService: true };
    if (!evaluate(network, asked).allowed) continue;
    const { name } = service.metadata;
    return {
      idea: "question",
      title: `Ask for ${flow.protocol} ${target} of ${pod.namespace}/${pod.name}: ${port.port} is the port of Service ${name}`,
      size: 1,
      changes: [],
      flow: asked,
    };
  }
  return undefined;
}

function podsBehind({ endpoints }: CompiledNetwork, { spec, metadata }: Service): PodEndpoint[] {
  const { selector } = spec;
  const range = endpoints.namespaces.find(({ name }) => name === (metadata.namespace ?? "default"));
  if (selector === undefined || range === undefined) return [];
  return endpoints.pods
    .slice(range.start, range.end)
    .filter(({ labels }) => selectorMatches({ matchLabels: selector }, labels));
}

function targetPort(
  pod: PodEndpoint,
  { port, targetPort: target = port, protocol = "TCP" }: ServicePort,
): number | undefined {
  if (typeof target === "number") return target;
  return pod.namedPorts.find((named) => named.name === target && named.protocol === protocol)?.port;
}
