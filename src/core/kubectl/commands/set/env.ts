import type { Json, JsonObject } from "../../../api/json.ts";
import { isObject } from "../../../api/json.ts";
import { objectAt, objectsAt, stringAt, stringsAt } from "../../../cluster/values.ts";
import type { Command, CommandContext } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { fields, someOf } from "../../generators/fields.ts";
import { readAll } from "../../manifests.ts";
import { requireType } from "../../types.ts";
import { getObject } from "../../write/rest.ts";
import { fileQuery, type Loaded } from "../../write/targets.ts";
import { CONTAINER_FIELDS, podSpecOf } from "../../write/workloads.ts";
import {
  changeAll,
  changeContainers,
  changePodSpec,
  completePodOwners,
  containerMatcher,
  CONTAINERS_FLAG,
  SET_FLAGS,
  setTargets,
} from "./pod-spec.ts";

export const setEnv: Command = {
  name: "env",
  use: "env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N",
  short: "Update environment variables on a pod template",
  long: "List, set or remove variables of the containers in pods and pod templates. KEY- removes one, - reads them from stdin.",
  examples: `# Set one
kubectl set env deployment/web MODE=dev

# List them
kubectl set env deployment/web --list

# Remove one
kubectl set env deployment/web MODE-

# All keys of a config map
kubectl set env --from=configmap/settings deployment/web`,
  flags: [
    ...SET_FLAGS,
    CONTAINERS_FLAG,
    { name: "env", shorthand: "e", type: "array", usage: "KEY=VALUE to set." },
    { name: "from", type: "string", usage: "configmap/NAME or secret/NAME to take keys from." },
    { name: "keys", type: "strings", usage: "Only these keys of --from, with commas." },
    { name: "list", type: "bool", usage: "Print the variables and change nothing." },
    {
      name: "overwrite",
      type: "bool",
      default: "true",
      usage: "Allow variables that are there to be replaced.",
    },
    { name: "prefix", type: "string", usage: "Put before the names that --from gives." },
    { name: "resolve", type: "bool", usage: "With --list: print values that are references." },
  ],
  complete: completePodOwners,
  run: runSetEnv,
};

interface Wanted {
  readonly set: readonly JsonObject[];
  readonly remove: ReadonlySet<string>;
}

async function runSetEnv(context: CommandContext): Promise<number> {
  const { flags, args } = context;
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const arg of args) {
    if (arg === "-" || arg.includes("=") || arg.endsWith("-")) pairs.push(arg);
    else if (pairs.length > 0) {
      throw new CommandError(`all resources must be specified before environment changes: ${arg}`);
    } else resources.push(arg);
  }
  if (fileQuery(context).filenames.length === 0 && resources.length === 0) {
    throw new CommandError(
      "one or more resources must be specified as <resource> <name> or <resource>/<name>",
    );
  }
  const list = flags.bool("list");
  const given = [...pairs, ...flags.list("env")];
  const from = flags.string("from");
  if (given.length === 0 && from === "" && !list) {
    throw new CommandError("at least one environment variable must be provided");
  }
  if (list && flags.string("output") !== "") {
    throw new CommandError("--list and --output may not be specified together");
  }
  const wanted = await readWanted(context, given, from);
  const targets = await setTargets(context, resources);
  if (list) {
    for (const target of targets) listEnv(context, target);
    return 0;
  }
  const pattern = flags.string("containers");
  const matches = containerMatcher(pattern);
  return changeAll(context, targets, {
    operation: "env updated",
    refusal: "failed to patch env update to pod template: ",
    apply: (target) =>
      changePodSpec(target, (before) => {
        let spec = before;
        let found = false;
        for (const field of CONTAINER_FIELDS) {
          const result = changeContainers(spec, field, matches, (one) =>
            changeEnv(context, one, wanted),
          );
          spec = result.spec;
          found ||= result.found;
        }
        if (!found) {
          context.process.stderr.write(
            `warning: ${target.type.name}/${target.name} does not have any containers matching "${pattern}"\n`,
          );
        }
        return spec;
      }),
  });
}

async function readWanted(
  context: CommandContext,
  given: readonly string[],
  from: string,
): Promise<Wanted> {
  const set: JsonObject[] = [];
  const remove = new Set<string>();
  const add = (text: string): void => {
    const equals = text.indexOf("=");
    if (equals > 0) set.push({ name: text.slice(0, equals), value: text.slice(equals + 1) });
    else if (equals < 0 && text.endsWith("-")) remove.add(text.slice(0, -1));
    else throw new CommandError(`invalid parameter assignment in "${text}"`);
  };
  for (const text of given) {
    if (text !== "-") {
      add(text);
      continue;
    }
    for (const line of (await readAll(context.process)).split("\n")) {
      const trimmed = line.trim();
      if (trimmed !== "" && !trimmed.startsWith("#")) add(trimmed);
    }
  }
  if (from !== "") set.push(...variablesFrom(context, from));
  return { set, remove };
}

/** A variable a key of a config map or secret. @throws CommandError for another kind */
function variablesFrom(context: CommandContext, from: string): JsonObject[] {
  const { flags } = context;
  const [word = "", name = ""] = from.split("/");
  const type = requireType(word);
  if (type.kind !== "ConfigMap" && type.kind !== "Secret") {
    throw new CommandError(`unsupported resource specified in --from`);
  }
  const connection = context.kube();
  const source = getObject(connection, { type, namespace: connection.namespace, name });
  const keys = flags.list("keys");
  const ref = type.kind === "Secret" ? "secretKeyRef" : "configMapKeyRef";
  return Object.keys(stringsAt(source, "data"))
    .filter((key) => keys.length === 0 || keys.includes(key))
    .map((key) => ({
      name: `${flags.string("prefix")}${key.toUpperCase().replaceAll(/[-.]/g, "_")}`,
      valueFrom: { [ref]: { name, key } },
    }));
}

function changeEnv(context: CommandContext, container: JsonObject, wanted: Wanted): JsonObject {
  const before = objectsAt(container, "env");
  if (!context.flags.bool("overwrite")) {
    for (const one of wanted.set) {
      const name = stringAt(one, "name");
      const held = before.find((other) => other["name"] === name);
      if (held === undefined) continue;
      throw new CommandError(
        `'${name}' already has a value (${stringAt(held, "value")}), and --overwrite is false`,
      );
    }
  }
  const kept: Json[] = before
    .filter((one) => !wanted.remove.has(stringAt(one, "name")))
    .map((one) => wanted.set.find((other) => other["name"] === one["name"]) ?? one);
  const added = wanted.set.filter((one) => !before.some((other) => other["name"] === one["name"]));
  const { env: _before, ...rest } = container;
  return fields({ ...rest, env: someOf([...kept, ...added]) });
}

function listEnv(context: CommandContext, target: Loaded): void {
  const spec = podSpecOf(target.type, target.object) ?? {};
  const matches = containerMatcher(context.flags.string("containers"));
  for (const field of CONTAINER_FIELDS) {
    for (const container of objectsAt(spec, field)) {
      const name = stringAt(container, "name");
      if (!matches(name)) continue;
      context.process.stdout.write(`# ${target.type.kind} ${target.name}, container ${name}\n`);
      for (const variable of objectsAt(container, "env")) {
        context.process.stdout.write(`${describeVariable(context, target, variable)}\n`);
      }
    }
  }
}

function describeVariable(context: CommandContext, target: Loaded, variable: JsonObject): string {
  const name = stringAt(variable, "name");
  const source = objectAt(variable, "valueFrom");
  for (const [field, word, kind] of [
    ["configMapKeyRef", "configmap", "configmaps"],
    ["secretKeyRef", "secret", "secrets"],
  ] as const) {
    const ref = source[field];
    if (!isObject(ref)) continue;
    const owner = stringAt(ref, "name");
    const key = stringAt(ref, "key");
    if (!context.flags.bool("resolve")) return `# ${name} from ${word} ${owner}, key ${key}`;
    const place = { type: requireType(kind), namespace: target.namespace, name: owner };
    return `${name}=${stringsAt(getObject(context.kube(), place), "data")[key] ?? ""}`;
  }
  if (isObject(source["fieldRef"])) {
    return `# ${name} from field path ${stringAt(source["fieldRef"], "fieldPath")}`;
  }
  return `${name}=${stringAt(variable, "value")}`;
}
