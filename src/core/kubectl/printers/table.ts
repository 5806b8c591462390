/** The server's Table (meta.k8s.io/v1) as `kubectl get` prints it (cli-runtime `tableprinter.go`). */
import { isArray, isObject } from "../../api/json.ts";
import type { Json, JsonObject } from "../../api/json.ts";
import { formatLabels } from "../../api/labels.ts";
import type { Labels } from "../../api/objects.ts";
import { formatValue } from "./go-values.ts";

export interface TableOptions {
  readonly headers: boolean;
  readonly wide: boolean;
  readonly namespace: boolean;
  readonly showLabels: boolean;
  /** `-L`: a column each. */
  readonly labelColumns: readonly string[];
  /** `pod`, `deployment.apps`: stands before the names when given. */
  readonly kindPrefix?: string | undefined;
  /** `--output-watch-events`: a column with the kind of the event. */
  readonly event?: string | undefined;
}

interface Column {
  readonly name: string;
  readonly wide: boolean;
  readonly isName: boolean;
}

export interface TableRow {
  readonly cells: readonly Json[];
  /** PartialObjectMetadata, or the whole object when that was asked for. */
  readonly object: JsonObject | undefined;
}

export interface ServerTable {
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}

export const TABLE_ACCEPT =
  "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";

/** Reads a Table; undefined when the body is something else. */
export function readTable(body: JsonObject): ServerTable | undefined {
  if (body["kind"] !== "Table") return undefined;
  const columns = isArray(body["columnDefinitions"]) ? body["columnDefinitions"] : [];
  const rows = isArray(body["rows"]) ? body["rows"] : [];
  return {
    columns: columns.filter(isObject).map((column) => ({
      name: typeof column["name"] === "string" ? column["name"] : "",
      wide: typeof column["priority"] === "number" && column["priority"] !== 0,
      isName: column["format"] === "name" && column["type"] === "string",
    })),
    rows: rows.filter(isObject).map((row) => ({
      cells: isArray(row["cells"]) ? row["cells"] : [],
      object: isObject(row["object"]) ? row["object"] : undefined,
    })),
  };
}

/** Label columns are headed by what follows the last slash. */
function labelHeader(label: string): string {
  return label.slice(label.lastIndexOf("/") + 1).toUpperCase();
}

/** The headers of a table under these options. */
export function headerCells(table: ServerTable, options: TableOptions): string[] {
  return [
    ...(options.event === undefined ? [] : ["EVENT"]),
    ...(options.namespace ? ["NAMESPACE"] : []),
    ...table.columns
      .filter((column) => options.wide || !column.wide)
      .map((column) => column.name.toUpperCase()),
    ...options.labelColumns.map(labelHeader),
    ...(options.showLabels ? ["LABELS"] : []),
  ];
}

function labelsOf(row: TableRow): Labels {
  const metadata = row.object?.["metadata"];
  const labels = isObject(metadata) ? metadata["labels"] : undefined;
  if (!isObject(labels)) return {};
  return Object.fromEntries(
    Object.entries(labels).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}

function namespaceOf(row: TableRow): string {
  const metadata = row.object?.["metadata"];
  const namespace = isObject(metadata) ? metadata["namespace"] : undefined;
  return typeof namespace === "string" ? namespace : "";
}

/** The cells of one row as text, in the columns of {@link headerCells}. */
export function rowCells(table: ServerTable, row: TableRow, options: TableOptions): string[] {
  const labels = labelsOf(row);
  const nameColumn = table.columns.findIndex((column) => column.isName);
  const cells: string[] = [];
  table.columns.forEach((column, i) => {
    if (i >= row.cells.length || (column.wide && !options.wide)) return;
    const prefix =
      options.kindPrefix !== undefined && i === nameColumn ? `${options.kindPrefix}/` : "";
    cells.push(prefix + cellText(row.cells[i]));
  });
  return [
    ...(options.event === undefined ? [] : [options.event.padEnd("MODIFIED".length)]),
    ...(options.namespace ? [namespaceOf(row)] : []),
    ...cells,
    ...options.labelColumns.map((label) =>
      Object.hasOwn(labels, label) ? (labels[label] ?? "") : "",
    ),
    ...(options.showLabels ? [formatLabels(labels)] : []),
  ];
}

/** A cell ends at its first line break; tabs would start a new cell. */
function cellText(cell: Json | undefined): string {
  if (cell === null || cell === undefined) return "";
  const text = typeof cell === "string" ? cell : formatValue(cell);
  const end = text.search(/[\f\n\r]/);
  return (end < 0 ? text : `${text.slice(0, end)}...`).replaceAll("\t", "\\t");
}
