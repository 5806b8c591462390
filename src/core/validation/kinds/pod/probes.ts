/** Probes and lifecycle hooks of containers. */
import type { JsonObject } from "../../../api/json.ts";
import { isPortNumber } from "../../content/names.ts";
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  type FieldError,
} from "../../fieldError.ts";
import { has, num, objects, optional, str, strings } from "../../read.ts";
import { nonNegative } from "../objectMeta.ts";
import { portNumberOrName } from "./fields.ts";

type HandlerCheck = (action: JsonObject, path: string, gracePeriod: number) => FieldError[];

/** The ways to ask a container, in the order in which they are looked at. */
const HANDLERS: readonly (readonly [key: string, check: HandlerCheck])[] = [
  [
    "exec",
    (action, path) => (strings(action, "command").length > 0 ? [] : [required(`${path}.command`)]),
  ],
  ["httpGet", validateHttpGet],
  ["tcpSocket", (action, path) => portNumberOrName(action, "port", `${path}.port`)],
  [
    "grpc",
    (action, path) =>
      invalidEach(`${path}.port`, num(action, "port") ?? 0, isPortNumber(num(action, "port") ?? 0)),
  ],
  ["sleep", validateSleep],
];

function validateHttpGet(action: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (str(action, "path") === "") errors.push(required(`${path}.path`));
  errors.push(...portNumberOrName(action, "port", `${path}.port`));
  const scheme = str(action, "scheme");
  if (!["HTTP", "HTTPS"].includes(scheme)) {
    errors.push(notSupported(`${path}.scheme`, scheme, ["HTTP", "HTTPS"]));
  }
  for (const header of objects(action, "httpHeaders")) {
    const name = str(header, "name");
    if (/^[-A-Za-z0-9]+$/.test(name)) continue;
    const detail =
      "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";
    errors.push(invalid(`${path}.httpHeaders`, name, detail));
  }
  return errors;
}

function validateSleep(action: JsonObject, path: string, gracePeriod: number): FieldError[] {
  const seconds = num(action, "seconds") ?? 0;
  if (seconds >= 0 && seconds <= gracePeriod) return [];
  const detail = `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`;
  return [invalid(path, seconds, detail)];
}

function validateHandler(handler: JsonObject, path: string, gracePeriod: number): FieldError[] {
  const errors: FieldError[] = [];
  let count = 0;
  for (const [key, check] of HANDLERS) {
    const action = optional(handler, key);
    if (action === undefined) continue;
    count += 1;
    if (count > 1) {
      errors.push(forbidden(`${path}.${key}`, "may not specify more than 1 handler type"));
    } else errors.push(...check(action, `${path}.${key}`, gracePeriod));
  }
  if (count === 0) errors.push(required(path, "must specify a handler type"));
  return errors;
}

function validateProbe(probe: JsonObject, path: string, gracePeriod: number): FieldError[] {
  const errors = validateHandler(probe, path, gracePeriod);
  for (const key of [
    "initialDelaySeconds",
    "timeoutSeconds",
    "periodSeconds",
    "successThreshold",
    "failureThreshold",
  ]) {
    errors.push(...nonNegative(num(probe, key), `${path}.${key}`));
  }
  const grace = num(probe, "terminationGracePeriodSeconds");
  if (grace !== undefined && grace <= 0) {
    errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, "must be greater than 0"));
  }
  return errors;
}

/** Hooks and the three probes of a container that runs on. */
export function validateProbes(
  container: JsonObject,
  path: string,
  gracePeriod: number,
): FieldError[] {
  const errors: FieldError[] = [];
  const lifecycle = optional(container, "lifecycle");
  for (const hook of ["postStart", "preStop"]) {
    const handler = lifecycle && optional(lifecycle, hook);
    if (handler === undefined) continue;
    errors.push(...validateHandler(handler, `${path}.lifecycle.${hook}`, gracePeriod));
  }
  for (const key of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = optional(container, key);
    if (probe === undefined) continue;
    const at = `${path}.${key}`;
    errors.push(...validateProbe(probe, at, gracePeriod));
    if (key === "readinessProbe") {
      const grace = num(probe, "terminationGracePeriodSeconds");
      if (grace === undefined) continue;
      const detail = "must not be set for readinessProbes";
      errors.push(invalid(`${at}.terminationGracePeriodSeconds`, grace, detail));
    } else if (num(probe, "successThreshold") !== 1) {
      errors.push(
        invalid(`${at}.successThreshold`, num(probe, "successThreshold") ?? 0, "must be 1"),
      );
    }
  }
  return errors;
}

/** Fields that containers may not have that run to their end, or are there for debugging. */
export function forbidProbes(container: JsonObject, path: string): FieldError[] {
  return ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"].flatMap((key) =>
    has(container, key)
      ? [
          forbidden(
            `${path}.${key}`,
            "may not be set for init containers without restartPolicy=Always",
          ),
        ]
      : [],
  );
}
