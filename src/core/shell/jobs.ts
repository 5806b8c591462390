/** Background jobs of one shell. */
import type { CancelReason } from "../cluster/clock.ts";

export interface Job {
  /** From 1, as in `%1`. */
  readonly id: number;
  readonly pid: number;
  /** As typed. */
  readonly source: string;
  /** Resolves with the exit status; never rejects. */
  readonly done: Promise<number>;
  /** Undefined while it runs. */
  status: number | undefined;
  signal(reason: CancelReason): void;
}

export class JobTable {
  #jobs: Job[] = [];
  /** Statuses of jobs that have been reported and forgotten, for `wait PID`. */
  readonly #past = new Map<number, number>();

  get all(): readonly Job[] {
    return this.#jobs;
  }

  add(start: (id: number) => Job): Job {
    const id = Math.max(0, ...this.#jobs.map((job) => job.id)) + 1;
    const job = start(id);
    this.#jobs.push(job);
    return job;
  }

  /** By `%1`, `%+`, `%-`, `%name` or a process number. */
  find(spec: string): Job | undefined {
    if (!spec.startsWith("%")) return this.#jobs.find((job) => job.pid.toString() === spec);
    const rest = spec.slice(1);
    if (rest === "" || rest === "%" || rest === "+") return this.#jobs.at(-1);
    if (rest === "-") return this.#jobs.at(-2) ?? this.#jobs.at(-1);
    if (/^[0-9]+$/.test(rest)) return this.#jobs.find((job) => job.id === Number(rest));
    return this.#jobs.findLast((job) =>
      rest.startsWith("?") ? job.source.includes(rest.slice(1)) : job.source.startsWith(rest),
    );
  }

  pastStatus(pid: string): number | undefined {
    return this.#past.get(Number(pid));
  }

  remove(job: Job): void {
    this.#jobs = this.#jobs.filter((other) => other !== job);
    if (job.status !== undefined) this.#past.set(job.pid, job.status);
    if (this.#past.size > 200) {
      const oldest = this.#past.keys().next().value;
      if (oldest !== undefined) this.#past.delete(oldest);
    }
  }

  /** `+` for the current job, `-` for the one before, else a blank. */
  mark(job: Job): string {
    if (job === this.#jobs.at(-1)) return "+";
    return job === this.#jobs.at(-2) ? "-" : " ";
  }

  /** A line of `jobs` and of the notice at the prompt. */
  line(job: Job): string {
    const state =
      job.status === undefined
        ? "Running"
        : job.status === 0
          ? "Done"
          : (DEATHS.get(job.status) ?? `Exit ${job.status}`);
    const source = job.status === undefined ? `${job.source} &` : job.source;
    return `[${job.id}]${this.mark(job)}  ${state.padEnd(24)}${source}`;
  }

  /** Takes out the jobs that have ended and gives their lines. */
  reap(): readonly string[] {
    const ended = this.#jobs.filter((job) => job.status !== undefined);
    const lines = ended.map((job) => this.line(job));
    for (const job of ended) this.remove(job);
    return lines;
  }
}

const DEATHS: ReadonlyMap<number, string> = new Map([
  [129, "Hangup"],
  [130, "Interrupt"],
  [141, "Broken pipe"],
  [143, "Terminated"],
]);
