import type { Pod } from "../api/objects.ts";
import type { Direction } from "../netpol/types.ts";
import { bundleFlows } from "./bundle.ts";
import { candidates, leavesSystemOut } from "./candidates.ts";
import { regionsOf } from "./collapse.ts";
import { nodeId, outsideId, podId } from "./ids.ts";
import type { GraphInput } from "./input.ts";
import type { GraphJudge } from "./judge.ts";
import { graphPolicies } from "./policies.ts";
import { podPorts, mainLabels, podStatus, shortImage } from "./pods.ts";
import { workloadName } from "../api/workload.ts";
import type { AddressCard, CardId, Gate, GraphModel, PodCard } from "./types.ts";

/**
 * The graph of a cluster. Total: whatever the API server accepted can be drawn. The order of
 * namespaces and pods is that of the input and nothing else decides places, so that neither
 * policies nor flows can move a pod.
 */
export function buildGraph(input: GraphInput): GraphModel {
  const pods = input.pods.map((pod) => podCard(pod, input.judge));
  const addresses = [
    ...(input.outside ?? []).map(({ name, title = name, address }) =>
      addressCard("outside", outsideId(name), "outside", title, address),
    ),
    ...(input.nodes ?? []).map((node) =>
      addressCard(
        "node",
        nodeId(node.metadata.name),
        "nodes",
        node.metadata.name,
        node.status?.addresses?.find((a) => a.type === "InternalIP")?.address ?? "",
      ),
    ),
  ];
  const { regions, cards, cardOf } = regionsOf(input, pods, addresses);
  const flows = bundleFlows(candidates(input, pods, cardOf), cardOf, input.judge);
  return {
    regions,
    cards,
    cardOf,
    flows: flows.flows,
    hiddenFlows: flows.hidden,
    systemHidden: leavesSystemOut(input, pods),
    policies: graphPolicies(input, pods, cardOf),
    podCount: pods.length,
    enforced: input.enforced ?? true,
  };
}

function podCard(pod: Pod, judge: GraphJudge): PodCard {
  const namespace = pod.metadata.namespace ?? "default";
  const id = podId(namespace, pod.metadata.name);
  const ip = pod.status?.podIP;
  const node = pod.spec.nodeName;
  return {
    kind: "pod",
    id,
    region: `region/${namespace}`,
    namespace,
    name: pod.metadata.name,
    labels: mainLabels(pod.metadata.labels),
    allLabels: pod.metadata.labels ?? {},
    image: shortImage(pod.spec.containers[0]?.image),
    status: podStatus(pod),
    workload: workloadName(pod),
    ports: podPorts(pod),
    egress: podGate(pod, id, "Egress", judge),
    ingress: podGate(pod, id, "Ingress", judge),
    ...(ip === undefined ? {} : { ip }),
    ...(node === undefined ? {} : { node }),
  };
}

function podGate(pod: Pod, id: CardId, direction: Direction, judge: GraphJudge): Gate {
  if (pod.spec.hostNetwork === true) return { state: "none", reason: "host-network" };
  const phase = pod.status?.phase;
  if (phase === "Succeeded" || phase === "Failed") return { state: "none", reason: "finished" };
  if (pod.status?.podIP === undefined) return { state: "none", reason: "no-address" };
  const policies = judge.guards(id, direction);
  return policies.length === 0 ? { state: "open" } : { state: "guarded", policies };
}

function addressCard(
  kind: AddressCard["kind"],
  id: CardId,
  region: string,
  name: string,
  address: string,
): AddressCard {
  const gate: Gate = { state: "none", reason: "not-a-pod" };
  return { kind, id, region, name, address, egress: gate, ingress: gate };
}
