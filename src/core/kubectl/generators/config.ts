/** `create configmap` and `create secret`: data from files, literals and env files. */
import { encodeBase64 } from "../../api/base64.ts";
import type { JsonObject } from "../../api/json.ts";
import type { FileSystem } from "../../shell/files.ts";
import { FileError } from "../../shell/files.ts";
import { CommandError, errnoText } from "../errors.ts";
import { quote } from "../gotext.ts";
import { fields, someText } from "./fields.ts";

export interface DataSources {
  readonly files: readonly string[];
  readonly literals: readonly string[];
  readonly envFiles: readonly string[];
}

/** Reads the sources; `resolve` makes a path absolute. */
export interface DataReader {
  readonly fs: FileSystem;
  readonly resolve: (path: string) => string;
  readonly env: ReadonlyMap<string, string>;
}

interface Owner {
  /** The refusal of a key that is there already. */
  readonly duplicate: (key: string) => string;
  readonly badKey: (key: string, why: string) => string;
}

const KEY_RULE =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

function keyError(key: string): string | undefined {
  if (key.length > 253) return "must be no more than 253 characters";
  if (key === ".") return "must not be '.'";
  if (key === ".." || key.startsWith("..")) return `must not start with '..'`;
  return /^[-._a-zA-Z0-9]+$/.test(key) ? undefined : KEY_RULE;
}

/** @throws CommandError with kubectl's words for the first source that cannot be read */
function readData(sources: DataSources, reader: DataReader, owner: Owner): Map<string, string> {
  if (sources.envFiles.length > 0 && (sources.files.length > 0 || sources.literals.length > 0)) {
    throw new CommandError("from-env-file cannot be combined with from-file or from-literal");
  }
  const data = new Map<string, string>();
  const add = (key: string, value: string): void => {
    const why = keyError(key);
    if (why !== undefined) throw new CommandError(owner.badKey(key, why));
    if (data.has(key)) throw new CommandError(owner.duplicate(key));
    data.set(key, value);
  };
  for (const source of sources.files) addFile(source, reader, add);
  for (const literal of sources.literals) {
    const equals = literal.indexOf("=");
    if (equals <= 0) {
      throw new CommandError(`invalid literal source ${literal}, expected key=value`);
    }
    add(literal.slice(0, equals), literal.slice(equals + 1));
  }
  for (const file of sources.envFiles) addEnvFile(file, reader, add);
  return data;
}

type Add = (key: string, value: string) => void;

function addFile(source: string, reader: DataReader, add: Add): void {
  const parts = source.split("=");
  const [first = "", second = ""] = parts;
  if (parts.length > 2) throw new CommandError("key names or file paths cannot contain '='");
  if (parts.length === 2 && first === "") {
    throw new CommandError(`key name for file path ${second} missing`);
  }
  if (parts.length === 2 && second === "") {
    throw new CommandError(`file path for key name ${first} missing`);
  }
  const path = parts.length === 2 ? second : first;
  const key = parts.length === 2 ? first : (first.split("/").findLast((part) => part !== "") ?? "");
  const absolute = reader.resolve(path);
  const stat = statOrFail(path, absolute, reader);
  if (stat.type === "file") {
    add(key, reader.fs.read(absolute));
    return;
  }
  if (parts.length === 2) throw new CommandError("cannot give a key name for a directory path");
  for (const name of reader.fs.list(absolute)) {
    const child = `${absolute}/${name}`;
    if (reader.fs.stat(child)?.type === "file") add(name, reader.fs.read(child));
  }
}

function statOrFail(path: string, absolute: string, reader: DataReader): { readonly type: string } {
  try {
    const stat = reader.fs.stat(absolute);
    if (stat !== undefined) return stat;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new CommandError(`error reading ${path}: ${errnoText(error)}`);
  }
  throw new CommandError(`error reading ${path}: no such file or directory`);
}

const ENV_NAME =
  "a valid environment variable name must consist only of printable ASCII characters other than '='";

function addEnvFile(path: string, reader: DataReader, add: Add): void {
  const absolute = reader.resolve(path);
  if (statOrFail(path, absolute, reader).type === "directory") {
    throw new CommandError("env config file cannot be a directory");
  }
  for (const raw of reader.fs
    .read(absolute)
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)) {
    const line = raw.trimStart();
    if (line === "" || line.startsWith("#")) continue;
    const equals = line.indexOf("=");
    const key = equals < 0 ? line : line.slice(0, equals);
    if (!/^[ -<>-~]+$/.test(key)) {
      throw new CommandError(`${quote(key)} is not a valid key name: ${ENV_NAME}`);
    }
    if (equals >= 0) add(key, line.slice(equals + 1));
    else {
      const value = reader.env.get(key);
      if (value !== undefined) add(key, value);
    }
  }
}

export function configMap(
  name: string,
  namespace: string | undefined,
  sources: DataSources,
  reader: DataReader,
): JsonObject {
  const data = readData(sources, reader, {
    duplicate: (key) =>
      `cannot add key ${quote(key)}, another key by that name already exists in Data for ConfigMap ${quote(name)}`,
    badKey: (key, why) => `${quote(key)} is not a valid key name for a ConfigMap: ${why}`,
  });
  return fields({
    kind: "ConfigMap",
    apiVersion: "v1",
    metadata: fields({ name, namespace }),
    data: data.size === 0 ? undefined : sorted(data),
  });
}

function sorted(data: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...data].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

const SECRET_OWNER: Owner = {
  duplicate: (key) => `cannot add key ${key}, another key by that name already exists`,
  badKey: (key, why) => `${quote(key)} is not valid key name for a Secret ${why}`,
};

export function secret(
  name: string,
  namespace: string | undefined,
  type: string,
  sources: DataSources,
  reader: DataReader,
): JsonObject {
  return secretOf(name, namespace, type, readData(sources, reader, SECRET_OWNER));
}

export function secretOf(
  name: string,
  namespace: string | undefined,
  type: string,
  data: ReadonlyMap<string, string>,
): JsonObject {
  const encoded = new Map([...data].map(([key, value]) => [key, encodeBase64(value)]));
  return fields({
    kind: "Secret",
    apiVersion: "v1",
    metadata: fields({ name, namespace }),
    data: encoded.size === 0 ? undefined : sorted(encoded),
    type: someText(type),
  });
}

export interface DockerOptions {
  readonly server: string;
  readonly username: string;
  readonly password: string;
  readonly email: string;
}

/** What `create secret docker-registry` puts under `.dockerconfigjson`. */
export function dockerConfig(options: DockerOptions): string {
  return JSON.stringify({
    auths: {
      [options.server]: fields({
        username: someText(options.username),
        password: someText(options.password),
        email: someText(options.email),
        auth: encodeBase64(`${options.username}:${options.password}`),
      }),
    },
  });
}
