/** What a pod's card says, read off the pod as the API server stores it. */
import type { Labels, Pod, Protocol } from "../api/objects.ts";
import { listenersOf } from "../network/listeners.ts";

/** Labels that controllers put on pods for themselves. */
const BOOKKEEPING = new Set([
  "pod-template-hash",
  "controller-revision-hash",
  "pod-template-generation",
  "statefulset.kubernetes.io/pod-name",
  "apps.kubernetes.io/pod-index",
  "batch.kubernetes.io/job-name",
  "batch.kubernetes.io/controller-uid",
  "controller-uid",
  "job-name",
  "kubernetes.io/metadata.name",
]);

const TELLING = [
  "app",
  "app.kubernetes.io/name",
  "k8s-app",
  "tier",
  "role",
  "run",
  "name",
  "app.kubernetes.io/component",
];

/** `key=value` of every label worth reading, the telling ones first, then as they were written. */
export function mainLabels(labels: Labels | undefined): readonly string[] {
  const entries = Object.entries(labels ?? {}).filter(([key]) => !BOOKKEEPING.has(key));
  const rank = (key: string): number => {
    const index = TELLING.indexOf(key);
    return index === -1 ? TELLING.length : index;
  };
  return entries
    .map((entry, order) => ({ entry, order }))
    .sort((a, b) => rank(a.entry[0]) - rank(b.entry[0]) || a.order - b.order)
    .map(({ entry: [key, value] }) => (value === "" ? key : `${key}=${value}`));
}

/** `registry.k8s.io/coredns/coredns:v1.11.1@sha256:…` → `coredns`. */
export function shortImage(image: string | undefined): string {
  const name = (image ?? "").split("@")[0]?.split("/").at(-1) ?? "";
  return name.split(":")[0] ?? "";
}

/** The word of kubectl's STATUS column that matters for traffic. */
export function podStatus(pod: Pod): string {
  if (pod.metadata.deletionTimestamp !== undefined) return "Terminating";
  const status = pod.status;
  for (const container of status?.containerStatuses ?? []) {
    const reason = container.state?.waiting?.reason ?? container.state?.terminated?.reason;
    if (reason !== undefined && reason !== "") return reason;
  }
  if (status?.reason !== undefined && status.reason !== "") return status.reason;
  if (status?.phase === "Succeeded") return "Completed";
  return status?.phase ?? "Pending";
}

/** Ports that a container declares or that something listens on, none twice, by number. */
export function podPorts(
  pod: Pod,
): readonly { readonly port: number; readonly protocol: Protocol }[] {
  const sidecars = (pod.spec.initContainers ?? []).filter((c) => c.restartPolicy === "Always");
  const declared = [...pod.spec.containers, ...sidecars].flatMap((container) =>
    (container.ports ?? []).map(({ containerPort, protocol = "TCP" }) => ({
      port: containerPort,
      protocol,
    })),
  );
  const found = new Map<string, { readonly port: number; readonly protocol: Protocol }>();
  for (const { port, protocol } of [...declared, ...listenersOf(pod)]) {
    found.set(`${protocol}/${port}`, { port, protocol });
  }
  return [...found.values()].sort((a, b) => a.port - b.port);
}
