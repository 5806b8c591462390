/** Tables of text: aligned columns for a terminal, Markdown for a pull request, CSV for a sheet. */
import { displayWidth } from "../shell/text.ts";

/** The first row is the head. */
export type Rows = readonly (readonly string[])[];

const GAP = "   ";

/** Columns as wide as their widest cell in cells of a terminal; no blanks at the ends of lines. */
export function textTable(rows: Rows): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, displayWidth(cell))));
  return rows.map((row) => `${line(row, widths)}\n`).join("");
}

function line(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, i) => cell + " ".repeat(Math.max(0, (widths[i] ?? 0) - displayWidth(cell))))
    .join(GAP)
    .trimEnd();
}

/** A table of GitHub-flavoured Markdown. */
export function markdownTable([head = [], ...rows]: Rows): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((row) => `| ${row.map(markdownCell).join(" | ")} |\n`).join("");
}

/** Text in a cell: nothing in it is markup. */
function markdownCell(text: string): string {
  return text.replace(/[\\|`*_<>[\]]/g, "\\$&").replace(/\r?\n/g, " ");
}

/** RFC 4180: lines end in CRLF. */
export function csvText(rows: Rows): string {
  return rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
