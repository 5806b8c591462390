/** What the server says about pods it accepts. After pkg/api/pod/warnings.go. */
import type { JsonObject } from "../../../api/json.ts";
import { ipWarnings } from "../../content/addresses.ts";
import { parseQuantity } from "../../decode/quantity.ts";
import { quote } from "../../goText.ts";
import { has, num, obj, objects, str, strings } from "../../read.ts";

const GONE_VOLUMES: Readonly<Record<string, string>> = {
  photonPersistentDisk: "deprecated in v1.11, non-functional in v1.16+",
  gitRepo: "deprecated in v1.11, and disabled by default in v1.33+",
  scaleIO: "deprecated in v1.16, non-functional in v1.22+",
  flocker: "deprecated in v1.22, non-functional in v1.25+",
  storageos: "deprecated in v1.22, non-functional in v1.25+",
  quobyte: "deprecated in v1.22, non-functional in v1.25+",
  glusterfs: "deprecated in v1.25, non-functional in v1.26+",
  cephfs: "deprecated in v1.28, non-functional in v1.31+",
  rbd: "deprecated in v1.28, non-functional in v1.31+",
};

interface Placed {
  readonly item: JsonObject;
  readonly path: string;
}

/** Containers of all sorts with their paths; init containers come first. */
function containersOf(spec: JsonObject, path: string): Placed[] {
  return ["initContainers", "containers", "ephemeralContainers"].flatMap((list) =>
    objects(spec, list).map((item, i) => ({ item, path: `${path}.${list}[${i}]` })),
  );
}

/** @param path `spec` of a pod, `spec.template.spec` of a template */
export function podSpecWarnings(spec: JsonObject, path: string): string[] {
  const containers = containersOf(spec, path);
  const warnings = [
    ...volumeWarnings(spec, path),
    ...repeated(spec, "hostAliases", "ip", path),
    ...repeated(spec, "imagePullSecrets", "name", path),
  ];
  objects(spec, "imagePullSecrets").forEach((secret, i) => {
    if (str(secret, "name") !== "") return;
    warnings.push(`${path}.imagePullSecrets[${i}].name: invalid empty name ""`);
  });
  for (const container of containers) {
    warnings.push(...fractionalBytes(container), ...hiddenVariables(container));
  }
  warnings.push(...portWarnings(containers), ...portNameWarnings(containers));
  if ((num(spec, "terminationGracePeriodSeconds") ?? 0) < 0) {
    warnings.push(
      `${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
    );
  }
  strings(obj(spec, "dnsConfig"), "nameservers").forEach((server, i) => {
    warnings.push(...ipWarnings(`${path}.dnsConfig.nameservers[${i}]`, server));
  });
  objects(spec, "hostAliases").forEach((alias, i) => {
    warnings.push(...ipWarnings(`${path}.hostAliases[${i}].ip`, str(alias, "ip")));
  });
  return warnings;
}

function volumeWarnings(spec: JsonObject, path: string): string[] {
  return objects(spec, "volumes").flatMap((volume, i) =>
    Object.entries(GONE_VOLUMES).flatMap(([source, text]) =>
      has(volume, source) ? [`${path}.volumes[${i}].${source}: ${text}`] : [],
    ),
  );
}

function repeated(spec: JsonObject, list: string, key: string, path: string): string[] {
  const seen = new Set<string>();
  return objects(spec, list).flatMap((item, i) => {
    const value = str(item, key);
    if (seen.has(value)) return [`${path}.${list}[${i}].${key}: duplicate ${key} ${quote(value)}`];
    seen.add(value);
    return [];
  });
}

function fractionalBytes({ item, path }: Placed): string[] {
  const resources = obj(item, "resources");
  return ["memory", "ephemeral-storage"].flatMap((name) =>
    ["limits", "requests"].flatMap((list) => {
      const value = str(obj(resources, list), name);
      if (value === "" || parseQuantity(value).nanos % 1_000_000_000n === 0n) return [];
      return [
        `${path}.resources.${list}[${name}]: fractional byte value ${quote(value)} is invalid, must be an integer`,
      ];
    }),
  );
}

function hiddenVariables({ item, path }: Placed): string[] {
  const seen = new Set<string>();
  return objects(item, "env").flatMap((variable, i) => {
    const name = str(variable, "name");
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const reference = `$(${name})`;
    const value = str(variable, "value");
    const keeps = value.includes(reference) && value !== reference && !has(variable, "valueFrom");
    if (keeps) return [];
    return [
      `${path}.env[${i}]: hides previous definition of ${quote(name)}, which may be dropped when using apply`,
    ];
  });
}

function portsOf(containers: readonly Placed[]): Placed[] {
  return containers.flatMap(({ item, path }) =>
    objects(item, "ports").map((port, i) => ({ item: port, path: `${path}.ports[${i}]` })),
  );
}

function portWarnings(containers: readonly Placed[]): string[] {
  const warnings: string[] = [];
  const known = new Map<string, Placed[]>();
  for (const port of portsOf(containers)) {
    const key = `${num(port.item, "containerPort") ?? 0}/${str(port.item, "protocol")}`;
    const others = known.get(key) ?? [];
    for (const other of others) {
      const clash = portClash(port.item, other.item);
      if (clash !== "") warnings.push(`${port.path}: ${clash} port definition with ${other.path}`);
    }
    known.set(key, [...others, port]);
  }
  return warnings;
}

function portClash(port: JsonObject, other: JsonObject): string {
  const [a, b] = [num(port, "hostPort") ?? 0, num(other, "hostPort") ?? 0];
  const [ip, otherIp] = [str(port, "hostIP"), str(other, "hostIP")];
  if (ip === otherIp && a === b) return "duplicate";
  if (a === 0 || b === 0) return "overlapping";
  return a === b && (ip === "") !== (otherIp === "") ? "dangerously ambiguous" : "";
}

function portNameWarnings(containers: readonly Placed[]): string[] {
  const known = new Map<string, string>();
  return portsOf(containers).flatMap(({ item, path }) => {
    const name = str(item, "name");
    if (name === "") return [];
    const other = known.get(name);
    if (other === undefined) {
      known.set(name, path);
      return [];
    }
    return [
      `${path}: duplicate port name ${quote(name)} with ${other}, services and probes that select ports by name will use ${other}`,
    ];
  });
}
