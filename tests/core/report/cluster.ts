/** Clusters as reports read them, for tests. */
import { compileNetwork } from "../../../src/core/netpol/compile.ts";
import type { PortOfInterest } from "../../../src/core/netpol/matrix.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import type { Endpoint } from "../../../src/core/netpol/types.ts";
import type { ReportCluster } from "../../../src/core/report/ends.ts";
import { pod, type Raw } from "../netpol/world.ts";

/** Ends listen on the container ports that they name, outside hosts on TCP 443. */
export function portsOf(end: Endpoint): readonly PortOfInterest[] {
  return end.kind === "pod"
    ? end.namedPorts.map(({ port, protocol }) => ({ port, protocol }))
    : [{ port: 443, protocol: "TCP" }];
}

export function report(
  objects: readonly unknown[],
  more: Partial<ReportCluster> = { portsOf },
): ReportCluster {
  const normal = normaliseObjects(objects);
  return { network: compileNetwork(normal), pods: normal.pods, ...more };
}

/** A replica of a Deployment, as a dump of pods alone has it. `n` makes name and address unique. */
export function replica(workload: string, n: number, port: number): Raw {
  const [namespace = "", name = ""] = workload.split("/");
  return pod(`${namespace}/${name}-5d4f8c7b9-${String(n).padStart(5, "x")}`, `10.0.${n}.1`, {
    labels: { app: name, "pod-template-hash": "5d4f8c7b9" },
    ports: [{ name: "main", containerPort: port }],
  });
}
