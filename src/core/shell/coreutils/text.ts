/** Programs that pass text through: cat, head, tail, tee, wc, tac, yes, seq, echo, printf. */
import { isPushback, eachLine, readAll } from "../streams.ts";
import { formatPrintf, unescapeEcho } from "../format.ts";
import type { ProcessContext, Program } from "../process.ts";
import { resolvePath } from "../paths.ts";
import { strftime } from "../time.ts";
import { utf8Length, utf8Prefix } from "../text.ts";
import { attempt, eachInput, parseOptions, program, put, quote, UsageError } from "./program.ts";

const cat = program(async (context) => {
  const { options, operands } = parseOptions(context.argv, {
    flags: "AbeEnstTuv",
    long: {
      number: "n",
      "number-nonblank": "b",
      "show-ends": "E",
      "show-tabs": "T",
      "show-all": "A",
      "squeeze-blank": "s",
    },
  });
  const plain = options.size === 0 || (options.size === 1 && options.has("u"));
  let count = 0;
  let blank = false;
  const ends = options.has("E") || options.has("A") || options.has("e");
  const tabs = options.has("T") || options.has("A") || options.has("t");
  return eachInput(context, operands, async (stream) => {
    if (plain) {
      for (let text = await stream.read(context.cancel); text !== undefined;) {
        await put(context, text);
        text = await stream.read(context.cancel);
      }
      return;
    }
    await eachLine(stream, context.cancel, async (line, newline) => {
      if (options.has("s") && line === "" && blank) return true;
      blank = line === "";
      const numbered = options.has("b") ? line !== "" : options.has("n");
      const head = numbered ? `${(++count).toString().padStart(6)}\t` : "";
      const body = tabs ? line.replaceAll("\t", "^I") : line;
      await put(context, head + body + (newline ? (ends ? "$\n" : "\n") : ""));
      return true;
    });
  });
});

interface Count {
  readonly unit: "lines" | "bytes";
  /** `-5` (head: all but the last five) or `+5` (tail: from the fifth on). */
  readonly sign: "" | "-" | "+";
  readonly value: number;
}

const SUFFIXES: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["b", 512],
  ["k", 1024],
  ["K", 1024],
  ["kB", 1000],
  ["M", 1024 * 1024],
]);

function readCount(context: ProcessContext, text: string, unit: Count["unit"]): Count {
  const match = /^([-+]?)([0-9]+)(|b|k|K|kB|M)$/.exec(text);
  if (match === null) throw new UsageError(`invalid number of ${unit}: ${quote(context, text)}`);
  const sign = match[1] === "-" ? "-" : match[1] === "+" ? "+" : "";
  return { unit, sign, value: Number(match[2]) * (SUFFIXES.get(match[3] ?? "") ?? 1) };
}

/** Turns the old `-5` into `-n 5`. */
function modernised(argv: readonly string[]): readonly string[] {
  return argv.flatMap((arg, i) => {
    const old = i > 0 ? /^-([0-9]+)([cn]?)$/.exec(arg) : null;
    return old?.[1] === undefined || /^-[nc]$/.test(argv[i - 1] ?? "")
      ? [arg]
      : [old[2] === "c" ? "-c" : "-n", old[1]];
  });
}

const EXTENT = {
  flags: "fFqvz",
  values: "nc",
  long: { lines: "n", bytes: "c", quiet: "q", silent: "q", verbose: "v", follow: "f" },
} as const;

function extent(context: ProcessContext): {
  readonly count: Count;
  readonly operands: readonly string[];
  readonly header: (name: string) => string;
} {
  const { options, operands } = parseOptions(modernised(context.argv), EXTENT);
  const bytes = options.get("c");
  const count =
    bytes === undefined
      ? readCount(context, options.get("n") ?? "10", "lines")
      : readCount(context, bytes, "bytes");
  const shown = options.has("v") || (operands.length > 1 && !options.has("q"));
  let first = true;
  const header = (name: string): string => {
    if (!shown) return "";
    const text = `${first ? "" : "\n"}==> ${name === "-" ? "standard input" : name} <==\n`;
    first = false;
    return text;
  };
  return { count, operands, header };
}

const head = program(async (context) => {
  const { count, operands, header } = extent(context);
  return eachInput(
    context,
    operands,
    async (stream, name) => {
      context.stdout.write(header(name));
      if (count.sign === "-") {
        const text = await readAll(stream, context.cancel);
        if (count.unit === "bytes")
          context.stdout.write(utf8Prefix(text, Math.max(0, utf8Length(text) - count.value)));
        else {
          const lines = linesOf(text);
          context.stdout.write(lines.slice(0, Math.max(0, lines.length - count.value)).join(""));
        }
        return;
      }
      if (count.value === 0) return;
      if (count.unit === "bytes") {
        let left = count.value;
        while (left > 0) {
          const text = await stream.read(context.cancel);
          if (text === undefined) return;
          const part = utf8Prefix(text, left);
          if (part === "" && text !== "") return;
          left -= utf8Length(part);
          context.stdout.write(part);
          if (part.length < text.length && isPushback(stream))
            stream.unread(text.slice(part.length));
        }
        return;
      }
      let left = count.value;
      await eachLine(stream, context.cancel, async (line, newline) => {
        await put(context, line + (newline ? "\n" : ""));
        left -= 1;
        return left > 0;
      });
    },
    (name, error) => `cannot open '${name}' for reading: ${textOf(error.code)}`,
  );
});

function textOf(code: string): string {
  return code === "ENOENT"
    ? "No such file or directory"
    : code === "EISDIR"
      ? "Is a directory"
      : "Permission denied";
}

/** Each with its newline. */
function linesOf(text: string): string[] {
  return text === "" ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

const tail = program(async (context) => {
  const { count, operands, header } = extent(context);
  const { options } = parseOptions(modernised(context.argv), EXTENT);
  const status = await eachInput(
    context,
    operands,
    async (stream, name) => {
      context.stdout.write(header(name));
      if (count.unit === "bytes") {
        const text = await readAll(stream, context.cancel);
        const size = utf8Length(text);
        const skip =
          count.sign === "+" ? Math.max(0, count.value - 1) : Math.max(0, size - count.value);
        await put(context, text.slice(utf8Prefix(text, skip).length));
        return;
      }
      if (count.sign === "+") {
        let number = 0;
        await eachLine(stream, context.cancel, async (line, newline) => {
          number += 1;
          if (number >= count.value) await put(context, line + (newline ? "\n" : ""));
          return true;
        });
        return;
      }
      const kept: string[] = [];
      await eachLine(stream, context.cancel, (line, newline) => {
        kept.push(line + (newline ? "\n" : ""));
        if (kept.length > count.value) kept.shift();
        return true;
      });
      await put(context, kept.join(""));
    },
    (name, error) =>
      error.code === "EISDIR"
        ? `error reading '${name}': Is a directory`
        : `cannot open '${name}' for reading: ${textOf(error.code)}`,
  );
  if ((options.has("f") || options.has("F")) && operands.length > 0) {
    await followFiles(context, operands);
  }
  return status;
});

/** `tail -f`: looks for growth every second of lab time until it is cancelled. */
async function followFiles(context: ProcessContext, operands: readonly string[]): Promise<void> {
  const sizes = new Map<string, number>();
  const lengthOf = (path: string): number => {
    const stat = context.fs.stat(path);
    return stat?.type === "file" ? context.fs.read(path).length : 0;
  };
  const paths = operands.map((name) => resolvePath(context.cwd, name));
  for (const path of paths) sizes.set(path, lengthOf(path));
  for (;;) {
    await context.clock.sleep(1000, context.cancel);
    for (const path of paths) {
      const length = lengthOf(path);
      const seen = Math.min(sizes.get(path) ?? 0, length);
      if (length > seen) await put(context, context.fs.read(path).slice(seen));
      sizes.set(path, length);
    }
  }
}

const tee = program(async (context) => {
  const { options, operands } = parseOptions(context.argv, { flags: "ai", long: { append: "a" } });
  let status = 0;
  const paths = operands
    .map((name) => ({ name, path: resolvePath(context.cwd, name) }))
    .filter(({ name, path }) => {
      const opened = attempt(
        context,
        () => {
          if (options.has("a")) context.fs.append(path, "");
          else context.fs.write(path, "");
        },
        (_, text) => `${name}: ${text}`,
      );
      if (!opened) status = 1;
      return opened;
    });
  for (let text = await context.stdin.read(context.cancel); text !== undefined;) {
    for (const { path } of paths) context.fs.append(path, text);
    await put(context, text);
    text = await context.stdin.read(context.cancel);
  }
  return status;
});

const WC_ORDER = ["l", "w", "m", "c", "L"] as const;

const wc = program(async (context) => {
  const { options, operands } = parseOptions(context.argv, {
    flags: "clmwL",
    long: { lines: "l", words: "w", chars: "m", bytes: "c", "max-line-length": "L" },
  });
  const shown =
    options.size === 0
      ? (["l", "w", "c"] as const)
      : WC_ORDER.filter((letter) => options.has(letter));
  const totals = new Map<string, number>();
  const rows: { readonly values: readonly number[]; readonly name: string }[] = [];
  const status = await eachInput(context, operands, async (stream, name) => {
    const text = await readAll(stream, context.cancel);
    const counts: Record<(typeof WC_ORDER)[number], number> = {
      l: text.split("\n").length - 1,
      w: text.match(/\S+/g)?.length ?? 0,
      m: Array.from(text).length,
      c: utf8Length(text),
      L: text.split("\n").reduce((longest, line) => Math.max(longest, Array.from(line).length), 0),
    };
    const values = shown.map((letter) => counts[letter]);
    for (const letter of shown) {
      const old = totals.get(letter) ?? 0;
      totals.set(letter, letter === "L" ? Math.max(old, counts[letter]) : old + counts[letter]);
    }
    rows.push({ values, name: operands.length === 0 ? "" : name });
  });
  if (operands.length > 1)
    rows.push({ values: shown.map((letter) => totals.get(letter) ?? 0), name: "total" });
  // the width of the largest number; seven when standard input gives several numbers
  const files = operands.filter((name) => name !== "-");
  let width = 1;
  if (shown.length > 1 || operands.length > 1) {
    width = files.length < Math.max(1, operands.length) ? 7 : 1;
    const total = files.reduce(
      (sum, name) => sum + (context.fs.stat(resolvePath(context.cwd, name))?.size ?? 0),
      0,
    );
    width = Math.max(width, total.toString().length);
  }
  for (const { values, name } of rows) {
    const numbers = values.map((value) => value.toString().padStart(width)).join(" ");
    context.stdout.write(numbers + (name === "" ? "" : ` ${name}`) + "\n");
  }
  return status;
});

const uniq = program(async (context) => {
  const { options, operands } = parseOptions(context.argv, {
    flags: "cdiuz",
    values: "fsw",
    long: {
      count: "c",
      repeated: "d",
      unique: "u",
      "ignore-case": "i",
      "skip-fields": "f",
      "skip-chars": "s",
    },
  });
  const fields = Number(options.get("f") ?? 0);
  const skip = Number(options.get("s") ?? 0);
  const width = options.has("w") ? Number(options.get("w")) : undefined;
  const key = (line: string): string => {
    let rest = line;
    for (let i = 0; i < fields; i++) rest = rest.replace(/^[ \t]*[^ \t]*/, "");
    rest = rest.slice(skip, width === undefined ? undefined : skip + width);
    return options.has("i") ? rest.toLowerCase() : rest;
  };
  let group: { readonly line: string; readonly key: string; count: number } | undefined;
  const flush = async (): Promise<void> => {
    if (group === undefined) return;
    if ((options.has("d") && group.count < 2) || (options.has("u") && group.count > 1)) return;
    await put(
      context,
      (options.has("c") ? `${group.count.toString().padStart(7)} ` : "") + group.line + "\n",
    );
  };
  const status = await eachInput(context, operands.slice(0, 1), async (stream) => {
    await eachLine(stream, context.cancel, async (line) => {
      if (group?.key === key(line)) {
        group.count += 1;
        return true;
      }
      await flush();
      group = { line, key: key(line), count: 1 };
      return true;
    });
  });
  await flush();
  return status;
});

/** yes ends by itself after so many lines: nothing needs more. */
const MAX_YES = 1_000_000;

const yes: Program = async (context) => {
  const text = (context.argv.length > 1 ? context.argv.slice(1).join(" ") : "y") + "\n";
  const chunk = text.repeat(128);
  for (let lines = 0; lines < MAX_YES; lines += 128) {
    context.stdout.write(chunk);
    await context.stdout.drain?.(context.cancel);
    if (lines % 12_800 === 0) await context.clock.sleep(1, context.cancel);
  }
  return 0;
};

const seq = program(async (context) => {
  const argv = context.argv.map((arg) => (/^-[0-9.]/.test(arg) ? `\0${arg}` : arg));
  const { options, operands: raw } = parseOptions(argv, {
    flags: "w",
    values: "sf",
    long: { separator: "s", format: "f", "equal-width": "w" },
  });
  const operands = raw.map((arg) => arg.replace("\0", ""));
  if (operands.length === 0)
    throw new UsageError("missing operand\nTry 'seq --help' for more information.");
  if (operands.length > 3) {
    throw new UsageError(
      `extra operand ${quote(context, operands[3] ?? "")}\nTry 'seq --help' for more information.`,
    );
  }
  for (const operand of operands) {
    if (operand === "" || Number.isNaN(Number(operand))) {
      throw new UsageError(
        `invalid floating point argument: ${quote(context, operand)}\nTry 'seq --help' for more information.`,
      );
    }
  }
  const numbers = operands.map(Number);
  const first = numbers.length > 1 ? (numbers[0] ?? 1) : 1;
  const step = numbers.length > 2 ? (numbers[1] ?? 1) : 1;
  const last = numbers.at(-1) ?? 0;
  if (step === 0) throw new UsageError(`invalid Zero increment value: '${operands[1] ?? ""}'`);
  const decimals = Math.max(
    ...operands.slice(0, -1).map((text) => text.split(".")[1]?.length ?? 0),
    0,
  );
  const format = options.get("f");
  const text = (value: number): string =>
    format === undefined
      ? value.toFixed(decimals)
      : formatPrintf(format, [value.toString()], () => "").text;
  const width = options.has("w") ? Math.max(text(first).length, text(last).length) : 0;
  const separator = options.get("s") ?? "\n";
  let out = "";
  const count = Math.min(Math.floor((last - first) / step + 1e-10) + 1, 1_000_000);
  for (let i = 0; i < count; i++) {
    const shown = text(first + i * step);
    const padded = shown.startsWith("-")
      ? "-" + shown.slice(1).padStart(width - 1, "0")
      : shown.padStart(width, "0");
    out += (i > 0 ? separator : "") + padded;
    if (out.length > 8192) {
      await put(context, out);
      out = "";
    }
  }
  if (count > 0) await put(context, out + "\n");
  return 0;
});

const echo: Program = async (context) => {
  const args = context.argv.slice(1);
  let newline = true;
  let escapes = false;
  while (/^-[neE]+$/.test(args[0] ?? "")) {
    const flags = args.shift() ?? "";
    if (flags.includes("n")) newline = false;
    escapes = flags.lastIndexOf("e") > flags.lastIndexOf("E") || (escapes && !flags.includes("E"));
  }
  const text = args.join(" ");
  const out = escapes ? unescapeEcho(text, true) : { text, stop: false };
  await put(context, out.text + (newline && !out.stop ? "\n" : ""));
  return 0;
};

const printf = program(async (context) => {
  const [, format, ...args] = context.argv;
  if (format === undefined)
    throw new UsageError("missing operand\nTry 'printf --help' for more information.");
  const now = context.clock.now();
  const result = formatPrintf(format, args, (form, seconds) =>
    strftime(form, seconds < 0 ? now : seconds * 1000),
  );
  for (const error of result.errors) context.stderr.write(`printf: ${error}\n`);
  await put(context, result.text);
  return result.errors.length > 0 ? 1 : 0;
});

/** less and more show all of it: the terminal scrolls. */
const pager = program((context) =>
  eachInput(
    context,
    context.argv.slice(1).filter((arg) => !/^[-+]./.test(arg)),
    async (stream) => {
      for (let text = await stream.read(context.cancel); text !== undefined;) {
        await put(context, text);
        text = await stream.read(context.cancel);
      }
    },
  ),
);

export const TEXT_PROGRAMS: readonly (readonly [string, Program])[] = [
  ["cat", cat],
  ["head", head],
  ["tail", tail],
  ["tee", tee],
  ["wc", wc],
  ["uniq", uniq],
  ["yes", yes],
  ["seq", seq],
  ["echo", echo],
  ["printf", printf],
  ["less", pager],
  ["more", pager],
];
