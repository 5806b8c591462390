/** Eviction: a delete that disruption budgets may refuse. Source: `pkg/registry/core/pod/storage/eviction.go`. */
import { isObject } from "../../api/json.ts";
import { selectorMatches } from "../../api/labels.ts";
import type { Answer } from "../apiserver.ts";
import { selectorAt } from "../controllers/owners.ts";
import { isReady, scaled } from "../controllers/pods.ts";
import { parseDeleteOptions, remove } from "../delete.ts";
import { failure } from "../errors.ts";
import { existing } from "../read.ts";
import type { Target } from "../routes.ts";
import type { Draft } from "../store.ts";
import type { ApiRequest } from "../types.ts";
import type { KubeObject } from "../../api/objects.ts";
import { at, json, own } from "../values.ts";

/** How many more pods of the budget may go now. */
function allowed(draft: Draft, budget: KubeObject): number {
  const pods = draft
    .list("/Pod", budget.metadata.namespace ?? "")
    .filter((pod) => selectorMatches(selectorAt(budget, "spec", "selector"), pod.metadata.labels));
  const healthy = pods.filter(
    (pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined,
  ).length;
  const minimum = at(budget, "spec", "minAvailable");
  const maximum = at(budget, "spec", "maxUnavailable");
  const needed =
    minimum === undefined
      ? pods.length - scaled(maximum ?? 0, pods.length, true)
      : scaled(minimum, pods.length, true);
  return healthy - needed;
}

export function eviction(draft: Draft, target: Target, request: ApiRequest): Answer {
  const pod = existing(draft, target);
  const budgets = draft
    .list("policy/PodDisruptionBudget", target.namespace ?? "")
    .filter((pdb) => selectorMatches(selectorAt(pdb, "spec", "selector"), pod.metadata.labels));
  for (const budget of budgets) {
    if (isReady(pod) && allowed(draft, budget) <= 0) {
      throw failure(
        429,
        "TooManyRequests",
        "Cannot evict pod as it would violate the pod's disruption budget.",
        {
          causes: [
            {
              reason: "DisruptionBudget",
              message: `The disruption budget ${budget.metadata.name} does not allow more disruptions now`,
            },
          ],
        },
      );
    }
  }
  const options = isObject(request.body) ? own(request.body, "deleteOptions") : undefined;
  remove(draft, target, pod, parseDeleteOptions(options, {}));
  return {
    code: 201,
    body: json({ kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 }),
  };
}
