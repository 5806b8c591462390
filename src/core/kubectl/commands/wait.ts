import { isArray, isObject, type Json, type JsonObject } from "../../api/json.ts";
import { numberAt, objectsAt, stringAt } from "../../cluster/values.ts";
import type { Command, CommandContext } from "../command.ts";
import { caught, CommandError, withoutNotFound } from "../errors.ts";
import {
  ALL_NAMESPACES_FLAG,
  FIELD_SELECTOR_FLAG,
  filenameFlags,
  printFlags,
  SELECTOR_FLAG,
} from "../flagsets.ts";
import { quote } from "../gotext.ts";
import { formatValue } from "../printers/go-values.ts";
import { JsonPath } from "../printers/jsonpath.ts";
import { ALL_FLAG, LOCAL_FLAG } from "../write/flags.ts";
import { resultPrinter } from "../write/output.ts";
import { findObject, getObject } from "../write/rest.ts";
import { findTargets, type Target } from "../write/targets.ts";
import { interruptible, waitUntil } from "../write/waiting.ts";

export const wait: Command = {
  name: "wait",
  use: "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  short: "Wait for a specific condition on one or many resources",
  long: "Wait until objects have a condition, until a field has a value, until they exist, or until they are gone.",
  examples: `# Until a pod is ready
kubectl wait --for=condition=Ready pod/web

# Until its phase is Running
kubectl wait --for=jsonpath='{.status.phase}'=Running pod/web

# Until it is gone, a minute at most
kubectl wait --for=delete pod/web --timeout=60s`,
  flags: [
    ALL_FLAG,
    ALL_NAMESPACES_FLAG,
    FIELD_SELECTOR_FLAG,
    ...filenameFlags("with the objects to wait for.", true).filter(
      (flag) => flag.name !== "kustomize",
    ),
    {
      name: "for",
      type: "string",
      usage: "create, delete, condition=NAME[=VALUE] or jsonpath='{EXPRESSION}'[=VALUE].",
    },
    LOCAL_FLAG,
    SELECTOR_FLAG,
    {
      name: "timeout",
      type: "duration",
      default: "30s",
      usage: "How long to wait; 0 looks once, negative waits a week.",
    },
    ...printFlags(),
  ],
  run: (context) => interruptible(() => runWait(context)),
};

type Wanted =
  | { readonly kind: "create" }
  | { readonly kind: "delete" }
  /** True when the object is as asked for. */
  | { readonly kind: "state"; readonly holds: (object: JsonObject) => boolean };

/** Reads `--for`. @throws CommandError */
function parseFor(text: string): Wanted {
  const lower = text.toLowerCase();
  if (lower === "create" || lower === "delete") return { kind: lower };
  if (text.startsWith("condition=")) {
    const [name = "", value = "true"] = splitAt(text.slice("condition=".length), "=");
    return { kind: "state", holds: (object) => hasCondition(object, name, value) };
  }
  if (text.startsWith("jsonpath=")) return parsePath(text.slice("jsonpath=".length));
  throw new CommandError(`unrecognized condition: ${quote(text)}`);
}

function splitAt(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function hasCondition(object: JsonObject, name: string, value: string): boolean {
  const condition = objectsAt(object, "status", "conditions").find(
    (one) => stringAt(one, "type").toLowerCase() === name.toLowerCase(),
  );
  if (condition === undefined) return false;
  const generation = numberAt(object, 0, "metadata", "generation");
  const own = numberAt(condition, -1, "observedGeneration");
  const observed = own >= 0 ? own : numberAt(object, generation, "status", "observedGeneration");
  return (
    observed >= generation && stringAt(condition, "status").toLowerCase() === value.toLowerCase()
  );
}

const PATH_FORM =
  "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'";

function parsePath(text: string): Wanted {
  const bare = text.replace(/^'(.*)'$/s, "$1");
  const close = bare.startsWith("{") ? bare.indexOf("}") : -1;
  const end = close >= 0 ? close + 1 : bare.indexOf("=") >= 0 ? bare.indexOf("=") : bare.length;
  const expression = bare.slice(0, end);
  const rest = bare.slice(end).replace(/^'/, "");
  if (expression === "") throw new CommandError(PATH_FORM);
  if (rest !== "" && !rest.startsWith("=")) throw new CommandError(PATH_FORM);
  const value = rest === "" ? undefined : rest.slice(1).trim();
  if (value === "")
    throw new CommandError(
      "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
    );
  const path = new JsonPath(relaxed(expression));
  return { kind: "state", holds: (object) => pathHolds(path, object, value) };
}

/** `.a`, `a` and `{a}` are read as `{.a}` (get.RelaxedJSONPathExpression). */
function relaxed(expression: string): string {
  const inner = /^\{?\.?([^{}]+)\}?$/.exec(expression)?.[1];
  if (inner === undefined) {
    throw new CommandError(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    );
  }
  return `{.${inner}}`;
}

function pathHolds(path: JsonPath, object: JsonObject, value: string | undefined): boolean {
  const [results = [], ...more] = path.find(object);
  if (results.length === 0) return false;
  if (value === undefined) return true;
  if (more.length > 0)
    throw new CommandError("given jsonpath expression matches more than one list");
  const [result, ...others] = results;
  if (others.length > 0)
    throw new CommandError("given jsonpath expression matches more than one value");
  if (isNested(result)) {
    throw new CommandError("jsonpath leads to a nested object or list which is not supported");
  }
  return formatValue(result).trim() === value;
}

function isNested(value: Json | undefined): boolean {
  return isArray(value) || isObject(value);
}

const WEEK = 168 * 3_600_000;

async function runWait(context: CommandContext): Promise<number> {
  const { flags, args } = context;
  const wanted = parseFor(flags.string("for"));
  const printer = resultPrinter(context);
  const given = flags.duration("timeout");
  const timeout = given < 0 ? WEEK : given;
  const query = {
    filenames: flags.list("filename"),
    recursive: flags.bool("recursive"),
    args,
    selector: flags.string("selector"),
    fieldSelector: flags.string("field-selector"),
    all: flags.bool("all"),
    allNamespaces: flags.bool("all-namespaces"),
    latest: wanted.kind !== "create",
    fetch: wanted.kind !== "create",
  };
  const targets = await findTargets(context, query);
  const deadline = context.process.clock.now() + timeout;
  const left = (): number => Math.max(0, deadline - context.process.clock.now());
  let count = 0;
  const failure = await caught(() =>
    targets.visit(async (target) => {
      count++;
      const object = await waitFor(context, target, wanted, left());
      if (object === undefined) {
        throw new CommandError(
          `timed out waiting for the condition on ${target.type.name}/${target.name}`,
        );
      }
      printer.print({ type: target.type, object }, "condition met");
    }),
  );
  const rest = wanted.kind === "delete" ? withoutNotFound(failure) : failure;
  if (rest !== undefined) throw rest;
  if (count === 0 && wanted.kind !== "delete") {
    throw new CommandError("no matching resources found");
  }
  return 0;
}

/** The object once it is as wanted; undefined when the time is over. */
async function waitFor(
  context: CommandContext,
  target: Target,
  wanted: Wanted,
  timeout: number,
): Promise<JsonObject | undefined> {
  const connection = context.kube();
  if (wanted.kind === "create") {
    return waitUntil(context, () => findObject(connection, target), timeout);
  }
  const before = target.object ?? getObject(connection, target);
  if (wanted.kind === "delete") {
    const uid = stringAt(before, "metadata", "uid");
    const gone = await waitUntil(
      context,
      () => {
        const found = findObject(connection, target);
        return found === undefined || stringAt(found, "metadata", "uid") !== uid ? true : undefined;
      },
      timeout,
    );
    return gone === undefined ? undefined : before;
  }
  return waitUntil(
    context,
    () => {
      const found = findObject(connection, target);
      return found !== undefined && wanted.holds(found) ? found : undefined;
    },
    timeout,
  );
}
