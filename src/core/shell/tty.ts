/**
 * A terminal as the kernel gives it to programs. The host feeds it what is typed and gets what is
 * to be shown. Cooked: it echoes, edits the line, makes Ctrl-C a signal and Ctrl-D an end. Raw: keys
 * pass as they are.
 */
import type { Cancel } from "../cluster/clock.ts";
import { Cancelled } from "../cluster/clock.ts";
import type { OutputStream, ProcessContext, Tty } from "./process.ts";
import { SignalHub } from "./signals.ts";
import type { PushbackInput } from "./streams.ts";
import { characterWidth, displayWidth } from "./text.ts";

/** Typed ahead beyond this is dropped, with a bell. */
const MAX_QUEUE = 1024 * 1024;

export class TerminalDevice implements Tty {
  /** What programs read. */
  readonly stdin: PushbackInput;
  /** What programs print. */
  readonly stdout: OutputStream;
  readonly signals = new SignalHub();
  readonly #show: (text: string) => void;
  readonly #resized = new Set<() => void>();
  #columns: number;
  #rows: number;
  #raw = false;
  #closed = false;
  #ended = false;
  /** The line being typed in cooked mode. */
  #line = "";
  /** Pieces ready to be read; undefined for an end of input. */
  #queue: (string | undefined)[] = [];
  #queued = 0;
  #waiting: (() => void)[] = [];
  #inputs = 0;

  /** @param show prints at the person's end. */
  constructor(
    show: (text: string) => void,
    size: { readonly columns: number; readonly rows: number },
  ) {
    this.#show = show;
    this.#columns = size.columns;
    this.#rows = size.rows;
    this.stdin = {
      read: (cancel) => this.#read(cancel),
      unread: (text) => {
        if (text === "") return;
        this.#queue.unshift(text);
        this.#queued += text.length;
        this.#wake();
      },
    };
    this.stdout = {
      write: (text) => {
        if (text !== "" && !this.#closed) show(this.#raw ? text : text.replaceAll("\n", "\r\n"));
      },
    };
  }

  get columns(): number {
    return this.#columns;
  }

  get rows(): number {
    return this.#rows;
  }

  /** How often something was typed. */
  get inputs(): number {
    return this.#inputs;
  }

  onResize(listener: () => void): () => void {
    this.#resized.add(listener);
    return () => this.#resized.delete(listener);
  }

  get raw(): boolean {
    return this.#raw;
  }

  /** For a program's context: all three streams are this terminal. */
  get tty(): ProcessContext["tty"] {
    return { stdin: this, stdout: this, stderr: this };
  }

  resize(columns: number, rows: number): void {
    this.#columns = Math.max(2, Math.trunc(columns));
    this.#rows = Math.max(1, Math.trunc(rows));
    for (const listener of [...this.#resized]) listener();
  }

  setRaw(raw: boolean): void {
    if (raw && !this.#raw && this.#line !== "") {
      this.#push(this.#line);
      this.#line = "";
    }
    this.#raw = raw;
  }

  /** A program waits for something to be typed. */
  get awaited(): boolean {
    return this.#waiting.length > 0 && this.#queue.length === 0;
  }

  /** What was typed. */
  input(text: string): void {
    if (this.#closed) return;
    this.#inputs++;
    if (this.#raw) {
      this.#push(text);
      return;
    }
    for (const c of text.replace(/\u001b\[20[01]~/g, "")) this.#cooked(c);
  }

  /** Nothing more will be typed: programs read the end of input; what they print is still shown. */
  endInput(): void {
    this.#ended = true;
    this.#wake();
  }

  /** The person has gone: programs get SIGHUP and the end of input. */
  hangUp(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.signals.emit("SIGHUP");
    this.#wake();
  }

  #push(text: string | undefined): void {
    const size = text?.length ?? 0;
    if (this.#queued + size > MAX_QUEUE) {
      this.#show("\u0007");
      return;
    }
    this.#queue.push(text);
    this.#queued += size;
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  async #read(cancel?: Cancel): Promise<string | undefined> {
    for (;;) {
      cancel?.throwIfCancelled();
      if (this.#queue.length > 0) {
        const text = this.#queue.shift();
        this.#queued -= text?.length ?? 0;
        return text;
      }
      if (this.#closed || this.#ended) return undefined;
      await new Promise<void>((resolve, reject) => {
        const off = cancel?.onCancel((reason) => {
          reject(new Cancelled(reason));
        });
        this.#waiting.push(() => {
          off?.();
          resolve();
        });
      });
    }
  }

  #cooked(c: string): void {
    switch (c) {
      case "\r":
      case "\n":
        this.#show("\r\n");
        this.#push(this.#line + "\n");
        this.#line = "";
        return;
      case "\u0003":
        this.#flush("^C");
        this.signals.emit("SIGINT");
        return;
      case "\u001c":
        this.#flush("^\\");
        this.signals.emit("SIGTERM");
        return;
      case "\u0004":
        this.#push(this.#line === "" ? undefined : this.#line);
        this.#line = "";
        return;
      case "\u007f":
      case "\b":
        this.#erase((Array.from(this.#line).at(-1) ?? "").length);
        return;
      case "\u0015":
        this.#erase(this.#line.length);
        return;
      case "\u0017":
        this.#erase(/\S*\s*$/.exec(this.#line)?.[0].length ?? 0);
        return;
      default:
        this.#line += c;
        this.#show(c < " " && c !== "\t" ? `^${String.fromCharCode(c.charCodeAt(0) + 64)}` : c);
    }
  }

  #flush(shown: string): void {
    this.#line = "";
    this.#queue = this.#queue.filter((text) => text === undefined);
    this.#queued = 0;
    this.#show(shown);
  }

  #erase(length: number): void {
    if (length === 0) return;
    const gone = this.#line.slice(this.#line.length - length);
    this.#line = this.#line.slice(0, this.#line.length - length);
    let width = 0;
    for (const c of gone) width += c < " " ? 2 : characterWidth(c);
    this.#show("\b \b".repeat(Math.max(width, displayWidth(gone))));
  }
}
