/** Defaults of the kinds that make pods. After pkg/apis/{apps,batch}/v1/defaults.go. */
import type { JsonObject } from "../../api/json.ts";
import { get, has, num, obj, optional, str, withMember } from "../read.ts";
import { change, changeEach, changeStruct, fill } from "./fill.ts";
import { defaultTemplate } from "./pod.ts";

const MAX_INT32 = 2 ** 31 - 1;

/** Fills `rollingUpdate` where the type, by default RollingUpdate, has one. */
function rolling(
  strategy: JsonObject,
  defaults: Readonly<Record<string, number | string>>,
): JsonObject {
  const out = fill(strategy, { type: "RollingUpdate" });
  if (str(out, "type") !== "RollingUpdate") return out;
  return changeStruct(out, "rollingUpdate", (update) => fill(update, defaults));
}

export function defaultDeployment(deployment: JsonObject): JsonObject {
  return changeStruct(deployment, "spec", (spec) => {
    const out = fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
    return defaultTemplate(
      changeStruct(out, "strategy", (strategy) =>
        rolling(strategy, { maxUnavailable: "25%", maxSurge: "25%" }),
      ),
    );
  });
}

export function defaultReplicaSet(set: JsonObject): JsonObject {
  return changeStruct(set, "spec", (spec) => defaultTemplate(fill(spec, { replicas: 1 })));
}

export function defaultDaemonSet(set: JsonObject): JsonObject {
  return changeStruct(set, "spec", (spec) =>
    defaultTemplate(
      changeStruct(fill(spec, { revisionHistoryLimit: 10 }), "updateStrategy", (strategy) =>
        rolling(strategy, { maxUnavailable: 1, maxSurge: 0 }),
      ),
    ),
  );
}

function statefulStrategy(strategy: JsonObject): JsonObject {
  const out =
    str(strategy, "type") === ""
      ? fill(strategy, { type: "RollingUpdate", rollingUpdate: {} })
      : strategy;
  if (str(out, "type") !== "RollingUpdate") return out;
  return change(out, "rollingUpdate", (update) => fill(update, { partition: 0 }));
}

function defaultClaim(claim: JsonObject): JsonObject {
  const out = changeStruct(claim, "spec", (spec) => fill(spec, { volumeMode: "Filesystem" }));
  return changeStruct(out, "status", (status) => fill(status, { phase: "Pending" }));
}

export function defaultStatefulSet(set: JsonObject): JsonObject {
  return changeStruct(set, "spec", (spec) => {
    let out = fill(spec, {
      replicas: 1,
      revisionHistoryLimit: 10,
      podManagementPolicy: "OrderedReady",
    });
    out = changeStruct(out, "updateStrategy", statefulStrategy);
    out = changeStruct(out, "persistentVolumeClaimRetentionPolicy", (policy) =>
      fill(policy, { whenDeleted: "Retain", whenScaled: "Retain" }),
    );
    return defaultTemplate(changeEach(out, "volumeClaimTemplates", defaultClaim));
  });
}

export function defaultPersistentVolumeClaim(claim: JsonObject): JsonObject {
  return defaultClaim(claim);
}

export function defaultJob(job: JsonObject): JsonObject {
  const labels = optional(obj(obj(obj(job, "spec"), "template"), "metadata"), "labels");
  const metadata = obj(job, "metadata");
  const labelled =
    labels !== undefined && !has(metadata, "labels")
      ? withMember(job, "metadata", { ...metadata, labels })
      : job;
  return changeStruct(labelled, "spec", (spec) => {
    const once = num(spec, "completions") === undefined && num(spec, "parallelism") === undefined;
    return defaultTemplate(
      fill(once ? { ...spec, completions: 1 } : spec, {
        parallelism: 1,
        backoffLimit: has(spec, "backoffLimitPerIndex") ? MAX_INT32 : 6,
        completionMode: "NonIndexed",
        suspend: false,
        podReplacementPolicy: has(spec, "podFailurePolicy") ? "Failed" : "TerminatingOrFailed",
        manualSelector: false,
      }),
    );
  });
}

export function defaultCronJob(job: JsonObject): JsonObject {
  return changeStruct(job, "spec", (spec) => {
    const out = fill(spec, {
      concurrencyPolicy: "Allow",
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    });
    return changeStruct(out, "jobTemplate", (template) =>
      changeStruct(template, "spec", defaultTemplate),
    );
  });
}

export function defaultReplicationController(controller: JsonObject): JsonObject {
  return changeStruct(controller, "spec", (spec) => {
    const out = fill(spec, { replicas: 1 });
    const template = optional(out, "template");
    if (template === undefined) return out;
    const labels = get(obj(template, "metadata"), "labels");
    return defaultTemplate(labels === undefined ? out : fill(out, { selector: labels }));
  });
}
