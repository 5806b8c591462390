/** A matrix as text: for terminals, Markdown and spreadsheets. Headings have no row and no column. */
import { portText } from "../netpol/match.ts";
import { CELL_STATES, type CellState, type MatrixModel, type PortChoice } from "./matrix.ts";
import { matrixCell, matrixLines, noCounts } from "./matrixLines.ts";
import type { LineOptions, MatrixCell, MatrixLine } from "./matrixLines.ts";
import { MARK } from "./marks.ts";
import { csvText, markdownTable } from "./table.ts";

/** How a state reads in a sentence. */
export const STATE_WORDS: Readonly<Record<CellState, string>> = {
  allowed: "allowed",
  refused: "refused, nothing listens there",
  "blocked-egress": "blocked at egress",
  "blocked-ingress": "blocked at ingress",
  "blocked-both": "blocked at egress and ingress",
  "no-port": "nothing listens there",
  none: "not asked",
};

const STATE_MARKS: Readonly<Record<CellState, string>> = {
  allowed: MARK.yes,
  refused: "–",
  "blocked-egress": "E",
  "blocked-ingress": "I",
  "blocked-both": MARK.no,
  "no-port": "-",
  none: MARK.info,
};

/** `TCP 8080`, or `any listening port`. */
export function choiceText(at: PortChoice): string {
  return at === "any" ? "any listening port" : portText(at);
}

/** `shop/web-1`; `shop/web (3 pods)` and `shop (24 pods)` of groups. */
export function lineText(line: MatrixLine): string {
  const name =
    line.of === "pod" || line.of === "workload" ? `${line.namespace}/${line.name}` : line.name;
  const { length } = line.members;
  const what = line.of === "outside" ? "addresses" : length === 1 ? "pod" : "pods";
  return line.kind === "group" ? `${name} (${length} ${what})` : name;
}

/** `11 of 30 pass`. */
export function totalText({ allowed, asked }: MatrixModel): string {
  return `${allowed} of ${asked} pass`;
}

/** What a cell says in words: `blocked at ingress`, `3 of 6 allowed`. */
export function cellText(cell: MatrixCell): string {
  if (cell.asked > 0 && cell.many) {
    if (cell.state !== undefined && cell.state !== "allowed") return STATE_WORDS[cell.state];
    return `${cell.allowed} of ${cell.asked} allowed`;
  }
  return STATE_WORDS[cell.state ?? "none"];
}

/** `3/6` of many pairs, else the mark of the state. */
function cellMark(cell: MatrixCell): string {
  if (cell.many && cell.asked > 0) return `${cell.allowed}/${cell.asked}`;
  return STATE_MARKS[cell.state ?? "none"];
}

interface Grid {
  readonly lines: readonly MatrixLine[];
  readonly cell: (row: MatrixLine, column: MatrixLine) => MatrixCell;
}

const NOTHING: MatrixCell = {
  state: "none",
  many: false,
  allowed: 0,
  asked: 0,
  counts: noCounts(),
  opened: 0,
  closed: 0,
};

function gridOf(model: MatrixModel, options: LineOptions): Grid {
  return {
    lines: matrixLines(model, options).filter(({ kind }) => kind !== "heading"),
    cell: (row, column) => matrixCell(model, row, column) ?? NOTHING,
  };
}

/**
 * A table for a terminal. Columns are numbered as the rows are, since names would not fit; a legend
 * of the marks that occur stands below. Ends with a newline.
 */
export function matrixText(model: MatrixModel, options: LineOptions = { level: "pod" }): string {
  const { lines, cell } = gridOf(model, options);
  const width = Math.max(0, ...lines.map((line) => lineText(line).length));
  const digits = String(lines.length).length;
  const rows = lines.map((row) => lines.map((column) => cellMark(cell(row, column))));
  const wide = Math.max(digits, ...rows.flat().map(({ length }) => length));
  const head = lines.map((_, index) => String(index + 1).padStart(wide)).join(" ");
  const body = lines.map((line, index) =>
    [
      String(index + 1).padStart(digits),
      lineText(line).padEnd(width),
      (rows[index] ?? []).map((text) => text.padStart(wide)).join(" "),
    ].join(" "),
  );
  const present = new Set(
    lines.flatMap((row) =>
      lines.flatMap((column) => {
        const found = cell(row, column);
        return found.many ? [] : (found.state ?? []);
      }),
    ),
  );
  const legend = CELL_STATES.filter((state) => present.has(state) && state !== "none").map(
    (state) => `${STATE_MARKS[state]} ${STATE_WORDS[state]}`,
  );
  return [
    `${choiceText(model.at)}: ${totalText(model)}. Rows call, columns answer.`,
    `${" ".repeat(digits + width + 1)} ${head}`,
    ...body,
    ...(legend.length > 0 ? [legend.join(", ")] : []),
    "",
  ].join("\n");
}

/** A Markdown table with a headline; names are columns. Ends with a newline. */
export function matrixMarkdown(
  model: MatrixModel,
  options: LineOptions = { level: "pod" },
): string {
  const { lines, cell } = gridOf(model, options);
  const named = (found: MatrixCell): string => {
    if (found.many || found.state === "none" || found.state === "allowed") return cellMark(found);
    const blocked = found.state !== "refused" && found.state !== "no-port";
    return `${blocked ? MARK.no : MARK.info} ${cellText(found)}`;
  };
  const table = markdownTable([
    ["from, to", ...lines.map(lineText)],
    ...lines.map((row) => [lineText(row), ...lines.map((column) => named(cell(row, column)))]),
  ]);
  return `**${choiceText(model.at)}**: ${totalText(model)}. Rows call, columns answer.\n\n${table}`;
}

export interface CsvOptions extends LineOptions {
  /** `grid`: a row a source, a column a destination. `list`: a row a pair, for filters and pivots. */
  readonly shape?: "grid" | "list";
}

/**
 * Comma-separated values after RFC 4180. Cells hold the names of {@link CELL_STATES}, or `3 of 6`
 * where a line stands for many pods (`3/6` would become a date in a sheet); `none` is left empty.
 */
export function matrixCsv(model: MatrixModel, options: CsvOptions = { level: "pod" }): string {
  const { lines, cell } = gridOf(model, options);
  const port = choiceText(model.at);
  const rows =
    options.shape === "list"
      ? [
          ["source", "destination", "port", "state", "allowed", "of"],
          ...lines.flatMap((row) =>
            lines.flatMap((column) => {
              const found = cell(row, column);
              if (found.state === "none") return [];
              const counts = [String(found.allowed), String(found.asked)];
              return [[lineText(row), lineText(column), port, found.state ?? "mixed", ...counts]];
            }),
          ),
        ]
      : [
          [`from, on ${port}`, ...lines.map(lineText)],
          ...lines.map((row) => [
            lineText(row),
            ...lines.map((column) => csvValue(cell(row, column))),
          ]),
        ];
  return csvText(rows.map((row) => row.map(asText)));
}

function csvValue(cell: MatrixCell): string {
  if (cell.many && cell.asked > 0) return `${cell.allowed} of ${cell.asked}`;
  return cell.state === "none" ? "" : (cell.state ?? "");
}

/** A text that a spreadsheet would take for a formula gets an apostrophe, so that it stays one. */
export function asText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
