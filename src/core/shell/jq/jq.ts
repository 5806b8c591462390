/** The program `jq`: options, inputs, outputs, exit codes (jq 1.7). */
import { FileError } from "../files.ts";
import { resolvePath } from "../paths.ts";
import type { TextToolRequest, TextToolResult } from "../world.ts";
import { Halt, NATIVES } from "./builtins.ts";
import { undefinedNames } from "./check.ts";
import { JqLimitError, Machine } from "./evaluator.ts";
import { JsonReader, JsonSyntaxError, parseOne } from "./json.ts";
import { readOptions, USAGE, VERSION, type JqOptions } from "./options.ts";
import { parseProgram, type Program } from "./parser.ts";
import { prelude } from "./prelude.ts";
import { JqSyntaxError } from "./tokens.ts";
import { isTrue, JqError, toJson, type JqValue } from "./values.ts";

/** Characters that one run prints at most. */
const MAX_OUTPUT = 16 * 1024 * 1024;
const HINT =
  "Use jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq\n";

export type JqRequest = Pick<TextToolRequest, "args" | "stdin" | "fs" | "env" | "cwd" | "now">;

/** One run of jq: its whole input in, its whole output out. */
export function runJq(request: JqRequest): TextToolResult {
  const options = readOptions(request.args);
  if ("error" in options) return fail(2, `jq: ${options.error}\n${HINT}`);
  if (options.show === "help") return { stdout: USAGE, stderr: "", exitCode: 0 };
  if (options.show === "version") return { stdout: `${VERSION}\n`, stderr: "", exitCode: 0 };
  return new Run(request, options).run();
}

const fail = (exitCode: number, stderr: string): TextToolResult => ({
  stdout: "",
  stderr,
  exitCode,
});

interface Source {
  readonly name: string | undefined;
  readonly text: string;
}

class Run {
  readonly #request: JqRequest;
  readonly #options: JqOptions;
  #stdout = "";
  #stderr = "";
  #status = 0;
  /** A file could not be read. */
  #missing = false;
  #sources: Source[] = [];
  #current: { readonly source: Source; readonly reader: JsonReader } | undefined;
  #pending: JqValue[] | undefined;
  /** False until an input was read. */
  #began = false;

  constructor(request: JqRequest, options: JqOptions) {
    this.#request = request;
    this.#options = options;
  }

  run(): TextToolResult {
    const { programFile } = this.#options;
    let text = this.#options.program ?? ".";
    if (programFile !== undefined) {
      const read = this.#read(programFile);
      if (typeof read !== "string")
        return fail(2, `jq: error: Could not open ${programFile}: ${read.why}\n`);
      text = read;
    }
    const variables = this.#variables();
    if ("exitCode" in variables) return variables;
    const program = this.#compile(text, variables);
    if ("exitCode" in program) return program;
    this.#open();
    const natives = NATIVES;
    const definitions = new Map(prelude());
    let body = program.body;
    for (const definition of [...program.definitions].reverse())
      body = { type: "define", definition, rest: body };
    const machine = new Machine({
      natives,
      definitions,
      variables,
      nextInput: () => this.#nextInput(),
      now: () => this.#request.now,
      stderr: (message) => {
        this.#stderr += message;
      },
      line: () => this.#current?.reader.line ?? 0,
      file: () => this.#current?.source.name ?? null,
    });
    return this.#loop(machine, body);
  }

  #loop(machine: Machine, body: Program["body"]): TextToolResult {
    let last: JqValue | undefined;
    let failed = false;
    const { nullInput, exitStatus } = this.#options;
    try {
      for (let first = true; ; first = false) {
        let input: JqValue | undefined;
        if (nullInput) input = first ? null : undefined;
        else input = this.#nextInput();
        if (input === undefined) break;
        try {
          failed = false;
          this.#status = 0; // the last input decides
          for (const value of machine.run(body, input)) {
            last = value;
            this.#print(value);
          }
        } catch (error) {
          if (error instanceof JsonSyntaxError) throw error;
          if (error instanceof JqError) this.#complain(error.value);
          else if (error instanceof JqLimitError) {
            this.#stderr += `jq: error: ${error.message}\n`;
            this.#status = 5;
            break;
          } else throw error;
          failed = true;
          this.#status = 5;
        }
      }
    } catch (error) {
      if (error instanceof Halt)
        return { stdout: this.#stdout, stderr: this.#stderr, exitCode: error.status };
      if (!(error instanceof JsonSyntaxError)) throw error;
      this.#stderr += `jq: parse error: ${error.message}\n`;
      this.#status = 2;
    }
    if (this.#missing) this.#status = 2;
    if (this.#status === 0 && exitStatus && !failed)
      this.#status = last === undefined ? 4 : isTrue(last) ? 0 : 1;
    return { stdout: this.#stdout, stderr: this.#stderr, exitCode: this.#status };
  }

  #complain(value: JqValue): void {
    const reader = this.#current;
    const where =
      this.#began && reader !== undefined
        ? `${reader.source.name ?? "<stdin>"}:${reader.reader.line}`
        : "<unknown>";
    const text = typeof value === "string" ? `: ${value}` : ` (not a string): ${toJson(value)}`;
    this.#stderr += `jq: error (at ${where})${text}\n`;
  }

  #print(value: JqValue): void {
    const { raw, join, ascii, seq, print } = this.#options;
    const text = raw && typeof value === "string" && !ascii ? value : toJson(value, print);
    this.#stdout += (seq ? "\u001e" : "") + text + (join ? "" : "\n");
    if (this.#stdout.length > MAX_OUTPUT) throw new JqLimitError("the output is too long");
  }

  // --- inputs

  #read(path: string): string | { readonly why: string } {
    const { fs, cwd } = this.#request;
    try {
      return fs.read(resolvePath(cwd, path));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return { why: error.code === "EISDIR" ? "Is a directory" : "No such file or directory" };
    }
  }

  #open(): void {
    const { files } = this.#options;
    if (files.length === 0) this.#sources.push({ name: undefined, text: this.#request.stdin });
    for (const name of files) {
      const text = this.#read(name);
      if (typeof text === "string") this.#sources.push({ name, text });
      else {
        this.#stderr += `jq: error: Could not open file ${name}: ${text.why}\n`;
        this.#missing = true;
      }
    }
  }

  #nextInput(): JqValue | undefined {
    if (this.#pending !== undefined) return this.#pending.shift();
    const { slurp, rawInput, stream } = this.#options;
    if (rawInput) {
      const text = this.#sources.map((source) => source.text).join("");
      const lines = text.split("\n");
      if (lines.at(-1) === "") lines.pop();
      this.#pending = slurp ? [text] : lines;
      return this.#pending.shift();
    }
    if (slurp) {
      const all: JqValue[] = [];
      for (let value = this.#nextValue(); value !== undefined; value = this.#nextValue())
        all.push(value);
      this.#pending = [];
      return stream ? all.flatMap((value) => streamed(value)) : all;
    }
    const queued = this.#streaming.shift();
    if (queued !== undefined) return queued;
    const value = this.#nextValue();
    if (value === undefined || !stream) return value;
    const [first, ...rest] = streamed(value);
    this.#streaming.push(...rest);
    return first;
  }

  readonly #streaming: JqValue[] = [];

  #nextValue(): JqValue | undefined {
    for (;;) {
      const next = this.#current?.reader.next();
      if (next !== undefined) {
        this.#began = true;
        return next.value;
      }
      const source = this.#sources.shift();
      if (source === undefined) return undefined;
      this.#current = { source, reader: new JsonReader(source.text) };
    }
  }

  // --- the program

  #variables(): ReadonlyMap<string, JqValue> | TextToolResult {
    const { named, positional } = this.#options;
    const variables = new Map<string, JqValue>();
    for (const { name, kind, value } of named) {
      if (variables.has(name)) continue;
      if (kind === "text") variables.set(name, value);
      else if (kind === "json") {
        const read = jsonArgument(value);
        if (read === undefined)
          return fail(2, `jq: Invalid JSON text passed to --argjson\n${HINT}`);
        variables.set(name, read);
      } else {
        const text = this.#read(value);
        const option = kind === "slurp" ? "slurpfile" : "rawfile";
        if (typeof text !== "string") {
          return fail(
            2,
            `jq: Bad JSON in --${option} ${name} ${value}: Could not open ${value}: ${text.why}\n`,
          );
        }
        try {
          variables.set(name, kind === "raw" ? text : allOf(text));
        } catch (error) {
          if (!(error instanceof JsonSyntaxError)) throw error;
          return fail(2, `jq: Bad JSON in --${option} ${name} ${value}: ${error.message}\n`);
        }
      }
    }
    const values: JqValue[] = [];
    for (const { json, text } of positional) {
      const value = json ? jsonArgument(text) : text;
      if (value === undefined)
        return fail(2, `jq: Invalid JSON text passed to --jsonargs\n${HINT}`);
      values.push(value);
    }
    const args = new Map<string, JqValue>([
      ["positional", values],
      ["named", new Map(variables)],
    ]);
    return variables.set("ARGS", args).set("ENV", new Map(this.#request.env));
  }

  #compile(text: string, variables: ReadonlyMap<string, JqValue>): Program | TextToolResult {
    try {
      const program = parseProgram(text);
      const functions = [...NATIVES.keys(), ...prelude().keys()];
      const missing = undefinedNames(
        program.definitions,
        program.body,
        functions,
        variables.keys(),
      );
      if (missing.length === 0) return program;
      return compileErrors(
        text,
        missing.map(({ name, at }) => ({ message: `${name} is not defined`, at })),
      );
    } catch (error) {
      if (!(error instanceof JqSyntaxError)) throw error;
      return compileErrors(text, [
        { message: error.message, at: error.at },
        ...(error.also === undefined ? [] : [error.also]),
      ]);
    }
  }
}

function compileErrors(
  text: string,
  errors: readonly { readonly message: string; readonly at: number }[],
): TextToolResult {
  const lines = errors.map(({ message, at }) => {
    const before = text.slice(0, at).split("\n");
    const line = text.split("\n")[before.length - 1] ?? "";
    const column = before.at(-1)?.length ?? 0;
    return `jq: error: ${message} at <top-level>, line ${before.length}:\n${line}${" ".repeat(column)}\n`;
  });
  const count = errors.length === 1 ? "1 compile error" : `${errors.length} compile errors`;
  return fail(3, `${lines.join("")}jq: ${count}\n`);
}

function jsonArgument(text: string): JqValue | undefined {
  try {
    return parseOne(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return undefined;
  }
}

function allOf(text: string): JqValue[] {
  const reader = new JsonReader(text);
  const values: JqValue[] = [];
  for (let next = reader.next(); next !== undefined; next = reader.next()) values.push(next.value);
  return values;
}

/** The events of `--stream`: `[path, leaf]`, and `[path]` where an array or object closes. */
function streamed(value: JqValue, path: readonly JqValue[] = []): JqValue[] {
  const members: readonly (readonly [JqValue, JqValue])[] =
    value instanceof Map
      ? [...value.entries()]
      : Array.isArray(value)
        ? [...(value as readonly JqValue[]).entries()]
        : [];
  const last = members.at(-1);
  if (last === undefined) return [[path, value]];
  const events = members.flatMap(([key, member]) => streamed(member, [...path, key]));
  events.push([[...path, last[0]]]);
  return events;
}
