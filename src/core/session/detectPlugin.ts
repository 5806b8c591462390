/** Which network plugin a dumped cluster runs, told from the pods and DaemonSets of its agent. */
import { isArray, isObject, type Json, type JsonObject } from "../api/json.ts";
import { nameOf } from "./documents.ts";

export interface DetectedPlugin {
  /** Id in the registry of plugins. */
  readonly id: string;
  /** What gave it away, e.g. `DaemonSet kube-system/calico-node`. */
  readonly by: string;
}

interface Agent {
  readonly plugin: string | ((object: JsonObject) => string);
  /** Names of its DaemonSets; its pods have a suffix. */
  readonly names: readonly string[];
}

/**
 * Best first: where two are found, the one that enforces policies counts (Calico on flannel or on
 * AWS, say), and bare networks come last.
 */
const AGENTS: readonly Agent[] = [
  { plugin: "calico", names: ["calico-node", "canal"] },
  { plugin: "cilium", names: ["cilium", "anetd"] },
  { plugin: "antrea", names: ["antrea-agent"] },
  { plugin: "ovn-kubernetes", names: ["ovnkube-node", "ovnkube-single-node-zone"] },
  { plugin: "azure-npm", names: ["azure-npm"] },
  { plugin: "kube-router", names: ["kube-router"] },
  { plugin: "weave", names: ["weave-net"] },
  { plugin: awsMode, names: ["aws-node"] },
  { plugin: kindnetAge, names: ["kindnet"] },
  { plugin: "flannel", names: ["kube-flannel-ds", "kube-flannel"] },
];

/** Where agents live; a pod of that name elsewhere is somebody's own. */
const SYSTEM = new Set([
  "kube-system",
  "calico-system",
  "cilium",
  "kube-flannel",
  "kube-router",
  "ovn-kubernetes",
  "openshift-ovn-kubernetes",
  "weave",
]);

/** Undefined where no agent is recognised. */
export function detectPlugin(objects: readonly JsonObject[]): DetectedPlugin | undefined {
  const candidates = objects.filter(
    (object) =>
      (object["kind"] === "DaemonSet" || object["kind"] === "Pod") &&
      SYSTEM.has(nameOf(object).namespace),
  );
  for (const { plugin, names } of AGENTS) {
    const found = candidates.find((object) => isAgent(object, names));
    if (found === undefined) continue;
    const { namespace, name } = nameOf(found);
    const id = typeof plugin === "string" ? plugin : plugin(found);
    return { id, by: `${found["kind"] === "Pod" ? "Pod" : "DaemonSet"} ${namespace}/${name}` };
  }
  return undefined;
}

function isAgent(object: JsonObject, names: readonly string[]): boolean {
  const { name } = nameOf(object);
  if (object["kind"] === "DaemonSet") return names.includes(name);
  // pods of a DaemonSet have five letters and digits behind its name
  return names.some(
    (own) => name.startsWith(`${own}-`) && /^[a-z0-9]{5}$/.test(name.slice(own.length + 1)),
  );
}

function* containersOf(object: JsonObject): Iterable<JsonObject> {
  const spec = at(object, "spec");
  const podSpec = object["kind"] === "DaemonSet" ? at(at(spec, "template"), "spec") : spec;
  const containers = podSpec?.["containers"];
  if (isArray(containers)) for (const one of containers) if (isObject(one)) yield one;
}

function at(object: JsonObject | undefined, key: string): JsonObject | undefined {
  const value: Json | undefined = object?.[key];
  return value !== undefined && isObject(value) ? value : undefined;
}

/** The mode is a variable of the agent; standard where it is not set. */
function awsMode(object: JsonObject): string {
  for (const { env } of containersOf(object)) {
    if (!isArray(env)) continue;
    const strict = env.some(
      (entry) =>
        isObject(entry) &&
        entry["name"] === "NETWORK_POLICY_ENFORCING_MODE" &&
        entry["value"] === "strict",
    );
    if (strict) return "aws-strict";
  }
  return "aws-standard";
}

/** Images are tagged with their day; kind 0.24 was the first whose kindnetd knew policies. */
const FIRST_WITH_POLICIES = 20240813;

function kindnetAge(object: JsonObject): string {
  for (const { image } of containersOf(object)) {
    const day = typeof image === "string" ? /kindnetd:v(\d{8})/.exec(image)?.[1] : undefined;
    if (day !== undefined) return Number(day) < FIRST_WITH_POLICIES ? "kindnet-old" : "kindnet";
  }
  return "kindnet";
}
