/** The spec of pods and pod templates. After ValidatePodSpec in pkg/apis/core/validation. */
import type { JsonObject } from "../../../api/json.ts";
import { validateIp } from "../../content/addresses.ts";
import { isLabelValue, isQualifiedName, isSubdomain } from "../../content/names.ts";
import { validateLabels } from "../../content/selector.ts";
import { invalid, invalidEach, notSupported, required, type FieldError } from "../../fieldError.ts";
import { bool, entries, has, num, obj, objects, optional, str, strings } from "../../read.ts";
import { validateAllContainers } from "./containers.ts";
import { dnsLabel, oneOf, optionallyOneOf, positiveInRange } from "./fields.ts";
import { validateVolumes } from "./volumes.ts";

const MAX_INT32 = 2 ** 31 - 1;
const DNS_POLICIES = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
const TAINT_EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

export function validatePodSpec(spec: JsonObject, path: string): FieldError[] {
  const volumes = validateVolumes(spec, `${path}.volumes`);
  const errors = [
    ...volumes.errors,
    ...validateAllContainers(spec, path, volumes.names),
    ...validateHostNetwork(spec, path),
    ...oneOf(spec, "restartPolicy", path, ["Always", "OnFailure", "Never"]),
    ...oneOf(spec, "dnsPolicy", path, DNS_POLICIES),
    ...validateLabels(spec, "nodeSelector", `${path}.nodeSelector`),
    ...validatePullSecrets(spec, `${path}.imagePullSecrets`),
    ...validateDnsConfig(spec, `${path}.dnsConfig`),
  ];
  for (const key of ["serviceAccountName", "nodeName"]) {
    const name = str(spec, key);
    if (name !== "") errors.push(...invalidEach(`${path}.${key}`, name, isSubdomain(name)));
  }
  errors.push(...positiveInRange(spec, "activeDeadlineSeconds", path, MAX_INT32));
  for (const key of ["hostname", "subdomain"]) {
    const name = str(spec, key);
    if (name !== "") errors.push(...dnsLabel(name, `${path}.${key}`));
  }
  errors.push(
    ...validateTolerations(spec, `${path}.tolerations`),
    ...validateHostAliases(spec, `${path}.hostAliases`),
  );
  const priorityClass = str(spec, "priorityClassName");
  if (priorityClass !== "") {
    const messages = isSubdomain(priorityClass);
    errors.push(...invalidEach(`${path}.priorityClassName`, priorityClass, messages));
  }
  errors.push(
    ...optionallyOneOf(spec, "preemptionPolicy", path, ["PreemptLowerPriority", "Never"]),
  );
  return errors;
}

/** On the node's network a port of the container is one of the node. */
function validateHostNetwork(spec: JsonObject, path: string): FieldError[] {
  if (!bool(spec, "hostNetwork")) return [];
  return ["containers", "initContainers"].flatMap((list) =>
    objects(spec, list).flatMap((container, i) =>
      objects(container, "ports").flatMap((port, j) => {
        const hostPort = num(port, "hostPort") ?? 0;
        if (hostPort === 0 || hostPort === num(port, "containerPort")) return [];
        const at = `${path}.${list}[${i}].ports[${j}].hostPort`;
        return [invalid(at, hostPort, "must match `containerPort` when `hostNetwork` is true")];
      }),
    ),
  );
}

function validatePullSecrets(spec: JsonObject, path: string): FieldError[] {
  // An empty name is let pass, as Kubernetes has always done.
  return objects(spec, "imagePullSecrets").flatMap((secret, i) => {
    const name = str(secret, "name");
    return name === "" ? [] : invalidEach(`${path}[${i}].name`, name, isSubdomain(name));
  });
}

function validateDnsConfig(spec: JsonObject, path: string): FieldError[] {
  const config = obj(spec, "dnsConfig");
  const servers = strings(config, "nameservers");
  const errors: FieldError[] = [];
  if (str(spec, "dnsPolicy") === "None") {
    if (!has(spec, "dnsConfig")) {
      return [required(path, "must provide `dnsConfig` when `dnsPolicy` is None")];
    }
    if (servers.length === 0) {
      const detail = "must provide at least one DNS nameserver when `dnsPolicy` is None";
      errors.push(required(`${path}.nameservers`, detail));
    }
  }
  servers.forEach((server, i) => {
    errors.push(...validateIp(`${path}.nameservers[${i}]`, server));
  });
  return errors;
}

function validateTolerations(spec: JsonObject, path: string): FieldError[] {
  return objects(spec, "tolerations").flatMap((toleration, i) => {
    const at = `${path}[${i}]`;
    const key = str(toleration, "key");
    const operator = str(toleration, "operator");
    const effect = str(toleration, "effect");
    const value = str(toleration, "value");
    const errors = key === "" ? [] : invalidEach(`${at}.key`, key, isQualifiedName(key));
    if (key === "" && operator !== "Exists") {
      const detail =
        'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(invalid(`${at}.operator`, operator, detail));
    }
    if (has(toleration, "tolerationSeconds") && effect !== "NoExecute") {
      const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
      errors.push(invalid(`${at}.effect`, effect, detail));
    }
    if (operator === "" || operator === "Equal") {
      const messages = isLabelValue(value);
      if (messages.length > 0) errors.push(invalid(`${at}.operator`, value, messages.join(";")));
    } else if (operator === "Exists") {
      if (value !== "") {
        const detail = "value must be empty when `operator` is 'Exists'";
        errors.push(invalid(`${at}.operator`, value, detail));
      }
    } else if (operator === "Lt" || operator === "Gt") {
      const supported = ["Equal", "Exists", "Lt", "Gt"];
      errors.push(notSupported(`${at}.operator`, operator, supported));
    } else errors.push(notSupported(`${at}.operator`, operator, ["Equal", "Exists"]));
    return [...errors, ...optionallyOneOf(toleration, "effect", at, TAINT_EFFECTS)];
  });
}

function validateHostAliases(spec: JsonObject, path: string): FieldError[] {
  return objects(spec, "hostAliases").flatMap((alias, i) => [
    ...validateIp(`${path}[${i}].ip`, str(alias, "ip")),
    ...strings(alias, "hostnames").flatMap((name) =>
      invalidEach(`${path}[${i}].hostnames`, name, isSubdomain(name)),
    ),
  ]);
}

/** Labels, annotations and spec of a template; its labels' path is short of `metadata`. */
export function validateTemplate(template: JsonObject, path: string): FieldError[] {
  const metadata = optional(template, "metadata") ?? {};
  const annotations = entries(metadata, "annotations").flatMap(([key]) =>
    invalidEach(`${path}.annotations`, key, isQualifiedName(key.toLowerCase())),
  );
  return [
    ...validateLabels(metadata, "labels", `${path}.labels`),
    ...annotations,
    ...validatePodSpec(obj(template, "spec"), `${path}.spec`),
  ];
}
