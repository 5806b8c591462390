/** A terminal of 80x24 for recorded runs: CR before LF, echo, Ctrl-C, lines that were typed. */
import { CancelSource } from "../../cluster/clock.ts";
import type { InputStream, OutputStream, Tty } from "../../shell/process.ts";
import { SignalHub } from "../../shell/signals.ts";
import { Pipe } from "../../shell/streams.ts";

export class RecordedTerminal implements Tty {
  readonly columns = 80;
  readonly rows = 24;
  readonly input: InputStream;
  readonly output: OutputStream;
  readonly interrupt = new CancelSource();
  readonly signals = new SignalHub();
  readonly #pipe = new Pipe();
  #raw = false;
  #shown = "";
  #line = "";

  constructor() {
    this.input = this.#pipe;
    this.output = {
      write: (text) => {
        this.#shown += this.#raw ? text : text.replaceAll("\n", "\r\n");
      },
    };
  }

  get text(): string {
    return this.#shown;
  }

  setRaw(raw: boolean): void {
    this.#raw = raw;
  }

  /** What the keyboard sends. */
  type(text: string): void {
    if (this.#raw) {
      this.#pipe.write(text);
      return;
    }
    for (const key of text) this.#key(key);
  }

  #key(key: string): void {
    if (key === "\u0003") {
      this.#shown += "^C";
      this.signals.emit("SIGINT");
      this.interrupt.cancel("SIGINT");
    } else if (key === "\r") {
      this.#shown += "\r\n";
      this.#pipe.write(`${this.#line}\n`);
      this.#line = "";
    } else {
      this.#shown += key;
      this.#line += key;
    }
  }
}
