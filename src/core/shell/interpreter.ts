/**
 * Runs the syntax tree. Pipelines run concurrently over in-memory pipes; every wait can be
 * cancelled; a subshell is an interpreter of its own over a copy of the state.
 */
import { Cancelled, type Cancel } from "../cluster/clock.ts";
import type { AndOr, Command, CompoundCommand, FunctionDefinition, List, Pipeline, Redirect, SimpleCommand, Word } from "./ast.ts"; // prettier-ignore
import { evaluateArithmetic } from "./arithmetic.ts";
import { assignArray, assignText, assignValue } from "./assign.ts";
import type { BuiltinShell, CommandMeaning } from "./builtin.ts";
import { startJob } from "./backgroundJob.ts";
import { BUILTINS } from "./builtins/registry.ts";
import { runCompound } from "./compoundCommands.ts";
import { BreakSignal, DiscardSignal, ExitSignal, ReturnSignal } from "./control.ts";
import { Expander } from "./expand.ts";
import { ExpansionError } from "./expansionError.ts";
import { reportFailure } from "./failures.ts";
import { messagePrefix, syntaxErrorText, type MessageContext } from "./messages.ts";
import { OpenFile, openPipe, type FileTable } from "./openFiles.ts";
import { Parser, isReservedWord } from "./parser.ts";
import { runPipe } from "./pipes.ts";
import type { ProcessContext } from "./process.ts";
import { findProgram, runFound } from "./programs.ts";
import { applyRedirects, type RedirectContext } from "./redirects.ts";
import { runBuiltin, runSimple } from "./simpleCommand.ts";
import { shellExpansion } from "./shellExpansion.ts";
import { type Foreground, signalStatus } from "./signals.ts";
import type { ShellState } from "./state.ts";
import { TextOutput } from "./streams.ts";
import { ShellSyntaxError } from "./syntaxError.ts";
import { LimitError, type World } from "./world.ts";

export class Interpreter implements BuiltinShell {
  readonly world: World;
  readonly state: ShellState;
  readonly expander: Expander;
  readonly foreground: Foreground;
  /** Files that only the command being run sees: `<(…)`. */
  extraFiles = new Map<string, string>();
  /** What is still to be done with the output into `>(…)`. */
  afterCommand: (() => Promise<void>)[] = [];

  constructor(world: World, state: ShellState, foreground: Foreground) {
    this.world = world;
    this.state = state;
    this.foreground = foreground;
    this.expander = new Expander(shellExpansion(this));
  }

  get cancel(): Cancel {
    return this.foreground.cancel;
  }

  /** A subshell over a copy of the state; the caller closes its files. */
  fork(foreground = this.foreground): Interpreter {
    return new Interpreter(this.world, this.state.clone(), foreground);
  }

  /** Reads text as this shell does now: its dialect, its aliases. */
  parser(source: string, options: { readonly line?: number; readonly partial?: boolean }): Parser {
    const { state } = this;
    return new Parser(source, {
      dialect: this.world.dialect,
      line: options.line ?? 1,
      partial: options.partial ?? false,
      alias: (name) =>
        state.source === "interactive" ||
        state.shellOptions.has("expand_aliases") ||
        this.world.dialect !== "bash"
          ? state.aliases.get(name)
          : undefined,
      warn: (delimiter, line) => {
        if (this.world.dialect !== "bash") return;
        this.say(
          `warning: here-document at line ${line} delimited by end-of-file (wanted \`${delimiter}')`,
        );
      },
    });
  }

  /** Parses and runs text, a line at a time. Lets ExitSignal, Cancelled and the like pass. */
  async execute(source: string, options: { readonly line?: number } = {}): Promise<number> {
    const { state } = this;
    const parser = this.parser(source, options);
    for (;;) {
      const list = parser.next();
      if (list === undefined) return state.status;
      await this.lists([list]);
    }
  }

  async lists(lists: readonly List[]): Promise<number> {
    for (const list of lists) {
      for (const item of list) {
        if (item.background) startJob(this, item);
        else await this.#andOr(item);
      }
    }
    return this.state.status;
  }

  async #andOr(item: AndOr): Promise<void> {
    const { state } = this;
    const last = item.rest.length - 1;
    let status = await this.#tolerantly(item.rest.length > 0, () => this.#pipeline(item.first));
    let decisive = item.rest.length === 0 && !item.first.negated;
    for (let i = 0; i <= last; i++) {
      const next = item.rest[i];
      if (next === undefined || (next.operator === "&&") !== (status === 0)) continue;
      status = await this.#tolerantly(i < last, () => this.#pipeline(next.pipeline));
      decisive = i === last && !next.pipeline.negated;
    }
    if (status === 0 || !decisive || state.tolerant > 0) return;
    const trap = state.traps.get("ERR");
    if (trap !== undefined && !state.subshell) await this.#trap(trap);
    if (state.options.has("errexit")) throw new ExitSignal(status);
  }

  async #tolerantly(tolerant: boolean, run: () => Promise<number>): Promise<number> {
    return tolerant ? this.tolerate(run) : run();
  }

  /** Runs something whose failure is part of the plan: a condition. */
  async tolerate<T>(run: () => Promise<T>): Promise<T> {
    this.state.tolerant += 1;
    try {
      return await run();
    } finally {
      this.state.tolerant -= 1;
    }
  }

  async #pipeline(pipeline: Pipeline): Promise<number> {
    const { state } = this;
    const started = this.world.clock.now();
    const run = (): Promise<number> =>
      pipeline.commands.length === 1 && pipeline.commands[0] !== undefined
        ? this.command(pipeline.commands[0])
        : runPipe(this, pipeline);
    let status: number;
    try {
      status = await this.#tolerantly(pipeline.negated, run);
    } catch (error) {
      if (!(error instanceof Cancelled) || !(await this.#caught(error))) throw error;
      status = signalStatus(error.reason);
    }
    if (pipeline.negated) status = status === 0 ? 1 : 0;
    if (pipeline.timed) this.#reportTime(this.world.clock.now() - started);
    state.status = status;
    if (this.foreground.interrupted && !state.subshell) {
      const trap = state.traps.get("INT");
      this.foreground.renew();
      if (trap !== undefined && trap !== "") await this.#trap(trap);
    }
    return state.status;
  }

  /** Whether a trap takes the signal that ended a command; else the whole shell ends with it. */
  async #caught(error: Cancelled): Promise<boolean> {
    if (error.reason === "SIGPIPE" || error.reason === "SIGKILL" || this.state.subshell)
      return false;
    const trap = this.state.traps.get(error.reason.slice(3));
    if (trap === undefined || this.foreground.terminated !== undefined) return false;
    this.foreground.renew();
    if (trap !== "") await this.#trap(trap);
    return true;
  }

  #reportTime(milliseconds: number): void {
    const minutes = Math.floor(milliseconds / 60_000);
    const seconds = ((milliseconds % 60_000) / 1000).toFixed(3);
    const text = `\nreal\t${minutes}m${seconds}s\nuser\t0m0.000s\nsys\t0m0.000s\n`;
    this.state.files.output(2).write(text);
  }

  /** Runs as a subshell does: what leaves it ends it; its files are closed; its EXIT trap runs. */
  async subshell(run: () => Promise<number>): Promise<number> {
    try {
      return await this.finish(run);
    } finally {
      this.state.files.closeAll();
    }
  }

  /** Turns everything that leaves a shell into its exit status; Cancelled by the terminal passes. */
  async finish(run: () => Promise<number>): Promise<number> {
    let status: number;
    try {
      status = await run();
    } catch (error) {
      status = this.#leaving(error);
      if (error instanceof Cancelled && error.reason === "SIGKILL") return status;
    }
    const trap = this.state.traps.get("EXIT");
    if (trap === undefined) return status;
    this.state.traps.delete("EXIT");
    this.state.status = status;
    try {
      await this.evaluate(trap);
    } catch (error) {
      return this.#leaving(error);
    }
    return status;
  }

  #leaving(error: unknown): number {
    if (
      error instanceof ExitSignal ||
      error instanceof ReturnSignal ||
      error instanceof DiscardSignal
    ) {
      return error.status;
    }
    if (error instanceof BreakSignal) return 0;
    if (error instanceof LimitError) {
      this.say(error.message);
      return 1;
    }
    if (error instanceof ShellSyntaxError) return this.reportSyntax(error);
    if (error instanceof Cancelled && this.foreground.cancel.reason === undefined) {
      return signalStatus(error.reason);
    }
    throw error;
  }

  async command(command: Command): Promise<number> {
    await this.world.step();
    this.cancel.throwIfCancelled();
    const { state } = this;
    if (command.type === "function") {
      state.functions.set(command.name, command);
      return 0;
    }
    state.line = command.line;
    try {
      return command.type === "simple"
        ? await runSimple(this, command)
        : await this.#compound(command);
    } catch (error) {
      return reportFailure(this, error);
    }
  }

  async #compound(command: CompoundCommand): Promise<number> {
    return this.withRedirects(command.redirects, () => runCompound(this, command.body));
  }

  /** Runs with redirections that end with the command. */
  async withRedirects(redirects: readonly Redirect[], run: () => Promise<number>): Promise<number> {
    if (redirects.length === 0) return run();
    const { state } = this;
    const outer = state.files;
    const files = outer.clone();
    try {
      await applyRedirects(redirects, files, this.#redirectContext());
      state.files = files;
      return await run();
    } finally {
      state.files = outer;
      files.closeAll();
    }
  }

  /** Redirections that stay: `exec > file`. */
  async redirectForGood(redirects: readonly Redirect[], files: FileTable): Promise<void> {
    await applyRedirects(redirects, files, this.#redirectContext());
  }

  #redirectContext(): RedirectContext {
    return {
      world: this.world,
      state: this.state,
      expander: this.expander,
      cancel: this.cancel,
      openProcess: (word) => this.#openProcess(word),
    };
  }

  /** `< <(…)`: the commands run beside, straight into the pipe. */
  #openProcess(word: Word): OpenFile | undefined {
    const part = word.parts.length === 1 ? word.parts[0] : undefined;
    if (part?.type !== "process") return undefined;
    const { reader, writer } = openPipe();
    const child = this.fork();
    child.state.files.set(part.direction === "<" ? 1 : 0, part.direction === "<" ? writer : reader);
    child.subshell(() => child.lists(part.body)).catch(() => undefined); // cancelled with the command that reads it
    return part.direction === "<" ? reader : writer;
  }

  async callFunction(definition: FunctionDefinition, args: readonly string[]): Promise<number> {
    const { state } = this;
    const limit = Number(state.variables.text("FUNCNEST") ?? 0);
    if (
      state.depth >=
      (limit > 0 ? Math.min(limit, this.world.limits.depth) : this.world.limits.depth)
    ) {
      this.say(`${definition.name}: maximum function nesting level exceeded (${state.depth})`);
      throw new DiscardSignal(1);
    }
    const { positional, loops, calls } = state;
    state.calls = [definition.name, ...calls];
    state.positional = args;
    state.loops = 0;
    state.depth += 1;
    state.variables.pushFrame();
    try {
      return await this.command(definition.body);
    } catch (error) {
      if (error instanceof ReturnSignal) return error.status;
      throw error;
    } finally {
      state.variables.popFrame();
      state.depth -= 1;
      state.positional = positional;
      state.loops = loops;
      state.calls = calls;
    }
  }

  async #trap(source: string): Promise<void> {
    const { status } = this.state;
    await this.evaluate(source);
    this.state.status = status;
  }

  // What builtins use.

  async evaluate(
    source: string,
    options: { readonly name?: string; readonly file?: boolean } = {},
  ): Promise<number> {
    const { state } = this;
    if (state.depth >= this.world.limits.depth) {
      this.say(`${options.name ?? "eval"}: maximum eval nesting level exceeded (${state.depth})`);
      throw new DiscardSignal(1);
    }
    const outer = { name: state.name, source: state.source, line: state.line };
    state.depth += 1;
    if (options.file === true) {
      state.sourced += 1;
      state.source = "file";
      if (options.name !== undefined) state.name = options.name;
    }
    try {
      return await this.execute(source, options.file === true ? {} : { line: state.line });
    } catch (error) {
      if (options.file === true && error instanceof ReturnSignal) return error.status;
      if (error instanceof ShellSyntaxError) return this.reportSyntax(error);
      throw error;
    } finally {
      state.depth -= 1;
      if (options.file === true) state.sourced -= 1;
      Object.assign(state, outer);
    }
  }

  async runWords(
    words: readonly string[],
    options: { readonly functions: boolean },
  ): Promise<number> {
    const name = words[0] ?? "";
    const definition = options.functions ? this.state.functions.get(name) : undefined;
    if (definition !== undefined) return this.callFunction(definition, words.slice(1));
    if (BUILTINS.has(name)) return runBuiltin(this, name, words.slice(1));
    return this.runProgram(words);
  }

  async runProgram(words: readonly string[], extra: Partial<ProcessContext> = {}): Promise<number> {
    const found = findProgram(this.world, this.state, words[0] ?? "", extra.env);
    if ("message" in found) {
      this.say(found.message);
      return found.status;
    }
    return runFound(this, found, words, extra);
  }

  describe(name: string): readonly CommandMeaning[] {
    const { state } = this;
    const all: CommandMeaning[] = [];
    const alias = state.aliases.get(name);
    if (alias !== undefined) all.push({ type: "alias", text: alias });
    if (isReservedWord(name)) all.push({ type: "keyword" });
    const definition = state.functions.get(name);
    if (definition !== undefined) all.push({ type: "function", source: definition.source });
    if (BUILTINS.has(name)) all.push({ type: "builtin" });
    const found = findProgram(this.world, state, name);
    if (!("message" in found)) all.push({ type: "file", path: found.path });
    return all;
  }

  async assign(assignment: SimpleCommand["assignments"][number]): Promise<void> {
    if ("parts" in assignment.value) await assignValue(this, assignment, assignment.value);
    else await assignArray(this, assignment, assignment.value);
  }

  assignText(target: string, value: string): void {
    assignText(this, target, value);
  }

  arithmetic(expression: string): bigint {
    const { variables, options } = this.state;
    const key = (index: string): string => this.arithmetic(index).toString();
    return evaluateArithmetic(expression, {
      get: (name, index) =>
        index === undefined
          ? (this.expander.context.special(name) ?? variables.text(name))
          : variables
              .get(name)
              ?.items?.get(variables.get(name)?.associative === true ? index : key(index)),
      set: (name, index, value) => {
        if (index === undefined) variables.set(name, value);
        else
          variables.setItem(
            name,
            variables.get(name)?.associative === true ? index : key(index),
            value,
          );
      },
      unset: (name) => {
        if (options.has("nounset")) throw new ExpansionError(`${name}: unbound variable`, 127);
      },
    });
  }

  /** Output of commands, without the newlines at its end. */
  async substitute(body: readonly List[]): Promise<string> {
    return this.capture((child) => child.lists(body));
  }

  async capture(run: (child: Interpreter) => Promise<number>): Promise<string> {
    const output = new TextOutput(this.world.limits.output);
    const child = this.fork();
    if (child.state.depth++ > this.world.limits.depth) throw new DiscardSignal(1);
    child.state.files.set(1, new OpenFile({ output }));
    const status = await child.subshell(() => run(child));
    this.state.substitutionStatus = status;
    this.state.status = status;
    return output.text.replace(/\n+$/, "").replaceAll("\0", "");
  }

  prefix(): string {
    return messagePrefix(this.messageContext());
  }

  messageContext(): MessageContext {
    const { name, source, line } = this.state;
    return { dialect: this.world.dialect, name, source, line };
  }

  say(message: string): void {
    this.state.files.output(2).write(`${this.prefix()}${message}\n`);
  }

  reportSyntax(error: ShellSyntaxError): number {
    this.state.files.output(2).write(syntaxErrorText(error, this.messageContext()) + "\n");
    this.state.status = 2;
    return 2;
  }
}
