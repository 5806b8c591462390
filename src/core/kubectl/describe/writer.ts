import { alignTabs, DESCRIBE_LAYOUT } from "../printers/tabwriter.ts";

/** Lines with tabs, indented by levels of two spaces and aligned at the end (kubectl's PrefixWriter). */
export class DescribeWriter {
  #segments: string[] = [];
  #current = "";

  /** Writes text as it is; `level` indents it. */
  write(level: number, text: string): void {
    this.#current += "  ".repeat(level) + text;
  }

  /** Writes `text` and a newline. */
  line(level: number, text: string): void {
    this.write(level, `${text}\n`);
  }

  /** Columns before and after this point are aligned apart. */
  flush(): void {
    this.#segments.push(this.#current);
    this.#current = "";
  }

  /** The text as it was written, tabs and all (what `rollout history` prints). */
  raw(): string {
    return this.#segments.join("") + this.#current;
  }

  finish(): string {
    this.flush();
    return this.#segments.map((segment) => alignTabs(segment, DESCRIBE_LAYOUT)).join("");
  }
}
