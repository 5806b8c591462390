/**
 * What a program is, in the learner's own shell and inside pods alike: a function from a context
 * with injected streams to an exit status. kubectl, curl and cat are all programs.
 */
import type { Cancel, CancelReason, Clock } from "../cluster/clock.ts";
import type { FileSystem } from "./files.ts";

export interface InputStream {
  /** The next piece of text, or undefined at the end. Rejects with Cancelled when `cancel` fires. */
  read(cancel?: Cancel): Promise<string | undefined>;
}

export interface OutputStream {
  /** Writes text; never blocks for long. A closed pipe throws Cancelled("SIGPIPE"). */
  write(text: string): void;
  /**
   * Resolves when there is room again: programs that write without end wait here between writes.
   * Rejects with Cancelled("SIGPIPE") when the reader has gone, or when `cancel` fires.
   */
  drain?(cancel?: Cancel): Promise<void>;
}

/** Signals from a terminal, any number of times (a {@link Cancel} fires once). */
export interface SignalSource {
  /** Returns a function that unsubscribes. */
  onSignal(listener: (reason: CancelReason) => void): () => void;
}

/** Present when stdin/stdout are a terminal. */
export interface Tty {
  readonly columns: number;
  readonly rows: number;
  /**
   * Raw mode: keys come unechoed and unprocessed, Ctrl-C as \u0003 (what `exec -it` switches on).
   * Cooked mode (the default): the terminal echoes, edits the line, and turns Ctrl-C into SIGINT.
   */
  setRaw(raw: boolean): void;
  /** Calls back when the size changes or a new screen is attached; returns a function that unsubscribes. */
  onResize?(listener: () => void): () => void;
}

export interface ProcessContext {
  /** argv[0] is the name it was called by. */
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  /** Absolute. */
  readonly cwd: string;
  readonly fs: FileSystem;
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Which of the three are a terminal. */
  readonly tty: { readonly stdin?: Tty; readonly stdout?: Tty; readonly stderr?: Tty };
  readonly cancel: Cancel;
  /** The terminal's signals, for programs that outlive a Ctrl-C (shells); others use `cancel`. */
  readonly signals?: SignalSource;
  readonly clock: Clock;
  /**
   * Runs another program of the same world (KUBE_EDITOR, `sh -c`, xargs), by name or path, on the
   * given or this context's streams. Resolves with its exit status; 127 when there is none.
   */
  spawn(argv: readonly string[], overrides?: Partial<ProcessContext>): Promise<number>;
}

/** Resolves with the exit status, 0–255. Lets Cancelled pass. */
export type Program = (context: ProcessContext) => Promise<number>;
