/**
 * Life and end of namespaces: what every new one gets, and how a terminating one is emptied.
 * Source: kubernetes `pkg/controller/{namespace,serviceaccount,certificates/rootcacertpublisher}`.
 */
import type { JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import { RESOURCES } from "../../api/scheme.ts";
import { storageKind } from "../kinds.ts";
import { uuid } from "../names.ts";
import type { Draft } from "../store.ts";
import type { GroupKind } from "../types.ts";
import { arrayAt, json, kube, timestamp, withAt } from "../values.ts";
import type { Controller } from "./controller.ts";
import { unmake } from "./owners.ts";

const ROOT_CA = "kube-root-ca.crt";
const ROOT_CA_NOTE =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";
const CERTIFICATE = "-----BEGIN CERTIFICATE-----\n(left out)\n-----END CERTIFICATE-----\n";

/** Every active namespace has a default service account and the cluster's root certificate. */
export const namespaceDefaults: Controller = {
  name: "namespace-defaults",
  watches: ["/Namespace", "/ServiceAccount", "/ConfigMap"],
  reconcile: (draft) => {
    for (const namespace of draft.list("/Namespace")) {
      if (namespace.metadata.deletionTimestamp === undefined) fill(draft, namespace.metadata.name);
    }
    return undefined;
  },
};

function fill(draft: Draft, namespace: string): void {
  const meta = (name: string): JsonObject => ({
    name,
    namespace,
    uid: uuid(draft.random),
    creationTimestamp: timestamp(draft.env.now),
  });
  if (draft.get("/ConfigMap", namespace, ROOT_CA) === undefined) {
    draft.put(
      "/ConfigMap",
      kube({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: {
          ...meta(ROOT_CA),
          annotations: { "kubernetes.io/description": ROOT_CA_NOTE },
        },
        data: { "ca.crt": CERTIFICATE },
      }),
    );
  }
  if (draft.get("/ServiceAccount", namespace, "default") === undefined) {
    draft.put(
      "/ServiceAccount",
      kube({ apiVersion: "v1", kind: "ServiceAccount", metadata: { ...meta("default") } }),
    );
  }
}

const NAMESPACED: readonly GroupKind[] = [
  ...new Set(
    RESOURCES.filter((type) => type.namespaced && type.verbs.includes("delete")).map(storageKind),
  ),
];

/** Empties terminating namespaces, pods first, and lets them go when nothing is left. */
export const namespaceTermination: Controller = {
  name: "namespace-termination",
  watches: ["/Namespace", ...NAMESPACED],
  reconcile: (draft) => {
    for (const namespace of draft.list("/Namespace")) {
      if (namespace.metadata.deletionTimestamp !== undefined) empty(draft, namespace);
    }
    return undefined;
  },
};

function empty(draft: Draft, namespace: KubeObject): void {
  const { name } = namespace.metadata;
  const pods = draft.list("/Pod", name);
  for (const pod of pods) unmake(draft, pod);
  if (pods.length > 0 && draft.list("/Pod", name).length > 0) return;
  let left = 0;
  for (const kind of NAMESPACED) {
    for (const object of draft.list(kind, name)) unmake(draft, object);
    left += draft.list(kind, name).length;
  }
  if (left > 0) return;
  const finalizers = namespace.metadata.finalizers ?? [];
  const rest = arrayAt(namespace, "spec", "finalizers").filter((f) => f !== "kubernetes");
  if (finalizers.length === 0 && rest.length === 0) draft.remove("/Namespace", namespace);
  else {
    const spec = rest.length === 0 ? {} : { finalizers: rest };
    draft.put("/Namespace", kube(withAt(json(namespace), ["spec"], spec)));
  }
}
