/**
 * Endpoints and EndpointSlices follow the pods that Services select.
 * Source: kubernetes `pkg/controller/{endpoint,endpointslice,endpointslicemirroring}`.
 */
import type { Json, JsonObject } from "../../api/json.ts";
import { mapRequirements, requirementsMatch } from "../../api/labels.ts";
import type { KubeObject } from "../../api/objects.ts";
import { compareKeys, generateName, uuid } from "../names.ts";
import type { Draft } from "../store.ts";
import {
  at,
  compact,
  equal,
  json,
  kube,
  numberAt,
  objectsAt,
  own,
  stringAt,
  stringsAt,
  timestamp,
} from "../values.ts";
import type { Controller } from "./controller.ts";
import { controllerReference, owned } from "./owners.ts";
import { isReady } from "./pods.ts";

const MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
const SLICE_MANAGER = "endpointslice-controller.k8s.io";
const MIRROR_MANAGER = "endpointslicemirroring-controller.k8s.io";
const SERVICE_NAME = "kubernetes.io/service-name";
const HEADLESS = "service.kubernetes.io/headless";
const TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time";
const SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror";
const SLICES = "discovery.k8s.io/EndpointSlice";

export const endpoints: Controller = {
  name: "endpoints",
  watches: ["/Service", "/Pod", "/Endpoints", SLICES],
  reconcile: (draft) => {
    const services = draft.list("/Service");
    for (const service of services) {
      if (Object.keys(stringsAt(service, "spec", "selector")).length > 0) follow(draft, service);
    }
    for (const object of draft.list("/Endpoints")) tidy(draft, object);
    return undefined;
  },
};

interface Port {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol?: string;
}

/** The pods behind the same port numbers. */
interface Group {
  readonly ports: readonly Port[];
  readonly pods: KubeObject[];
}

/** The pods that a Service selects and that have an address, in the order of the addresses. */
export function selectedPods(draft: Draft, service: KubeObject): readonly KubeObject[] {
  const requirements = mapRequirements(stringsAt(service, "spec", "selector"));
  return draft
    .list("/Pod", service.metadata.namespace ?? "")
    .filter(
      (pod) =>
        requirementsMatch(requirements, pod.metadata.labels) &&
        stringAt(pod, "status", "podIP") !== "" &&
        !["Succeeded", "Failed"].includes(stringAt(pod, "status", "phase")),
    )
    .toSorted((a, b) =>
      compareKeys(stringAt(a, "status", "podIP"), stringAt(b, "status", "podIP")),
    );
}

/** The number a Service port leads to in a pod; undefined when the pod has no port of that name. */
export function targetPort(pod: KubeObject, port: JsonObject): number | undefined {
  const target = at(port, "targetPort");
  if (typeof target === "number" && target !== 0) return target;
  if (typeof target !== "string" || target === "") return numberAt(port, 0, "port");
  const containers = [
    ...objectsAt(pod, "spec", "containers"),
    ...objectsAt(pod, "spec", "initContainers").filter((c) => c["restartPolicy"] === "Always"),
  ];
  for (const container of containers) {
    for (const declared of objectsAt(container, "ports")) {
      const sameProtocol =
        (stringAt(declared, "protocol") || "TCP") === (stringAt(port, "protocol") || "TCP");
      if (stringAt(declared, "name") === target && sameProtocol) {
        return numberAt(declared, 0, "containerPort");
      }
    }
  }
  return undefined;
}

function portsOf(service: KubeObject, pod: KubeObject): readonly Port[] {
  return objectsAt(service, "spec", "ports").flatMap((port) => {
    const number = targetPort(pod, port);
    if (number === undefined) return [];
    const appProtocol = stringAt(port, "appProtocol");
    return [
      {
        name: stringAt(port, "name"),
        port: number,
        protocol: stringAt(port, "protocol") || "TCP",
        ...(appProtocol === "" ? {} : { appProtocol }),
      },
    ];
  });
}

function grouped(draft: Draft, service: KubeObject): readonly Group[] {
  const groups: Group[] = [];
  for (const pod of selectedPods(draft, service)) {
    const ports = portsOf(service, pod);
    if (ports.length === 0 && objectsAt(service, "spec", "ports").length > 0) continue;
    const group = groups.find((other) => equal(other.ports, ports));
    if (group === undefined) groups.push({ ports, pods: [pod] });
    else group.pods.push(pod);
  }
  return groups;
}

function follow(draft: Draft, service: KubeObject): void {
  const groups = grouped(draft, service);
  writeEndpoints(draft, service, groups);
  if (stringAt(service, "spec", "type") !== "ExternalName") writeSlices(draft, service, groups);
}

function isHeadless(service: KubeObject): boolean {
  return stringAt(service, "spec", "clusterIP") === "None";
}

function targetRef(pod: KubeObject): JsonObject {
  const { name, namespace, uid } = pod.metadata;
  return compact({ kind: "Pod", name, namespace, uid });
}

/** Headless services keep the host name of pods that ask for one in their subdomain. */
function hostnameOf(service: KubeObject, pod: KubeObject): string | undefined {
  const matches = stringAt(pod, "spec", "subdomain") === service.metadata.name;
  const hostname = stringAt(pod, "spec", "hostname");
  return matches && hostname !== "" ? hostname : undefined;
}

// ---------------------------------------------------------------------------------------------
// Endpoints

function writeEndpoints(draft: Draft, service: KubeObject, groups: readonly Group[]): void {
  const publish = at(service, "spec", "publishNotReadyAddresses") === true;
  const subsets = groups.flatMap((group): JsonObject[] => {
    const living = group.pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
    if (living.length === 0) return [];
    const address = (pod: KubeObject): JsonObject =>
      compact({
        ip: stringAt(pod, "status", "podIP"),
        hostname: hostnameOf(service, pod),
        nodeName: stringAt(pod, "spec", "nodeName"),
        targetRef: targetRef(pod),
      });
    const ready = living.filter((pod) => publish || isReady(pod)).map(address);
    const notReady = living.filter((pod) => !publish && !isReady(pod)).map(address);
    return [
      compact({
        addresses: ready.length === 0 ? undefined : ready,
        notReadyAddresses: notReady.length === 0 ? undefined : notReady,
        ports:
          group.ports.length === 0
            ? undefined
            : group.ports.map(({ name, ...port }) =>
                name === "" ? { ...port } : { name, ...port },
              ),
      }),
    ];
  });
  const labels = {
    ...stringsAt(service, "metadata", "labels"),
    "endpoints.kubernetes.io/managed-by": "endpoint-controller",
    ...(isHeadless(service) ? { [HEADLESS]: "" } : {}),
  };
  const { name, namespace } = service.metadata;
  const before = draft.get("/Endpoints", namespace, name);
  if (
    before !== undefined &&
    equal(objectsAt(before, "subsets").map(portsInOrder), subsets.map(portsInOrder)) &&
    equal(before.metadata.labels, labels)
  ) {
    return;
  }
  const metadata: JsonObject = {
    ...(before === undefined
      ? { name, namespace, uid: uuid(draft.random), creationTimestamp: timestamp(draft.env.now) }
      : json(before.metadata)),
    labels,
    annotations: { [TRIGGER]: timestamp(draft.env.now) },
  };
  draft.put(
    "/Endpoints",
    kube({
      apiVersion: "v1",
      kind: "Endpoints",
      metadata,
      ...(subsets.length === 0 ? {} : { subsets }),
    }),
  );
}

/** The order of a subset's ports means nothing (the real one is that of a hash). */
function portsInOrder(subset: JsonObject): JsonObject {
  const ports = objectsAt(subset, "ports").toSorted((a, b) =>
    stringAt(a, "name") < stringAt(b, "name") ? -1 : 1,
  );
  return { ...subset, ports };
}

// ---------------------------------------------------------------------------------------------
// EndpointSlices

function writeSlices(draft: Draft, service: KubeObject, groups: readonly Group[]): void {
  const mine = owned(draft, SLICES, service).filter(
    (slice) => slice.metadata.labels?.[MANAGED_BY] === SLICE_MANAGER,
  );
  const wanted: readonly Group[] = groups.length === 0 ? [{ ports: [], pods: [] }] : groups;
  const free = new Set(mine);
  for (const group of wanted) {
    const ports = group.ports.map((port): JsonObject => ({ ...port }));
    const slice = [...free].find((other) => equal(slicePorts(other), ports)) ?? [...free][0];
    if (slice !== undefined) free.delete(slice);
    writeSlice(
      draft,
      service,
      slice,
      ports,
      group.pods.map((pod) => endpoint(service, pod)),
    );
  }
  for (const surplus of free) draft.remove(SLICES, surplus);
}

function slicePorts(slice: KubeObject): readonly JsonObject[] {
  return objectsAt(slice, "ports");
}

function endpoint(service: KubeObject, pod: KubeObject): JsonObject {
  const publish = at(service, "spec", "publishNotReadyAddresses") === true;
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const serving = isReady(pod);
  return compact({
    addresses: [stringAt(pod, "status", "podIP")],
    conditions: { ready: publish || (serving && !terminating), serving, terminating },
    hostname: hostnameOf(service, pod),
    nodeName: stringAt(pod, "spec", "nodeName"),
    targetRef: targetRef(pod),
  });
}

function writeSlice(
  draft: Draft,
  service: KubeObject,
  before: KubeObject | undefined,
  ports: readonly JsonObject[],
  list: readonly JsonObject[],
): void {
  const labels = {
    ...stringsAt(service, "metadata", "labels"),
    [MANAGED_BY]: SLICE_MANAGER,
    [SERVICE_NAME]: service.metadata.name,
    ...(isHeadless(service) ? { [HEADLESS]: "" } : {}),
  };
  putSlice(draft, before, {
    service: service.metadata.name,
    namespace: service.metadata.namespace ?? "",
    labels,
    owner: controllerReference(service),
    ports,
    endpoints: list,
  });
}

interface SliceContent {
  readonly service: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner: object;
  readonly ports: readonly JsonObject[];
  readonly endpoints: readonly JsonObject[];
}

function putSlice(draft: Draft, before: KubeObject | undefined, content: SliceContent): void {
  const { service, namespace, labels, owner, ports } = content;
  const list: readonly Json[] = content.endpoints;
  const unchanged =
    before !== undefined &&
    equal(objectsAt(before, "endpoints"), list) &&
    equal(slicePorts(before), ports);
  if (unchanged && equal(before.metadata.labels, labels)) return;
  const generation = numberAt(before, 0, "metadata", "generation") + (unchanged ? 0 : 1);
  const metadata: JsonObject = {
    ...(before === undefined
      ? {
          name: generateName(draft.random, `${service}-`),
          generateName: `${service}-`,
          namespace,
          uid: uuid(draft.random),
          creationTimestamp: timestamp(draft.env.now),
        }
      : json(before.metadata)),
    generation,
    labels,
    annotations: { [TRIGGER]: timestamp(draft.env.now) },
    ownerReferences: [json(owner)],
  };
  draft.put(
    SLICES,
    kube({
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata,
      addressType: "IPv4",
      endpoints: list,
      ports,
    }),
  );
}

// ---------------------------------------------------------------------------------------------
// Endpoints that nobody made for a selector

/** Endpoints go with their Service; those written by hand are mirrored into a slice. */
function tidy(draft: Draft, object: KubeObject): void {
  const { name, namespace, labels = {} } = object.metadata;
  const service = draft.get("/Service", namespace, name);
  if (service === undefined) {
    const managed = labels["endpoints.kubernetes.io/managed-by"] !== undefined;
    if (managed) draft.remove("/Endpoints", object);
    return;
  }
  const selects = Object.keys(stringsAt(service, "spec", "selector")).length > 0;
  if (selects || labels[SKIP_MIRROR] === "true") return;
  mirror(draft, object);
}

function mirror(draft: Draft, object: KubeObject): void {
  const slices = owned(draft, SLICES, object);
  const [subset] = objectsAt(object, "subsets");
  if (subset === undefined) {
    for (const slice of slices) draft.remove(SLICES, slice);
    return;
  }
  const converted = (field: string, ready: boolean): JsonObject[] =>
    objectsAt(subset, field).map((address) =>
      compact({
        addresses: [stringAt(address, "ip")],
        conditions: { ready },
        hostname: own(address, "hostname"),
        nodeName: own(address, "nodeName"),
        targetRef: own(address, "targetRef"),
      }),
    );
  putSlice(draft, slices[0], {
    service: object.metadata.name,
    namespace: object.metadata.namespace ?? "",
    labels: {
      ...object.metadata.labels,
      [MANAGED_BY]: MIRROR_MANAGER,
      [SERVICE_NAME]: object.metadata.name,
    },
    owner: controllerReference(object),
    ports: objectsAt(subset, "ports").map((port) => ({ name: stringAt(port, "name"), ...port })),
    endpoints: [...converted("addresses", true), ...converted("notReadyAddresses", false)],
  });
}
