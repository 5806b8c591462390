/** Volumes of a pod and their mounts. */
import type { JsonObject } from "../../../api/json.ts";
import { isConfigKey } from "../../content/names.ts";
import {
  duplicate,
  forbidden,
  invalid,
  invalidEach,
  notFound,
  required,
  type FieldError,
} from "../../fieldError.ts";
import { has, num, objects, optional, str } from "../../read.ts";
import { descendingPath, dnsLabel } from "./fields.ts";

const MAX_MODE = 0o777;
const HOST_PATH_TYPES = [
  "",
  "BlockDevice",
  "CharDevice",
  "Directory",
  "DirectoryOrCreate",
  "File",
  "FileOrCreate",
  "Socket",
];

/** Errors, and the names of the volumes that can be mounted: those that are in order. */
export function validateVolumes(
  spec: JsonObject,
  path: string,
): { readonly errors: FieldError[]; readonly names: ReadonlySet<string> } {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  objects(spec, "volumes").forEach((volume, i) => {
    const at = `${path}[${i}]`;
    const name = str(volume, "name");
    const sourceErrors = validateSource(volume, at);
    if (name === "") sourceErrors.push(required(`${at}.name`));
    else sourceErrors.push(...dnsLabel(name, `${at}.name`));
    if (names.has(name)) sourceErrors.push(duplicate(`${at}.name`, name));
    if (sourceErrors.length === 0) names.add(name);
    errors.push(...sourceErrors);
  });
  return { errors, names };
}

function validateSource(volume: JsonObject, path: string): FieldError[] {
  const sources = Object.keys(volume).filter((key) => key !== "name");
  const errors: FieldError[] = [];
  sources.forEach((source, i) => {
    if (i > 0) {
      errors.push(forbidden(`${path}.${source}`, "may not specify more than 1 volume type"));
      return;
    }
    const check = SOURCES.get(source);
    const value = optional(volume, source);
    if (check !== undefined && value !== undefined)
      errors.push(...check(value, `${path}.${source}`));
  });
  if (sources.length === 0) errors.push(required(path, "must specify a volume type"));
  return errors;
}

type SourceCheck = (source: JsonObject, path: string) => FieldError[];

const SOURCES: ReadonlyMap<string, SourceCheck> = new Map<string, SourceCheck>([
  ["hostPath", validateHostPath],
  ["projected", validateProjected],
  ["secret", (source, path) => validateFiles(source, path, "secretName")],
  ["configMap", (source, path) => validateFiles(source, path, "name")],
  [
    "persistentVolumeClaim",
    (source, path) => (str(source, "claimName") === "" ? [required(`${path}.claimName`)] : []),
  ],
  [
    "nfs",
    (source, path) =>
      ["server", "path"].flatMap((key) =>
        str(source, key) === "" ? [required(`${path}.${key}`)] : [],
      ),
  ],
]);

function validateHostPath(source: JsonObject, path: string): FieldError[] {
  const value = str(source, "path");
  if (value === "") return [required(`${path}.path`)];
  const errors: FieldError[] = [];
  if (value.split("/").includes("..")) {
    errors.push(invalid(`${path}.path`, value, "must not contain '..'"));
  }
  const type = str(source, "type");
  if (!HOST_PATH_TYPES.includes(type)) {
    const supported = HOST_PATH_TYPES.map((name) => `"${name}"`).join(", ");
    errors.push({
      type: "FieldValueNotSupported",
      path: `${path}.type`,
      badValue: type,
      detail: `supported values: ${supported}`,
    });
  }
  return errors;
}

function validateFiles(source: JsonObject, path: string, nameKey: string): FieldError[] {
  const errors: FieldError[] = [];
  if (str(source, nameKey) === "") errors.push(required(`${path}.${nameKey}`));
  errors.push(...validateMode(source, "defaultMode", path));
  return [...errors, ...validateItems(source, path)];
}

/** Which keys become which files. */
function validateItems(source: JsonObject, path: string): FieldError[] {
  return objects(source, "items").flatMap((item, i) => {
    const at = `${path}.items[${i}]`;
    const key = str(item, "key");
    const file = str(item, "path");
    const errors =
      key === "" ? [required(`${at}.key`)] : invalidEach(`${at}.key`, key, isConfigKey(key));
    if (file === "") errors.push(required(`${at}.path`));
    else errors.push(...descendingPath(file, `${at}.path`));
    return [...errors, ...validateMode(item, "mode", at)];
  });
}

function validateProjected(source: JsonObject, path: string): FieldError[] {
  const errors = validateMode(source, "defaultMode", path);
  objects(source, "sources").forEach((projection, i) => {
    for (const kind of ["secret", "configMap"]) {
      const each = optional(projection, kind);
      if (each === undefined) continue;
      const at = `${path}.sources[${i}].${kind}`;
      if (str(each, "name") === "") errors.push(required(`${at}.name`));
      errors.push(...validateItems(each, at));
    }
  });
  return errors;
}

function validateMode(object: JsonObject, key: string, path: string): FieldError[] {
  const mode = num(object, key);
  if (mode === undefined || (mode >= 0 && mode <= MAX_MODE)) return [];
  const detail = "must be a number between 0 and 0777 (octal), both inclusive";
  return [invalid(`${path}.${key}`, mode, detail)];
}

/** @param volumes the names that are there to be mounted */
export function validateMounts(
  container: JsonObject,
  path: string,
  volumes: ReadonlySet<string>,
): FieldError[] {
  const errors: FieldError[] = [];
  const points = new Set<string>();
  objects(container, "volumeMounts").forEach((mount, i) => {
    const at = `${path}[${i}]`;
    const name = str(mount, "name");
    const point = str(mount, "mountPath");
    if (name === "") errors.push(required(`${at}.name`));
    if (!volumes.has(name)) errors.push(notFound(`${at}.name`, name));
    if (point === "") errors.push(required(`${at}.mountPath`));
    if (points.has(point)) errors.push(invalid(`${at}.mountPath`, point, "must be unique"));
    points.add(point);
    for (const key of ["subPath", "subPathExpr"]) {
      // Kubernetes leaves the index out of this path.
      if (has(mount, key)) errors.push(...descendingPath(str(mount, key), `${path}.${key}`));
    }
    if (has(mount, "subPath") && has(mount, "subPathExpr")) {
      const detail = "subPathExpr and subPath are mutually exclusive";
      errors.push(invalid(`${at}.subPathExpr`, str(mount, "subPathExpr"), detail));
    }
  });
  return errors;
}
