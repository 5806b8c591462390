/** What a container printed: lines with their times, kept up to a limit, for logs and followers. */
import type { LogLine } from "../shell/kubelet.ts";
import type { OutputStream } from "../shell/process.ts";

const LIMIT = 2000;

export class LogBuffer {
  #lines: LogLine[] = [];
  readonly #partial = { stdout: "", stderr: "" };
  readonly #now: () => number;
  readonly #listeners = new Set<(line: LogLine) => void>();

  constructor(now: () => number) {
    this.#now = now;
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  follow(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  add(line: LogLine): void {
    this.#lines.push(line);
    if (this.#lines.length > LIMIT) this.#lines = this.#lines.slice(-LIMIT);
    for (const listener of [...this.#listeners]) listener(line);
  }

  /** A stream whose text becomes lines; what has no newline waits for one. */
  stream(name: "stdout" | "stderr"): OutputStream {
    return {
      write: (text) => {
        const parts = (this.#partial[name] + text).split("\n");
        this.#partial[name] = parts.pop() ?? "";
        for (const part of parts) {
          this.add({ time: this.#now(), stream: name, text: part });
        }
      },
    };
  }

  /** The process has ended: what it left without a newline is a line too. */
  end(): void {
    for (const name of ["stdout", "stderr"] as const) {
      const text = this.#partial[name];
      this.#partial[name] = "";
      if (text !== "") this.add({ time: this.#now(), stream: name, text });
    }
  }
}

/** The five lines that every server of the lab logs when it starts. */
export function serverLines(container: string, startedAt: number): readonly LogLine[] {
  const texts = [
    "ready: configuration read from /etc/app.conf",
    "ready: listening",
    "10.244.1.1 - GET / 200",
    "10.244.1.1 - GET /health 200",
    "10.244.2.1 - GET /missing 404",
  ];
  return texts.map((text, index) => ({
    time: startedAt + index,
    stream: index === texts.length - 1 ? "stderr" : "stdout",
    text: `${container}: ${text}`,
  }));
}
