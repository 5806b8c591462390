/** ls: names, columns on a terminal, long lines. */
import type { FileStat } from "../files.ts";
import { joinPath, resolvePath } from "../paths.ts";
import type { ProcessContext } from "../process.ts";
import { compareText, inColumns } from "../text.ts";
import { listTime } from "../time.ts";
import { complain, parseOptions, program } from "./program.ts";

interface Item {
  readonly name: string;
  readonly path: string;
  readonly stat: FileStat;
}

type Options = ReadonlyMap<string, string>;

const BLUE = "\u001b[01;34m";
const GREEN = "\u001b[01;32m";
const RESET = "\u001b[0m";

/** `-rw-r--r--` */
export function modeText(stat: FileStat): string {
  const bits = Array.from("rwxrwxrwx").map((letter, i) =>
    (stat.mode >> (8 - i)) & 1 ? letter : "-",
  );
  if ((stat.mode & 0o1000) !== 0) bits[8] = bits[8] === "x" ? "t" : "T";
  return (stat.type === "directory" ? "d" : "-") + bits.join("");
}

function humanSize(size: number): string {
  if (size < 1024) return size.toString();
  const units = ["K", "M", "G"];
  let value = size;
  for (const unit of units) {
    value /= 1024;
    if (value < 1024)
      return (
        (value < 10 ? Math.ceil(value * 10) / 10 : Math.ceil(value)).toFixed(value < 10 ? 1 : 0) +
        unit
      );
  }
  return size.toString();
}

function shownName(item: Item, options: Options): string {
  const executable = (item.stat.mode & 0o111) !== 0;
  const folder = item.stat.type === "directory";
  let mark = "";
  if (folder && (options.has("F") || options.has("p"))) mark = "/";
  else if (options.has("F") && executable) mark = "*";
  const quoted =
    options.has("quoted") && /[\s'"\\$*?&|;<>()]/.test(item.name) ? `'${item.name}'` : item.name;
  if (!options.has("color")) return quoted + mark;
  const colour = folder ? BLUE : executable ? GREEN : "";
  return colour === "" ? quoted + mark : `${colour}${quoted}${RESET}${mark}`;
}

function sorted(items: readonly Item[], options: Options): readonly Item[] {
  if (options.has("U")) return items;
  const order = [...items].sort((a, b) => {
    if (options.has("t") && a.stat.mtime !== b.stat.mtime) return b.stat.mtime - a.stat.mtime;
    if (options.has("S") && a.stat.size !== b.stat.size) return b.stat.size - a.stat.size;
    return compareText(a.name, b.name);
  });
  return options.has("r") ? order.reverse() : order;
}

function blocks(stat: FileStat): number {
  return stat.type === "directory" ? 4 : Math.ceil(stat.size / 4096) * 4;
}

function print(
  context: ProcessContext,
  items: readonly Item[],
  options: Options,
  total: boolean,
): void {
  const { stdout } = context;
  if (options.has("l") || options.has("n") || options.has("o") || options.has("g")) {
    const user = context.env.get("USER") ?? "root";
    const now = context.clock.now();
    if (total) stdout.write(`total ${items.reduce((sum, item) => sum + blocks(item.stat), 0)}\n`);
    const rows = items.map((item) => ({
      mode: modeText(item.stat),
      links: item.stat.type === "directory" ? "2" : "1",
      size: options.has("h") ? humanSize(item.stat.size) : item.stat.size.toString(),
      time: listTime(item.stat.mtime, now),
      name: shownName(item, options),
    }));
    const width = Math.max(0, ...rows.map((row) => row.size.length));
    for (const row of rows) {
      stdout.write(
        `${row.mode} ${row.links} ${user} ${user} ${row.size.padStart(width)} ${row.time} ${row.name}\n`,
      );
    }
    return;
  }
  const names = items.map((item) => shownName(item, options));
  const terminal = context.tty.stdout;
  if (options.has("1") || (terminal === undefined && !options.has("C")) || options.has("color")) {
    if (terminal !== undefined && options.has("color") && !options.has("1")) {
      stdout.write(coloured(items, names, terminal.columns));
      return;
    }
    for (const name of names) stdout.write(name + "\n");
    return;
  }
  stdout.write(inColumns(names, terminal?.columns ?? 80));
}

/** Columns whose widths do not count the colours. */
function coloured(items: readonly Item[], names: readonly string[], columns: number): string {
  let out = inColumns(
    items.map((item) => item.name),
    columns,
  );
  let from = 0;
  const order = out.split(/\n|\s{2,}/).filter((name) => name !== "");
  for (const plain of order) {
    const index = items.findIndex((item) => item.name === plain);
    const at = out.indexOf(plain, from);
    const name = names[index];
    if (at < 0 || name === undefined) continue;
    out = out.slice(0, at) + name + out.slice(at + plain.length);
    from = at + name.length;
  }
  return out;
}

function inside(context: ProcessContext, path: string, options: Options): readonly Item[] {
  const items: Item[] = [];
  const add = (name: string, full: string): void => {
    const stat = context.fs.stat(full);
    if (stat !== undefined) items.push({ name, path: full, stat });
  };
  if (options.has("a")) {
    add(".", path);
    add("..", resolvePath(path, ".."));
  }
  for (const name of context.fs.list(path)) {
    if (!name.startsWith(".") || options.has("a") || options.has("A"))
      add(name, joinPath(path, name));
  }
  return sorted(items, options);
}

export const ls = program((context) => {
  const parsed = parseOptions(
    context.argv,
    {
      flags: "1aAlhrtSRFpdCUgonisZLk",
      long: {
        all: "a",
        "almost-all": "A",
        "human-readable": "h",
        reverse: "r",
        recursive: "R",
        directory: "d",
        classify: "F",
        color: "color",
        "group-directories-first": "s",
      },
    },
    2,
  );
  const options = new Map(parsed.options);
  const colour = options.get("color");
  if (colour === "never" || (colour === "auto" && context.tty.stdout === undefined))
    options.delete("color");
  if (context.tty.stdout !== undefined) options.set("quoted", "");
  const operands = parsed.operands.length === 0 ? ["."] : parsed.operands;
  let status = 0;
  const files: Item[] = [];
  const folders: Item[] = [];
  for (const name of operands) {
    const path = resolvePath(context.cwd, name);
    const stat = name === "" ? undefined : context.fs.stat(path);
    if (stat === undefined) {
      complain(context, `cannot access '${name}': No such file or directory`);
      status = 2;
    } else if (stat.type === "directory" && !options.has("d")) folders.push({ name, path, stat });
    else files.push({ name, path, stat });
  }
  print(context, sorted(files, options), options, false);
  const headed = operands.length > 1 || options.has("R");
  const queue = [...sorted(folders, options)];
  let first = files.length === 0;
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    if (headed) context.stdout.write(`${first ? "" : "\n"}${folder.name}:\n`);
    first = false;
    const items = inside(context, folder.path, options);
    print(context, items, options, true);
    if (!options.has("R")) continue;
    const { name } = folder;
    queue.unshift(
      ...items
        .filter((item) => item.stat.type === "directory" && item.name !== "." && item.name !== "..")
        .map((item) => ({ ...item, name: joinPath(name, item.name) })),
    );
  }
  return status;
});
