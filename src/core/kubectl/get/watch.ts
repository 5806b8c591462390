/** `get --watch`: the list first, then a row or an object for every change. */
import type { JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import type { ResourceType } from "../../api/scheme.ts";
import { apiVersionOf } from "../../api/scheme.ts";
import { Cancelled } from "../../cluster/clock.ts";
import { isSelected, parseSelection } from "../../cluster/selectors.ts";
import { asTable } from "../../cluster/table/render.ts";
import type { WatchEvent } from "../../cluster/types.ts";
import { json } from "../../cluster/values.ts";
import type { CommandContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { headerCells, readTable, rowCells } from "../printers/table.ts";
import { GrowingTable } from "../printers/tabwriter.ts";
import { fetchInfos, selectorQuery } from "../resources.ts";
import type { ResourceRequest } from "../resources.ts";
import { objectPrinter } from "./objects.ts";
import type { GetOptions } from "./options.ts";
import { planGet } from "./plan.ts";
import { tableOptionsFor } from "./tables.ts";

/** Prints the objects of one event, or of the list before all events. */
type Show = (event: WatchEvent["type"], objects: readonly KubeObject[]) => void;

/** Watches one object or one list until the command is interrupted; that ends it with status 1. */
export async function watchObjects(context: CommandContext, options: GetOptions): Promise<number> {
  const connection = context.kube();
  const plan = await planGet(context, { ...options, sortBy: "", singleResourceType: true });
  const [request, ...more] = plan.requests;
  if (request === undefined || more.length > 0) {
    throw new CommandError(
      "watch is only supported on individual resources and resource collections - more than 1 resource was found",
    );
  }
  const infos = fetchInfos(connection, request);
  const show = options.human
    ? rowPrinter(context, options, request.type)
    : eventPrinter(context, options);
  const pending: WatchEvent[] = [];
  let wake: (() => void) | undefined;
  const stop = connection.watch((event) => {
    pending.push(event);
    wake?.();
  });
  try {
    if (!options.watchOnly && infos.length > 0) {
      show(
        "ADDED",
        infos.map((info) => info.object),
      );
    }
    const matches = matcher(request);
    for (;;) {
      for (const event of pending.splice(0))
        if (matches(event.object)) show(event.type, [event.object]);
      await nextChange(context, (callback) => {
        wake = callback;
      });
    }
  } catch (error) {
    if (error instanceof Cancelled && error.reason !== "SIGPIPE") return 1;
    throw error;
  } finally {
    stop();
  }
}

function nextChange(context: CommandContext, register: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const off = context.process.cancel.onCancel((reason) => {
      reject(new Cancelled(reason));
    });
    register(() => {
      off();
      resolve();
    });
  });
}

function matcher(request: ResourceRequest): (object: KubeObject) => boolean {
  const { type, name, namespace } = request;
  const selection = parseSelection(type, selectorQuery(request));
  return (object) =>
    object.kind === type.kind &&
    object.apiVersion === apiVersionOf(type) &&
    (name === undefined || object.metadata.name === name) &&
    (namespace === "" || object.metadata.namespace === namespace) &&
    isSelected(object, selection);
}

/** Rows under one header: as wide as the list's, until a wider cell comes. */
function rowPrinter(context: CommandContext, options: GetOptions, type: ResourceType): Show {
  const { stdout, clock } = context.process;
  const growing = new GrowingTable();
  const events = context.flags.bool("output-watch-events");
  let headers = options.headers;
  return (event, objects) => {
    const table = readTable(asTable(type, objects, {}, {}, clock.now()));
    if (table === undefined) return;
    const tableOptions = {
      ...tableOptionsFor(type, context, options, false),
      ...(events ? { event } : {}),
    };
    const rows = table.rows.map((row) => rowCells(table, row, tableOptions));
    stdout.write(growing.render(headers ? [headerCells(table, tableOptions), ...rows] : rows));
    headers = false;
  };
}

/** Whole objects one after the other, or the events around them. */
function eventPrinter(context: CommandContext, options: GetOptions): Show {
  const print = objectPrinter(context, options);
  const events = context.flags.bool("output-watch-events");
  return (type, objects) => {
    for (const object of objects) {
      const body = json(object);
      const shown: JsonObject = events ? { object: body, type } : body;
      print(shown, [shown]);
    }
  };
}
