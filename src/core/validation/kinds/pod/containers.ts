/** Containers of the three sorts. After pkg/apis/core/validation/validation.go. */
import type { JsonObject } from "../../../api/json.ts";
import {
  isConfigKey,
  isEnvVarName,
  isPortName,
  isPortNumber,
  isSubdomain,
} from "../../content/names.ts";
import {
  duplicate,
  forbidden,
  invalid,
  invalidEach,
  notFound,
  notSupported,
  required,
  type FieldError,
} from "../../fieldError.ts";
import { has, num, objects, optional, str } from "../../read.ts";
import { dnsLabel, oneOf } from "./fields.ts";
import { forbidProbes, validateProbes } from "./probes.ts";
import { validateResources } from "./resources.ts";
import { validateMounts } from "./volumes.ts";

const PROTOCOLS = ["SCTP", "TCP", "UDP"];
const PULL_POLICIES = ["Always", "IfNotPresent", "Never"];
const ENV_SOURCES = [
  "fieldRef",
  "resourceFieldRef",
  "configMapKeyRef",
  "secretKeyRef",
  "fileKeyRef",
];
/** What a container that is added for debugging may not have. */
const NOT_FOR_EPHEMERAL = [
  "lifecycle",
  "livenessProbe",
  "ports",
  "readinessProbe",
  "resizePolicy",
  "restartPolicy",
  "startupProbe",
];

function validatePorts(container: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  objects(container, "ports").forEach((port, i) => {
    const at = `${path}[${i}]`;
    const name = str(port, "name");
    if (name !== "") {
      const messages = isPortName(name);
      errors.push(...invalidEach(`${at}.name`, name, messages));
      if (messages.length === 0 && names.has(name)) errors.push(duplicate(`${at}.name`, name));
      if (messages.length === 0) names.add(name);
    }
    const number = num(port, "containerPort") ?? 0;
    if (number === 0) errors.push(required(`${at}.containerPort`));
    else errors.push(...invalidEach(`${at}.containerPort`, number, isPortNumber(number)));
    const hostPort = num(port, "hostPort") ?? 0;
    if (hostPort !== 0) {
      errors.push(...invalidEach(`${at}.hostPort`, hostPort, isPortNumber(hostPort)));
    }
    errors.push(...oneOf(port, "protocol", at, PROTOCOLS));
  });
  return errors;
}

function validateEnv(container: JsonObject, path: string): FieldError[] {
  return objects(container, "env").flatMap((variable, i) => {
    const at = `${path}[${i}]`;
    const name = str(variable, "name");
    const errors =
      name === "" ? [required(`${at}.name`)] : invalidEach(`${at}.name`, name, isEnvVarName(name));
    const source = optional(variable, "valueFrom");
    if (source === undefined) return errors;
    return [...errors, ...validateEnvSource(source, str(variable, "value"), `${at}.valueFrom`)];
  });
}

function validateEnvSource(source: JsonObject, value: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const key of ["configMapKeyRef", "secretKeyRef"]) {
    const reference = optional(source, key);
    if (reference === undefined) continue;
    if (str(reference, "name") === "") errors.push(required(`${path}.${key}.name`));
    const name = str(reference, "key");
    if (name === "") errors.push(required(`${path}.${key}.key`));
    else errors.push(...invalidEach(`${path}.${key}.key`, name, isConfigKey(name)));
  }
  const field = optional(source, "fieldRef");
  if (field !== undefined && str(field, "fieldPath") === "") {
    errors.push(required(`${path}.fieldRef.fieldPath`));
  }
  const count = ENV_SOURCES.filter((key) => has(source, key)).length;
  if (count === 0) {
    const detail =
      "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`";
    errors.push(invalid(path, "", detail));
  } else if (value !== "") {
    errors.push(invalid(path, "", "may not be specified when `value` is not empty"));
  } else if (count > 1) {
    errors.push(invalid(path, "", "may not have more than one field specified at a time"));
  }
  return errors;
}

function validateEnvFrom(container: JsonObject, path: string): FieldError[] {
  return objects(container, "envFrom").flatMap((source, i) => {
    const at = `${path}[${i}]`;
    const errors: FieldError[] = [];
    const prefix = str(source, "prefix");
    if (prefix !== "") errors.push(...invalidEach(`${at}.prefix`, prefix, isEnvVarName(prefix)));
    const references = ["configMapRef", "secretRef"].filter((key) => has(source, key));
    for (const key of references) {
      const name = str(optional(source, key) ?? {}, "name");
      if (name === "") errors.push(required(`${at}.${key}.name`));
      else errors.push(...invalidEach(`${at}.${key}.name`, name, isSubdomain(name)));
    }
    if (references.length === 0) {
      errors.push(invalid(at, "", "must specify one of: `configMapRef` or `secretRef`"));
    } else if (references.length > 1) {
      errors.push(invalid(at, "", "may not have more than one field specified at a time"));
    }
    return errors;
  });
}

function validateSecurityContext(container: JsonObject, path: string): FieldError[] {
  const context = optional(container, "securityContext");
  if (context === undefined) return [];
  const errors: FieldError[] = [];
  for (const key of ["runAsUser", "runAsGroup"]) {
    const id = num(context, key);
    if (id !== undefined && (id < 0 || id > 2 ** 31 - 1)) {
      errors.push(invalid(`${path}.${key}`, id, "must be between 0 and 2147483647, inclusive"));
    }
  }
  return errors;
}

function validateCommon(
  container: JsonObject,
  path: string,
  volumes: ReadonlySet<string>,
): FieldError[] {
  const name = str(container, "name");
  const errors = name === "" ? [required(`${path}.name`)] : dnsLabel(name, `${path}.name`);
  if (str(container, "image") === "") errors.push(required(`${path}.image`));
  errors.push(
    ...oneOf(container, "terminationMessagePolicy", path, ["File", "FallbackToLogsOnError"]),
    ...validatePorts(container, `${path}.ports`),
    ...validateEnv(container, `${path}.env`),
    ...validateEnvFrom(container, `${path}.envFrom`),
    ...validateMounts(container, `${path}.volumeMounts`, volumes),
    ...oneOf(container, "imagePullPolicy", path, PULL_POLICIES),
    ...validateResources(container, `${path}.resources`),
    ...validateSecurityContext(container, `${path}.securityContext`),
  );
  return errors;
}

/** Each host port once. @param lists all that run at the same time */
function validateHostPorts(containers: readonly JsonObject[], path: string): FieldError[] {
  const seen = new Set<string>();
  return containers.flatMap((container, i) =>
    objects(container, "ports").flatMap((port, j) => {
      const hostPort = num(port, "hostPort") ?? 0;
      if (hostPort === 0) return [];
      const key = `${str(port, "protocol")}/${str(port, "hostIP")}/${hostPort}`;
      if (seen.has(key)) return [duplicate(`${path}[${i}].ports[${j}].hostPort`, key)];
      seen.add(key);
      return [];
    }),
  );
}

const RESTART_POLICIES = ["Always", "Never", "OnFailure"];

function validateRestartPolicy(container: JsonObject, path: string): FieldError[] {
  const policy = str(container, "restartPolicy");
  if (!has(container, "restartPolicy") || RESTART_POLICIES.includes(policy)) return [];
  return [notSupported(`${path}.restartPolicy`, policy, RESTART_POLICIES)];
}

/** Remembers a name; an error when it is known already. */
function unique(container: JsonObject, names: Set<string>, path: string): FieldError[] {
  const name = str(container, "name");
  if (names.has(name)) return [duplicate(`${path}.name`, name)];
  names.add(name);
  return [];
}

/** All containers of a pod or template; names are unique over the three lists. */
export function validateAllContainers(
  spec: JsonObject,
  path: string,
  volumes: ReadonlySet<string>,
): FieldError[] {
  const gracePeriod = num(spec, "terminationGracePeriodSeconds") ?? 0;
  const containers = objects(spec, "containers");
  const names = new Set<string>();
  const errors: FieldError[] = [];
  if (containers.length === 0) errors.push(required(`${path}.containers`));
  containers.forEach((container, i) => {
    const at = `${path}.containers[${i}]`;
    errors.push(
      ...validateCommon(container, at, volumes),
      ...unique(container, names, at),
      ...validateProbes(container, at, gracePeriod),
      ...validateRestartPolicy(container, at),
    );
  });
  errors.push(...validateHostPorts(containers, `${path}.containers`));
  objects(spec, "initContainers").forEach((container, i) => {
    const at = `${path}.initContainers[${i}]`;
    errors.push(
      ...validateCommon(container, at, volumes),
      ...validateRestartPolicy(container, at),
      ...unique(container, names, at),
      ...validateHostPorts([container], `${path}.initContainers`),
      ...(str(container, "restartPolicy") === "Always"
        ? validateProbes(container, at, gracePeriod)
        : forbidProbes(container, at)),
    );
  });
  errors.push(...validateEphemeral(spec, `${path}.ephemeralContainers`, volumes, names));
  return errors;
}

function validateEphemeral(
  spec: JsonObject,
  path: string,
  volumes: ReadonlySet<string>,
  otherNames: ReadonlySet<string>,
): FieldError[] {
  const names = new Set(otherNames);
  return objects(spec, "ephemeralContainers").flatMap((container, i) => {
    const at = `${path}[${i}]`;
    const target = str(container, "targetContainerName");
    const errors = [
      ...validateCommon(container, at, volumes),
      ...trimmedImage(container, at),
      ...unique(container, names, at),
    ];
    if (target !== "" && !otherNames.has(target)) {
      errors.push(notFound(`${at}.targetContainerName`, target));
    }
    for (const key of NOT_FOR_EPHEMERAL) {
      if (!has(container, key)) continue;
      errors.push(forbidden(`${at}.${key}`, "cannot be set for an Ephemeral Container"));
    }
    return errors;
  });
}

function trimmedImage(container: JsonObject, path: string): FieldError[] {
  const image = str(container, "image");
  if (image === image.trim()) return [];
  return [invalid(`${path}.image`, image, "must not have leading or trailing whitespace")];
}

/** What is asked of pods, but for old times' sake not of templates. */
export function validateImagesOfPod(spec: JsonObject, path: string): FieldError[] {
  return ["containers", "initContainers"].flatMap((list) =>
    objects(spec, list).flatMap((container, i) => trimmedImage(container, `${path}.${list}[${i}]`)),
  );
}
