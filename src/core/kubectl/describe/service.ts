import type { JsonObject } from "../../api/json.ts";
import {
  arrayAt,
  at,
  numberAt,
  objectAt,
  objectsAt,
  stringAt,
  stringsAt,
} from "../../cluster/values.ts";
import { formatValue } from "../printers/go-values.ts";
import { orNone, selectorLine, writeEvents, writeHead } from "./common.ts";
import type { DescribeContext } from "./context.ts";
import { DescribeWriter } from "./writer.ts";

/** More addresses than this are counted only. */
const SHOWN_ENDPOINTS = 3;

function joined(object: JsonObject, field: string): string {
  return arrayAt(object, field)
    .map((item) => formatValue(item))
    .join(",");
}

export function describeService(service: JsonObject, context: DescribeContext): string {
  const out = new DescribeWriter();
  const spec = objectAt(service, "spec");
  const field = (label: string, text: string): void => {
    if (text !== "") out.line(0, `${label}:\t${text}`);
  };
  writeHead(out, service);
  out.line(0, `Selector:\t${selectorLine(stringsAt(spec, "selector"))}`);
  out.line(0, `Type:\t${stringAt(spec, "type")}`);
  field("IP Family Policy", stringAt(spec, "ipFamilyPolicy"));
  out.line(0, `IP Families:\t${orNone(joined(spec, "ipFamilies"))}`);
  out.line(0, `IP:\t${stringAt(spec, "clusterIP")}`);
  out.line(0, `IPs:\t${orNone(joined(spec, "clusterIPs"))}`);
  field("External IPs", joined(spec, "externalIPs"));
  field("Desired LoadBalancer IP", stringAt(spec, "loadBalancerIP"));
  field("External Name", stringAt(spec, "externalName"));
  const ingress = objectsAt(service, "status", "loadBalancer", "ingress");
  field(
    "LoadBalancer Ingress",
    ingress
      .map((item) => {
        const mode = stringAt(item, "ipMode");
        const address = stringAt(item, "ip") || stringAt(item, "hostname");
        return mode === "" ? address : `${address} (${mode})`;
      })
      .join(", "),
  );
  writePorts(out, service, context);
  out.line(0, `Session Affinity:\t${stringAt(spec, "sessionAffinity")}`);
  field("External Traffic Policy", stringAt(spec, "externalTrafficPolicy"));
  field("Internal Traffic Policy", stringAt(spec, "internalTrafficPolicy"));
  field("Traffic Distribution", stringAt(spec, "trafficDistribution"));
  const health = numberAt(spec, 0, "healthCheckNodePort");
  if (health !== 0) out.line(0, `HealthCheck NodePort:\t${health}`);
  field("LoadBalancer Source Ranges", joined(spec, "loadBalancerSourceRanges"));
  writeEvents(out, service, context);
  return out.finish();
}

function writePorts(out: DescribeWriter, service: JsonObject, context: DescribeContext): void {
  const ports = objectsAt(service, "spec", "ports");
  if (ports.length === 0) return;
  const name = stringAt(service, "metadata", "name");
  const slices = context.list(
    "discovery.k8s.io",
    "v1",
    "endpointslices",
    stringAt(service, "metadata", "namespace"),
    { labelSelector: `kubernetes.io/service-name=${name}` },
  );
  for (const port of ports) {
    const portName = stringAt(port, "name");
    const label = portName === "" ? "<unset>" : portName;
    const protocol = stringAt(port, "protocol");
    out.line(0, `Port:\t${label}\t${numberAt(port, 0, "port")}/${protocol}`);
    out.line(0, `TargetPort:\t${formatValue(at(port, "targetPort") ?? 0)}/${protocol}`);
    const nodePort = numberAt(port, 0, "nodePort");
    if (nodePort !== 0) out.line(0, `NodePort:\t${label}\t${nodePort}/${protocol}`);
    out.line(0, `Endpoints:\t${endpointsText(slices, portName)}`);
  }
}

/**
 * `10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 2 more...`; addresses that are not ready are left out.
 * Empty when there are slices and nothing in them, `<none>` only without slices (as in kubectl).
 */
function endpointsText(slices: readonly JsonObject[], portName: string): string {
  if (slices.length === 0) return "<none>";
  const shown: string[] = [];
  let total = 0;
  for (const slice of slices) {
    for (const port of objectsAt(slice, "ports")) {
      if (stringAt(port, "name") !== portName) continue;
      for (const endpoint of objectsAt(slice, "endpoints")) {
        if (at(endpoint, "conditions", "ready") === false) continue;
        for (const address of arrayAt(endpoint, "addresses")) {
          total++;
          const host = formatValue(address);
          const target = `${host.includes(":") ? `[${host}]` : host}:${numberAt(port, 0, "port")}`;
          if (shown.length < SHOWN_ENDPOINTS) shown.push(target);
        }
      }
    }
  }
  const more = total > SHOWN_ENDPOINTS ? ` + ${total - SHOWN_ENDPOINTS} more...` : "";
  return `${shown.join(",")}${more}`;
}
