/** ConfigMap and Secret. After pkg/apis/core/validation. */
import type { JsonObject } from "../../api/json.ts";
import { byteLength } from "../../api/utf8.ts";
import { isConfigKey, isSubdomain } from "../content/names.ts";
import { base64Bytes } from "../decode/base64.ts";
import {
  forbidden,
  invalid,
  invalidEach,
  required,
  tooLong,
  type FieldError,
} from "../fieldError.ts";
import { byteOrder } from "../goText.ts";
import { bool, entries, get, has, obj, sameJson, str } from "../read.ts";
import type { KindRules } from "./kindRules.ts";
import { IMMUTABLE } from "./objectMeta.ts";

const MAX_DATA_BYTES = 1024 * 1024;
const FROZEN = "field is immutable when `immutable` is set";

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
