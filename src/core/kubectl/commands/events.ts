import type { JsonObject } from "../../api/json.ts";
import { isObject } from "../../api/json.ts";
import { Cancelled } from "../../cluster/clock.ts";
import { json, stringAt } from "../../cluster/values.ts";
import type { Command, CommandContext } from "../command.ts";
import { eventAge } from "../describe/common.ts";
import { CommandError } from "../errors.ts";
import { ALL_NAMESPACES_FLAG, CHUNK_SIZE_FLAG, printFlags } from "../flagsets.ts";
import { quote } from "../gotext.ts";
import { outputFormat, toPrinter } from "../printers/printer.ts";
import { alignTabs, GET_LAYOUT, GrowingTable } from "../printers/tabwriter.ts";
import { fetchInfos } from "../resources.ts";
import { requireType } from "../types.ts";

interface Wanted {
  readonly kind: string;
  readonly apiVersion: string;
  readonly name: string;
}

/** `--for TYPE/NAME`. @throws CommandError */
function wantedObject(context: CommandContext): Wanted | undefined {
  const text = context.flags.string("for");
  if (text === "") return undefined;
  const [word = "", name = "", ...more] = text.split("/");
  if (word === "" || name === "" || more.length > 0) {
    throw new CommandError("--for must be in resource/name form");
  }
  const type = context.kube().typeOf(word);
  return {
    kind: type.kind,
    apiVersion: type.group === "" ? type.version : `${type.group}/${type.version}`,
    name,
  };
}

function lastSeen(event: JsonObject): string {
  return (
    stringAt(event, "series", "lastObservedTime") ||
    stringAt(event, "lastTimestamp") ||
    stringAt(event, "eventTime")
  );
}

function row(event: JsonObject, namespace: boolean, now: number): string[] {
  const about = isObject(event["involvedObject"]) ? event["involvedObject"] : {};
  return [
    ...(namespace ? [stringAt(event, "metadata", "namespace")] : []),
    eventAge(event, now),
    stringAt(event, "type"),
    stringAt(event, "reason"),
    `${stringAt(about, "kind")}/${stringAt(about, "name")}`,
    stringAt(event, "message").trim(),
  ];
}

function headers(namespace: boolean): string[] {
  return [...(namespace ? ["NAMESPACE"] : []), "LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"];
}

function matcher(context: CommandContext): (event: JsonObject) => boolean {
  const wanted = wantedObject(context);
  const types = context.flags.list("types").map((type) => type.toLowerCase());
  return (event) => {
    if (types.length > 0 && !types.includes(stringAt(event, "type").toLowerCase())) return false;
    return (
      wanted === undefined ||
      (stringAt(event, "involvedObject", "kind") === wanted.kind &&
        stringAt(event, "involvedObject", "name") === wanted.name)
    );
  };
}

async function run(context: CommandContext): Promise<number> {
  const { flags, process } = context;
  for (const type of flags.list("types")) {
    if (!["normal", "warning"].includes(type.toLowerCase())) {
      throw new CommandError(`valid --types are Normal or Warning`);
    }
  }
  const connection = context.kube();
  const everywhere = flags.bool("all-namespaces");
  const namespace = everywhere ? "" : connection.namespace;
  const matches = matcher(context);
  const events = fetchInfos(connection, { type: requireType("events"), namespace })
    .map((info) => json(info.object))
    .filter(matches)
    .sort((a, b) => Date.parse(lastSeen(a)) - Date.parse(lastSeen(b)));
  if (flags.bool("watch")) return watch(context, events, matches);
  if (events.length === 0) {
    process.stderr.write(
      everywhere ? "No events found.\n" : `No events found in ${namespace} namespace.\n`,
    );
    return 0;
  }
  if (outputFormat(flags) !== "") {
    const list = { apiVersion: "v1", items: events, kind: "EventList", metadata: {} };
    toPrinter({ process, flags }).print(list, (text) => {
      process.stdout.write(text);
    });
    return 0;
  }
  const rows = events.map((event) => row(event, everywhere, process.clock.now()));
  const lines = flags.bool("no-headers") ? rows : [headers(everywhere), ...rows];
  process.stdout.write(alignTabs(lines.map((line) => `${line.join("\t")}\n`).join(""), GET_LAYOUT));
  return 0;
}

/** Prints events as they come until the command is interrupted. */
async function watch(
  context: CommandContext,
  first: readonly JsonObject[],
  matches: (event: JsonObject) => boolean,
): Promise<number> {
  const { process, flags } = context;
  const everywhere = flags.bool("all-namespaces");
  const { namespace } = context.kube();
  const table = new GrowingTable();
  const print = (rows: readonly (readonly string[])[]): void => {
    process.stdout.write(table.render(rows));
  };
  if (!flags.bool("no-headers")) print([headers(everywhere)]);
  const show = (event: JsonObject): void => {
    print([row(event, everywhere, process.clock.now())]);
  };
  first.forEach(show);
  const stop = context.kube().watch(({ type, object }) => {
    if (type === "DELETED" || object.kind !== "Event") return;
    if (!everywhere && object.metadata.namespace !== namespace) return;
    const event = json(object);
    if (matches(event)) show(event);
  });
  try {
    return await new Promise<number>((_resolve, reject) => {
      process.cancel.onCancel((reason) => {
        reject(new Cancelled(reason));
      });
    });
  } catch (error) {
    if (error instanceof Cancelled && error.reason !== "SIGPIPE") return 1;
    throw error;
  } finally {
    stop();
  }
}

export const events: Command = {
  name: "events",
  use: `events [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]`,
  short: "List events",
  long: "Show events, oldest first: those of a namespace, of one object, of one kind.",
  examples: `# The events of this namespace
kubectl events

# Those about one pod, and what follows
kubectl events --for pod/web --watch

# Warnings only
kubectl events --types=Warning`,
  flags: [
    ALL_NAMESPACES_FLAG,
    CHUNK_SIZE_FLAG,
    { name: "for", type: "string", usage: `Only events about this object, ${quote("TYPE/NAME")}.` },
    { name: "no-headers", type: "bool", usage: "Leave the headers away." },
    ...printFlags(),
    { name: "types", type: "strings", usage: "Only events of these types: Normal, Warning." },
    { name: "watch", shorthand: "w", type: "bool", usage: "Go on printing events as they come." },
  ],
  run,
};
