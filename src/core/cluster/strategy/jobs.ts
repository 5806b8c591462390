/** Jobs select their pods by their own uid. Source: kubernetes `pkg/registry/batch/job/strategy.go`. */
import type { JsonObject } from "../../api/json.ts";
import { at, stringAt, stringsAt, withAt } from "../values.ts";

/** Labels that tie a job's pods to it; the unprefixed ones are kept for older clients. */
export function prepareCreate(job: JsonObject): JsonObject {
  if (at(job, "spec", "manualSelector") === true) return job;
  const uid = stringAt(job, "metadata", "uid");
  const name = stringAt(job, "metadata", "name");
  const labels = {
    ...stringsAt(job, "spec", "template", "metadata", "labels"),
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": uid,
    "job-name": name,
  };
  return withAt(
    withAt(job, ["spec", "template", "metadata", "labels"], labels),
    ["spec", "selector"],
    { matchLabels: { "batch.kubernetes.io/controller-uid": uid } },
  );
}
