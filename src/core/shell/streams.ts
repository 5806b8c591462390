/** Streams between programs: pipes, buffers, files. All text; nothing here waits on a timer. */
import { Cancelled, type Cancel } from "../cluster/clock.ts";
import { FileError } from "./files.ts";
import type { InputStream, OutputStream } from "./process.ts";

/** Above this many characters a pipe asks its writer to wait (`drain`). */
const PIPE_SOFT_LIMIT = 64 * 1024;
/** A writer that never waits cannot fill more than this. */
const PIPE_HARD_LIMIT = 16 * 1024 * 1024;

/** An input into which a reader can push back what it took too much of (`read`, `head`). */
export interface PushbackInput extends InputStream {
  unread(text: string): void;
}

export function isPushback(stream: InputStream): stream is PushbackInput {
  return "unread" in stream;
}

/** A one-way pipe: what is written comes out at the other end; bounded; closed at either end. */
export class Pipe implements PushbackInput, OutputStream {
  #chunks: string[] = [];
  #size = 0;
  #writerClosed = false;
  #readerClosed = false;
  #waitingReaders: (() => void)[] = [];
  #waitingWriters: (() => void)[] = [];

  async read(cancel?: Cancel): Promise<string | undefined> {
    for (;;) {
      cancel?.throwIfCancelled();
      if (this.#chunks.length > 0) {
        const text = this.#chunks.length === 1 ? (this.#chunks[0] ?? "") : this.#chunks.join("");
        this.#chunks = [];
        this.#size = 0;
        this.#wake("writers");
        return text;
      }
      if (this.#writerClosed || this.#readerClosed) return undefined;
      await waitIn(this.#waitingReaders, cancel);
    }
  }

  unread(text: string): void {
    if (text === "") return;
    this.#chunks.unshift(text);
    this.#size += text.length;
    this.#wake("readers");
  }

  write(text: string): void {
    if (this.#readerClosed || this.#writerClosed) throw new Cancelled("SIGPIPE");
    if (text === "") return;
    if (this.#size + text.length > PIPE_HARD_LIMIT) throw new FileError("ENOSPC", "pipe");
    this.#chunks.push(text);
    this.#size += text.length;
    this.#wake("readers");
  }

  async drain(cancel?: Cancel): Promise<void> {
    while (this.#size > PIPE_SOFT_LIMIT && !this.#readerClosed) {
      cancel?.throwIfCancelled();
      await waitIn(this.#waitingWriters, cancel);
    }
    if (this.#readerClosed) throw new Cancelled("SIGPIPE");
  }

  /** No more will be written: the reader gets the end after the rest. */
  closeWriter(): void {
    this.#writerClosed = true;
    this.#wake("readers");
  }

  /** Nobody reads any more: the next write is a SIGPIPE. */
  closeReader(): void {
    this.#readerClosed = true;
    this.#chunks = [];
    this.#size = 0;
    this.#wake("writers");
    this.#wake("readers");
  }

  #wake(who: "readers" | "writers"): void {
    const list = who === "readers" ? this.#waitingReaders : this.#waitingWriters;
    if (list.length === 0) return;
    if (who === "readers") this.#waitingReaders = [];
    else this.#waitingWriters = [];
    for (const wake of list) wake();
  }
}

function waitIn(queue: (() => void)[], cancel: Cancel | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const off = cancel?.onCancel((reason) => {
      reject(new Cancelled(reason));
    });
    queue.push(() => {
      off?.();
      resolve();
    });
  });
}

/** Adds push-back to a stream that has none. */
export function withPushback(stream: InputStream): PushbackInput {
  if (isPushback(stream)) return stream;
  let pushed = "";
  return {
    read: async (cancel) => {
      if (pushed === "") return stream.read(cancel);
      const text = pushed;
      pushed = "";
      return text;
    },
    unread: (text) => {
      pushed = text + pushed;
    },
  };
}

/** An input that holds `text` and then ends. */
export function textInput(text: string): PushbackInput {
  let rest = text;
  return {
    read: (cancel) => {
      if (cancel?.reason !== undefined) return Promise.reject(new Cancelled(cancel.reason));
      if (rest === "") return Promise.resolve(undefined);
      const chunk = rest.slice(0, PIPE_SOFT_LIMIT);
      rest = rest.slice(chunk.length);
      return Promise.resolve(chunk);
    },
    unread: (more) => {
      rest = more + rest;
    },
  };
}

/** /dev/null, both ways. */
export const NULL_INPUT: PushbackInput = textInput("");
export const NULL_OUTPUT: OutputStream = { write: () => undefined };

/** Collects what is written; past `limit` characters a write fails as a full disk does. */
export class TextOutput implements OutputStream {
  #chunks: string[] = [];
  #size = 0;
  readonly #limit: number;

  constructor(limit = PIPE_HARD_LIMIT) {
    this.#limit = limit;
  }

  write(text: string): void {
    this.#size += text.length;
    if (this.#size > this.#limit) throw new FileError("ENOSPC", "output");
    this.#chunks.push(text);
  }

  get text(): string {
    return this.#chunks.join("");
  }
}

/** Reads to the end. */
export async function readAll(stream: InputStream, cancel?: Cancel): Promise<string> {
  const chunks: string[] = [];
  let size = 0;
  for (;;) {
    const chunk = await stream.read(cancel);
    if (chunk === undefined) return chunks.join("");
    size += chunk.length;
    if (size > PIPE_HARD_LIMIT) throw new FileError("ENOSPC", "input");
    chunks.push(chunk);
  }
}

/**
 * Reads one line without its newline; what follows is pushed back. `ended` tells that there was no
 * newline. Undefined at the end of the input.
 */
export async function readLine(
  stream: PushbackInput,
  cancel?: Cancel,
  delimiter = "\n",
): Promise<{ readonly line: string; readonly ended: boolean } | undefined> {
  let line = "";
  for (;;) {
    const chunk = await stream.read(cancel);
    if (chunk === undefined) return line === "" ? undefined : { line, ended: true };
    const at = chunk.indexOf(delimiter);
    if (at >= 0) {
      stream.unread(chunk.slice(at + 1));
      return { line: line + chunk.slice(0, at), ended: false };
    }
    line += chunk;
    if (line.length > PIPE_HARD_LIMIT) throw new FileError("ENOSPC", "input");
  }
}

/** Calls back for each line as it comes (without newline) until it returns false or the input ends. */
export async function eachLine(
  stream: InputStream,
  cancel: Cancel | undefined,
  visit: (line: string, hasNewline: boolean) => boolean | Promise<boolean>,
): Promise<void> {
  let rest = "";
  for (;;) {
    const chunk = await stream.read(cancel);
    if (chunk === undefined) {
      if (rest !== "") await visit(rest, false);
      return;
    }
    const text = rest + chunk;
    let start = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", start)) {
      const line = text.slice(start, at);
      start = at + 1;
      if (!(await visit(line, true))) {
        if (isPushback(stream)) stream.unread(text.slice(start));
        return;
      }
    }
    rest = text.slice(start);
    if (rest.length > PIPE_HARD_LIMIT) throw new FileError("ENOSPC", "input");
  }
}
