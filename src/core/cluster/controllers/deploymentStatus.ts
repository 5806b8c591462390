/** Status and conditions of a Deployment. Source: kubernetes `pkg/controller/deployment/progress.go`. */
import type { JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import type { Draft } from "../store.ts";
import { at, compact, equal, numberAt, objectsAt, own, stringAt, timestamp } from "../values.ts";
import type { Wake } from "./controller.ts";
import { owned } from "./owners.ts";
import { isTerminating } from "./pods.ts";
import { availableOf, limits, replicasOf, total } from "./rollout.ts";

const statusCount =
  (field: string) =>
  (set: KubeObject): number =>
    numberAt(set, 0, "status", field);

/** The status that follows from the ReplicaSets; conditions keep their times. */
export function deploymentStatus(
  draft: Draft,
  deployment: KubeObject,
  sets: readonly KubeObject[],
  newest: KubeObject | undefined,
): JsonObject {
  const replicas = total(sets, statusCount("replicas"));
  const available = total(sets, availableOf);
  const updated = newest === undefined ? 0 : statusCount("replicas")(newest);
  const wanted = replicasOf(deployment);
  const positive = (count: number): number | undefined => (count <= 0 ? undefined : count);
  const complete = updated === wanted && replicas === wanted && available === wanted;
  const conditions = [
    availability(deployment, available),
    progress(draft, deployment, newest, { complete, updated, replicas, available }),
  ];
  return compact({
    observedGeneration: deployment.metadata.generation,
    replicas: positive(replicas),
    updatedReplicas: positive(updated),
    readyReplicas: positive(total(sets, statusCount("readyReplicas"))),
    availableReplicas: positive(available),
    unavailableReplicas: positive(Math.max(replicas, wanted) - available),
    terminatingReplicas: sets.flatMap((set) => owned(draft, "/Pod", set)).filter(isTerminating)
      .length,
    conditions: conditions
      .filter((condition) => condition !== undefined)
      .map((condition) => dated(draft, deployment, condition)),
  });
}

interface Finding {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
  /** A sign of progress renews the time even when nothing else changes. */
  readonly renew?: boolean;
}

function availability(deployment: KubeObject, available: number): Finding {
  return available >= replicasOf(deployment) - limits(deployment).unavailable
    ? {
        type: "Available",
        status: "True",
        reason: "MinimumReplicasAvailable",
        message: "Deployment has minimum availability.",
      }
    : {
        type: "Available",
        status: "False",
        reason: "MinimumReplicasUnavailable",
        message: "Deployment does not have minimum availability.",
      };
}

interface Counts {
  readonly complete: boolean;
  readonly updated: number;
  readonly replicas: number;
  readonly available: number;
}

function progress(
  draft: Draft,
  deployment: KubeObject,
  newest: KubeObject | undefined,
  counts: Counts,
): Finding | undefined {
  const before = known(deployment, "Progressing");
  const reason = stringAt(before, "reason");
  const finding = (
    status: Finding["status"],
    why: string,
    message: string,
    renew = false,
  ): Finding => ({ type: "Progressing", status, reason: why, message, renew });
  if (at(deployment, "spec", "paused") === true) {
    return finding("Unknown", "DeploymentPaused", "Deployment is paused");
  }
  const name = newest === undefined ? "" : newest.metadata.name;
  const named = `ReplicaSet "${name}"`;
  if (counts.complete && newest !== undefined) {
    return finding("True", "NewReplicaSetAvailable", `${named} has successfully progressed.`);
  }
  const moved =
    counts.updated > numberAt(deployment, 0, "status", "updatedReplicas") ||
    counts.available > numberAt(deployment, 0, "status", "availableReplicas") ||
    counts.replicas - counts.updated <
      numberAt(deployment, 0, "status", "replicas") -
        numberAt(deployment, 0, "status", "updatedReplicas");
  if (moved) return finding("True", "ReplicaSetUpdated", `${named} is progressing.`, true);
  if (before === undefined || reason === "DeploymentPaused") {
    return before === undefined
      ? finding("True", "NewReplicaSetCreated", `Created new replica set "${name}"`)
      : finding("Unknown", "DeploymentResumed", "Deployment is resumed", true);
  }
  const begun = newest === undefined ? "" : (newest.metadata.creationTimestamp ?? "");
  if (reason === "NewReplicaSetAvailable") {
    const fresh = begun >= stringAt(before, "lastUpdateTime");
    return fresh
      ? finding("True", "NewReplicaSetCreated", `Created new replica set "${name}"`, true)
      : finding("True", "FoundNewReplicaSet", `Found new replica set "${name}"`, true);
  }
  const deadline = progressDeadline(deployment);
  if (deadline !== undefined && deadline <= draft.env.now) {
    return finding("False", "ProgressDeadlineExceeded", `${named} has timed out progressing.`);
  }
  return {
    type: "Progressing",
    status: statusOf(before),
    reason,
    message: stringAt(before, "message"),
  };
}

function statusOf(condition: JsonObject): Finding["status"] {
  const status = stringAt(condition, "status");
  return status === "True" || status === "False" ? status : "Unknown";
}

function known(deployment: KubeObject, type: string): JsonObject | undefined {
  return objectsAt(deployment, "status", "conditions").find((c) => c["type"] === type);
}

function dated(draft: Draft, deployment: KubeObject, finding: Finding): JsonObject {
  const { type, status, reason, message, renew } = finding;
  const before = known(deployment, type);
  const now = timestamp(draft.env.now);
  const sameStatus = before !== undefined && own(before, "status") === status;
  const same =
    sameStatus && equal(own(before, "reason"), reason) && equal(own(before, "message"), message);
  return {
    type,
    status,
    reason,
    message,
    lastUpdateTime: same && renew !== true ? (own(before, "lastUpdateTime") ?? now) : now,
    lastTransitionTime: sameStatus ? (own(before, "lastTransitionTime") ?? now) : now,
  };
}

/** When the roll-out is given up, or undefined when it is not under way. */
function progressDeadline(deployment: KubeObject): number | undefined {
  const condition = known(deployment, "Progressing");
  if (condition === undefined || condition["status"] === "False") return undefined;
  if (["NewReplicaSetAvailable", "DeploymentPaused"].includes(stringAt(condition, "reason"))) {
    return undefined;
  }
  const seconds = numberAt(deployment, 600, "spec", "progressDeadlineSeconds");
  return Date.parse(stringAt(condition, "lastUpdateTime")) + seconds * 1000;
}

/** The deadline as a wake that does not keep the cluster from rest. */
export function progressWake(deployment: KubeObject): Wake | undefined {
  const deadline = progressDeadline(deployment);
  return deadline === undefined ? undefined : { at: deadline, settles: false };
}
