/** grep, line by line as its input comes, so that it works on what never ends. */
import { FileError } from "../files.ts";
import { errorText } from "../messages.ts";
import { resolvePath } from "../paths.ts";
import { compilePattern, matches } from "../pattern.ts";
import type { InputStream, ProcessContext, Program } from "../process.ts";
import { PerlRegex } from "../perlRegex.ts";
import { Regex, RegexError } from "../regex.ts";
import { eachLine } from "../streams.ts";
import { baseName, complain, openInput, put, UsageError } from "./program.ts";

interface Options {
  syntax: "basic" | "extended" | "fixed" | "perl";
  ignoreCase: boolean;
  invert: boolean;
  word: boolean;
  line: boolean;
  count: boolean;
  quiet: boolean;
  silent: boolean;
  numbers: boolean;
  only: boolean;
  names: "matching" | "missing" | undefined;
  withName: boolean | undefined;
  recursive: boolean;
  colour: boolean;
  max: number;
  before: number;
  after: number;
  include: string[];
  exclude: string[];
  patterns: string[] | undefined;
}

const USAGE =
  "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n";

const LONG: Readonly<Record<string, string>> = {
  "extended-regexp": "E",
  "fixed-strings": "F",
  "basic-regexp": "G",
  "perl-regexp": "P",
  "ignore-case": "i",
  "invert-match": "v",
  "word-regexp": "w",
  "line-regexp": "x",
  count: "c",
  quiet: "q",
  silent: "q",
  "no-messages": "s",
  "line-number": "n",
  "only-matching": "o",
  "files-with-matches": "l",
  "files-without-match": "L",
  "with-filename": "H",
  "no-filename": "h",
  recursive: "r",
  "max-count": "m",
  "before-context": "B",
  "after-context": "A",
  context: "C",
  regexp: "e",
  file: "f",
  "line-buffered": "u",
};

const FLAGS: Readonly<Record<string, (options: Options) => void>> = {
  E: (o) => (o.syntax = "extended"),
  P: (o) => (o.syntax = "perl"),
  F: (o) => (o.syntax = "fixed"),
  G: (o) => (o.syntax = "basic"),
  i: (o) => (o.ignoreCase = true),
  y: (o) => (o.ignoreCase = true),
  v: (o) => (o.invert = true),
  w: (o) => (o.word = true),
  x: (o) => (o.line = true),
  c: (o) => (o.count = true),
  q: (o) => (o.quiet = true),
  s: (o) => (o.silent = true),
  n: (o) => (o.numbers = true),
  o: (o) => (o.only = true),
  l: (o) => (o.names = "matching"),
  L: (o) => (o.names = "missing"),
  H: (o) => (o.withName = true),
  h: (o) => (o.withName = false),
  r: (o) => (o.recursive = true),
  R: (o) => (o.recursive = true),
  a: () => undefined,
  I: () => undefined,
  u: () => undefined,
  z: () => undefined,
};

function number(text: string, what: string): number {
  if (!/^[0-9]+$/.test(text)) throw new UsageError(`${what}: ${text}`, 2);
  return Number(text);
}

function withValue(options: Options, letter: string, value: string, context: ProcessContext): void {
  if (letter === "e") (options.patterns ??= []).push(...value.split("\n"));
  else if (letter === "m") options.max = number(value, "invalid max count");
  else if (letter === "A" || letter === "C")
    options.after = number(value, "context length argument");
  if (letter === "B" || letter === "C") options.before = number(value, "context length argument");
  if (letter === "f") {
    const text = value === "-" ? "" : context.fs.read(resolvePath(context.cwd, value));
    (options.patterns ??= []).push(...text.replace(/\n$/, "").split("\n"));
  }
}

function parse(context: ProcessContext): {
  readonly options: Options;
  readonly files: readonly string[];
} {
  const name = baseName(context.argv[0] ?? "grep");
  const options: Options = {
    syntax: name === "egrep" ? "extended" : name === "fgrep" ? "fixed" : "basic",
    ignoreCase: false, invert: false, word: false, line: false, count: false, quiet: false, silent: false,
    numbers: false, only: false, names: undefined, withName: undefined, recursive: false, colour: false,
    max: Infinity, before: 0, after: 0, include: [], exclude: [], patterns: undefined,
  }; // prettier-ignore
  const operands: string[] = [];
  const { argv } = context;
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i] ?? "";
    if (arg === "--") {
      operands.push(...argv.slice(i + 1));
      break;
    }
    if (/^-[0-9]+$/.test(arg)) {
      options.before = options.after = Number(arg.slice(1));
      continue;
    }
    if (arg.startsWith("--")) {
      const [long = "", ...rest] = arg.slice(2).split("=");
      const value = rest.length > 0 ? rest.join("=") : undefined;
      if (long === "color" || long === "colour") {
        options.colour =
          value === undefined ||
          value === "always" ||
          (value === "auto" && context.tty.stdout !== undefined);
        continue;
      }
      if (long === "include" || long === "exclude") {
        options[long].push(value ?? argv[++i] ?? "");
        continue;
      }
      const letter = Object.hasOwn(LONG, long) ? LONG[long] : undefined;
      if (letter === undefined) throw new UsageError(`unrecognized option '--${long}'`, 2);
      const set = FLAGS[letter];
      if (set !== undefined) set(options);
      else withValue(options, letter, value ?? argv[++i] ?? "", context);
      continue;
    }
    if (!/^-./.test(arg)) {
      operands.push(arg);
      continue;
    }
    for (let j = 1; j < arg.length; j++) {
      const letter = arg[j] ?? "";
      const set = Object.hasOwn(FLAGS, letter) ? FLAGS[letter] : undefined;
      if (set !== undefined) {
        set(options);
        continue;
      }
      if (!"efmABC".includes(letter)) throw new UsageError(`invalid option -- '${letter}'`, 2);
      const value = j + 1 < arg.length ? arg.slice(j + 1) : argv[++i];
      if (value === undefined)
        throw new UsageError(`option requires an argument -- '${letter}'`, 2);
      withValue(options, letter, value, context);
      break;
    }
  }
  if (options.patterns === undefined) {
    const first = operands.shift();
    if (first === undefined) throw new UsageError("", 2);
    options.patterns = first.split("\n");
  }
  return { options, files: operands };
}

interface Found {
  readonly start: number;
  readonly end: number;
}

/** Finds the leftmost match at or after a place in a line. */
type Finder = (line: string, from: number) => Found | undefined;

function compile(options: Options): Finder {
  const finders = (options.patterns ?? []).map((pattern) => compileOne(pattern, options));
  return (line, from) => {
    let best: Found | undefined;
    for (const find of finders) {
      const found = find(line, from);
      if (found === undefined) continue;
      if (
        best === undefined ||
        found.start < best.start ||
        (found.start === best.start && found.end > best.end)
      ) {
        best = found;
      }
    }
    return best;
  };
}

function compileOne(pattern: string, options: Options): Finder {
  let find: Finder;
  if (options.syntax === "fixed") {
    const needle = options.ignoreCase ? pattern.toLowerCase() : pattern;
    find = (line, from) => {
      const start = (options.ignoreCase ? line.toLowerCase() : line).indexOf(needle, from);
      return start < 0 ? undefined : { start, end: start + needle.length };
    };
  } else {
    const { ignoreCase } = options;
    const regex =
      options.syntax === "perl"
        ? new PerlRegex(pattern, { ignoreCase, extended: false, dotAll: false })
        : new Regex(pattern, { extended: options.syntax === "extended", ignoreCase });
    find = (line, from) => {
      const match = regex.exec(line, from);
      return match === undefined ? undefined : { start: match.index, end: match.end };
    };
  }
  if (options.line) {
    return (line, from) => {
      const found = from === 0 ? find(line, 0) : undefined;
      return found?.start === 0 && found.end === line.length ? found : undefined;
    };
  }
  if (!options.word) return find;
  const isWord = (c: string | undefined): boolean => c !== undefined && /[\p{L}\p{N}_]/u.test(c);
  return (line, from) => {
    for (let at = from; at <= line.length;) {
      const found = find(line, at);
      if (found === undefined) return undefined;
      if (!isWord(line[found.start - 1]) && !isWord(line[found.end])) return found;
      at = found.start + 1;
    }
    return undefined;
  };
}

class Searcher {
  readonly #context: ProcessContext;
  readonly #options: Options;
  readonly #find: Finder;
  readonly #withName: boolean;
  found = false;

  constructor(context: ProcessContext, options: Options, find: Finder, withName: boolean) {
    this.#context = context;
    this.#options = options;
    this.#find = find;
    this.#withName = withName;
  }

  async search(stream: InputStream, name: string): Promise<void> {
    const options = this.#options;
    const label = name === "-" ? "(standard input)" : name;
    const quietly = options.count || options.quiet || options.names !== undefined;
    const waiting: { readonly line: string; readonly number: number }[] = [];
    let matched = 0;
    let number_ = 0;
    let trailing = 0;
    let printed = 0;
    if (options.max > 0) {
      await eachLine(stream, this.#context.cancel, async (line) => {
        number_ += 1;
        const hit = (this.#find(line, 0) !== undefined) !== options.invert;
        if (hit && matched < options.max) {
          matched += 1;
          if (quietly) return !(options.quiet || options.names !== undefined);
          const gap = waiting[0]?.number ?? number_;
          if ((options.before > 0 || options.after > 0) && printed > 0 && gap > printed + 1)
            await put(this.#context, "--\n");
          for (const early of waiting.splice(0))
            await this.#print(early.line, early.number, label, "-");
          await this.#print(line, number_, label, ":");
          printed = number_;
          trailing = options.after;
          return matched < options.max || trailing > 0;
        }
        if (quietly) return true;
        if (trailing > 0) {
          trailing -= 1;
          await this.#print(line, number_, label, "-");
          printed = number_;
          return matched < options.max || trailing > 0;
        }
        if (options.before > 0) {
          waiting.push({ line, number: number_ });
          if (waiting.length > options.before) waiting.shift();
        }
        return matched < options.max;
      });
    }
    await this.#finish(matched, label);
  }

  async #finish(matched: number, label: string): Promise<void> {
    const options = this.#options;
    if (options.names === "missing" ? matched === 0 : matched > 0) this.found = true;
    if (options.quiet) return;
    if (options.names !== undefined) {
      if (matched > 0 === (options.names === "matching")) await put(this.#context, label + "\n");
    } else if (options.count) {
      await put(this.#context, `${this.#withName ? `${label}:` : ""}${matched}\n`);
    }
  }

  async #print(line: string, number_: number, label: string, separator: ":" | "-"): Promise<void> {
    const options = this.#options;
    const head =
      (this.#withName ? label + separator : "") + (options.numbers ? `${number_}${separator}` : "");
    if (!options.only && !options.colour) {
      await put(this.#context, `${head}${line}\n`);
      return;
    }
    if (separator === "-" || options.invert) {
      if (!options.only) await put(this.#context, `${head}${line}\n`);
      return;
    }
    let text = "";
    let at = 0;
    while (at <= line.length) {
      const found = this.#find(line, at);
      if (found === undefined) break;
      const piece = line.slice(found.start, found.end);
      const shown =
        options.colour && piece !== "" ? `\u001b[01;31m\u001b[K${piece}\u001b[m\u001b[K` : piece;
      if (options.only) {
        if (piece !== "") text += `${head}${shown}\n`;
      } else text += line.slice(at, found.start) + shown;
      if (found.end === found.start) {
        if (!options.only) text += line.slice(found.end, found.end + 1);
        at = found.end + 1;
      } else at = found.end;
    }
    if (!options.only) text = head + text + line.slice(at) + "\n";
    await put(this.#context, text);
  }
}

/** The files to search: folders are walked when asked, else passed over with a word. */
function collect(
  context: ProcessContext,
  options: Options,
  names: readonly string[],
): { readonly names: string[]; failed: boolean } {
  const out: string[] = [];
  let failed = false;
  const wanted = (name: string): boolean =>
    (options.include.length === 0 ||
      options.include.some((p) => matches(compilePattern(p), baseName(name)))) &&
    !options.exclude.some((p) => matches(compilePattern(p), baseName(name)));
  const walk = (name: string, top: boolean): void => {
    const path = resolvePath(context.cwd, name);
    const stat = context.fs.stat(path);
    if (stat?.type === "directory") {
      if (options.recursive) {
        for (const inner of context.fs.list(path))
          walk(name === "" ? inner : `${name.replace(/\/$/, "")}/${inner}`, false);
      } else if (!options.silent) {
        complain(context, `${name}: Is a directory`);
        failed = true;
      }
    } else if (top || wanted(name)) out.push(name);
  };
  for (const name of names) {
    if (name === "-") out.push(name);
    else walk(name, true);
  }
  return { names: out, failed };
}

export const grep: Program = async (context) => {
  let parsed: ReturnType<typeof parse>;
  let find: Finder;
  try {
    parsed = parse(context);
    find = compile(parsed.options);
  } catch (error) {
    if (error instanceof UsageError) {
      if (error.message !== "") complain(context, error.message);
      context.stderr.write(USAGE);
      return 2;
    }
    if (error instanceof RegexError) {
      complain(context, error.message);
      return 2;
    }
    if (error instanceof FileError) {
      complain(context, `${baseName(error.path)}: ${errorText(error)}`);
      return 2;
    }
    throw error;
  }
  const { options } = parsed;
  const named = parsed.files.length > 0 ? parsed.files : options.recursive ? [""] : ["-"];
  const { names, failed: folderFailed } = collect(context, options, named);
  const several =
    named.length > 1 || (options.recursive && !(named.length === 1 && named[0] === "-"));
  const searcher = new Searcher(context, options, find, options.withName ?? several);
  let failed = folderFailed;
  for (const name of names) {
    try {
      await searcher.search(openInput(context, name), name);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (!options.silent) complain(context, `${name}: ${errorText(error)}`);
      failed = true;
    }
    if (options.quiet && searcher.found) return 0;
  }
  return failed ? 2 : searcher.found ? 0 : 1;
};
