/** Endpoints and EndpointSlices. */
import type { JsonObject } from "../../api/json.ts";
import { arrayAt, at, numberAt, objectsAt, stringAt } from "../../cluster/values.ts";
import { formatValue } from "../printers/go-values.ts";
import { orNone, writeEvents, writeHead } from "./common.ts";
import type { DescribeContext } from "./context.ts";
import { DescribeWriter } from "./writer.ts";

function addressList(subset: JsonObject, field: string): string {
  return orNone(
    objectsAt(subset, field)
      .map((address) => stringAt(address, "ip"))
      .join(","),
  );
}

export function describeEndpoints(endpoints: JsonObject, context: DescribeContext): string {
  const out = new DescribeWriter();
  writeHead(out, endpoints);
  out.line(0, "Subsets:");
  for (const subset of objectsAt(endpoints, "subsets")) {
    out.line(1, `Addresses:\t${addressList(subset, "addresses")}`);
    out.line(1, `NotReadyAddresses:\t${addressList(subset, "notReadyAddresses")}`);
    const ports = objectsAt(subset, "ports");
    if (ports.length > 0) {
      out.line(1, "Ports:");
      out.line(2, "Name\tPort\tProtocol");
      out.line(2, "----\t----\t--------");
      for (const port of ports) {
        const name = stringAt(port, "name") || "<unset>";
        out.line(2, `${name}\t${numberAt(port, 0, "port")}\t${stringAt(port, "protocol")}`);
      }
    }
    out.line(0, "");
  }
  writeEvents(out, endpoints, context);
  return out.finish();
}

export function describeEndpointSlice(slice: JsonObject, context: DescribeContext): string {
  const out = new DescribeWriter();
  writeHead(out, slice);
  out.line(0, `AddressType:\t${stringAt(slice, "addressType")}`);
  writeSlicePorts(out, slice);
  const endpoints = objectsAt(slice, "endpoints");
  if (endpoints.length === 0) out.line(0, "Endpoints: <none>");
  else out.line(0, "Endpoints:");
  for (const endpoint of endpoints) writeEndpoint(out, endpoint);
  writeEvents(out, slice, context);
  return out.finish();
}

function writeSlicePorts(out: DescribeWriter, slice: JsonObject): void {
  const ports = objectsAt(slice, "ports");
  if (ports.length === 0) {
    out.line(0, "Ports: <unset>");
    return;
  }
  out.line(0, "Ports:");
  out.line(1, "Name\tPort\tProtocol");
  out.line(1, "----\t----\t--------");
  for (const port of ports) {
    const name = stringAt(port, "name") || "<unset>";
    const number = at(port, "port");
    out.line(
      1,
      `${name}\t${number === undefined ? "<unset>" : formatValue(number)}\t${stringAt(port, "protocol")}`,
    );
  }
}

function writeEndpoint(out: DescribeWriter, endpoint: JsonObject): void {
  const addresses = arrayAt(endpoint, "addresses").map((address) => formatValue(address));
  out.line(1, `- Addresses:\t${addresses.length === 0 ? "<none>" : addresses.join(", ")}`);
  out.line(2, "Conditions:");
  const ready = at(endpoint, "conditions", "ready");
  out.line(3, `Ready:\t${ready === undefined ? "<unset>" : formatValue(ready)}`);
  out.line(2, `Hostname:\t${stringAt(endpoint, "hostname") || "<unset>"}`);
  const kind = stringAt(endpoint, "targetRef", "kind");
  if (kind !== "") out.line(2, `TargetRef:\t${kind}/${stringAt(endpoint, "targetRef", "name")}`);
  out.line(2, `NodeName:\t${stringAt(endpoint, "nodeName") || "<unset>"}`);
  out.line(2, `Zone:\t${stringAt(endpoint, "zone") || "<unset>"}`);
}
