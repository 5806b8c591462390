/** How far a rollout is (kubectl `pkg/polymorphichelpers/rollout_status.go`). */
import type { JsonObject } from "../../../api/json.ts";
import { numberAt, objectsAt, stringAt, stringsAt } from "../../../cluster/values.ts";
import { CommandError } from "../../errors.ts";
import { REVISION } from "./shared.ts";

export interface Progress {
  readonly text: string;
  readonly done: boolean;
}

type Viewer = (object: JsonObject, name: string, revision: number) => Progress;

const waiting = (text: string): Progress => ({ text: `${text}\n`, done: false });
const done = (text: string): Progress => ({ text: `${text}\n`, done: true });

function observed(object: JsonObject): boolean {
  const generation = numberAt(object, 0, "metadata", "generation");
  return generation <= numberAt(object, 0, "status", "observedGeneration");
}

const deployment: Viewer = (object, name, revision) => {
  if (revision > 0) {
    const running = Number(stringsAt(object, "metadata", "annotations")[REVISION] ?? "0");
    if (running !== revision) {
      throw new CommandError(
        `desired revision (${revision}) is different from the running revision (${running})`,
      );
    }
  }
  if (!observed(object)) return waiting("Waiting for deployment spec update to be observed...");
  const late = objectsAt(object, "status", "conditions").some(
    (one) => one["type"] === "Progressing" && one["reason"] === "ProgressDeadlineExceeded",
  );
  if (late) throw new CommandError(`deployment "${name}" exceeded its progress deadline`);
  const status = (field: string): number => numberAt(object, 0, "status", field);
  const wanted = numberAt(object, 1, "spec", "replicas");
  const updated = status("updatedReplicas");
  const head = `Waiting for deployment "${name}" rollout to finish:`;
  if (updated < wanted) {
    return waiting(`${head} ${updated} out of ${wanted} new replicas have been updated...`);
  }
  if (status("replicas") > updated) {
    const old = status("replicas") - updated;
    return waiting(`${head} ${old} old replicas are pending termination...`);
  }
  const available = status("availableReplicas");
  if (available < updated) {
    return waiting(`${head} ${available} of ${updated} updated replicas are available...`);
  }
  return done(`deployment "${name}" successfully rolled out`);
};

const daemonSet: Viewer = (object, name) => {
  if (stringAt(object, "spec", "updateStrategy", "type") !== "RollingUpdate") {
    throw new CommandError("rollout status is only available for RollingUpdate strategy type");
  }
  if (!observed(object)) return waiting("Waiting for daemon set spec update to be observed...");
  const status = (field: string): number => numberAt(object, 0, "status", field);
  const wanted = status("desiredNumberScheduled");
  const head = `Waiting for daemon set "${name}" rollout to finish:`;
  const updated = status("updatedNumberScheduled");
  if (updated < wanted) {
    return waiting(`${head} ${updated} out of ${wanted} new pods have been updated...`);
  }
  const available = status("numberAvailable");
  if (available < wanted) {
    return waiting(`${head} ${available} of ${wanted} updated pods are available...`);
  }
  return done(`daemon set "${name}" successfully rolled out`);
};

const statefulSet: Viewer = (object) => {
  if (stringAt(object, "spec", "updateStrategy", "type") !== "RollingUpdate") {
    throw new CommandError("rollout status is only available for RollingUpdate strategy type");
  }
  const status = (field: string): number => numberAt(object, 0, "status", field);
  if (status("observedGeneration") === 0 || !observed(object)) {
    return waiting("Waiting for statefulset spec update to be observed...");
  }
  const wanted = numberAt(object, 1, "spec", "replicas");
  if (status("readyReplicas") < wanted) {
    return waiting(`Waiting for ${wanted - status("readyReplicas")} pods to be ready...`);
  }
  const partition = numberAt(object, 0, "spec", "updateStrategy", "rollingUpdate", "partition");
  if (partition > 0) {
    if (status("updatedReplicas") < wanted - partition) {
      return waiting(
        `Waiting for partitioned roll out to finish: ${status("updatedReplicas")} out of ${wanted - partition} new pods have been updated...`,
      );
    }
    return done(
      `partitioned roll out complete: ${status("updatedReplicas")} new pods have been updated...`,
    );
  }
  const update = stringAt(object, "status", "updateRevision");
  const current = stringAt(object, "status", "currentRevision");
  if (update !== current) {
    return waiting(
      `waiting for statefulset rolling update to complete ${status("updatedReplicas")} pods at revision ${update}...`,
    );
  }
  return done(
    `statefulset rolling update complete ${status("currentReplicas")} pods at revision ${current}...`,
  );
};

const VIEWERS: ReadonlyMap<string, Viewer> = new Map([
  ["apps/Deployment", deployment],
  ["apps/DaemonSet", daemonSet],
  ["apps/StatefulSet", statefulSet],
]);

/** The viewer of a kind. @throws CommandError for kinds without one */
export function statusViewer(type: { readonly group: string; readonly kind: string }): Viewer {
  const viewer = VIEWERS.get(`${type.group}/${type.kind}`);
  if (viewer === undefined) {
    const kind = type.group === "" ? type.kind : `${type.kind}.${type.group}`;
    throw new CommandError(`no status viewer has been implemented for ${kind}`);
  }
  return viewer;
}
