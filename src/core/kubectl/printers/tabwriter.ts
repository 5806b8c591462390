/**
 * Aligned columns as Go's text/tabwriter lays them out: a column is a run of neighbouring lines
 * with a cell there, as wide as its widest cell plus the padding.
 */

export interface TabLayout {
  readonly minWidth: number;
  readonly padding: number;
}

/** `kubectl get` and custom columns. */
export const GET_LAYOUT: TabLayout = { minWidth: 6, padding: 3 };
/** `kubectl describe`. */
export const DESCRIBE_LAYOUT: TabLayout = { minWidth: 0, padding: 2 };

/** Width in characters, as Go counts runes. */
function width(text: string): number {
  return /^[\x20-\x7e]*$/.test(text) ? text.length : Array.from(text).length;
}

/** Lays out text whose cells end with tabs; lines without a tab end every column. */
export function alignTabs(text: string, layout: TabLayout): string {
  if (!text.includes("\t")) return text;
  const lines = text.split("\n").map((line) => line.split("\t"));
  const out: string[] = lines.map(() => "");
  const widths: number[] = [];

  const writeLines = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      const cells = lines[i] ?? [];
      out[i] = cells
        .map((cell, column) => {
          const room = widths[column];
          return room === undefined ? cell : cell + " ".repeat(Math.max(0, room - width(cell)));
        })
        .join("");
    }
  };
  const format = (from: number, to: number): void => {
    const column = widths.length;
    let start = from;
    for (let line = from; line < to; line++) {
      if (!hasColumn(line)) continue;
      writeLines(start, line);
      start = line;
      let wide = layout.minWidth;
      while (line < to && hasColumn(line)) {
        wide = Math.max(wide, width(lines[line]?.[column] ?? "") + layout.padding);
        line++;
      }
      widths.push(wide);
      format(start, line);
      widths.pop();
      start = line;
    }
    writeLines(start, to);

    function hasColumn(line: number): boolean {
      return column < (lines[line]?.length ?? 0) - 1;
    }
  };
  format(0, lines.length);
  return out.join("\n");
}

/**
 * A table whose rows come one after the other (`get -w`): widths only grow, and are kept from one
 * batch to the next.
 */
export class GrowingTable {
  readonly #layout: TabLayout;
  readonly #widths: number[] = [];

  constructor(layout: TabLayout = GET_LAYOUT) {
    this.#layout = layout;
  }

  /** Rows of cells as text, a line each. */
  render(rows: readonly (readonly string[])[]): string {
    for (const row of rows) {
      row.forEach((cell, column) => {
        if (column === row.length - 1) return;
        const room = Math.max(this.#layout.minWidth, width(cell) + this.#layout.padding);
        this.#widths[column] = Math.max(this.#widths[column] ?? 0, room);
      });
    }
    return rows.map((row) => `${this.#line(row)}\n`).join("");
  }

  #line(row: readonly string[]): string {
    return row
      .map((cell, column) => {
        if (column === row.length - 1) return cell;
        return cell + " ".repeat(Math.max(0, (this.#widths[column] ?? 0) - width(cell)));
      })
      .join("");
  }
}
