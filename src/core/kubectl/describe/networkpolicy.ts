/** The spec is indented by spaces, not aligned (describe.go, NetworkPolicyDescriber). */
import type { Json, JsonObject } from "../../api/json.ts";
import { isObject } from "../../api/json.ts";
import { formatLabelSelector } from "../../api/labels.ts";
import { arrayAt, at, numberAt, objectAt, objectsAt, stringAt } from "../../cluster/values.ts";
import { formatValue } from "../printers/go-values.ts";
import { plainTime, writeAnnotations, writeLabels } from "./common.ts";
import { stringsAt } from "../../cluster/values.ts";
import { DescribeWriter } from "./writer.ts";

function selectorText(selector: Json | undefined): string {
  return formatLabelSelector(isObject(selector) ? selector : undefined);
}

export function describeNetworkPolicy(policy: JsonObject): string {
  const out = new DescribeWriter();
  out.line(0, `Name:\t${stringAt(policy, "metadata", "name")}`);
  out.line(0, `Namespace:\t${stringAt(policy, "metadata", "namespace")}`);
  out.line(0, `Created on:\t${plainTime(stringAt(policy, "metadata", "creationTimestamp"))}`);
  writeLabels(out, "Labels", stringsAt(policy, "metadata", "labels"));
  writeAnnotations(out, "Annotations", stringsAt(policy, "metadata", "annotations"));
  writeSpec(out, objectAt(policy, "spec"));
  return out.finish();
}

function writeSpec(out: DescribeWriter, spec: JsonObject): void {
  out.line(0, "Spec:");
  const subject = selectorText(at(spec, "podSelector"));
  const everyPod =
    subject === "<none>" ? " (Allowing the specific traffic to all pods in this namespace)" : "";
  out.line(0, `  PodSelector:     ${subject}${everyPod}`);
  const types = arrayAt(spec, "policyTypes").map((type) => formatValue(type));
  writeDirection(out, "ingress", types.includes("Ingress"), objectsAt(spec, "ingress"));
  writeDirection(out, "egress", types.includes("Egress"), objectsAt(spec, "egress"));
  out.line(0, `  Policy Types: ${types.join(", ")}`);
}

const WORDS = {
  ingress: { peers: "from", label: "From", any: "<any> (traffic not restricted by source)" },
  egress: { peers: "to", label: "To", any: "<any> (traffic not restricted by destination)" },
} as const;

function writeDirection(
  out: DescribeWriter,
  direction: keyof typeof WORDS,
  affected: boolean,
  rules: readonly JsonObject[],
): void {
  if (!affected) {
    out.line(0, `  Not affecting ${direction} traffic`);
    return;
  }
  out.line(0, `  Allowing ${direction} traffic:`);
  if (rules.length === 0) {
    out.line(0, `    <none> (Selected pods are isolated for ${direction} connectivity)`);
  }
  const { peers: field, label, any } = WORDS[direction];
  rules.forEach((rule, i) => {
    writePorts(out, objectsAt(rule, "ports"));
    const peers = objectsAt(rule, field);
    if (peers.length === 0) out.line(0, `    ${label}: ${any}`);
    for (const peer of peers) writePeer(out, label, peer);
    if (i < rules.length - 1) out.line(0, "    ----------");
  });
}

function writePorts(out: DescribeWriter, ports: readonly JsonObject[]): void {
  if (ports.length === 0) out.line(0, "    To Port: <any> (traffic allowed to all ports)");
  for (const port of ports) {
    const protocol = stringAt(port, "protocol") || "TCP";
    const number = at(port, "port");
    const shown = number === undefined ? "<nil>" : formatValue(number);
    if (at(port, "endPort") === undefined) out.line(0, `    To Port: ${shown}/${protocol}`);
    else out.line(0, `    To Port Range: ${shown}-${numberAt(port, 0, "endPort")}/${protocol}`);
  }
}

function writePeer(out: DescribeWriter, label: string, peer: JsonObject): void {
  out.line(0, `    ${label}:`);
  if (at(peer, "namespaceSelector") !== undefined) {
    out.line(0, `      NamespaceSelector: ${selectorText(at(peer, "namespaceSelector"))}`);
  }
  if (at(peer, "podSelector") !== undefined) {
    out.line(0, `      PodSelector: ${selectorText(at(peer, "podSelector"))}`);
  }
  if (at(peer, "ipBlock") === undefined) return;
  const except = arrayAt(peer, "ipBlock", "except").map((cidr) => formatValue(cidr));
  out.line(0, "      IPBlock:");
  out.line(0, `        CIDR: ${stringAt(peer, "ipBlock", "cidr")}`);
  out.line(0, `        Except: ${except.join(", ")}`);
}
