/** diff: the normal and the unified form (`-u`), folders (`-r`), missing files as empty (`-N`). */
import { FileError } from "../files.ts";
import { errorText } from "../messages.ts";
import { joinPath, lastName, resolvePath } from "../paths.ts";
import type { ProcessContext, Program } from "../process.ts";
import { readAll } from "../streams.ts";
import { diffTime } from "../time.ts";
import { complain, parseOptions, program, UsageError } from "./program.ts";

export interface Edit {
  readonly type: "same" | "old" | "new";
  readonly line: string;
}

/** Work (comparisons) after which the search for the shortest script gives up. */
const MAX_WORK = 4_000_000;

/**
 * The shortest script that turns `a` into `b` (Myers, O(ND)). Where that takes too long the rest is
 * taken as wholly changed, which is still a true difference.
 */
export function diffLines(
  a: readonly string[],
  b: readonly string[],
  equal: (x: string, y: string) => boolean,
): Edit[] {
  let start = 0;
  while (start < a.length && start < b.length && equal(a[start] ?? "", b[start] ?? "")) start += 1;
  let end = 0;
  while (
    end < a.length - start &&
    end < b.length - start &&
    equal(a[a.length - 1 - end] ?? "", b[b.length - 1 - end] ?? "")
  ) {
    end += 1;
  }
  const middle = shortest(a.slice(start, a.length - end), b.slice(start, b.length - end), equal);
  const same = (line: string): Edit => ({ type: "same", line });
  return [...a.slice(0, start).map(same), ...middle, ...a.slice(a.length - end).map(same)];
}

function shortest(
  a: readonly string[],
  b: readonly string[],
  equal: (x: string, y: string) => boolean,
): Edit[] {
  const replaced = (): Edit[] => [
    ...a.map((line): Edit => ({ type: "old", line })),
    ...b.map((line): Edit => ({ type: "new", line })),
  ];
  if (a.length === 0 || b.length === 0) return replaced();
  const offset = a.length + b.length;
  const trace: Int32Array[] = [];
  let v = new Int32Array(2 * offset + 2);
  let work = 0;
  for (let d = 0; d <= offset; d++) {
    trace.push(v.slice());
    const next = v.slice();
    work += v.length / 8;
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (v[offset + k - 1] ?? 0) < (v[offset + k + 1] ?? 0));
      let x = down ? (v[offset + k + 1] ?? 0) : (v[offset + k - 1] ?? 0) + 1;
      let y = x - k;
      while (x < a.length && y < b.length && equal(a[x] ?? "", b[y] ?? "")) {
        x += 1;
        y += 1;
        work += 1;
      }
      next[offset + k] = x;
      v[offset + k] = x;
      if (x >= a.length && y >= b.length) return backtrack(a, b, trace, d, offset);
    }
    v = next;
    if (work > MAX_WORK) return replaced();
  }
  return replaced();
}

function backtrack(
  a: readonly string[],
  b: readonly string[],
  trace: readonly Int32Array[],
  depth: number,
  offset: number,
): Edit[] {
  const edits: Edit[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = depth; d >= 0; d--) {
    const v = trace[d] ?? new Int32Array();
    const k = x - y;
    const down = k === -d || (k !== d && (v[offset + k - 1] ?? 0) < (v[offset + k + 1] ?? 0));
    const previousK = down ? k + 1 : k - 1;
    const previousX = d === 0 ? 0 : (v[offset + previousK] ?? 0);
    const previousY = d === 0 ? 0 : previousX - previousK;
    while (x > previousX && y > previousY && x > 0 && y > 0) {
      if (d > 0 && x === previousX + (down ? 0 : 1) && y === previousY + (down ? 1 : 0)) break;
      x -= 1;
      y -= 1;
      edits.push({ type: "same", line: a[x] ?? "" });
    }
    if (d === 0) break;
    if (down) {
      y -= 1;
      edits.push({ type: "new", line: b[y] ?? "" });
    } else {
      x -= 1;
      edits.push({ type: "old", line: a[x] ?? "" });
    }
  }
  return slideDown(edits.reverse());
}

/** GNU diff shows the last of equal places for a change, and removals before additions. */
function slideDown(edits: Edit[]): Edit[] {
  const out = [...edits];
  for (let i = 0; i < out.length;) {
    const type = out[i]?.type;
    if (type === "same" || type === undefined) {
      i += 1;
      continue;
    }
    let end = i;
    while (out[end]?.type === type) end += 1;
    let from = i;
    while (out[end]?.type === "same" && out[end]?.line === out[from]?.line) {
      const same = out[end];
      const first = out[from];
      if (same === undefined || first === undefined) break;
      out[end] = first;
      out[from] = same;
      from += 1;
      end += 1;
      while (out[end]?.type === type) end += 1;
    }
    i = end;
  }
  return orderChanges(out);
}

function orderChanges(edits: readonly Edit[]): Edit[] {
  const out: Edit[] = [];
  let added: Edit[] = [];
  for (const edit of edits) {
    if (edit.type === "new") added.push(edit);
    else {
      if (edit.type === "same") {
        out.push(...added);
        added = [];
      }
      out.push(edit);
    }
  }
  return [...out, ...added];
}

interface Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly edits: readonly Edit[];
}

function hunks(edits: readonly Edit[], context: number): readonly Hunk[] {
  const changed = edits.flatMap((edit, i) => (edit.type === "same" ? [] : [i]));
  const out: Hunk[] = [];
  for (let i = 0; i < changed.length;) {
    let last = i;
    while (
      last + 1 < changed.length &&
      (changed[last + 1] ?? 0) - (changed[last] ?? 0) <= 2 * context + 1
    )
      last += 1;
    const from = Math.max(0, (changed[i] ?? 0) - context);
    const to = Math.min(edits.length, (changed[last] ?? 0) + context + 1);
    const before = edits.slice(0, from);
    out.push({
      oldStart: before.filter((edit) => edit.type !== "new").length,
      newStart: before.filter((edit) => edit.type !== "old").length,
      edits: edits.slice(from, to),
    });
    i = last + 1;
  }
  return out;
}

function range(start: number, count: number): string {
  if (count === 1) return (start + 1).toString();
  return `${count === 0 ? start : start + 1},${count}`;
}

const NO_NEWLINE = "\\ No newline at end of file\n";

/** Each line keeps its newline; the last may lack one. */
function splitLines(text: string): string[] {
  return text === "" ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

function body(mark: string, line: string): string {
  return line.endsWith("\n") ? mark + line : `${mark}${line}\n${NO_NEWLINE}`;
}

/** The unified form without its two header lines; empty when nothing differs. */
export function unified(
  oldText: string,
  newText: string,
  context = 3,
  equal: (x: string, y: string) => boolean = (x, y) => x === y,
): string {
  const edits = diffLines(splitLines(oldText), splitLines(newText), equal);
  return hunks(edits, context)
    .map((hunk) => {
      const oldCount = hunk.edits.filter((edit) => edit.type !== "new").length;
      const newCount = hunk.edits.filter((edit) => edit.type !== "old").length;
      const lines = hunk.edits.map((edit) =>
        body(edit.type === "same" ? " " : edit.type === "old" ? "-" : "+", edit.line),
      );
      return `@@ -${range(hunk.oldStart, oldCount)} +${range(hunk.newStart, newCount)} @@\n${lines.join("")}`;
    })
    .join("");
}

function normal(
  oldText: string,
  newText: string,
  equal: (x: string, y: string) => boolean,
): string {
  const edits = diffLines(splitLines(oldText), splitLines(newText), equal);
  const span = (start: number, count: number): string =>
    count <= 1 ? (start + count).toString() : `${start + 1},${start + count}`;
  return hunks(edits, 0)
    .map((hunk) => {
      const removed = hunk.edits.filter((edit) => edit.type === "old");
      const added = hunk.edits.filter((edit) => edit.type === "new");
      const kind = removed.length === 0 ? "a" : added.length === 0 ? "d" : "c";
      return (
        `${span(hunk.oldStart, removed.length)}${kind}${span(hunk.newStart, added.length)}\n` +
        removed.map((edit) => body("< ", edit.line)).join("") +
        (kind === "c" ? "---\n" : "") +
        added.map((edit) => body("> ", edit.line)).join("")
      );
    })
    .join("");
}

interface Side {
  readonly name: string;
  readonly path: string;
}

class Comparison {
  readonly #context: ProcessContext;
  readonly #options: ReadonlyMap<string, string>;
  readonly #stdin: string;
  readonly #command: string;
  status = 0;

  constructor(context: ProcessContext, options: ReadonlyMap<string, string>, stdin: string) {
    this.#context = context;
    this.#options = options;
    this.#stdin = stdin;
    this.#command = context.argv.slice(1, context.argv.length - 2).join(" ");
  }

  #type(side: Side): "file" | "directory" | undefined {
    return side.name === "-" ? "file" : this.#context.fs.stat(side.path)?.type;
  }

  #raise(status: number): void {
    this.status = Math.max(this.status, status);
  }

  compare(a: Side, b: Side, nested: boolean): void {
    let [left, right] = [a, b];
    const types = [this.#type(a), this.#type(b)];
    const absent = this.#options.has("N") && types.some((type) => type !== undefined);
    if (!absent && types.includes(undefined)) {
      [a, b].forEach((side, i) => {
        if (types[i] === undefined)
          complain(this.#context, `${side.name}: No such file or directory`);
      });
      this.#raise(2);
      return;
    }
    if (types[0] === "directory" && types[1] === "file" && !nested) {
      left = inFolder(a, lastName(b.path));
    } else if (types[1] === "directory" && types[0] === "file" && !nested) {
      right = inFolder(b, lastName(a.path));
    } else if (
      types.includes("directory") &&
      types.every((type) => type === "directory" || type === undefined)
    ) {
      this.#folders(a, b);
      return;
    }
    this.#files(left, right, nested);
  }

  #folders(a: Side, b: Side): void {
    const list = (side: Side): readonly string[] =>
      this.#type(side) === undefined ? [] : this.#context.fs.list(side.path);
    const [left, right] = [list(a), list(b)];
    for (const name of [...new Set([...left, ...right])].sort()) {
      const [inA, inB] = [inFolder(a, name), inFolder(b, name)];
      if ((!left.includes(name) || !right.includes(name)) && !this.#options.has("N")) {
        const where = left.includes(name) ? a : b;
        this.#context.stdout.write(`Only in ${where.name}: ${name}\n`);
        this.#raise(1);
        continue;
      }
      const folder = this.#type(inA) === "directory" || this.#type(inB) === "directory";
      if (folder && !this.#options.has("r")) {
        if (this.#type(inA) === this.#type(inB)) {
          this.#context.stdout.write(`Common subdirectories: ${inA.name} and ${inB.name}\n`);
        }
        continue;
      }
      this.compare(inA, inB, true);
    }
  }

  #text(side: Side): string {
    if (side.name === "-") return this.#stdin;
    return this.#type(side) === undefined ? "" : this.#context.fs.read(side.path);
  }

  #stamp(side: Side): string {
    const mtime =
      side.name === "-"
        ? this.#context.clock.now()
        : (this.#context.fs.stat(side.path)?.mtime ?? 0);
    return `${side.name}\t${diffTime(mtime)}`;
  }

  #files(a: Side, b: Side, nested: boolean): void {
    const { stdout } = this.#context;
    const [oldText, newText] = [this.#text(a), this.#text(b)];
    const equal = this.#equality();
    if (oldText === newText) {
      if (this.#options.has("s")) stdout.write(`Files ${a.name} and ${b.name} are identical\n`);
      return;
    }
    const width = this.#options.get("U");
    const asUnified = this.#options.has("u") || width !== undefined;
    if (width !== undefined && !/^[0-9]+$/.test(width))
      throw new UsageError(`invalid context length '${width}'`, 2);
    const text = asUnified
      ? unified(oldText, newText, Number(width ?? 3), equal)
      : normal(oldText, newText, equal);
    if (text === "") return;
    this.#raise(1);
    if (this.#options.has("q")) {
      stdout.write(`Files ${a.name} and ${b.name} differ\n`);
      return;
    }
    if (nested)
      stdout.write(`diff ${this.#command === "" ? "" : this.#command + " "}${a.name} ${b.name}\n`);
    const label = this.#options.get("L");
    if (asUnified) stdout.write(`--- ${label ?? this.#stamp(a)}\n+++ ${this.#stamp(b)}\n`);
    stdout.write(text);
  }

  #equality(): (x: string, y: string) => boolean {
    const options = this.#options;
    if (!["w", "b", "i", "B"].some((letter) => options.has(letter))) return (x, y) => x === y;
    const fold = (line: string): string => {
      let text = line;
      if (options.has("w")) text = text.replace(/\s+/g, "");
      else if (options.has("b")) text = text.replace(/\s+/g, " ").trimEnd();
      return options.has("i") ? text.toLowerCase() : text;
    };
    return (x, y) => fold(x) === fold(y);
  }
}

function inFolder(side: Side, name: string): Side {
  return { name: joinPath(side.name, name), path: joinPath(side.path, name) };
}

export const diff: Program = program(async (context) => {
  const { options, operands } = parseOptions(
    context.argv,
    {
      flags: "urNqswbiBadt",
      values: "UL",
      long: {
        unified: "u",
        recursive: "r",
        "new-file": "N",
        brief: "q",
        "report-identical-files": "s",
        "ignore-all-space": "w",
        "ignore-space-change": "b",
        "ignore-case": "i",
        text: "a",
        color: "color",
        label: "L",
      },
    },
    2,
  );
  if (operands.length < 2) {
    const last = operands[0] ?? "diff";
    throw new UsageError(
      `missing operand after '${last}'\ndiff: Try 'diff --help' for more information.`,
      2,
    );
  }
  if (operands.length > 2) {
    throw new UsageError(
      `extra operand '${operands[2] ?? ""}'\ndiff: Try 'diff --help' for more information.`,
      2,
    );
  }
  const stdin = operands.includes("-") ? await readAll(context.stdin, context.cancel) : "";
  const [a = "", b = ""] = operands;
  const side = (name: string): Side => ({ name, path: resolvePath(context.cwd, name) });
  const comparison = new Comparison(context, options, stdin);
  try {
    comparison.compare(side(a), side(b), false);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    complain(context, `${error.path}: ${errorText(error)}`);
    return 2;
  }
  return comparison.status;
});
