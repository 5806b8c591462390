/** Namespace, ConfigMap, Secret, Node, Endpoints, EndpointSlice. After pkg/apis core and discovery. */
import type { JsonObject } from "../../api/json.ts";
import { ipWarnings, validateIp } from "../content/addresses.ts";
import {
  isConfigKey,
  isDnsLabel,
  isPortNumber,
  isQualifiedName,
  isSubdomain,
} from "../content/names.ts";
import { validateLabels } from "../content/selector.ts";
import { base64Bytes } from "../decode/base64.ts";
import {
  duplicate,
  forbidden,
  invalid,
  invalidEach,
  required,
  tooLong,
  tooMany,
  type FieldError,
} from "../fieldError.ts";
import { byteLength, byteOrder } from "../goText.ts";
import { bool, entries, get, has, num, obj, objects, sameJson, str, strings } from "../read.ts";
import type { KindRules } from "./kindRules.ts";
import { IMMUTABLE } from "./objectMeta.ts";
import { dnsLabel, oneOf, optionallyOneOf } from "./pod/fields.ts";

const MAX_DATA_BYTES = 1024 * 1024;
const FROZEN = "field is immutable when `immutable` is set";
const PROTOCOLS = ["SCTP", "TCP", "UDP"];

export const namespace: KindRules = {
  name: isDnsLabel,
  hasStatus: true,
  prepareForCreate: (object) => {
    const finalizers = strings(obj(object, "spec"), "finalizers");
    const all = finalizers.includes("kubernetes") ? finalizers : [...finalizers, "kubernetes"];
    const spec = { ...obj(object, "spec"), finalizers: all };
    return { ...object, spec, status: { phase: "Active" } };
  },
  prepareForUpdate: (object, old) => {
    const finalizers = get(obj(old, "spec"), "finalizers");
    return finalizers === undefined
      ? object
      : { ...object, spec: { ...obj(object, "spec"), finalizers } };
  },
};

/** Keys in order of bytes: Go walks the map at random. */
function dataKeys(object: JsonObject, member: string): FieldError[] {
  return entries(object, member)
    .map(([key]) => key)
    .sort(byteOrder)
    .flatMap((key) => invalidEach(`${member}[${key}]`, key, isConfigKey(key)));
}

function frozen(object: JsonObject, old: JsonObject, members: readonly string[]): FieldError[] {
  if (!bool(old, "immutable")) return [];
  const errors = bool(object, "immutable") ? [] : [forbidden("immutable", FROZEN)];
  const changed = members.filter((key) => !sameJson(get(object, key), get(old, key)));
  return [...errors, ...changed.map((key) => forbidden(key, FROZEN))];
}

export const configMap: KindRules = {
  name: isSubdomain,
  validate: (object) => {
    const errors = dataKeys(object, "data");
    for (const [key] of entries(object, "data")) {
      if (!has(obj(object, "binaryData"), key)) continue;
      errors.push(invalid(`data[${key}]`, key, "duplicate of key present in binaryData"));
    }
    errors.push(...dataKeys(object, "binaryData"));
    const size =
      entries(object, "data").reduce((sum, [, value]) => sum + byteLength(value), 0) +
      entries(object, "binaryData").reduce((sum, [, value]) => sum + base64Bytes(value), 0);
    if (size > MAX_DATA_BYTES) errors.push(tooLong("", MAX_DATA_BYTES));
    return errors;
  },
  validateUpdate: (object, old) => frozen(object, old, ["data", "binaryData"]),
};

/** Keys that a secret of a type must have. */
const SECRET_KEYS: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
};

function validateSecretType(secret: JsonObject): FieldError[] {
  const type = str(secret, "type");
  const data = obj(secret, "data");
  if (type === "kubernetes.io/service-account-token") {
    const key = "kubernetes.io/service-account.name";
    const name = str(obj(obj(secret, "metadata"), "annotations"), key);
    return name === "" ? [required(`metadata.annotations[${key}]`)] : [];
  }
  if (type === "kubernetes.io/basic-auth") {
    const keys = ["username", "password"];
    return keys.some((key) => has(data, key)) ? [] : keys.map((key) => required(`data[${key}]`));
  }
  const wanted = SECRET_KEYS[type] ?? [];
  return wanted.filter((key) => !has(data, key)).map((key) => required(`data[${key}]`));
}

export const secret: KindRules = {
  name: isSubdomain,
  validate: (object) => {
    const errors = dataKeys(object, "data");
    const size = entries(object, "data").reduce((sum, [, value]) => sum + base64Bytes(value), 0);
    if (size > MAX_DATA_BYTES) errors.push(tooLong("data", MAX_DATA_BYTES));
    return [...errors, ...validateSecretType(object)];
  },
  validateUpdate: (object, old) => {
    const type = str(object, "type");
    const changed = type === str(old, "type") ? [] : [invalid("type", type, IMMUTABLE)];
    return [...changed, ...frozen(object, old, ["data"])];
  },
};

export const serviceAccount: KindRules = { name: isSubdomain };

function validateTaints(spec: JsonObject): FieldError[] {
  const seen = new Set<string>();
  return objects(spec, "taints").flatMap((taint, i) => {
    const path = `spec.taints[${i}]`;
    const key = str(taint, "key");
    const errors = invalidEach(`${path}.key`, key, isQualifiedName(key));
    errors.push(...oneOf(taint, "effect", path, ["NoSchedule", "PreferNoSchedule", "NoExecute"]));
    const pair = `${key}:${str(taint, "effect")}`;
    if (seen.has(pair)) errors.push(duplicate(path, taint));
    seen.add(pair);
    return errors;
  });
}

export const node: KindRules = {
  name: isSubdomain,
  hasStatus: true,
  validate: (object) => validateTaints(obj(object, "spec")),
  validateUpdate: (object, old) => {
    const ranges = strings(obj(old, "spec"), "podCIDRs");
    const now = strings(obj(object, "spec"), "podCIDRs");
    const first = str(obj(object, "spec"), "podCIDR");
    const same = sameJson(ranges, now) && (first === "" || first === (ranges[0] ?? ""));
    if (ranges.length === 0 || same) return [];
    const detail = 'node updates may not change podCIDR except from "" to valid';
    return [forbidden("spec.podCIDRs", detail)];
  },
};

function validateEndpointIp(ip: string, path: string): FieldError[] {
  const errors = validateIp(path, ip);
  if (errors.length > 0) return errors;
  if (ip === "0.0.0.0" || ip === "::") {
    return [invalid(path, ip, `may not be unspecified (${ip})`)];
  }
  if (ip.startsWith("127.") || ip === "::1") {
    return [invalid(path, ip, "may not be in the loopback range (127.0.0.0/8, ::1/128)")];
  }
  if (ip.startsWith("169.254.")) {
    return [invalid(path, ip, "may not be in the link-local range (169.254.0.0/16, fe80::/10)")];
  }
  return [];
}

function validatePort(port: JsonObject, path: string, needsName: boolean): FieldError[] {
  const name = str(port, "name");
  const errors: FieldError[] = [];
  if (name !== "") errors.push(...dnsLabel(name, `${path}.name`));
  else if (needsName) errors.push(required(`${path}.name`));
  const number = num(port, "port") ?? 0;
  errors.push(...invalidEach(`${path}.port`, number, isPortNumber(number)));
  return [...errors, ...oneOf(port, "protocol", path, PROTOCOLS)];
}

export const endpoints: KindRules = {
  name: isSubdomain,
  validate: (object) =>
    objects(object, "subsets").flatMap((subset, i) => {
      const path = `subsets[${i}]`;
      const lists = ["addresses", "notReadyAddresses"] as const;
      const errors = lists.every((list) => objects(subset, list).length === 0)
        ? [required(path, "must specify `addresses` or `notReadyAddresses`")]
        : [];
      for (const list of lists) {
        objects(subset, list).forEach((address, j) => {
          errors.push(...validateEndpointIp(str(address, "ip"), `${path}.${list}[${j}].ip`));
        });
      }
      const ports = objects(subset, "ports");
      ports.forEach((port, j) => {
        errors.push(...validatePort(port, `${path}.ports[${j}]`, ports.length > 1));
      });
      return errors;
    }),
};

const MAX_ENDPOINTS = 1000;
const MAX_ADDRESSES = 100;
const MAX_PORTS = 20_000;

export const endpointSlice: KindRules = {
  name: isSubdomain,
  hasGeneration: true,
  validate: (object) => {
    const errors = oneOf(object, "addressType", "", ["FQDN", "IPv4", "IPv6"]).map((error) => ({
      ...error,
      path: "addressType",
    }));
    const all = objects(object, "endpoints");
    if (all.length > MAX_ENDPOINTS) errors.push(tooMany("endpoints", all.length, MAX_ENDPOINTS));
    const family = str(object, "addressType");
    all.forEach((endpoint, i) => {
      errors.push(...validateEndpoint(endpoint, `endpoints[${i}]`, family));
    });
    return [...errors, ...validateSlicePorts(object)];
  },
  validateUpdate: (object, old) => {
    const type = str(object, "addressType");
    return type === str(old, "addressType") ? [] : [invalid("addressType", type, IMMUTABLE)];
  },
  warnings: (object) =>
    objects(object, "endpoints").flatMap((endpoint, i) =>
      strings(endpoint, "addresses").flatMap((address, j) =>
        ipWarnings(`endpoints[${i}].addresses[${j}]`, address),
      ),
    ),
};

function validateEndpoint(endpoint: JsonObject, path: string, family: string): FieldError[] {
  const addresses = strings(endpoint, "addresses");
  const errors: FieldError[] = [];
  if (addresses.length === 0) {
    errors.push(required(`${path}.addresses`, "must contain at least 1 address"));
  }
  if (addresses.length > MAX_ADDRESSES) {
    errors.push(tooMany(`${path}.addresses`, addresses.length, MAX_ADDRESSES));
  }
  addresses.forEach((address, i) => {
    const at = `${path}.addresses[${i}]`;
    if (family === "FQDN") return;
    const bad = validateIp(at, address);
    if (bad.length === 0 && address.includes(":") !== (family === "IPv6")) {
      errors.push(invalid(at, address, `must be an ${family} address`));
    } else errors.push(...(bad.length > 0 ? bad : validateEndpointIp(address, at)));
  });
  return [
    ...errors,
    ...validateLabels(endpoint, "deprecatedTopology", `${path}.deprecatedTopology`),
  ];
}

function validateSlicePorts(object: JsonObject): FieldError[] {
  const ports = objects(object, "ports");
  const errors: FieldError[] = [];
  if (ports.length > MAX_PORTS) errors.push(tooMany("ports", ports.length, MAX_PORTS));
  const names = new Set<string>();
  ports.forEach((port, i) => {
    const path = `ports[${i}]`;
    const name = str(port, "name");
    if (name !== "") errors.push(...dnsLabel(name, `${path}.name`));
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
    errors.push(...optionallyOneOf(port, "protocol", path, PROTOCOLS));
  });
  return errors;
}
