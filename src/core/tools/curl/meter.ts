/** curl's progress meter on stderr: a heading, and a row that is drawn over every second. */
import { METER_HEAD } from "./texts.ts";

/** Five columns wide, as curl's max5data: 615, 12.3k, 1.2M. */
function amount(bytes: number): string {
  if (bytes < 100_000) return `${bytes}`.padStart(5);
  if (bytes < 10_240_000) return `${Math.floor(bytes / 1024)}k`.padStart(5);
  return `${Math.floor(bytes / 1_048_576)}M`.padStart(5);
}

function clock(seconds: number): string {
  if (seconds < 1) return "--:--:--";
  const minutes = `${Math.floor(seconds / 60) % 60}`.padStart(2, "0");
  const rest = `${Math.floor(seconds) % 60}`.padStart(2, "0");
  return `${Math.floor(seconds / 3600)}`.padStart(2) + `:${minutes}:${rest}`;
}

export class Meter {
  readonly #write: ((text: string) => void) | undefined;
  readonly #started: number;
  readonly #now: () => number;
  #total = 0;
  #received = 0;

  /** @param write where rows go; undefined when there is no meter. */
  constructor(write: ((text: string) => void) | undefined, now: () => number) {
    this.#write = write;
    this.#now = now;
    this.#started = now();
  }

  begin(): void {
    this.#write?.(METER_HEAD);
    this.row();
  }

  /** What is known of the body by now. */
  progress(received: number, total: number): void {
    this.#received = received;
    this.#total = total;
  }

  row(): void {
    const elapsed = (this.#now() - this.#started) / 1000;
    const percent = this.#total === 0 ? 0 : Math.floor((100 * this.#received) / this.#total);
    const speed = this.#received === 0 ? 0 : Math.floor(this.#received / Math.max(elapsed, 0.001));
    const part = `${`${percent}`.padStart(3)} ${amount(this.#received)}`;
    this.#write?.(
      `\r${`${percent}`.padStart(3)} ${amount(this.#total)}  ${part}    0     0 ${amount(speed).padStart(6)}      0 --:--:-- ${clock(elapsed)} --:--:-- ${amount(speed)}`,
    );
  }

  /** The last row and the end of its line. */
  end(): void {
    this.row();
    this.#write?.("\n");
  }
}
