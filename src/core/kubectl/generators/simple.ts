/** The generators that need no more than a line or two. */
import type { JsonObject } from "../../api/json.ts";
import { CommandError } from "../errors.ts";
import { quote } from "../gotext.ts";
import { fields, someOf, someText } from "./fields.ts";

export function namespace(name: string): JsonObject {
  return { kind: "Namespace", apiVersion: "v1", metadata: { name }, spec: {}, status: {} };
}

export function serviceAccount(name: string, inNamespace: string | undefined): JsonObject {
  return {
    kind: "ServiceAccount",
    apiVersion: "v1",
    metadata: fields({ name, namespace: inNamespace }),
  };
}

/** `a=1,b=2` as quantities. @throws CommandError */
function resourceList(text: string): Record<string, string> | undefined {
  if (text === "") return undefined;
  const pairs = text.split(",").map((pair): [string, string] => {
    const [key = "", value = "", more] = pair.split("=");
    if (key === "" || value === "" || more !== undefined) {
      throw new CommandError(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
    }
    if (
      !/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$/.test(value)
    ) {
      throw new CommandError(
        `quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
      );
    }
    return [key, value];
  });
  return Object.fromEntries(pairs);
}

export { resourceList };

const SCOPES = new Set([
  "Terminating",
  "NotTerminating",
  "BestEffort",
  "NotBestEffort",
  "PriorityClass",
  "CrossNamespacePodAffinity",
  "VolumeAttributesClass",
]);

export function quota(
  name: string,
  inNamespace: string | undefined,
  hard: string,
  scopes: string,
): JsonObject {
  const names = scopes === "" ? [] : scopes.split(",");
  for (const scope of names) {
    if (!SCOPES.has(scope)) {
      throw new CommandError(`invalid resource quota scope: ${quote(scope)}`);
    }
  }
  return {
    kind: "ResourceQuota",
    apiVersion: "v1",
    metadata: fields({ name, namespace: inNamespace }),
    spec: fields({ hard: resourceList(hard), scopes: someOf(names) }),
    status: {},
  };
}

export interface BudgetOptions {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly selector: JsonObject;
  readonly minAvailable: string;
  readonly maxUnavailable: string;
}

export function disruptionBudget(options: BudgetOptions): JsonObject {
  const { minAvailable, maxUnavailable } = options;
  if (minAvailable === "" && maxUnavailable === "") {
    throw new CommandError("one of min-available or max-unavailable must be specified");
  }
  if (minAvailable !== "" && maxUnavailable !== "") {
    throw new CommandError("min-available and max-unavailable cannot be both specified");
  }
  return {
    kind: "PodDisruptionBudget",
    apiVersion: "policy/v1",
    metadata: fields({ name: options.name, namespace: options.namespace }),
    spec: fields({
      minAvailable: intOrString(minAvailable),
      selector: options.selector,
      maxUnavailable: intOrString(maxUnavailable),
    }),
    status: {
      disruptionsAllowed: 0,
      currentHealthy: 0,
      desiredHealthy: 0,
      expectedPods: 0,
    },
  };
}

function intOrString(text: string): number | string | undefined {
  if (text === "") return undefined;
  return /^-?[0-9]+$/.test(text) ? Number(text) : text;
}

export interface PriorityOptions {
  readonly name: string;
  readonly value: number;
  readonly globalDefault: boolean;
  readonly description: string;
  readonly preemptionPolicy: string;
}

export function priorityClass(options: PriorityOptions): JsonObject {
  return fields({
    kind: "PriorityClass",
    apiVersion: "scheduling.k8s.io/v1",
    metadata: { name: options.name },
    value: options.value,
    globalDefault: options.globalDefault ? true : undefined,
    description: someText(options.description),
    preemptionPolicy: options.preemptionPolicy,
  });
}
