/** The kinds that make pods. After pkg/apis/{apps,batch}/validation. */
import type { Json, JsonObject } from "../../api/json.ts";
import { selectorMatches } from "../../api/labels.ts";
import type { LabelSelector } from "../../api/objects.ts";
import { isDnsLabel, isPercent, isSubdomain } from "../content/names.ts";
import { validateLabelSelector } from "../content/selector.ts";
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  type FieldError,
} from "../fieldError.ts";
import { sortedKeys } from "../goText.ts";
import { entries, get, has, num, obj, objects, optional, sameJson, str, strings } from "../read.ts";
import type { KindRules } from "./kindRules.ts";
import { IMMUTABLE, nonNegative } from "./objectMeta.ts";
import { dnsLabel, oneOf } from "./pod/fields.ts";
import { validateTemplate } from "./pod/spec.ts";
import { podSpecWarnings } from "./pod/warnings.ts";

const MISMATCH = "`selector` does not match template `labels`";
const OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist"] as const;

function asSelector(selector: JsonObject | undefined): LabelSelector | undefined {
  if (selector === undefined) return undefined;
  return {
    matchLabels: Object.fromEntries(entries(selector, "matchLabels")),
    matchExpressions: objects(selector, "matchExpressions").map((requirement) => ({
      key: str(requirement, "key"),
      operator: OPERATORS.find((operator) => operator === str(requirement, "operator")) ?? "In",
      values: strings(requirement, "values"),
    })),
  };
}

function isEmpty(selector: JsonObject): boolean {
  return !has(selector, "matchLabels") && !has(selector, "matchExpressions");
}

/** A field as Go prints it: maps sorted, absent ones null. */
function printed(object: JsonObject, key: string): Json {
  return sortedKeys(get(object, key) ?? null);
}

function validateSelector(spec: JsonObject, kind: string): FieldError[] {
  const selector = optional(spec, "selector");
  if (selector === undefined) return [required("spec.selector")];
  const errors = validateLabelSelector(selector, "spec.selector");
  if (isEmpty(selector)) {
    errors.push(invalid("spec.selector", {}, `empty selector is invalid for ${kind}`));
  }
  return errors;
}

function validateMatch(spec: JsonObject, emptyMatchesAll: boolean): FieldError[] {
  const selector = optional(spec, "selector");
  if (selector !== undefined && isEmpty(selector) && emptyMatchesAll) return [];
  const metadata = obj(obj(spec, "template"), "metadata");
  const labels = Object.fromEntries(entries(metadata, "labels"));
  if (selectorMatches(asSelector(selector), labels)) return [];
  return [invalid("spec.template.metadata.labels", printed(metadata, "labels"), MISMATCH)];
}

/** Pods of these kinds are started again for ever. */
function validateEndless(spec: JsonObject, kind: string): FieldError[] {
  const pod = obj(obj(spec, "template"), "spec");
  const errors: FieldError[] = [];
  const policy = str(pod, "restartPolicy");
  if (policy !== "Always") {
    errors.push(notSupported("spec.template.spec.restartPolicy", policy, ["Always"]));
  }
  if (has(pod, "activeDeadlineSeconds")) {
    const detail = `activeDeadlineSeconds in ${kind} is not Supported`;
    errors.push(forbidden("spec.template.spec.activeDeadlineSeconds", detail));
  }
  return errors;
}

/** Template and selector of Deployments and ReplicaSets. */
function validateReplicaTemplate(spec: JsonObject): FieldError[] {
  const selector = optional(spec, "selector");
  if (validateLabelSelector(selector, "").length > 0) {
    return [invalid("spec.selector", printed(spec, "selector"), "invalid label selector")];
  }
  return [
    ...validateMatch(spec, true),
    ...validateTemplate(obj(spec, "template"), "spec.template"),
    ...validateEndless(spec, "ReplicaSet"),
  ];
}

function counts(spec: JsonObject, ...keys: readonly string[]): FieldError[] {
  return keys.flatMap((key) => nonNegative(num(spec, key), `spec.${key}`));
}

// --- numbers or percentages --------------------------------------------------------------------

function validateIntOrPercent(object: JsonObject, key: string, path: string): FieldError[] {
  const value = get(object, key);
  if (typeof value === "string") return invalidEach(path, value, isPercent(value));
  return typeof value === "number" ? nonNegative(value, path) : [];
}

function amount(object: JsonObject, key: string): number {
  const value = get(object, key);
  if (typeof value === "string")
    return isPercent(value).length > 0 ? 0 : Number.parseInt(value, 10);
  return typeof value === "number" ? value : 0;
}

function atMostAll(object: JsonObject, key: string, path: string): FieldError[] {
  const value = get(object, key);
  if (typeof value !== "string" || amount(object, key) <= 100) return [];
  return [invalid(path, value, "must not be greater than 100%")];
}

// --- Deployment --------------------------------------------------------------------------------

function validateDeploymentStrategy(strategy: JsonObject): FieldError[] {
  const path = "spec.strategy";
  const type = str(strategy, "type");
  const rolling = optional(strategy, "rollingUpdate");
  if (type === "Recreate") {
    const detail = "may not be specified when strategy `type` is 'Recreate'";
    return rolling === undefined ? [] : [forbidden(`${path}.rollingUpdate`, detail)];
  }
  if (type !== "RollingUpdate") {
    return [notSupported(path, strategyAsGo(strategy), ["Recreate", "RollingUpdate"])];
  }
  const update = rolling ?? {};
  const at = `${path}.rollingUpdate`;
  const errors = [
    ...validateIntOrPercent(update, "maxUnavailable", `${at}.maxUnavailable`),
    ...validateIntOrPercent(update, "maxSurge", `${at}.maxSurge`),
  ];
  if (amount(update, "maxUnavailable") === 0 && amount(update, "maxSurge") === 0) {
    const value = get(update, "maxUnavailable") ?? 0;
    errors.push(invalid(`${at}.maxUnavailable`, value, "may not be 0 when `maxSurge` is 0"));
  }
  return [...errors, ...atMostAll(update, "maxUnavailable", `${at}.maxUnavailable`)];
}

/** The internal struct, whose fields have no JSON names. */
function strategyAsGo(strategy: JsonObject): Json {
  const rolling = optional(strategy, "rollingUpdate");
  return {
    Type: str(strategy, "type"),
    RollingUpdate:
      rolling === undefined
        ? null
        : {
            MaxUnavailable: get(rolling, "maxUnavailable") ?? 0,
            MaxSurge: get(rolling, "maxSurge") ?? 0,
          },
  };
}

function validateDeployment(deployment: JsonObject): FieldError[] {
  const spec = obj(deployment, "spec");
  const errors = [
    ...counts(spec, "replicas"),
    ...validateSelector(spec, "deployment"),
    ...validateReplicaTemplate(spec),
    ...validateDeploymentStrategy(obj(spec, "strategy")),
    ...counts(spec, "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"),
  ];
  const deadline = num(spec, "progressDeadlineSeconds");
  if (deadline !== undefined && deadline <= (num(spec, "minReadySeconds") ?? 0)) {
    const detail = "must be greater than minReadySeconds";
    errors.push(invalid("spec.progressDeadlineSeconds", deadline, detail));
  }
  return errors;
}

function selectorImmutable(object: JsonObject, old: JsonObject): FieldError[] {
  const spec = obj(object, "spec");
  if (sameJson(get(spec, "selector"), get(obj(old, "spec"), "selector"))) return [];
  return [invalid("spec.selector", printed(spec, "selector"), IMMUTABLE)];
}

/** The name becomes part of the pods' names. */
function nameWarnings(object: JsonObject, old?: JsonObject): string[] {
  if (old !== undefined) return [];
  const messages = isDnsLabel(str(obj(object, "metadata"), "name"));
  if (messages.length === 0) return [];
  return [
    `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${messages.join(" ")}]`,
  ];
}

function namedWarnings(object: JsonObject, old?: JsonObject): string[] {
  return [...nameWarnings(object, old), ...templateWarnings(object, old)];
}

/** Warnings of the template, when it is new or changed. */
function templateWarnings(object: JsonObject, old?: JsonObject): string[] {
  const template = obj(obj(object, "spec"), "template");
  if (old !== undefined && sameJson(template, get(obj(old, "spec"), "template"))) return [];
  return podSpecWarnings(obj(template, "spec"), "spec.template.spec");
}

export const deployment: KindRules = {
  name: isSubdomain,
  validate: validateDeployment,
  validateUpdateLast: selectorImmutable,
  warnings: namedWarnings,
};

export const replicaSet: KindRules = {
  name: isSubdomain,
  validate: (object) => {
    const spec = obj(object, "spec");
    return [
      ...counts(spec, "replicas", "minReadySeconds"),
      ...validateSelector(spec, "deployment"),
      ...validateReplicaTemplate(spec),
    ];
  },
  validateUpdateLast: selectorImmutable,
  warnings: namedWarnings,
};

// --- DaemonSet ---------------------------------------------------------------------------------

function validateDaemonStrategy(strategy: JsonObject): FieldError[] {
  const path = "spec.updateStrategy";
  const type = str(strategy, "type");
  if (type === "OnDelete") return [];
  if (type !== "RollingUpdate") {
    return [notSupported(path, strategyAsGo(strategy), ["RollingUpdate", "OnDelete"])];
  }
  const update = obj(strategy, "rollingUpdate");
  const at = `${path}.rollingUpdate`;
  const keys = ["maxUnavailable", "maxSurge"];
  const errors = [
    ...keys.flatMap((key) => validateIntOrPercent(update, key, `${at}.${key}`)),
    ...keys.flatMap((key) => atMostAll(update, key, `${at}.${key}`)),
  ];
  const unavailable = amount(update, "maxUnavailable") !== 0;
  const surge = amount(update, "maxSurge") !== 0;
  if (unavailable && surge) {
    const detail = "may not be set when maxUnavailable is non-zero";
    errors.push(invalid(`${at}.maxSurge`, get(update, "maxSurge") ?? 0, detail));
  } else if (!unavailable && !surge) {
    errors.push(required(`${at}.maxUnavailable`, "cannot be 0 when maxSurge is 0"));
  }
  return errors;
}

export const daemonSet: KindRules = {
  name: isSubdomain,
  validate: (object) => {
    const spec = obj(object, "spec");
    const selector = optional(spec, "selector");
    const selectorErrors = validateLabelSelector(selector, "spec.selector");
    return [
      ...selectorErrors,
      ...(selectorErrors.length === 0 ? validateMatch(spec, true) : []),
      ...(selector !== undefined && isEmpty(selector)
        ? [invalid("spec.selector", {}, "empty selector is invalid for daemonset")]
        : []),
      ...validateTemplate(obj(spec, "template"), "spec.template"),
      ...validateEndless(spec, "DaemonSet"),
      ...counts(spec, "minReadySeconds"),
      ...validateDaemonStrategy(obj(spec, "updateStrategy")),
      ...counts(spec, "revisionHistoryLimit"),
    ];
  },
  validateUpdate: selectorImmutable,
  warnings: templateWarnings,
};

// --- StatefulSet -------------------------------------------------------------------------------

const CHANGEABLE = [
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
];

function validateStatefulStrategy(spec: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const management = str(spec, "podManagementPolicy");
  if (management !== "OrderedReady" && management !== "Parallel") {
    const detail = "must be 'OrderedReady' or 'Parallel'";
    errors.push(invalid("spec.podManagementPolicy", management, detail));
  }
  const strategy = obj(spec, "updateStrategy");
  const type = str(strategy, "type");
  if (type === "RollingUpdate") {
    const update = obj(strategy, "rollingUpdate");
    const path = "spec.updateStrategy.rollingUpdate.partition";
    errors.push(...nonNegative(num(update, "partition"), path));
  } else if (type !== "OnDelete") {
    const detail = "must be 'RollingUpdate' or 'OnDelete'";
    errors.push(invalid("spec.updateStrategy", strategyAsGo(strategy), detail));
  }
  return errors;
}

/** Each claim template is a volume of the pods. */
function templateWithClaims(spec: JsonObject): JsonObject {
  const template = obj(spec, "template");
  const names = new Set(
    objects(spec, "volumeClaimTemplates").map((claim) => str(obj(claim, "metadata"), "name")),
  );
  const claims = [...names].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const pod = obj(template, "spec");
  const own = objects(pod, "volumes").filter((volume) => !names.has(str(volume, "name")));
  return { ...template, spec: { ...pod, volumes: [...claims, ...own] } };
}

export const statefulSet: KindRules = {
  name: isDnsLabel,
  validate: (object, old) => {
    const spec = obj(object, "spec");
    const serviceName = str(spec, "serviceName");
    const selector = optional(spec, "selector");
    return [
      ...validateStatefulStrategy(spec),
      ...counts(spec, "replicas", "minReadySeconds"),
      ...(old === undefined && serviceName !== "" ? dnsLabel(serviceName, "spec.serviceName") : []),
      ...validateSelector(spec, "statefulset"),
      ...(validateLabelSelector(selector, "").length > 0
        ? [invalid("spec.selector", printed(spec, "selector"), "")]
        : [
            ...validateMatch(spec, true),
            ...validateTemplate(templateWithClaims(spec), "spec.template"),
          ]),
      ...validateEndless(spec, "StatefulSet"),
    ];
  },
  validateUpdateLast: (object, old) => {
    const fixed = (spec: JsonObject): JsonObject =>
      Object.fromEntries(Object.entries(spec).filter(([key]) => !CHANGEABLE.includes(key)));
    if (sameJson(fixed(obj(object, "spec")), fixed(obj(old, "spec")))) return [];
    const detail =
      "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
    return [forbidden("spec", detail)];
  },
  warnings: templateWarnings,
};

// --- Job and CronJob ---------------------------------------------------------------------------

function validateFinite(template: JsonObject, path: string): FieldError[] {
  const policy = str(obj(template, "spec"), "restartPolicy");
  const errors = validateTemplate(template, path);
  const at = `${path}.spec.restartPolicy`;
  // The default for pods, Always, counts as none here.
  if (policy === "Always" || policy === "") {
    errors.push(required(at, 'valid values: "OnFailure", "Never"'));
  } else if (policy !== "OnFailure" && policy !== "Never") {
    errors.push(notSupported(at, policy, ["OnFailure", "Never"]));
  }
  return errors;
}

function validateJobCounts(spec: JsonObject, path: string): FieldError[] {
  return [
    "parallelism",
    "completions",
    "activeDeadlineSeconds",
    "backoffLimit",
    "ttlSecondsAfterFinished",
  ].flatMap((key) => nonNegative(num(spec, key), `${path}.${key}`));
}

export const job: KindRules = {
  name: isSubdomain,
  validate: (object) => {
    const spec = obj(object, "spec");
    return [
      ...validateJobCounts(spec, "spec"),
      ...validateFinite(obj(spec, "template"), "spec.template"),
    ];
  },
  validateUpdateLast: (object, old) =>
    ["completions", "selector", "template", "completionMode"].flatMap((key) => {
      const spec = obj(object, "spec");
      if (sameJson(get(spec, key), get(obj(old, "spec"), key))) return [];
      return [invalid(`spec.${key}`, printed(spec, key), IMMUTABLE)];
    }),
  warnings: namedWarnings,
};

export const cronJob: KindRules = {
  name: isSubdomain,
  validate: (object) => {
    const spec = obj(object, "spec");
    const template = obj(obj(spec, "jobTemplate"), "spec");
    const errors: FieldError[] = [];
    const schedule = str(spec, "schedule");
    const fields = schedule.split(/\s+/).filter((part) => part !== "");
    if (schedule === "") errors.push(required("spec.schedule"));
    else if (!schedule.startsWith("@") && fields.length !== 5) {
      const detail = `expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`;
      errors.push(invalid("spec.schedule", schedule, detail));
    }
    return [
      ...errors,
      ...counts(spec, "startingDeadlineSeconds"),
      ...oneOf(spec, "concurrencyPolicy", "spec", ["Allow", "Forbid", "Replace"]),
      ...validateJobCounts(template, "spec.jobTemplate.spec"),
      ...validateFinite(obj(template, "template"), "spec.jobTemplate.spec.template"),
      ...counts(spec, "successfulJobsHistoryLimit", "failedJobsHistoryLimit"),
    ];
  },
  warnings: nameWarnings,
};
