/**
 * The built-in admission plugins that every cluster of kind has switched on and that a learner
 * meets: NamespaceLifecycle, ServiceAccount, DefaultTolerationSeconds, Priority.
 * Source: kubernetes `plugin/pkg/admission`, apiserver `pkg/admission/plugin/namespace/lifecycle`.
 */
import type { Json, JsonObject } from "../api/json.ts";
import { badRequest, forbidden, notFound } from "./errors.ts";
import { suffix } from "./names.ts";
import type { Target } from "./routes.ts";
import type { Draft } from "./store.ts";
import { at, objectAt, objectsAt, own, stringAt, withAt } from "./values.ts";

const NAMESPACES = { group: "", name: "namespaces" };
/** The lister behind this lookup names the resource in the singular. */
const SERVICE_ACCOUNTS = { group: "", name: "serviceaccount" };
const TOKEN_MOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
const SYSTEM_PRIORITIES: ReadonlyMap<string, number> = new Map([
  ["system-cluster-critical", 2000000000],
  ["system-node-critical", 2000001000],
]);

/** Namespaces that can never be deleted. */
export const IMMORTAL: ReadonlySet<string> = new Set(["default", "kube-system", "kube-public"]);

/** A namespaced object needs its namespace, and a terminating one takes nothing new. */
export function admitNamespace(draft: Draft, target: Target, name: string): void {
  if (!target.parent.namespaced) return;
  const namespace = target.namespace ?? "";
  const found = draft.get("/Namespace", undefined, namespace);
  if (found === undefined) throw notFound(NAMESPACES, namespace);
  if (found.metadata.deletionTimestamp === undefined) return;
  throw forbidden(
    target.parent,
    name,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [
      {
        reason: "NamespaceTerminating",
        message: `namespace ${namespace} is being terminated`,
        field: "metadata.namespace",
      },
    ],
  );
}

/** What the plugins add to a pod that is being created; the pod has its name and namespace. */
export function admitPod(draft: Draft, target: Target, pod: JsonObject): JsonObject {
  return withTolerations(withPriority(draft, target, withServiceAccount(draft, target, pod)));
}

function withServiceAccount(draft: Draft, target: Target, pod: JsonObject): JsonObject {
  const annotations = objectAt(pod, "metadata", "annotations");
  if (own(annotations, "kubernetes.io/config.mirror") !== undefined) return pod;
  const namespace = stringAt(pod, "metadata", "namespace");
  const account =
    stringAt(pod, "spec", "serviceAccountName") ||
    stringAt(pod, "spec", "serviceAccount") ||
    "default";
  const found = draft.get("/ServiceAccount", namespace, account);
  if (found === undefined) {
    throw forbidden(
      target.parent,
      stringAt(pod, "metadata", "name"),
      `error looking up service account ${namespace}/${account}: ${
        notFound(SERVICE_ACCOUNTS, account).message
      }`,
    );
  }
  const named = withAt(
    withAt(pod, ["spec", "serviceAccountName"], account),
    ["spec", "serviceAccount"],
    account,
  );
  const automount =
    at(named, "spec", "automountServiceAccountToken") ?? at(found, "automountServiceAccountToken");
  return automount === false ? named : withToken(draft, named);
}

function hasToken(container: JsonObject): boolean {
  return objectsAt(container, "volumeMounts").some((m) => m["mountPath"] === TOKEN_MOUNT);
}

function withToken(draft: Draft, pod: JsonObject): JsonObject {
  const all = [
    ...objectsAt(pod, "spec", "initContainers"),
    ...objectsAt(pod, "spec", "containers"),
  ];
  if (all.every(hasToken)) return pod;
  const name = `kube-api-access-${suffix(draft.random)}`;
  const mount = (container: JsonObject): JsonObject => {
    const mounts = objectsAt(container, "volumeMounts");
    if (hasToken(container)) return container;
    return {
      ...container,
      volumeMounts: [...mounts, { name, readOnly: true, mountPath: TOKEN_MOUNT }],
    };
  };
  let result = pod;
  for (const field of ["initContainers", "containers"]) {
    const containers = objectsAt(pod, "spec", field);
    if (containers.length > 0) result = withAt(result, ["spec", field], containers.map(mount));
  }
  const volumes: readonly Json[] = [...objectsAt(pod, "spec", "volumes"), tokenVolume(name)];
  return withAt(result, ["spec", "volumes"], volumes);
}

function tokenVolume(name: string): JsonObject {
  return {
    name,
    projected: {
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        {
          downwardAPI: {
            items: [
              {
                path: "namespace",
                fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" },
              },
            ],
          },
        },
      ],
    },
  };
}

function withPriority(draft: Draft, target: Target, pod: JsonObject): JsonObject {
  const className = stringAt(pod, "spec", "priorityClassName");
  if (className === "") {
    return withPriorityValue(pod, 0, "PreemptLowerPriority");
  }
  const found = draft.get("scheduling.k8s.io/PriorityClass", undefined, className);
  const value = at(found, "value") ?? SYSTEM_PRIORITIES.get(className);
  if (typeof value !== "number") {
    throw forbidden(
      target.parent,
      stringAt(pod, "metadata", "name"),
      `no PriorityClass with name ${className} was found`,
    );
  }
  return withPriorityValue(
    pod,
    value,
    stringAt(found, "preemptionPolicy") || "PreemptLowerPriority",
  );
}

function withPriorityValue(pod: JsonObject, value: number, policy: string): JsonObject {
  const spec = objectAt(pod, "spec");
  return withAt(pod, ["spec"], {
    ...spec,
    priority: own(spec, "priority") ?? value,
    preemptionPolicy: own(spec, "preemptionPolicy") ?? policy,
  });
}

const TOLERATED_SECONDS = 300;
const EVICTING_TAINTS = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

function withTolerations(pod: JsonObject): JsonObject {
  const given = objectsAt(pod, "spec", "tolerations");
  const added = EVICTING_TAINTS.filter(
    (key) =>
      !given.some((toleration) => {
        const tolerated = stringAt(toleration, "key");
        const effect = stringAt(toleration, "effect");
        return (tolerated === key || tolerated === "") && (effect === "NoExecute" || effect === "");
      }),
  ).map((key) => ({
    key,
    operator: "Exists",
    effect: "NoExecute",
    tolerationSeconds: TOLERATED_SECONDS,
  }));
  return added.length === 0 ? pod : withAt(pod, ["spec", "tolerations"], [...given, ...added]);
}

/** The body's namespace must be the URL's. */
export function checkNamespace(target: Target, namespace: string): void {
  if (target.parent.namespaced && namespace !== (target.namespace ?? "")) {
    throw badRequest(
      "the namespace of the provided object does not match the namespace sent on the request",
    );
  }
}
