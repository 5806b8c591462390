/** `apply --prune`: deletes what was applied once and is in the files no longer. */
import { isArray, isObject } from "../../api/json.ts";
import { findKind, type ResourceType } from "../../api/scheme.ts";
import { stringAt } from "../../cluster/values.ts";
import type { CommandContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { resourcePath } from "../paths.ts";
import type { DryRun } from "../write/flags.ts";
import type { ResultPrinter } from "../write/output.ts";
import { deleteObject } from "../write/rest.ts";
import { lastAppliedText } from "./last-applied.ts";

export interface PrunePlan {
  readonly printer: ResultPrinter;
  readonly dryRun: DryRun;
  readonly selector: string;
  /** GROUP/VERSION/KIND each; empty: the default types. */
  readonly allowlist: readonly string[];
  /** Uids of what was just applied. */
  readonly kept: ReadonlySet<string>;
  readonly namespaces: readonly string[];
  readonly propagation: string;
  readonly gracePeriod: number;
}

/** What may be pruned unless told otherwise (kubectl `pkg/util/prune/prune.go`). */
const DEFAULT_TYPES = [
  "core/v1/ConfigMap",
  "core/v1/Endpoints",
  "core/v1/Namespace",
  "core/v1/PersistentVolumeClaim",
  "core/v1/PersistentVolume",
  "core/v1/Pod",
  "core/v1/ReplicationController",
  "core/v1/Secret",
  "core/v1/Service",
  "batch/v1/Job",
  "batch/v1/CronJob",
  "networking.k8s.io/v1/Ingress",
  "apps/v1/DaemonSet",
  "apps/v1/Deployment",
  "apps/v1/ReplicaSet",
  "apps/v1/StatefulSet",
];

/** @throws CommandError for an entry of the allow list that names no type */
export function prune(context: CommandContext, plan: PrunePlan): void {
  const words = plan.allowlist.length > 0 ? plan.allowlist : DEFAULT_TYPES;
  const types = words.map(parseType);
  const namespaced = types.filter((type) => type.namespaced);
  for (const namespace of plan.namespaces) {
    for (const type of namespaced) pruneType(context, plan, type, namespace);
  }
  for (const type of types) if (!type.namespaced) pruneType(context, plan, type, "");
}

function parseType(text: string): ResourceType {
  const [group = "", version = "", kind, more] = text.split("/");
  if (kind === undefined || more !== undefined) {
    throw new CommandError(
      `invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`,
    );
  }
  const apiVersion = group === "core" || group === "" ? version : `${group}/${version}`;
  const type = findKind(apiVersion, kind);
  if (type === undefined) {
    throw new CommandError(`no matches for kind "${kind}" in version "${apiVersion}"`);
  }
  return type;
}

function pruneType(
  context: CommandContext,
  plan: PrunePlan,
  type: ResourceType,
  namespace: string,
): void {
  const connection = context.kube();
  const body = connection.request({
    method: "GET",
    path: resourcePath(type, namespace),
    query: plan.selector === "" ? {} : { labelSelector: plan.selector },
  });
  const items = body["items"];
  if (!isArray(items)) return;
  for (const item of items) {
    if (!isObject(item) || lastAppliedText(item) === undefined) continue;
    if (plan.kept.has(stringAt(item, "metadata", "uid"))) continue;
    const name = stringAt(item, "metadata", "name");
    if (plan.dryRun !== "client") {
      deleteObject(
        connection,
        { type, namespace, name },
        {
          dryRun: plan.dryRun === "server",
          propagationPolicy: plan.propagation,
          gracePeriodSeconds: plan.gracePeriod,
        },
      );
    }
    plan.printer.print({ type, object: item }, "pruned");
  }
}
