/**
 * Reads raw objects (a file of scenarios, a dump) the way the API server would have stored them.
 *
 * The page and the shell never need this: their objects went through the API server, whose
 * validation and defaulting are complete. Here is only what a verdict depends on, so that verdicts
 * of a file need no API server, no uid and no clock: nulls and wrong types count as absent (the
 * objects are said to be valid), lists that are null are empty (S11), the namespace defaults to
 * `default` (S22), every namespace has the label with its name (S24), `policyTypes` (S8) and
 * `protocol` (S32) are filled in. Of two objects with one name the last counts, as after an apply.
 */
import { isArray, isObject } from "../api/json.ts";
import type { Json, JsonArray, JsonObject } from "../api/json.ts";
import { labelValue } from "../api/labels.ts";
import type {
  Container,
  ContainerPort,
  Labels,
  LabelSelector,
  LabelSelectorRequirement,
  Namespace,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
  Node,
  ObjectMeta,
  Pod,
  PodPhase,
  PolicyType,
  Protocol,
} from "../api/objects.ts";
import type { ClusterObjects } from "./endpoints.ts";

/** The label that the API server keeps on every namespace (S24). */
export const NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";

/** The directions a policy isolates: as given, else Ingress, and Egress iff it has egress rules (S8). */
export function policyTypesOf(spec: NetworkPolicySpec | undefined): readonly PolicyType[] {
  const given = spec?.policyTypes;
  if (given !== undefined && given.length > 0) return given;
  return (spec?.egress?.length ?? 0) > 0 ? ["Ingress", "Egress"] : ["Ingress"];
}

/** Sorts raw objects by kind and fills in defaults; kinds no verdict depends on are left out. */
export function normaliseObjects(objects: readonly unknown[]): ClusterObjects {
  const namespaces = new Map<string, Namespace>();
  const pods = new Map<string, Pod>();
  const nodes = new Map<string, Node>();
  const policies = new Map<string, NetworkPolicy>();
  for (const object of objects) {
    if (!isObject(object)) continue;
    const name = text(record(object["metadata"])["name"]);
    if (name === undefined || name === "") continue;
    const { kind, apiVersion } = object;
    if (kind === "NetworkPolicy") {
      if (apiVersion === "networking.k8s.io/v1") put(policies, normalisePolicy(object, name));
    } else if (apiVersion === "v1") {
      if (kind === "Pod") put(pods, normalisePod(object, name));
      else if (kind === "Namespace") namespaces.set(name, normaliseNamespace(object, name));
      else if (kind === "Node") nodes.set(name, normaliseNode(object, name));
    }
  }
  return {
    namespaces: [...namespaces.values()],
    pods: [...pods.values()],
    nodes: [...nodes.values()],
    policies: [...policies.values()],
  };
}

function put<T extends { readonly metadata: ObjectMeta }>(map: Map<string, T>, object: T): void {
  map.set(`${object.metadata.namespace ?? ""}/${object.metadata.name}`, object);
}

function normaliseNamespace(object: JsonObject, name: string): Namespace {
  const given = labelsOf(record(object["metadata"])["labels"]);
  const labels =
    labelValue(given, NAMESPACE_NAME_LABEL) === name
      ? given
      : { ...given, [NAMESPACE_NAME_LABEL]: name };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

function normaliseNode(object: JsonObject, name: string): Node {
  const addresses = list(record(object["status"])["addresses"]).map((entry) => {
    const address = record(entry);
    return { type: text(address["type"]) ?? "", address: text(address["address"]) ?? "" };
  });
  return { apiVersion: "v1", kind: "Node", metadata: { name }, status: { addresses } };
}

function normalisePod(object: JsonObject, name: string): Pod {
  if (isStoredPod(object)) return object;
  const spec = record(object["spec"]);
  const status = record(object["status"]);
  const nodeName = text(spec["nodeName"]);
  const phase = text(status["phase"]) as PodPhase | undefined;
  const hostIP = text(status["hostIP"]);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: namespacedMeta(record(object["metadata"]), name),
    spec: {
      containers: list(spec["containers"]).map(containerOf),
      initContainers: list(spec["initContainers"]).map(containerOf),
      hostNetwork: spec["hostNetwork"] === true,
      ...(nodeName !== undefined && { nodeName }),
    },
    status: {
      podIPs: podIPsOf(status),
      ...(phase !== undefined && { phase }),
      ...(hostIP !== undefined && { hostIP }),
    },
  };
}

/** Is a pod as the API server stores it, so that nothing need be filled in? Most of a dump are. */
function isStoredPod(object: JsonObject | Pod): object is Pod {
  const { metadata, spec, status } = object as JsonObject;
  if (!isObject(metadata) || !isObject(spec) || !isObject(status)) return false;
  const { namespace, labels } = metadata;
  if (typeof namespace !== "string" || namespace === "") return false;
  if (!isObject(labels) || !areLabels(labels)) return false;
  const { containers, initContainers, nodeName, hostNetwork } = spec;
  const { podIP, podIPs, hostIP, phase } = status;
  return (
    isListOf(containers, isStoredContainer) &&
    (initContainers === undefined || isListOf(initContainers, isStoredContainer)) &&
    (hostNetwork === undefined || typeof hostNetwork === "boolean") &&
    isListOf(podIPs, isPodIP) &&
    isTextOrAbsent(nodeName) &&
    isTextOrAbsent(podIP) &&
    isTextOrAbsent(hostIP) &&
    isTextOrAbsent(phase)
  );
}

function isListOf(json: Json | undefined, fits: (item: Json) => boolean): boolean {
  if (!isArray(json)) return false;
  for (const item of json) if (!fits(item)) return false;
  return true;
}

function isTextOrAbsent(json: Json | undefined): boolean {
  return json === undefined || typeof json === "string";
}

function isPodIP(entry: Json): boolean {
  return isObject(entry) && typeof entry["ip"] === "string";
}

function isStoredContainer(container: Json): boolean {
  if (!isObject(container)) return false;
  const { name, ports, restartPolicy } = container;
  return (
    typeof name === "string" &&
    isTextOrAbsent(restartPolicy) &&
    (ports === undefined || isListOf(ports, isStoredPort))
  );
}

function isStoredPort(port: Json): boolean {
  if (!isObject(port)) return false;
  const { containerPort, protocol, name } = port;
  return (
    typeof containerPort === "number" &&
    typeof protocol === "string" &&
    protocol !== "" &&
    isTextOrAbsent(name)
  );
}

function podIPsOf(status: JsonObject): { readonly ip: string }[] {
  const podIP = text(status["podIP"]);
  const podIPs = list(status["podIPs"]).flatMap((entry) => {
    const ip = text(record(entry)["ip"]);
    return ip === undefined ? [] : { ip };
  });
  return podIPs.length > 0 || podIP === undefined ? podIPs : [{ ip: podIP }];
}

function containerOf(json: Json): Container {
  const container = record(json);
  const restartPolicy = text(container["restartPolicy"]);
  const ports = list(container["ports"]);
  return {
    name: text(container["name"]) ?? "",
    ports: ports.flatMap((port) => containerPortOf(record(port))),
    ...(restartPolicy !== undefined && { restartPolicy }),
  };
}

function containerPortOf(port: JsonObject): ContainerPort | [] {
  const containerPort = port["containerPort"];
  const name = text(port["name"]);
  if (typeof containerPort !== "number") return [];
  const protocol = protocolOf(port);
  return name === undefined ? { containerPort, protocol } : { containerPort, protocol, name };
}

function normalisePolicy(object: JsonObject, name: string): NetworkPolicy {
  const raw = record(object["spec"]);
  const ingress = list(raw["ingress"]).map((rule) => ({
    from: peersOf(record(rule)["from"]),
    ports: list(record(rule)["ports"]).map(portOf),
  }));
  const egress = list(raw["egress"]).map((rule) => ({
    to: peersOf(record(rule)["to"]),
    ports: list(record(rule)["ports"]).map(portOf),
  }));
  const policyTypes = policyTypesOf({
    policyTypes: list(raw["policyTypes"]).filter(isPolicyType),
    egress,
  });
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: namespacedMeta(record(object["metadata"]), name),
    spec: { podSelector: selectorOf(raw["podSelector"]) ?? {}, ingress, egress, policyTypes },
  };
}

function isPolicyType(type: Json): type is PolicyType {
  return type === "Ingress" || type === "Egress";
}

/** Entries of `from` or `to`: those given where nothing is to be mended, as nothing is defaulted. */
function peersOf(json: Json | undefined): readonly NetworkPolicyPeer[] {
  const peers = list(json);
  return arePeers(peers) ? peers : peers.map(peerOf);
}

function arePeers(
  peers: JsonArray | readonly NetworkPolicyPeer[],
): peers is readonly NetworkPolicyPeer[] {
  return isListOf(peers as JsonArray, isPeer);
}

function isPeer(peer: Json): boolean {
  if (!isObject(peer)) return false;
  const { podSelector, namespaceSelector, ipBlock } = peer;
  return (
    (podSelector === undefined || isSelector(podSelector)) &&
    (namespaceSelector === undefined || isSelector(namespaceSelector)) &&
    (ipBlock === undefined || isBlock(ipBlock))
  );
}

function isBlock(json: Json): boolean {
  if (!isObject(json) || typeof json["cidr"] !== "string") return false;
  const { except } = json;
  return except === undefined || isListOf(except, isText);
}

function peerOf(json: Json): NetworkPolicyPeer {
  const peer = record(json);
  const podSelector = selectorOf(peer["podSelector"]);
  const namespaceSelector = selectorOf(peer["namespaceSelector"]);
  const block = peer["ipBlock"];
  return {
    ...(podSelector && { podSelector }),
    ...(namespaceSelector && { namespaceSelector }),
    ...(isObject(block) && {
      ipBlock: {
        cidr: text(block["cidr"]) ?? "",
        except: list(block["except"]).filter((entry) => typeof entry === "string"),
      },
    }),
  };
}

function portOf(json: Json): NetworkPolicyPort {
  const entry = record(json);
  const protocol = protocolOf(entry);
  const { port, endPort } = entry;
  if (typeof port !== "number" && typeof port !== "string") return { protocol };
  return typeof endPort === "number" ? { protocol, port, endPort } : { protocol, port };
}

function protocolOf(entry: JsonObject): Protocol {
  const protocol = text(entry["protocol"]);
  return protocol === undefined || protocol === "" ? "TCP" : (protocol as Protocol);
}

function selectorOf(json: Json | undefined): LabelSelector | undefined {
  if (!isObject(json)) return undefined;
  if (isSelector(json)) return json;
  const matchExpressions = list(json["matchExpressions"]).map((entry): LabelSelectorRequirement => {
    const expression = record(entry);
    return {
      key: text(expression["key"]) ?? "",
      // An operator the API does not know stays: such a requirement matches nothing.
      operator: (text(expression["operator"]) ?? "") as LabelSelectorRequirement["operator"],
      values: list(expression["values"]).filter((value) => typeof value === "string"),
    };
  });
  return { matchLabels: labelsOf(json["matchLabels"]), matchExpressions };
}

function isSelector(json: Json | LabelSelector): json is LabelSelector {
  if (!isObject(json)) return false;
  const { matchLabels, matchExpressions } = json;
  if (matchLabels !== undefined && !(isObject(matchLabels) && areLabels(matchLabels))) return false;
  return matchExpressions === undefined || isListOf(matchExpressions, isRequirement);
}

function isRequirement(expression: Json): boolean {
  if (!isObject(expression)) return false;
  const { key, operator, values } = expression;
  return (
    typeof key === "string" &&
    typeof operator === "string" &&
    (values === undefined || isListOf(values, isText))
  );
}

function isText(json: Json): boolean {
  return typeof json === "string";
}

function namespacedMeta(metadata: JsonObject, name: string): ObjectMeta {
  const namespace = text(metadata["namespace"]);
  return {
    name,
    namespace: namespace === undefined || namespace === "" ? "default" : namespace,
    labels: labelsOf(metadata["labels"]),
  };
}

/** The labels themselves where all are texts, as they nearly always are. */
function labelsOf(json: Json | undefined): Labels {
  const labels = record(json);
  if (areLabels(labels)) return labels;
  return Object.fromEntries(
    Object.entries(labels).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}

function areLabels(labels: JsonObject | Labels): labels is Labels {
  for (const key in labels) if (typeof labels[key] !== "string") return false;
  return true;
}

const NOTHING: JsonObject = {};
const NO_ITEMS: JsonArray = [];

function record(json: Json | undefined): JsonObject {
  return isObject(json) ? json : NOTHING;
}

function list(json: Json | undefined): JsonArray {
  return isArray(json) ? json : NO_ITEMS;
}

function text(json: Json | undefined): string | undefined {
  return typeof json === "string" ? json : undefined;
}
