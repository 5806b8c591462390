/** xargs: its commands are programs of the surrounding shell, kubectl among them. */
import type { Program } from "../process.ts";
import { NULL_INPUT, readAll } from "../streams.ts";
import { parseOptions, program, UsageError } from "./program.ts";

/** Characters of one command line. */
const MAX_LINE = 128 * 1024;

/** Words as xargs reads them: blanks separate, quotes and backslashes protect. */
function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? "";
    if (quote !== "") {
      if (c === quote) quote = "";
      else if (c === "\n") break;
      else word = (word ?? "") + c;
    } else if (c === "'" || c === '"') {
      quote = c;
      word ??= "";
    } else if (c === "\\" && i + 1 < text.length) {
      i += 1;
      word = (word ?? "") + (text[i] ?? "");
    } else if (/\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + c;
  }
  if (quote !== "") {
    throw new UsageError(
      `unmatched ${quote === "'" ? "single" : "double"} quote; by default quotes are special to xargs unless you use the -0 option`,
    );
  }
  if (word !== undefined) words.push(word);
  return words;
}

function count(text: string | undefined, letter: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9]+$/.test(text))
    throw new UsageError(`invalid number "${text}" for -${letter} option`);
  if (Number(text) < 1 && letter !== "P")
    throw new UsageError(`value ${text} for -${letter} option should be >= 1`);
  return Number(text);
}

export const xargs: Program = program(async (context) => {
  const { options, operands } = parseOptions(context.argv, {
    flags: "0rtpxo",
    values: "nLIPdEsa",
    long: {
      null: "0",
      "no-run-if-empty": "r",
      verbose: "t",
      "max-args": "n",
      "max-lines": "L",
      replace: "I",
      "max-procs": "P",
      delimiter: "d",
    },
    stopAtOperand: true,
  });
  const command = operands.length === 0 ? ["echo"] : operands;
  const text = await readAll(context.stdin, context.cancel);
  const replace = options.get("I");
  const delimiter = options.has("0")
    ? "\0"
    : options.get("d")?.replace("\\n", "\n").replace("\\t", "\t").replace("\\0", "\0");
  const perLine = count(options.get("L"), "L");
  const perCall = count(options.get("n"), "n");
  let groups: string[][];
  if (replace !== undefined) {
    const items =
      delimiter === undefined ? text.split("\n").map((line) => line.trim()) : text.split(delimiter);
    groups = items.filter((item) => item !== "").map((item) => [item]);
  } else if (perLine !== undefined) {
    const lines = text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map(splitWords);
    groups = [];
    for (let i = 0; i < lines.length; i += perLine) groups.push(lines.slice(i, i + perLine).flat());
  } else {
    const items =
      delimiter === undefined
        ? splitWords(text)
        : text.split(delimiter).filter((item, i, all) => item !== "" || i < all.length - 1);
    groups = chunks(items, perCall ?? Infinity);
    if (groups.length === 0 && !options.has("r")) groups = [[]];
  }
  let status = 0;
  for (const group of groups) {
    context.cancel.throwIfCancelled();
    const argv =
      replace === undefined
        ? [...command, ...group]
        : command.map((word) => word.replaceAll(replace === "" ? "{}" : replace, group[0] ?? ""));
    if (options.has("t")) context.stderr.write(argv.join(" ") + "\n");
    const result = await runOne(context, argv);
    if (result === 126 || result === 127) return result;
    if (result === 255) {
      context.stderr.write(`xargs: ${argv[0] ?? ""}: exited with status 255; aborting\n`);
      return 124;
    }
    if (result > 128) return 125;
    if (result !== 0) status = 123;
  }
  return status;
});

async function runOne(context: Parameters<Program>[0], argv: readonly string[]): Promise<number> {
  const { stderr } = context;
  return context.spawn(argv, {
    stdin: NULL_INPUT,
    tty: { ...(context.tty.stdout === undefined ? {} : { stdout: context.tty.stdout }) },
    stderr: {
      write: (text) => {
        // a missing program is worded as xargs words it
        stderr.write(text.replace(/^xargs: failed to run command '(.*)': /, "xargs: $1: "));
      },
    },
  });
}

function chunks(items: readonly string[], size: number): string[][] {
  const out: string[][] = [];
  let length = 0;
  for (const item of items) {
    const last = out.at(-1);
    length += item.length + 1;
    if (last === undefined || last.length >= size || length > MAX_LINE) {
      out.push([item]);
      length = item.length + 1;
    } else last.push(item);
  }
  return out;
}
