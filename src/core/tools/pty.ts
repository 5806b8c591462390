/**
 * The terminal inside a container: kubectl's side sends keys, this side echoes and edits lines (or
 * leaves that to a program in raw mode), turns Ctrl-C into a signal and writes CR before LF.
 */
import { Cancelled, type Cancel, type CancelReason } from "../cluster/clock.ts";
import type { InputStream, OutputStream, ProcessContext, Tty } from "../shell/process.ts";
import { SignalHub } from "../shell/signals.ts";

const SIGNAL_KEYS: Readonly<Record<string, CancelReason>> = { "\u0003": "SIGINT" };
const END_OF_INPUT = "\u0004";
const ERASE = new Set(["\u007f", "\b"]);
const KILL_LINE = "\u0015";

/** Lines for the container's programs; Ctrl-D ends one read, not the terminal. */
class Keys implements InputStream {
  readonly #queue: (string | undefined)[] = [];
  #closed = false;
  #waiting: (() => void)[] = [];

  push(text: string | undefined): void {
    this.#queue.push(text);
    this.#wake();
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  async read(cancel?: Cancel): Promise<string | undefined> {
    for (;;) {
      cancel?.throwIfCancelled();
      if (this.#queue.length > 0) return this.#queue.shift();
      if (this.#closed) return undefined;
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

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}

export class Pty implements Tty {
  readonly input: InputStream;
  readonly output: OutputStream;
  readonly signals = new SignalHub();
  readonly #keys = new Keys();
  readonly #client: OutputStream;
  readonly #size: Tty;
  #raw = false;
  #line = "";

  /**
   * @param size the terminal at the person's end.
   * @param client where the container's output goes.
   */
  constructor(size: Tty, client: OutputStream) {
    this.#size = size;
    this.#client = client;
    this.input = this.#keys;
    this.output = {
      write: (text) => {
        client.write(text.replace(/\r?\n/g, "\r\n"));
      },
    };
  }

  get columns(): number {
    return this.#size.columns;
  }

  get rows(): number {
    return this.#size.rows;
  }

  get tty(): ProcessContext["tty"] {
    return { stdin: this, stdout: this, stderr: this };
  }

  setRaw(raw: boolean): void {
    this.#raw = raw;
  }

  /** Passes keys on until they end (then, if asked, so does the input) or the session is cancelled. */
  async pump(keys: InputStream, cancel: Cancel, close = true): Promise<void> {
    for (;;) {
      const text = await keys.read(cancel);
      if (text === undefined) break;
      this.type(text);
    }
    if (close) this.#keys.close();
  }

  type(text: string): void {
    if (this.#raw) {
      this.#keys.push(text);
      return;
    }
    for (const key of text) this.#cooked(key);
  }

  #cooked(key: string): void {
    const signal = Object.hasOwn(SIGNAL_KEYS, key) ? SIGNAL_KEYS[key] : undefined;
    if (signal !== undefined) {
      this.#client.write("^C");
      this.#line = "";
      this.signals.emit(signal);
    } else if (key === "\r" || key === "\n") {
      this.#client.write("\r\n");
      this.#keys.push(`${this.#line}\n`);
      this.#line = "";
    } else if (key === END_OF_INPUT) {
      if (this.#line === "") this.#keys.push(undefined);
      else {
        this.#keys.push(this.#line);
        this.#line = "";
      }
    } else if (ERASE.has(key)) {
      if (this.#line !== "") this.#client.write("\b \b");
      this.#line = Array.from(this.#line).slice(0, -1).join("");
    } else if (key === KILL_LINE) {
      this.#client.write("\b \b".repeat(Array.from(this.#line).length));
      this.#line = "";
    } else {
      this.#client.write(key < " " ? `^${String.fromCharCode(key.charCodeAt(0) + 64)}` : key);
      this.#line += key;
    }
  }
}
