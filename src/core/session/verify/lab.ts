/** A lab that the verifier types into, as a learner would. */
import { CancelSource } from "../../cluster/clock.ts";
import type { ClusterState } from "../../cluster/types.ts";
import type { CheckResult, CheckWorld } from "../../lessons/checks/check.ts";
import { readCheck, type CheckSource } from "../../lessons/checks/registry.ts";
import { TextOutput, textInput } from "../../shell/streams.ts";
import { begin, type BeginContent } from "../begin.ts";
import type { HeadlessHost } from "../headless.ts";
import { checkWorld, type Done } from "../lessonWorld.ts";
import { loadNetpol } from "../netpolProgram.ts";
import { Session } from "../session.ts";

/** Gives a host whose virtual time begins then. */
export type OpenHost = (start: number) => HeadlessHost;

/** Lab time at which everything that is verified begins. */
export const NOW = Date.UTC(2026, 2, 14, 9);
/** Lab milliseconds that a command may take. */
const LIMIT = 600_000;

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface CheckedLine extends CheckResult {
  readonly source: CheckSource;
}

const NOTHING_DONE: Done = { logFrom: 0, answers: new Map() };

export class Lab {
  readonly session: Session;
  readonly #host: HeadlessHost;
  readonly #openHost: OpenHost;

  private constructor(session: Session, host: HeadlessHost, openHost: OpenHost) {
    this.session = session;
    this.#host = host;
    this.#openHost = openHost;
  }

  /** @throws BeginError when the start cannot be built */
  static async open(content: BeginContent, openHost: OpenHost): Promise<Lab> {
    await loadNetpol(); // lab time would run past the wait for it
    const host = openHost(NOW);
    return new Lab(new Session(await begin(content, openHost, NOW), host), host, openHost);
  }

  get state(): ClusterState {
    return this.session.cluster.state;
  }

  /** Another lab that stands where this one does; what is typed there does not touch this one. */
  fork(): Lab {
    const host = this.#openHost(this.#host.clock.now());
    const { scenario, log, files } = this.session;
    const start = { scenario, log, cluster: this.state, files: files.snapshot() };
    return new Lab(new Session(start, host), host, this.#openHost);
  }

  /** Types a line into the terminal and waits for its end; that takes no time. */
  async type(line: string, stdin?: string): Promise<Ran> {
    const stdout = new TextOutput();
    const stderr = new TextOutput();
    const cancel = new CancelSource();
    const streams = { stdout, stderr, cancel };
    const input = stdin === undefined ? {} : { stdin: textInput(stdin) };
    const work = this.session.run(line, { ...streams, ...input });
    const code = await this.#host.finish(work, LIMIT, () => {
      cancel.cancel("SIGTERM");
    });
    return { code, out: stdout.text, err: stderr.text };
  }

  world(done: Done = NOTHING_DONE): CheckWorld {
    return checkWorld(this.session, done);
  }

  /** How checks stand; their forms have been proven before. */
  run(sources: readonly CheckSource[], done?: Done): readonly CheckedLine[] {
    return runIn(this.world(done), sources);
  }

  close(): void {
    this.session.close();
  }
}

/** How checks stand in a world. */
export function runIn(world: CheckWorld, sources: readonly CheckSource[]): readonly CheckedLine[] {
  return sources.map((source) => ({ source, ...readCheck(source).run(world) }));
}

/** Programs that an image lacks, files that are not there, what kubectl does not understand. */
const NOT_RUN =
  /executable file not found|No such file|command not found|^error:|^Error: unknown|Error from server/m;

/** What a command said when it could not do its work at all; to be blocked is no such fault. */
export function faultOf({ code, err }: Ran): string | undefined {
  if (code === 0 || !NOT_RUN.test(err)) return undefined;
  return err.trim().split("\n")[0] ?? "";
}
