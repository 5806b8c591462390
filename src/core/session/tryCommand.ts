/** A command that shows how a connection ends, with a tool that the calling pod has. */
import type { Pod, Service } from "../api/objects.ts";
import { selectorMatches } from "../api/labels.ts";
import type { ClusterState } from "../cluster/types.ts";
import type { CheckedFlow } from "../lessons/checks/check.ts";
import { imageProfile } from "../tools/images.ts";
import { servicesOf } from "./view.ts";

/** Seconds until the tool gives up, as the lessons have it. */
const PATIENCE = 3;

/**
 * Undefined where the caller is no pod of the cluster, or has no tool for it.
 * @param flow by the names that authors use: `NAMESPACE/POD`, `dns`, an address
 */
export function tryCommand(
  state: ClusterState,
  { from, to, port, protocol }: Omit<CheckedFlow, "want">,
): string | undefined {
  const caller = podAt(state, from);
  if (caller === undefined || protocol === "SCTP") return undefined;
  // exec goes to the first container
  const tools = imageProfile(caller.spec.containers[0]?.image ?? "").tools;
  const { name, namespace = "default" } = caller.metadata;
  const exec = `kubectl exec ${namespace === "default" ? "" : `-n ${namespace} `}${name} --`;
  if (to === "dns") {
    const look = ["nslookup", "getent"].find((tool) => tools.has(tool));
    if (look === undefined) return undefined;
    return `${exec} ${look}${look === "getent" ? " hosts" : ""} kubernetes.default`;
  }
  const target = targetText(state, namespace, to, port);
  if (target === undefined) return undefined;
  const { host, port: dialled } = target;
  if (protocol === "UDP")
    return tools.has("nc") ? `${exec} nc -zuv -w ${PATIENCE} ${host} ${dialled}` : undefined;
  if (tools.has("nc")) return `${exec} nc -zv -w ${PATIENCE} ${host} ${dialled}`;
  if (tools.has("curl")) return `${exec} curl -m ${PATIENCE} http://${host}:${dialled}`;
  return tools.has("wget")
    ? `${exec} wget -qO- -T ${PATIENCE} http://${host}:${dialled}`
    : undefined;
}

function podAt(state: ClusterState, name: string): Pod | undefined {
  return state.objects.get("/Pod")?.get(name as `${string}/${string}`) as Pod | undefined;
}

/** By the name of a Service that leads to just this port of just this pod, else by address. */
function targetText(
  state: ClusterState,
  namespace: string,
  to: string,
  port: number,
): { readonly host: string; readonly port: number } | undefined {
  const pod = podAt(state, to);
  if (pod === undefined) return to.includes("/") ? undefined : { host: to, port };
  const service = servicesOf(state).find((candidate) => leadsTo(candidate, pod, port));
  if (service !== undefined) {
    const { name, namespace: there } = service.metadata;
    const dialled = service.spec.ports?.find((one) => (one.targetPort ?? one.port) === port);
    const host = there === namespace ? name : `${name}.${there ?? "default"}`;
    return { host, port: dialled?.port ?? port };
  }
  const ip = pod.status?.podIP;
  return ip === undefined ? undefined : { host: ip, port };
}

function leadsTo({ metadata, spec }: Service, pod: Pod, port: number): boolean {
  return (
    metadata.namespace === pod.metadata.namespace &&
    spec.selector !== undefined &&
    spec.clusterIP !== "None" &&
    selectorMatches({ matchLabels: spec.selector }, pod.metadata.labels) &&
    (spec.ports ?? []).some((one) => (one.targetPort ?? one.port) === port)
  );
}
