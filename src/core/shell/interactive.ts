/**
 * The prompt: reads lines with the editor on the terminal of a process and runs them. The learner's
 * shell and `sh` inside a pod are the same loop with other hooks.
 */
import { Cancelled, CancelSource, type CancelReason } from "../cluster/clock.ts";
import {
  commonPrefix,
  completeLine,
  type Completion,
  type ProgramCompleter,
} from "./completion.ts";
import { DiscardSignal, ExitSignal, ReturnSignal, BreakSignal } from "./control.ts";
import { EditorScreen } from "./editorScreen.ts";
import { expandHistory } from "./historyExpansion.ts";
import { Interpreter } from "./interpreter.ts";
import { KeyDecoder, type Key } from "./keys.ts";
import {
  editLine,
  insert,
  replaceBefore,
  startEditing,
  type EditorEffect,
  type EditorState,
} from "./lineEditor.ts";
import { Parser } from "./parser.ts";
import type { ProcessContext, Tty } from "./process.ts";
import { DEFAULT_PROMPTS, promptText } from "./prompt.ts";
import type { Interactive } from "./shellProgram.ts";
import { Foreground, signalStatus } from "./signals.ts";
import type { ShellState } from "./state.ts";
import { ShellSyntaxError } from "./syntaxError.ts";
import { inColumns } from "./text.ts";
import { LimitError, type World } from "./world.ts";

export interface InteractiveHooks {
  /** Lines of earlier sessions, oldest first. */
  readonly history?: readonly string[];
  /** A line that was entered, for the host to keep. */
  readonly onHistory?: (line: string) => void;
  /** Completes the arguments of programs that know how. */
  readonly completer?: (name: string) => ProgramCompleter | undefined;
  /** A line is about to run (all of it, here-documents included); its status when it has. */
  readonly onCommand?: (line: string) => ((status: number) => void) | undefined;
  /** The prompt is shown and the shell waits. */
  readonly onPrompt?: () => void;
  /** More lines to be typed by the shell itself: the host's buttons ("run this"). */
  readonly startup?: string;
}

const PASTE_ON = "\u001b[?2004h";
const PASTE_OFF = "\u001b[?2004l";
const MAX_HISTORY = 1000;
/** So many candidates are listed without asking. */
const ASK_ABOVE = 100;

type LineRead =
  | { readonly type: "line"; readonly line: string }
  | { readonly type: "interrupt" }
  | { readonly type: "end" };

/** Makes the prompt loop that shells run when they are started on a terminal. */
export function createInteractive(hooks: InteractiveHooks = {}): Interactive {
  return (world, state, context) => new PromptLoop(world, state, context, hooks).run();
}

class PromptLoop {
  readonly #world: World;
  readonly #state: ShellState;
  readonly #context: ProcessContext;
  readonly #hooks: InteractiveHooks;
  readonly #decoder = new KeyDecoder();
  readonly #screen = new EditorScreen();
  readonly #tty: Tty | undefined;
  /** Ends the loop: whatever ends the process but Ctrl-C, which is for the command that runs. */
  readonly #life = new CancelSource();
  #keys: Key[] = [];
  #killed = "";
  #history: string[];

  constructor(world: World, state: ShellState, context: ProcessContext, hooks: InteractiveHooks) {
    this.#world = world;
    this.#state = state;
    this.#context = context;
    this.#hooks = hooks;
    this.#tty = context.tty.stdin;
    const end = (reason: CancelReason): void => {
      if (reason !== "SIGINT") this.#life.cancel(reason);
    };
    context.cancel.onCancel(
      context.signals === undefined
        ? (reason) => {
            this.#life.cancel(reason);
          }
        : end,
    );
    context.signals?.onSignal(end);
    this.#history = [...(hooks.history ?? [])].slice(-MAX_HISTORY);
    state.history = this.#history;
    if (!state.variables.isSet("PS1")) {
      state.variables.mark("PS1", { value: DEFAULT_PROMPTS[world.dialect] });
    }
    if (!state.variables.isSet("PS2")) state.variables.mark("PS2", { value: "> " });
  }

  async run(): Promise<number> {
    const state = this.#state;
    try {
      if (this.#hooks.startup !== undefined) await this.#execute(this.#hooks.startup);
      for (;;) {
        this.#reportJobs();
        const source = await this.#readCommand();
        if (source === undefined) {
          const status = await this.#leave();
          if (status !== undefined) return status;
          continue;
        }
        if (source.trim() === "") continue;
        const done = this.#hooks.onCommand?.(source);
        const exit = await this.#execute(source);
        done?.(exit ?? state.status);
        if (exit !== undefined) return exit;
      }
    } catch (error) {
      if (error instanceof Cancelled) return signalStatus(error.reason);
      throw error;
    } finally {
      this.#tty?.setRaw(false);
      for (const job of state.jobs.all) job.signal("SIGHUP");
      state.files.closeAll();
    }
  }

  #show(text: string): void {
    if (text !== "") this.#context.stdout.write(text);
  }

  /** Ctrl-D at an empty prompt. */
  async #leave(): Promise<number | undefined> {
    this.#show(this.#world.dialect === "bash" ? "exit\n" : "\n");
    return (await this.#execute(":", true)) ?? this.#state.status;
  }

  #reportJobs(): void {
    for (const line of this.#state.jobs.reap()) this.#context.stderr.write(line + "\n");
  }

  #prompt(name: "PS1" | "PS2"): string {
    return promptText(this.#state.variables.text(name) ?? "", this.#world, this.#state);
  }

  /** A whole command, over as many lines as it takes; undefined at Ctrl-D. */
  async #readCommand(): Promise<string | undefined> {
    let source = "";
    for (;;) {
      const read = await this.#readLine(this.#prompt(source === "" ? "PS1" : "PS2"));
      if (read.type === "interrupt") {
        this.#state.status = 130;
        return "";
      }
      if (read.type === "end") {
        if (source === "") return undefined;
        this.#remember(source);
        return source; // the shell says what is missing
      }
      let { line } = read;
      if (this.#world.dialect === "bash" && source === "") {
        const expanded = expandHistory(line, this.#history);
        if (expanded.type === "missing") {
          this.#context.stderr.write(`${this.#state.name}: ${expanded.event}: event not found\n`);
          return "";
        }
        if (expanded.type === "changed") {
          line = expanded.line;
          this.#show(line + "\n");
        }
      }
      source += (source === "" ? "" : "\n") + line;
      if (!this.#incomplete(source)) {
        this.#remember(source);
        return source;
      }
    }
  }

  #incomplete(source: string): boolean {
    const parser = new Parser(source, {
      dialect: this.#world.dialect,
      partial: true,
      alias: (name) => this.#state.aliases.get(name),
    });
    try {
      while (parser.next() !== undefined);
      return false;
    } catch (error) {
      return error instanceof ShellSyntaxError && error.incomplete;
    }
  }

  #remember(source: string): void {
    // as HISTCONTROL=ignoreboth: neither repeats nor what begins with a blank
    if (source.trim() === "" || source.startsWith(" ") || this.#history.at(-1) === source) return;
    this.#history.push(source);
    if (this.#history.length > MAX_HISTORY) this.#history.shift();
    this.#hooks.onHistory?.(source);
  }

  async #nextKey(): Promise<Key | undefined> {
    while (this.#keys.length === 0) {
      const text = await this.#context.stdin.read(this.#life);
      if (text === undefined) return undefined;
      this.#keys = this.#decoder.decode(text);
    }
    return this.#keys.shift();
  }

  async #readLine(prompt: string): Promise<LineRead> {
    const bash = this.#world.dialect === "bash";
    this.#tty?.setRaw(true);
    if (bash) this.#show(PASTE_ON);
    let state = startEditing(this.#history, this.#killed);
    this.#draw(prompt, state);
    const off = this.#tty?.onResize?.(() => {
      this.#show(this.#screen.redraw(this.#tty?.columns ?? 80));
    });
    this.#hooks.onPrompt?.();
    try {
      for (;;) {
        const key = await this.#nextKey();
        if (key === undefined) return { type: "end" };
        const step = editLine(state, key);
        state = step.state;
        for (const effect of step.effects) {
          if (effect.type === "submit") {
            this.#draw(prompt, { ...state, cursor: state.text.length, search: undefined });
            this.#show(this.#screen.finish(true));
            return { type: "line", line: effect.line };
          }
          if (effect.type === "interrupt") {
            this.#draw(prompt, { ...state, cursor: state.text.length, search: undefined });
            this.#show("^C" + this.#screen.finish(false) + "\r\n");
            return { type: "interrupt" };
          }
          if (effect.type === "end") {
            this.#show(this.#screen.finish(false));
            this.#screen.reset();
            return { type: "end" };
          }
          state = this.#apply(effect, prompt, state);
        }
        this.#draw(prompt, state);
      }
    } finally {
      off?.();
      this.#killed = state.killed;
      if (bash) this.#show(PASTE_OFF);
      this.#tty?.setRaw(false);
    }
  }

  #draw(prompt: string, state: EditorState): void {
    const { search } = state;
    const shown =
      search === undefined
        ? prompt
        : `(${search.failed ? "failed " : ""}reverse-i-search)\`${search.query}': `;
    this.#show(
      this.#screen.draw(
        { prompt: shown, text: state.text, cursor: state.cursor },
        this.#tty?.columns ?? 80,
      ),
    );
  }

  #apply(
    effect: Exclude<EditorEffect, { type: "submit" | "interrupt" | "end" }>,
    prompt: string,
    state: EditorState,
  ): EditorState {
    if (effect.type === "bell") this.#show("\u0007");
    else if (effect.type === "clear") {
      this.#show("\u001b[H\u001b[2J");
      this.#screen.reset();
    } else return this.#complete(prompt, state, effect.list);
    return state;
  }

  #complete(prompt: string, state: EditorState, list: boolean): EditorState {
    const completion = completeLine({
      line: state.text.slice(0, state.cursor),
      world: this.#world,
      state: this.#state,
      completer: this.#hooks.completer,
    });
    const { candidates, start, space } = completion;
    const [first] = candidates;
    if (first === undefined) {
      this.#show("\u0007");
      return state;
    }
    if (candidates.length === 1) {
      const done = replaceBefore(state, start, first);
      return space && !first.endsWith("/")
        ? { ...insert(done, " "), last: "other" }
        : { ...done, last: "other" };
    }
    const prefix = commonPrefix(candidates);
    if (prefix.length > state.cursor - start)
      return { ...replaceBefore(state, start, prefix), last: "other" };
    if (list) this.#list(prompt, state, completion);
    else this.#show("\u0007");
    return state;
  }

  #list(prompt: string, state: EditorState, completion: Completion): void {
    this.#draw(prompt, { ...state, cursor: state.text.length });
    this.#show(this.#screen.finish(true));
    const { labels } = completion;
    const shown = labels.slice(0, ASK_ABOVE);
    this.#show(inColumns(shown, this.#tty?.columns ?? 80).replaceAll("\n", "\r\n"));
    if (labels.length > shown.length) this.#show(`… ${labels.length - shown.length} more\r\n`);
  }

  /** Runs one command; gives a status when the shell is to end. */
  async #execute(source: string, leaving = false): Promise<number | undefined> {
    const state = this.#state;
    const foreground = new Foreground(this.#context.cancel, this.#context.signals);
    const shell = new Interpreter(this.#world, state, foreground);
    this.#world.resetSteps();
    if (leaving) {
      try {
        return await shell.finish(() => Promise.reject(new ExitSignal(state.status)));
      } finally {
        foreground.dispose();
      }
    }
    try {
      await shell.execute(source);
    } catch (error) {
      if (error instanceof ExitSignal) {
        foreground.dispose();
        return await shell.finish(() => Promise.reject(error));
      }
      this.#recover(error, shell, foreground);
    } finally {
      foreground.dispose();
    }
    return undefined;
  }

  /** What ends a command line but not the shell. */
  #recover(error: unknown, shell: Interpreter, foreground: Foreground): void {
    const state = this.#state;
    state.tolerant = 0;
    state.loops = 0;
    state.depth = 0;
    if (error instanceof Cancelled) {
      if (foreground.terminated !== undefined) throw error;
      state.status = signalStatus(error.reason);
      if (error.reason === "SIGINT") this.#show("\n");
    } else if (error instanceof ShellSyntaxError) {
      shell.reportSyntax(error);
    } else if (error instanceof DiscardSignal || error instanceof ReturnSignal) {
      state.status = error.status;
    } else if (error instanceof BreakSignal) {
      state.status = 0;
    } else if (error instanceof LimitError) {
      shell.say(error.message);
      state.status = 1;
    } else {
      throw error;
    }
  }
}
