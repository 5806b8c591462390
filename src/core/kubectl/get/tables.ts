/** `get` as a person reads it: the server's tables, one below the other. */
import type { JsonObject } from "../../api/json.ts";
import { isArray, isObject } from "../../api/json.ts";
import { groupKind } from "../../api/scheme.ts";
import type { ResourceType } from "../../api/scheme.ts";
import { since } from "../../cluster/table/printer.ts";
import type { CommandContext } from "../command.ts";
import { asError, CommandError, isFailure, isNotFound, throwGathered } from "../errors.ts";
import { sortByField } from "../printers/sorting.ts";
import { headerCells, readTable, rowCells, TABLE_ACCEPT } from "../printers/table.ts";
import type { ServerTable, TableOptions, TableRow } from "../printers/table.ts";
import { alignTabs, GET_LAYOUT } from "../printers/tabwriter.ts";
import { ask } from "../resources.ts";
import type { ResourceRequest } from "../resources.ts";
import type { Connection } from "../connection.ts";
import type { GetOptions } from "./options.ts";
import { planGet } from "./plan.ts";

/** The answer to one request as a table. */
export interface FetchedTable {
  readonly type: ResourceType;
  readonly table: ServerTable;
}

/** `pod`, `deployment.apps`: what stands before names when several kinds are shown. */
export function kindPrefix(type: ResourceType): string {
  return groupKind(type).toLowerCase();
}

export function fetchTable(
  connection: Connection,
  request: ResourceRequest,
  context: CommandContext,
  options: GetOptions,
): FetchedTable {
  const serverPrint = context.flags.bool("server-print");
  const body = ask(connection, request, {
    subresource: options.subresource,
    ...(serverPrint ? { accept: TABLE_ACCEPT } : {}),
    query: serverPrint && options.sortBy !== "" ? { includeObject: "Object" } : {},
  });
  const table = readTable(body) ?? plainTable(body, context.process.clock.now());
  return { type: request.type, table };
}

/** Names and ages: what kubectl prints of objects it has no columns for. */
function plainTable(body: JsonObject, now: number): ServerTable {
  const objects = isArray(body["items"]) ? body["items"].filter(isObject) : [body];
  const rows = objects.map((object): TableRow => {
    const metadata = isObject(object["metadata"]) ? object["metadata"] : {};
    return {
      cells: [metadata["name"] ?? "", since(metadata["creationTimestamp"], now)],
      object,
    };
  });
  return {
    columns: [
      { name: "Name", wide: false, isName: true },
      { name: "Age", wide: false, isName: false },
    ],
    rows,
  };
}

/** Fetches and prints all tables, then says what was not found. */
export async function printTables(context: CommandContext, options: GetOptions): Promise<number> {
  const connection = context.kube();
  const plan = await planGet(context, options);
  const errors: Error[] = [...plan.errors];
  const fetched: FetchedTable[] = [];
  for (const request of plan.requests) {
    try {
      fetched.push(fetchTable(connection, request, context, options));
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (!(isNotFound(error) && options.ignoreNotFound)) errors.push(asError(error));
    }
  }
  const output = renderTables(fetched, context, options);
  context.process.stdout.write(output);
  if (output === "" && !options.ignoreNotFound && errors.length === 0) {
    const namespaced = fetched.every(({ type }) => type.namespaced) && !options.allNamespaces;
    context.process.stderr.write(
      namespaced
        ? `No resources found in ${connection.namespace} namespace.\n`
        : "No resources found\n",
    );
  }
  throwGathered(errors);
  return 0;
}

function renderTables(
  fetched: readonly FetchedTable[],
  context: CommandContext,
  options: GetOptions,
): string {
  const several = new Set(fetched.map(({ type }) => type)).size > 1;
  const blocks: string[] = [];
  for (const group of groupByType(fetched)) {
    const [first] = group;
    if (first === undefined) continue;
    const tableOptions = tableOptionsFor(first.type, context, options, several);
    const lines: string[] = [];
    let headers = "";
    for (const { table } of group) {
      const rows = sorted(table, options);
      if (rows.length === 0) continue;
      const header = headerCells(table, tableOptions).join("\t");
      if (options.headers && header !== headers) lines.push(header);
      headers = header;
      for (const row of rows) lines.push(rowCells(table, row, tableOptions).join("\t"));
    }
    if (lines.length > 0) blocks.push(alignTabs(`${lines.join("\n")}\n`, GET_LAYOUT));
  }
  return blocks.join(options.headers ? "\n" : "");
}

/** Neighbouring answers of one type share a table. */
function groupByType(fetched: readonly FetchedTable[]): FetchedTable[][] {
  const groups: FetchedTable[][] = [];
  for (const item of fetched) {
    const last = groups.at(-1);
    if (last !== undefined && last[0]?.type === item.type) last.push(item);
    else groups.push([item]);
  }
  return groups;
}

export function tableOptionsFor(
  type: ResourceType,
  context: CommandContext,
  options: GetOptions,
  several: boolean,
): TableOptions {
  const { flags } = context;
  return {
    headers: options.headers,
    wide: options.wide,
    namespace: options.allNamespaces && type.namespaced,
    showLabels: flags.bool("show-labels"),
    labelColumns: flags.list("label-columns"),
    kindPrefix: several || flags.bool("show-kind") ? kindPrefix(type) : undefined,
  };
}

/** A field that sorts nothing leaves nothing to show (kubectl's own behaviour). */
function sorted(table: ServerTable, options: GetOptions): readonly TableRow[] {
  if (options.sortBy === "") return table.rows;
  try {
    return sortByField(table.rows, options.sortBy, (row) => row.object ?? null);
  } catch (error) {
    if (error instanceof CommandError) return [];
    throw error;
  }
}
