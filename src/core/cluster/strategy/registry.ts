/**
 * What the storage strategies of single kinds do around a write; kinds that are not listed are
 * stored as they come. Source: kubernetes `pkg/registry/<group>/<kind>/strategy.go`.
 */
import { encodeBase64 } from "../../api/base64.ts";
import type { JsonObject } from "../../api/json.ts";
import { qosClass } from "../../validation/kinds/pod/qos.ts";
import type { Draft } from "../store.ts";
import type { GroupKind } from "../types.ts";
import { arrayAt, objectAt, own, stringAt, stringsAt, withAt, withField } from "../values.ts";
import * as jobs from "./jobs.ts";
import * as services from "./services.ts";

export interface Strategy {
  /** Before validation; the object has its name and namespace, its status is already emptied. */
  readonly prepareCreate?: (object: JsonObject) => JsonObject;
  /** Before validation; the status is already that of the old object. */
  readonly prepareUpdate?: (object: JsonObject, old: JsonObject) => JsonObject;
  /** After validation: draws what is unique in the cluster. Throws Invalid. */
  readonly allocate?: (draft: Draft, object: JsonObject, old?: JsonObject) => JsonObject;
  /** Status that a new object begins with. */
  readonly status?: JsonObject;
  /** True when clients may give the status at creation. */
  readonly keepsStatus?: boolean;
  /** True when PUT creates what does not exist. */
  readonly createsOnUpdate?: boolean;
}

const NAME_LABEL = "kubernetes.io/metadata.name";

function labelNamespace(object: JsonObject): JsonObject {
  return withAt(object, ["metadata", "labels"], {
    ...stringsAt(object, "metadata", "labels"),
    [NAME_LABEL]: stringAt(object, "metadata", "name"),
  });
}

function prepareNamespace(object: JsonObject): JsonObject {
  const given = arrayAt(object, "spec", "finalizers");
  return withAt(
    labelNamespace(object),
    ["spec", "finalizers"],
    given.includes("kubernetes") ? given : [...given, "kubernetes"],
  );
}

/** `stringData` is written into `data` and never read back. */
function foldStringData(secret: JsonObject): JsonObject {
  const plain = Object.entries(stringsAt(secret, "stringData"));
  const rest = withField(secret, "stringData", undefined);
  if (plain.length === 0) return rest;
  const data = objectAt(secret, "data");
  const encoded = plain.map(([key, value]) => [key, encodeBase64(value)] as const);
  return withField(rest, "data", { ...data, ...Object.fromEntries(encoded) });
}

const STRATEGIES: ReadonlyMap<GroupKind, Strategy> = new Map<GroupKind, Strategy>([
  [
    "/Namespace",
    {
      prepareCreate: prepareNamespace,
      prepareUpdate: (object, old) => withAt(labelNamespace(object), ["spec"], own(old, "spec")),
      status: { phase: "Active" },
    },
  ],
  [
    "/Pod",
    {
      prepareCreate: (pod) =>
        withAt(pod, ["status"], { phase: "Pending", qosClass: qosClass(objectAt(pod, "spec")) }),
    },
  ],
  ["/Node", { keepsStatus: true }],
  [
    "/Service",
    {
      prepareCreate: services.prepareCreate,
      prepareUpdate: services.prepareUpdate,
      allocate: services.allocate,
    },
  ],
  ["/Secret", { prepareCreate: foldStringData, prepareUpdate: foldStringData }],
  ["/Endpoints", { createsOnUpdate: true }],
  ["/Event", { createsOnUpdate: true }],
  ["coordination.k8s.io/Lease", { createsOnUpdate: true }],
  ["/LimitRange", { createsOnUpdate: true }],
  ["/PersistentVolume", { status: { phase: "Pending" } }],
  ["/PersistentVolumeClaim", { status: { phase: "Pending" } }],
  ["batch/Job", { prepareCreate: jobs.prepareCreate }],
]);

const NONE: Strategy = {};

export function strategyOf(kind: GroupKind): Strategy {
  return STRATEGIES.get(kind) ?? NONE;
}
