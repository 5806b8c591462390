/** Printers of small core kinds. Source: kubernetes `printers.go`. */
import { isObject } from "../../api/json.ts";
import { formatLabels } from "../../api/labels.ts";
import type { KubeObject } from "../../api/objects.ts";
import {
  arrayAt,
  at,
  numberAt,
  objectAt,
  objectsAt,
  own,
  stringAt,
  stringsAt,
  textOf,
} from "../values.ts";
import {
  AGE,
  age,
  conditionOf,
  containersAndImages,
  integer,
  NAME,
  since,
  text,
  type Printer,
} from "./printer.ts";

export const namespace: Printer = {
  columns: [NAME, text("Status"), AGE],
  cells: (object, now) => [
    object.metadata.name,
    stringAt(object, "status", "phase"),
    age(object, now),
  ],
};

const size = (object: KubeObject, ...fields: readonly string[]): number =>
  fields.reduce((sum, field) => sum + Object.keys(objectAt(object, field)).length, 0);

export const configMap: Printer = {
  columns: [NAME, text("Data"), AGE],
  cells: (object, now) => [
    object.metadata.name,
    size(object, "data", "binaryData"),
    age(object, now),
  ],
};

export const secret: Printer = {
  columns: [NAME, text("Type"), text("Data"), AGE],
  cells: (object, now) => [
    object.metadata.name,
    stringAt(object, "type"),
    size(object, "data"),
    age(object, now),
  ],
};

export const serviceAccount: Printer = {
  columns: [NAME, AGE],
  cells: (object, now) => [object.metadata.name, age(object, now)],
};

export const service: Printer = {
  columns: [
    NAME,
    text("Type"),
    text("Cluster-IP"),
    text("External-IP"),
    text("Port(s)"),
    AGE,
    text("Selector", 1),
  ],
  cells: (object, now) => [
    object.metadata.name,
    stringAt(object, "spec", "type"),
    stringAt(object, "spec", "clusterIP") || "<none>",
    externalIP(object),
    servicePorts(object) || "<none>",
    age(object, now),
    formatLabels(stringsAt(object, "spec", "selector")),
  ],
};

function externalIP(object: KubeObject): string {
  const external = arrayAt(object, "spec", "externalIPs").map(textOf).join(",");
  switch (stringAt(object, "spec", "type")) {
    case "ExternalName":
      return stringAt(object, "spec", "externalName");
    case "LoadBalancer": {
      const given = objectsAt(object, "status", "loadBalancer", "ingress")
        .map((ingress) => stringAt(ingress, "ip") || stringAt(ingress, "hostname"))
        .join(",");
      return [given, external].filter((part) => part !== "").join(",") || "<pending>";
    }
    default:
      return external || "<none>";
  }
}

function servicePorts(object: KubeObject): string {
  return objectsAt(object, "spec", "ports")
    .map((port) => {
      const node = numberAt(port, 0, "nodePort");
      const number = numberAt(port, 0, "port");
      return `${number}${node > 0 ? `:${node}` : ""}/${stringAt(port, "protocol")}`;
    })
    .join(",");
}

export const endpoints: Printer = {
  columns: [NAME, text("Endpoints"), AGE],
  cells: (object, now) => [object.metadata.name, endpointList(object), age(object, now)],
};

/** At most three addresses, then how many more (`formatEndpoints`). */
function endpointList(object: KubeObject): string {
  const subsets = objectsAt(object, "subsets");
  if (subsets.length === 0) return "<none>";
  const all = subsets.flatMap((subset) => {
    const addresses = objectsAt(subset, "addresses").map((address) => stringAt(address, "ip"));
    const ports = objectsAt(subset, "ports");
    return ports.length === 0
      ? addresses
      : ports.flatMap((port) => addresses.map((ip) => `${ip}:${numberAt(port, 0, "port")}`));
  });
  const shown = all.slice(0, 3).join(",");
  return all.length > 3 ? `${shown} + ${all.length - 3} more...` : shown;
}

export const node: Printer = {
  columns: [
    NAME,
    text("Status"),
    text("Roles"),
    AGE,
    text("Version"),
    text("Internal-IP", 1),
    text("External-IP", 1),
    text("OS-Image", 1),
    text("Kernel-Version", 1),
    text("Container-Runtime", 1),
  ],
  cells: (object, now) => {
    const info = (field: string): string => stringAt(object, "status", "nodeInfo", field);
    return [
      object.metadata.name,
      nodeStatus(object),
      nodeRoles(object),
      age(object, now),
      info("kubeletVersion"),
      nodeAddress(object, "InternalIP"),
      nodeAddress(object, "ExternalIP"),
      info("osImage") || "<unknown>",
      info("kernelVersion") || "<unknown>",
      info("containerRuntimeVersion") || "<unknown>",
    ];
  },
};

function nodeStatus(object: KubeObject): string {
  const ready = conditionOf(object, "Ready");
  const words = [
    ready === undefined ? "Unknown" : ready["status"] === "True" ? "Ready" : "NotReady",
  ];
  if (at(object, "spec", "unschedulable") === true) words.push("SchedulingDisabled");
  return words.join(",");
}

const ROLE_PREFIX = "node-role.kubernetes.io/";

function nodeRoles(object: KubeObject): string {
  const labels = object.metadata.labels ?? {};
  const roles = Object.keys(labels)
    .filter((key) => key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length)
    .map((key) => key.slice(ROLE_PREFIX.length));
  const legacy = labels["kubernetes.io/role"];
  return [...roles, ...(legacy === undefined ? [] : [legacy])].sort().join(",") || "<none>";
}

function nodeAddress(object: KubeObject, type: string): string {
  const found = objectsAt(object, "status", "addresses").find((a) => a["type"] === type);
  return found === undefined ? "<none>" : stringAt(found, "address");
}

export const event: Printer = {
  columns: [
    text("Last Seen"),
    text("Type"),
    text("Reason"),
    text("Object"),
    text("Subobject", 1),
    text("Source", 1),
    text("Message"),
    text("First Seen", 1),
    text("Count", 1),
    ["Name", "string", "name", 1],
  ],
  cells: (object, now) => {
    const involved = at(object, "involvedObject") ?? at(object, "regarding");
    const eventTime = at(object, "eventTime");
    const single = since(eventTime, now);
    const first = at(object, "firstTimestamp") ?? at(object, "deprecatedFirstTimestamp");
    const last = at(object, "lastTimestamp") ?? at(object, "deprecatedLastTimestamp");
    const series = at(object, "series");
    const firstSeen = first === undefined || first === null ? single : since(first, now);
    const lastSeen =
      isObject(series) && at(series, "lastObservedTime") !== undefined
        ? since(at(series, "lastObservedTime"), now)
        : last === undefined || last === null
          ? firstSeen
          : since(last, now);
    const count = numberAt(object, numberAt(object, 1, "deprecatedCount"), "count") || 1;
    return [
      lastSeen,
      stringAt(object, "type"),
      stringAt(object, "reason"),
      `${stringAt(involved, "kind").toLowerCase()}/${stringAt(involved, "name")}`,
      stringAt(involved, "fieldPath"),
      eventSource(object),
      (stringAt(object, "message") || stringAt(object, "note")).trim(),
      firstSeen,
      isObject(series) ? numberAt(series, 1, "count") : count,
      object.metadata.name,
    ];
  },
};

function eventSource(object: KubeObject): string {
  const source = objectAt(object, "source");
  const component = stringAt(source, "component") || stringAt(object, "reportingComponent");
  const host = stringAt(source, "host") || stringAt(object, "reportingInstance");
  return host === "" ? component : `${component}, ${host}`;
}

export const componentStatus: Printer = {
  columns: [NAME, text("Status"), text("Message"), text("Error")],
  cells: (object) => {
    const [healthy] = objectsAt(object, "conditions");
    return [
      object.metadata.name,
      stringAt(healthy, "status") === "True" ? "Healthy" : "Unhealthy",
      stringAt(healthy, "message"),
      stringAt(healthy, "error"),
    ];
  },
};

export const persistentVolume: Printer = {
  columns: [
    NAME,
    ...["Capacity", "Access Modes", "Reclaim Policy", "Status", "Claim", "StorageClass"].map((n) =>
      text(n),
    ),
    text("VolumeAttributesClass"),
    text("Reason"),
    AGE,
    text("VolumeMode", 1),
  ],
  cells: (object, now) => {
    const claim = objectAt(object, "spec", "claimRef");
    const claimName = stringAt(claim, "name");
    return [
      object.metadata.name,
      stringAt(object, "spec", "capacity", "storage"),
      accessModes(arrayAt(object, "spec", "accessModes")),
      stringAt(object, "spec", "persistentVolumeReclaimPolicy"),
      volumePhase(object),
      claimName === "" ? "" : `${stringAt(claim, "namespace")}/${claimName}`,
      stringAt(object, "spec", "storageClassName"),
      stringAt(object, "spec", "volumeAttributesClassName") || "<unset>",
      stringAt(object, "status", "reason"),
      age(object, now),
      stringAt(object, "spec", "volumeMode") || "<unset>",
    ];
  },
};

export const persistentVolumeClaim: Printer = {
  columns: [
    NAME,
    ...["Status", "Volume", "Capacity", "Access Modes", "StorageClass"].map((n) => text(n)),
    text("VolumeAttributesClass"),
    AGE,
    text("VolumeMode", 1),
  ],
  cells: (object, now) => {
    const bound = stringAt(object, "spec", "volumeName") !== "";
    return [
      object.metadata.name,
      volumePhase(object),
      stringAt(object, "spec", "volumeName"),
      bound ? stringAt(object, "status", "capacity", "storage") : "",
      bound ? accessModes(arrayAt(object, "status", "accessModes")) : "",
      stringAt(object, "spec", "storageClassName"),
      stringAt(object, "spec", "volumeAttributesClassName") || "<unset>",
      age(object, now),
      stringAt(object, "spec", "volumeMode") || "<unset>",
    ];
  },
};

function volumePhase(object: KubeObject): string {
  return object.metadata.deletionTimestamp === undefined
    ? stringAt(object, "status", "phase")
    : "Terminating";
}

const MODES: readonly (readonly [mode: string, short: string])[] = [
  ["ReadWriteOnce", "RWO"],
  ["ReadOnlyMany", "ROX"],
  ["ReadWriteMany", "RWX"],
  ["ReadWriteOncePod", "RWOP"],
];

function accessModes(modes: readonly unknown[]): string {
  return MODES.filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(",");
}

export const replicationController: Printer = {
  columns: [
    NAME,
    integer("Desired"),
    integer("Current"),
    integer("Ready"),
    AGE,
    text("Containers", 1),
    text("Images", 1),
    text("Selector", 1),
  ],
  cells: (object, now) => [
    object.metadata.name,
    numberAt(object, 0, "spec", "replicas"),
    numberAt(object, 0, "status", "replicas"),
    numberAt(object, 0, "status", "readyReplicas"),
    age(object, now),
    ...containersAndImages(object, "spec", "template", "spec"),
    formatLabels(stringsAt(object, "spec", "selector")),
  ],
};

export const resourceQuota: Printer = {
  columns: [NAME, text("Request"), text("Limit"), AGE],
  cells: (object, now) => {
    const hard = objectAt(object, "status", "hard");
    const used = objectAt(object, "status", "used");
    const shown = (limits: boolean): string =>
      Object.keys(hard)
        .sort()
        .filter((name) => name.startsWith("limits.") === limits)
        .map((name) => `${name}: ${textOf(own(used, name) ?? 0)}/${textOf(own(hard, name))}`)
        .join(", ");
    return [object.metadata.name, shown(false), shown(true), age(object, now)];
  },
};
