/** sort, by code points as in the C locales, with keys. */
import { FileError } from "../files.ts";
import { errorText } from "../messages.ts";
import { resolvePath } from "../paths.ts";
import type { Program } from "../process.ts";
import { readAll } from "../streams.ts";
import { compareText } from "../text.ts";
import { openInput, parseOptions, program, put, quote, UsageError } from "./program.ts";

type Ordering = "text" | "number" | "human" | "general" | "version" | "month";

interface KeyOptions {
  readonly ordering: Ordering;
  readonly reverse: boolean;
  readonly fold: boolean;
  readonly blanks: boolean;
  readonly dictionary: boolean;
}

interface Key extends KeyOptions {
  readonly startField: number;
  readonly startCharacter: number;
  readonly endField: number | undefined;
  readonly endCharacter: number;
}

const ORDERINGS: Readonly<Record<string, Ordering>> = {
  n: "number",
  h: "human",
  g: "general",
  V: "version",
  M: "month",
};

function readOptions(letters: string): KeyOptions {
  const ordering = Array.from(letters).find((letter) => Object.hasOwn(ORDERINGS, letter));
  return {
    ordering: ordering === undefined ? "text" : (ORDERINGS[ordering] ?? "text"),
    reverse: letters.includes("r"),
    fold: letters.includes("f"),
    blanks: letters.includes("b"),
    dictionary: letters.includes("d"),
  };
}

function readKey(text: string, base: string, quoted: (text: string) => string): Key {
  const match =
    /^([0-9]+)(?:\.([0-9]+))?([bdfghnMrV]*)(?:,([0-9]+)(?:\.([0-9]+))?([bdfghnMrV]*))?$/.exec(text);
  if (match === null) {
    throw new UsageError(
      `invalid number at field start: invalid count at start of ${quoted(text)}`,
      2,
    );
  }
  const [, field = "1", character, letters = "", endField, endCharacter, endLetters = ""] = match;
  if (field === "0") {
    throw new UsageError(`field number is zero: invalid field specification ${quoted(text)}`, 2);
  }
  const own = letters + endLetters;
  return {
    ...readOptions(own === "" ? base : own),
    startField: Number(field) - 1,
    startCharacter: Math.max(0, Number(character ?? 1) - 1),
    endField: endField === undefined ? undefined : Number(endField) - 1,
    endCharacter: Number(endCharacter ?? 0),
  };
}

/** Where field `index` begins and ends; without `-t` a field holds the blanks before it. */
function fieldSpan(
  line: string,
  index: number,
  separator: string | undefined,
): readonly [number, number] {
  let start = 0;
  for (let i = 0; ; i++) {
    let end: number;
    if (separator !== undefined) {
      end = line.indexOf(separator, start);
      if (end < 0) end = line.length;
    } else {
      end = start;
      while (end < line.length && /[ \t]/.test(line[end] ?? "")) end += 1;
      while (end < line.length && !/[ \t]/.test(line[end] ?? "")) end += 1;
    }
    if (i === index) return [start, end];
    if (end >= line.length) return [line.length, line.length];
    start = separator === undefined ? end : end + separator.length;
  }
}

function keyText(line: string, key: Key, separator: string | undefined): string {
  let [from] = fieldSpan(line, key.startField, separator);
  if (key.blanks) while (/[ \t]/.test(line[from] ?? "")) from += 1;
  from += key.startCharacter;
  let to = line.length;
  if (key.endField !== undefined) {
    const [start, end] = fieldSpan(line, key.endField, separator);
    to = key.endCharacter === 0 ? end : Math.min(line.length, start + key.endCharacter);
  }
  return line.slice(from, Math.max(from, to));
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const HUMAN = "KMGTPEZY";

function numeric(text: string): number {
  const match = /^[ \t]*(-?(?:[0-9]+\.?[0-9]*|\.[0-9]+))/.exec(text);
  return match?.[1] === undefined ? 0 : Number(match[1]);
}

function human(text: string): readonly [number, number] {
  const value = numeric(text);
  const unit = /^[ \t]*-?[0-9.]+([KMGTPEZYk])/.exec(text)?.[1]?.toUpperCase();
  const rank = unit === undefined ? 0 : HUMAN.indexOf(unit) + 1;
  return [value === 0 ? 0 : value < 0 ? -rank : rank, value];
}

/** `v1.9` before `v1.10`: runs of digits as numbers. */
function compareVersions(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x = "", y = ""] = [left[i], right[i]];
    const both = /^\d/.test(x) && /^\d/.test(y);
    const order = both ? Number(x) - Number(y) : compareText(x, y);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareBy(options: KeyOptions, a: string, b: string): number {
  switch (options.ordering) {
    case "number":
      return numeric(a) - numeric(b);
    case "general":
      return (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0);
    case "human": {
      const [rankA, valueA] = human(a);
      const [rankB, valueB] = human(b);
      return rankA - rankB || valueA - valueB;
    }
    case "version":
      return compareVersions(a, b);
    case "month":
      return (
        MONTHS.indexOf(a.trim().slice(0, 3).toLowerCase()) -
        MONTHS.indexOf(b.trim().slice(0, 3).toLowerCase())
      );
    case "text": {
      const change = (text: string): string => {
        let out = options.blanks ? text.trimStart() : text;
        if (options.dictionary) out = out.replace(/[^\p{L}\p{N}\s]/gu, "");
        return options.fold ? out.toUpperCase() : out;
      };
      return compareText(change(a), change(b));
    }
  }
}

export const sort: Program = program(async (context) => {
  const keyTexts: string[] = [];
  // -k may be given several times
  const argv = context.argv.flatMap((arg, i) => {
    const attached = /^-k(.+)$/.exec(arg)?.[1] ?? /^--key=(.+)$/.exec(arg)?.[1];
    if (attached !== undefined) {
      keyTexts.push(attached);
      return [];
    }
    if (context.argv[i - 1] === "-k" || context.argv[i - 1] === "--key") {
      keyTexts.push(arg);
      return [];
    }
    return arg === "-k" || arg === "--key" ? [] : [arg];
  });
  const { options, operands } = parseOptions(
    argv,
    {
      flags: "bdfghMnrRVcCmsuz",
      values: "toST",
      long: {
        "ignore-leading-blanks": "b",
        "dictionary-order": "d",
        "ignore-case": "f",
        "general-numeric-sort": "g",
        "human-numeric-sort": "h",
        "numeric-sort": "n",
        reverse: "r",
        "version-sort": "V",
        "month-sort": "M",
        check: "c",
        stable: "s",
        unique: "u",
        "field-separator": "t",
        output: "o",
      },
    },
    2,
  );
  const base = Array.from("bdfghMnrV")
    .filter((letter) => options.has(letter))
    .join("");
  const separator = options.get("t")?.replace("\\t", "\t").replace("\\0", "\0");
  if (separator === "") throw new UsageError("empty tab", 2);
  if (separator !== undefined && Array.from(separator).length > 1) {
    throw new UsageError(`multi-character tab ${quote(context, separator)}`, 2);
  }
  const keys = keyTexts.map((text) => readKey(text, base, (shown) => quote(context, shown)));
  const whole = readOptions(base);
  const byKeys = (a: string, b: string): number => {
    if (keys.length === 0) {
      const order = compareBy(whole, a, b);
      return whole.reverse ? -order : order;
    }
    for (const key of keys) {
      const order = compareBy(key, keyText(a, key, separator), keyText(b, key, separator));
      if (order !== 0) return key.reverse ? -order : order;
    }
    return 0;
  };
  const lastResort = (a: string, b: string): number => {
    if (options.has("s") || options.has("u")) return 0;
    return whole.reverse ? compareText(b, a) : compareText(a, b);
  };
  const lines: string[] = [];
  for (const name of operands.length === 0 ? ["-"] : operands) {
    try {
      const text = await readAll(openInput(context, name), context.cancel);
      lines.push(...(text === "" ? [] : text.replace(/\n$/, "").split("\n")));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const what = error.code === "EISDIR" ? "read failed" : "cannot read";
      throw new UsageError(`${what}: ${name}: ${errorText(error)}`, 2);
    }
  }
  if (options.has("c") || options.has("C")) {
    const wrong = lines.findIndex(
      (line, i) => i > 0 && byKeys(lines[i - 1] ?? "", line) > (options.has("u") ? -1 : 0),
    );
    if (wrong < 0) return 0;
    if (options.has("c")) {
      context.stderr.write(
        `sort: ${operands[0] ?? "-"}:${wrong + 1}: disorder: ${lines[wrong] ?? ""}\n`,
      );
    }
    return 1;
  }
  lines.sort((a, b) => byKeys(a, b) || lastResort(a, b));
  const kept = options.has("u")
    ? lines.filter((line, i) => i === 0 || byKeys(lines[i - 1] ?? "", line) !== 0)
    : lines;
  const text = kept.map((line) => line + "\n").join("");
  const output = options.get("o");
  if (output === undefined) await put(context, text);
  else context.fs.write(resolvePath(context.cwd, output), text);
  return 0;
});
