/** read and mapfile. */
import { Cancelled, CancelSource } from "../../cluster/clock.ts";
import type { Builtin, BuiltinContext } from "../builtin.ts";
import { splitForRead } from "../expand.ts";
import { readLine, type PushbackInput } from "../streams.ts";
import { letterOptions, type LetterSpec } from "./letters.ts";

interface ReadOptions {
  raw: boolean;
  silent: boolean;
  prompt?: string;
  delimiter: string;
  count?: number;
  exact: boolean;
  timeout?: number;
  array?: string;
  fd: number;
}

const LETTERS: LetterSpec = {
  alone: "ers",
  withValue: "adinNptu",
  usage:
    "read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]\n",
};

function parseOptions(
  context: BuiltinContext,
): { readonly options: ReadOptions; readonly names: readonly string[] } | undefined {
  const parsed = letterOptions(context, LETTERS);
  if (parsed === undefined) return undefined;
  const options: ReadOptions = { raw: false, silent: false, delimiter: "\n", exact: false, fd: 0 };
  for (const [letter, value = ""] of parsed.options) setOption(options, letter, value);
  return { options, names: parsed.names };
}

function setOption(options: ReadOptions, letter: string, value: string): void {
  if (letter === "r") options.raw = true;
  else if (letter === "s") options.silent = true;
  else if (letter === "a") options.array = value;
  else if (letter === "p") options.prompt = value;
  else if (letter === "d") options.delimiter = value === "" ? "\0" : value.charAt(0);
  else if (letter === "u") options.fd = Number(value);
  else if (letter === "t") options.timeout = Number(value) * 1000;
  else if (letter === "n" || letter === "N") {
    options.count = Number(value);
    options.exact = letter === "N";
  }
}

/** One logical line: without -r a backslash takes the meaning off the next character. */
async function readInput(
  input: PushbackInput,
  options: ReadOptions,
  cancel: CancelSource,
): Promise<{ readonly text: string; readonly escaped: Set<number>; readonly complete: boolean }> {
  let text = "";
  const escaped = new Set<number>();
  for (;;) {
    if (options.count !== undefined) {
      const taken = await readCharacters(input, options, cancel);
      return { text: taken.text, escaped, complete: taken.complete };
    }
    const line = await readLine(input, cancel, options.delimiter);
    if (line === undefined) return { text, escaped, complete: false };
    let open = false;
    for (let i = 0; i < line.line.length; i++) {
      const c = line.line[i] ?? "";
      if (options.raw || c !== "\\") {
        text += c;
      } else if (i + 1 < line.line.length) {
        escaped.add(text.length);
        text += line.line[++i] ?? "";
      } else {
        open = true;
      }
    }
    if (!open || line.ended) return { text, escaped, complete: !line.ended };
  }
}

async function readCharacters(
  input: PushbackInput,
  options: ReadOptions,
  cancel: CancelSource,
): Promise<{ readonly text: string; readonly complete: boolean }> {
  const wanted = options.count ?? 0;
  let text = "";
  while (Array.from(text).length < wanted) {
    const chunk = await input.read(cancel);
    if (chunk === undefined) return { text, complete: false };
    text += chunk;
    const end = options.exact ? -1 : text.indexOf(options.delimiter);
    if (end >= 0 && Array.from(text.slice(0, end)).length <= wanted) {
      input.unread(text.slice(end + 1));
      return { text: text.slice(0, end), complete: true };
    }
  }
  const characters = Array.from(text);
  input.unread(characters.slice(wanted).join(""));
  return { text: characters.slice(0, wanted).join(""), complete: true };
}

async function runRead(context: BuiltinContext): Promise<number> {
  const { shell, state } = context;
  const parsed = parseOptions(context);
  if (parsed === undefined) return 2;
  const { options, names } = parsed;
  for (const name of names) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*(\[.*\])?$/.test(name)) {
      context.complain(`\`${name}': not a valid identifier`);
      return 1;
    }
  }
  const file = state.files.get(options.fd);
  const input = file?.input;
  if (input === undefined) {
    context.complain(`${options.fd}: invalid file descriptor: Bad file descriptor`);
    return 1;
  }
  if (options.prompt !== undefined && file?.tty !== undefined) context.stderr.write(options.prompt);
  const source = new CancelSource(shell.cancel);
  const outer = shell.cancel;
  if (options.timeout !== undefined) {
    shell.world.clock.sleep(options.timeout, source).then(
      () => {
        source.cancel("SIGALRM");
      },
      () => undefined,
    );
  }
  let result: Awaited<ReturnType<typeof readInput>>;
  try {
    result = await readInput(input, options, source);
  } catch (error) {
    if (!(error instanceof Cancelled) || outer.reason !== undefined) throw error;
    return 142;
  } finally {
    source.cancel("SIGALRM");
    source.dispose();
  }
  store(context, options, names, result.text, result.escaped);
  return result.complete ? 0 : 1;
}

function store(
  context: BuiltinContext,
  options: ReadOptions,
  names: readonly string[],
  text: string,
  escaped: ReadonlySet<number>,
): void {
  const { shell, state } = context;
  const ifs =
    state.variables.get("IFS") === undefined ? " \t\n" : (state.variables.text("IFS") ?? "");
  if (options.array !== undefined) {
    const items = splitForRead(text, ifs, Number.MAX_SAFE_INTEGER, escaped);
    state.variables.setArray(
      options.array,
      new Map(items.map((item, i) => [i.toString(), item])),
      false,
    );
    return;
  }
  if (names.length === 0) {
    shell.assignText("REPLY", text);
    return;
  }
  const fields = options.exact ? [text] : splitForRead(text, ifs, names.length, escaped);
  names.forEach((name, i) => {
    shell.assignText(name, fields[i] ?? "");
  });
}

async function runMapfile(context: BuiltinContext): Promise<number> {
  const { args, stdin, shell, state } = context;
  let trim = false;
  let limit = Infinity;
  let name = "MAPFILE";
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (arg === "-t") trim = true;
    else if (arg === "-n") limit = Number(args[++i]) || Infinity;
    else name = arg;
  }
  const items = new Map<string, string>();
  while (items.size < limit) {
    const line = await readLine(stdin, shell.cancel);
    if (line === undefined) break;
    items.set(items.size.toString(), line.line + (trim || line.ended ? "" : "\n"));
  }
  state.variables.setArray(name, items, false);
  return 0;
}

export const INPUT_BUILTINS: readonly Builtin[] = [
  { names: ["read"], run: runRead },
  { names: ["mapfile", "readarray"], run: runMapfile },
];
