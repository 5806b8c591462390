/** Jobs run pods until enough have succeeded. Source: kubernetes `pkg/controller/job`. */
import type { JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import type { Draft } from "../store.ts";
import { at, compact, numberAt, objectsAt, stringAt, timestamp } from "../values.ts";
import { earlier, type Controller, type Wake } from "./controller.ts";
import { record } from "./events.ts";
import { make, owned, setStatus, unmake } from "./owners.ts";
import { isActive, isReady, podFromTemplate } from "./pods.ts";

export const jobs: Controller = {
  name: "job",
  watches: ["batch/Job", "/Pod"],
  reconcile: (draft) => {
    let wake: Wake | undefined;
    for (const job of draft.list("batch/Job")) {
      if (job.metadata.deletionTimestamp === undefined) wake = earlier(wake, sync(draft, job));
    }
    return wake;
  },
};

const MAX_PARALLEL = 100;

function phaseCount(pods: readonly KubeObject[], phase: string): number {
  return pods.filter((pod) => stringAt(pod, "status", "phase") === phase).length;
}

function finishedAt(job: KubeObject): string | undefined {
  const last = objectsAt(job, "status", "conditions").find(
    (c) => ["Complete", "Failed"].includes(stringAt(c, "type")) && c["status"] === "True",
  );
  return last === undefined ? undefined : stringAt(last, "lastTransitionTime");
}

function sync(draft: Draft, job: KubeObject): Wake | undefined {
  const end = finishedAt(job);
  if (end !== undefined) return expire(draft, job, end);
  const pods = owned(draft, "/Pod", job);
  const active = pods.filter(isActive);
  const succeeded = phaseCount(pods, "Succeeded");
  const failed = phaseCount(pods, "Failed");
  const parallelism = Math.min(MAX_PARALLEL, numberAt(job, 1, "spec", "parallelism"));
  const completions = at(job, "spec", "completions");
  const needed = typeof completions === "number" ? completions : 1;
  const complete = succeeded >= needed && (typeof completions === "number" || active.length === 0);
  const exceeded = failed > numberAt(job, 6, "spec", "backoffLimit");
  const suspended = at(job, "spec", "suspend") === true;
  let running = active.length;
  if (complete || exceeded || suspended) {
    for (const pod of active) unmake(draft, pod);
    running = 0;
  } else {
    const wanted =
      typeof completions === "number"
        ? Math.min(parallelism, needed - succeeded)
        : succeeded > 0
          ? active.length
          : parallelism;
    for (; running < wanted; running++) if (!createPod(draft, job)) break;
  }
  const ending = complete ? "Complete" : exceeded ? "FailureTarget" : "";
  write(draft, job, { running, ready: active.filter(isReady).length, succeeded, failed, ending });
  if (complete) tell(draft, job, "Normal", "Completed", "Job completed");
  else if (exceeded) {
    tell(draft, job, "Warning", "BackoffLimitExceeded", BACKOFF_EXCEEDED);
  }
  return undefined;
}

const BACKOFF_EXCEEDED = "Job has reached the specified backoff limit";

function tell(
  draft: Draft,
  about: KubeObject,
  type: "Normal" | "Warning",
  reason: string,
  message: string,
): void {
  record(draft, { about, type, reason, message, component: "job-controller" });
}

function createPod(draft: Draft, job: KubeObject): boolean {
  const pod = make(
    draft,
    podFromTemplate(job, { generateName: `${job.metadata.name}-` }),
    job.metadata.namespace,
  );
  if (pod === undefined) return false;
  tell(draft, job, "Normal", "SuccessfulCreate", `Created pod: ${pod.metadata.name}`);
  return true;
}

interface Counts {
  readonly running: number;
  readonly ready: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly ending: string;
}

function write(draft: Draft, job: KubeObject, counts: Counts): void {
  const now = timestamp(draft.env.now);
  const condition = (type: string, reason: string, message: string): JsonObject => ({
    type,
    status: "True",
    reason,
    message,
    lastProbeTime: now,
    lastTransitionTime: now,
  });
  const reached = "Reached expected number of succeeded pods";
  const conditions =
    counts.ending === "Complete"
      ? [
          condition("SuccessCriteriaMet", "CompletionsReached", reached),
          condition("Complete", "CompletionsReached", reached),
        ]
      : counts.ending === ""
        ? undefined
        : [
            condition("FailureTarget", "BackoffLimitExceeded", BACKOFF_EXCEEDED),
            condition("Failed", "BackoffLimitExceeded", BACKOFF_EXCEEDED),
          ];
  const positive = (count: number): number | undefined => (count === 0 ? undefined : count);
  setStatus(
    draft,
    job,
    compact({
      active: positive(counts.running),
      ready: counts.ready,
      succeeded: positive(counts.succeeded),
      failed: positive(counts.failed),
      startTime: stringAt(job, "status", "startTime") || now,
      completionTime: counts.ending === "Complete" ? now : undefined,
      terminating: 0,
      uncountedTerminatedPods: {},
      conditions,
    }),
  );
}

/** A finished job goes when its time to live is over. */
function expire(draft: Draft, job: KubeObject, end: string): Wake | undefined {
  const seconds = at(job, "spec", "ttlSecondsAfterFinished");
  if (typeof seconds !== "number") return undefined;
  const due = Date.parse(end) + seconds * 1000;
  if (due > draft.env.now) return { at: due, settles: false };
  unmake(draft, job);
  return undefined;
}
