/** Deployments own ReplicaSets, one a template. Source: kubernetes `pkg/controller/deployment`. */
import type { JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import type { Draft } from "../store.ts";
import { at, equal, json, kube, numberAt, objectAt, own, stringsAt, withAt } from "../values.ts";
import { earlier, type Controller, type Wake } from "./controller.ts";
import { deploymentStatus, progressWake } from "./deploymentStatus.ts";
import { record } from "./events.ts";
import { adopt, controllerReference, make, owned, setStatus, unmake } from "./owners.ts";
import { isActive, templateHash } from "./pods.ts";
import { limits, newReplicas, replicasOf, shrinkOld, total } from "./rollout.ts";

const REVISION = "deployment.kubernetes.io/revision";
const HISTORY = "deployment.kubernetes.io/revision-history";
const DESIRED = "deployment.kubernetes.io/desired-replicas";
const MAXIMUM = "deployment.kubernetes.io/max-replicas";
const HASH = "pod-template-hash";
/** Annotations of a Deployment that its ReplicaSets do not inherit. */
const NOT_INHERITED: ReadonlySet<string> = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  REVISION,
  HISTORY,
  DESIRED,
  MAXIMUM,
  "deprecated.deployment.rollback.to",
]);

export const deployments: Controller = {
  name: "deployment",
  watches: ["apps/Deployment", "apps/ReplicaSet", "/Pod"],
  reconcile: (draft) => {
    let wake: Wake | undefined;
    for (const deployment of draft.list("apps/Deployment")) {
      if (deployment.metadata.deletionTimestamp === undefined) {
        wake = earlier(wake, sync(draft, deployment));
      }
    }
    return wake;
  },
};

function sync(draft: Draft, deployment: KubeObject): Wake | undefined {
  adopt(draft, "apps/ReplicaSet", deployment);
  const sets = (): readonly KubeObject[] => owned(draft, "apps/ReplicaSet", deployment);
  const paused = at(deployment, "spec", "paused") === true;
  let newest = findNewest(deployment, sets());
  if (paused || isScaling(deployment, sets())) {
    scaleActive(draft, deployment, sets(), newest);
  } else {
    const old = without(sets(), newest);
    const waits = isRecreate(deployment) && !emptied(draft, deployment, old);
    newest = waits ? newest : createOrMark(draft, deployment, sets(), newest);
    if (newest !== undefined && !waits) {
      scale(draft, deployment, newest, newReplicas(deployment, sets(), replicasOf(newest)));
    }
    shrink(draft, deployment);
  }
  newest = findNewest(deployment, sets());
  markRevision(draft, deployment, newest);
  forget(draft, deployment, without(sets(), newest));
  const current = draft.get(
    "apps/Deployment",
    deployment.metadata.namespace,
    deployment.metadata.name,
  );
  if (current === undefined) return undefined;
  setStatus(draft, current, deploymentStatus(draft, current, sets(), newest));
  const written = draft.get("apps/Deployment", current.metadata.namespace, current.metadata.name);
  return written === undefined ? undefined : progressWake(written);
}

function isRecreate(deployment: KubeObject): boolean {
  return at(deployment, "spec", "strategy", "type") === "Recreate";
}

function without(
  sets: readonly KubeObject[],
  newest: KubeObject | undefined,
): readonly KubeObject[] {
  return sets
    .filter((set) => set.metadata.uid !== newest?.metadata.uid)
    .toSorted((a, b) => revision(a) - revision(b));
}

function revision(object: KubeObject): number {
  return Number(object.metadata.annotations?.[REVISION] ?? 0);
}

function plainTemplate(object: KubeObject): JsonObject {
  const template = objectAt(object, "spec", "template");
  const labels = Object.fromEntries(
    Object.entries(stringsAt(template, "metadata", "labels")).filter(([key]) => key !== HASH),
  );
  return withAt(template, ["metadata", "labels"], labels);
}

function findNewest(deployment: KubeObject, sets: readonly KubeObject[]): KubeObject | undefined {
  const wanted = plainTemplate(deployment);
  return sets.find((set) => equal(plainTemplate(set), wanted));
}

function inherited(deployment: KubeObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(stringsAt(deployment, "metadata", "annotations")).filter(
      ([key]) => !NOT_INHERITED.has(key),
    ),
  );
}

function sizes(deployment: KubeObject): Record<string, string> {
  const replicas = replicasOf(deployment);
  return {
    [DESIRED]: String(replicas),
    [MAXIMUM]: String(replicas + limits(deployment).surge),
  };
}

/** The ReplicaSet of the present template, made when there is none, with its revision. */
function createOrMark(
  draft: Draft,
  deployment: KubeObject,
  sets: readonly KubeObject[],
  newest: KubeObject | undefined,
): KubeObject | undefined {
  const latest = Math.max(0, ...without(sets, newest).map(revision)) + 1;
  if (newest === undefined) return createNewest(draft, deployment, sets, latest);
  const before = newest.metadata.annotations ?? {};
  const old = before[REVISION];
  const annotations: Record<string, string> = {
    ...before,
    ...inherited(deployment),
    ...sizes(deployment),
  };
  if (revision(newest) < latest) {
    annotations[REVISION] = String(latest);
    if (old !== undefined) {
      annotations[HISTORY] = before[HISTORY] === undefined ? old : `${before[HISTORY]},${old}`;
    }
  }
  return draft.put(
    "apps/ReplicaSet",
    kube(withAt(json(newest), ["metadata", "annotations"], annotations)),
  );
}

function createNewest(
  draft: Draft,
  deployment: KubeObject,
  sets: readonly KubeObject[],
  latest: number,
): KubeObject | undefined {
  const template = objectAt(deployment, "spec", "template");
  const hash = templateHash(template);
  const labels = { ...stringsAt(template, "metadata", "labels"), [HASH]: hash };
  const selector = objectAt(deployment, "spec", "selector");
  const body: JsonObject = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      labels,
      annotations: { ...inherited(deployment), ...sizes(deployment), [REVISION]: String(latest) },
      ownerReferences: [json(controllerReference(deployment))],
    },
    spec: {
      replicas: 0,
      selector: withAt(selector, ["matchLabels", HASH], hash),
      template: withAt(template, ["metadata", "labels"], labels),
      ...(at(deployment, "spec", "minReadySeconds") === undefined
        ? {}
        : { minReadySeconds: at(deployment, "spec", "minReadySeconds") }),
    },
  };
  const size = newReplicas(deployment, sets, 0);
  const made = make(draft, withAt(body, ["spec", "replicas"], size), deployment.metadata.namespace);
  if (made !== undefined && size > 0) tellScaled(draft, deployment, made, 0, size);
  return made;
}

function tellScaled(
  draft: Draft,
  about: KubeObject,
  set: KubeObject,
  from: number,
  to: number,
): void {
  record(draft, {
    about,
    type: "Normal",
    reason: "ScalingReplicaSet",
    message: `Scaled ${to > from ? "up" : "down"} replica set ${set.metadata.name} from ${from} to ${to}`,
    component: "deployment-controller",
  });
}

function scale(draft: Draft, deployment: KubeObject, set: KubeObject, size: number): void {
  const from = replicasOf(set);
  const annotated = withAt(json(set), ["metadata", "annotations"], {
    ...stringsAt(set, "metadata", "annotations"),
    ...sizes(deployment),
  });
  const generation = numberAt(set, 1, "metadata", "generation");
  const next =
    from === size
      ? annotated
      : withAt(
          withAt(annotated, ["spec", "replicas"], size),
          ["metadata", "generation"],
          generation + 1,
        );
  draft.put("apps/ReplicaSet", kube(next));
  if (from !== size) tellScaled(draft, deployment, set, from, size);
}

function shrink(draft: Draft, deployment: KubeObject): void {
  const sets = owned(draft, "apps/ReplicaSet", deployment);
  const newest = findNewest(deployment, sets);
  const old = without(sets, newest);
  if (isRecreate(deployment)) {
    for (const set of old) if (replicasOf(set) > 0) scale(draft, deployment, set, 0);
    return;
  }
  for (const [set, size] of shrinkOld(deployment, newest, old)) scale(draft, deployment, set, size);
}

/** True when no pod of an older template is left. */
function emptied(draft: Draft, deployment: KubeObject, old: readonly KubeObject[]): boolean {
  return (
    total(old, replicasOf) === 0 &&
    old.every((set) => owned(draft, "/Pod", set).filter(isActive).length === 0) &&
    deployment.metadata.deletionTimestamp === undefined
  );
}

/** True when the number of replicas was changed since the ReplicaSets were sized. */
function isScaling(deployment: KubeObject, sets: readonly KubeObject[]): boolean {
  const wanted = String(replicasOf(deployment));
  return sets.some((set) => {
    const desired = set.metadata.annotations?.[DESIRED];
    return replicasOf(set) > 0 && desired !== undefined && desired !== wanted;
  });
}

/** Scales the only ReplicaSet with pods, or shares the difference out, largest first. */
function scaleActive(
  draft: Draft,
  deployment: KubeObject,
  sets: readonly KubeObject[],
  newest: KubeObject | undefined,
): void {
  const active = sets.filter((set) => replicasOf(set) > 0);
  const wanted = replicasOf(deployment);
  if (active.length <= 1) {
    const only = active[0] ?? newest ?? without(sets, undefined).at(-1);
    if (only !== undefined) scale(draft, deployment, only, wanted);
    return;
  }
  const allowed = wanted === 0 ? 0 : wanted + limits(deployment).surge;
  let difference = allowed - total(active, replicasOf);
  for (const set of active.toSorted((a, b) => replicasOf(b) - replicasOf(a))) {
    const size = Math.max(0, replicasOf(set) + difference);
    difference -= size - replicasOf(set);
    scale(draft, deployment, set, size);
  }
}

function markRevision(draft: Draft, deployment: KubeObject, newest: KubeObject | undefined): void {
  const current = newest?.metadata.annotations?.[REVISION];
  if (current === undefined || deployment.metadata.annotations?.[REVISION] === current) return;
  draft.put(
    "apps/Deployment",
    kube(
      withAt(json(deployment), ["metadata", "annotations"], {
        ...stringsAt(deployment, "metadata", "annotations"),
        [REVISION]: current,
      }),
    ),
  );
}

/** Old ReplicaSets beyond the history limit go, oldest first. */
function forget(draft: Draft, deployment: KubeObject, old: readonly KubeObject[]): void {
  const keep = numberAt(deployment, 10, "spec", "revisionHistoryLimit");
  const idle = old.filter(
    (set) =>
      replicasOf(set) === 0 &&
      numberAt(set, 0, "status", "replicas") === 0 &&
      own(objectAt(set, "metadata"), "deletionTimestamp") === undefined,
  );
  for (const set of idle.slice(0, Math.max(0, old.length - keep))) unmake(draft, set);
}
