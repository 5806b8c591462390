/**
 * A demonstration played in a lab. It cannot fail: after each scene the lab is remembered exactly as
 * it is, going back puts it so again, and a scene always begins where the one before it ended,
 * whatever was typed in between.
 */
import { CancelSource } from "../cluster/clock.ts";
import {
  DEMO_START,
  commandsOf,
  scenesBehind,
  step,
  type DemoAction,
  type DemoRun,
  type DemoWork,
} from "../lessons/demo.ts";
import type { Demo } from "../lessons/schema/lesson.ts";
import { TextOutput } from "../shell/streams.ts";
import type { HeadlessHost } from "./headless.ts";
import type { History } from "./history.ts";
import type { LabMoment, Session } from "./session.ts";

/** Where the commands of a demonstration are typed. */
export interface DemoTerminal {
  /**
   * Types a command at a prompt in the home folder; resolves when it has ended.
   * @param quick without taking time
   */
  readonly run: (command: string, quick: boolean) => Promise<void>;
  /** Ends the command that runs, as Ctrl-C does; without one it does nothing. */
  readonly interrupt: () => void;
  /** The command that runs is waited for no longer than needed. */
  readonly hurry: () => void;
  /** What it shows, for {@link restore}. */
  readonly screen: () => string;
  /** Shows again what it showed, above a new prompt. */
  readonly restore: (screen: string) => void;
}

/** The lab after so many scenes. */
interface Point {
  readonly history: History<LabMoment>;
  readonly screen: string;
}

export class DemoPlay {
  readonly #session: Session;
  readonly #demo: Demo;
  readonly #terminal: DemoTerminal;
  readonly #changed: (run: DemoRun) => void;
  #run: DemoRun = DEMO_START;
  /** points[k]: the lab with k scenes behind it. */
  readonly #points: Point[];
  /** Work is done one after the other; what was begun in vain is stopped. */
  #queue: Promise<void> = Promise.resolve();
  #stop: (() => void) | undefined;

  /**
   * @param session at the beginning of the demonstration
   * @param changed is told each new state
   */
  constructor(
    session: Session,
    demo: Demo,
    terminal: DemoTerminal,
    changed: (run: DemoRun) => void = () => undefined,
  ) {
    this.#session = session;
    this.#demo = demo;
    this.#terminal = terminal;
    this.#changed = changed;
    this.#points = [this.#point()];
  }

  get run(): DemoRun {
    return this.#run;
  }

  /** Was something done since the last scene that is not of the script, and can be undone? */
  get live(): boolean {
    return this.#run.phase !== "run" && this.#strays(scenesBehind(this.#run));
  }

  /** Resolves when the lab is as the new state says. */
  dispatch(action: DemoAction): Promise<void> {
    const given = action.type === "back" ? { ...action, live: this.live } : action;
    const { run, work } = step(this.#demo, this.#run, given);
    this.#put(run);
    if (work !== undefined) this.#do(work);
    return this.#queue;
  }

  /** Plays, without taking time, up to a state that was kept from an earlier play. */
  resume(kept: DemoRun): Promise<void> {
    const to: DemoRun = kept.phase === "run" ? { ...kept, phase: "revealed" } : kept;
    this.#queue = this.#queue.then(async () => {
      for (let scene = 0; scene < scenesBehind(to); scene++)
        await this.#perform(scene, { on: true }, true);
      this.#put(to);
    });
    return this.#queue;
  }

  #put(run: DemoRun): void {
    if (run === this.#run) return;
    this.#run = run;
    this.#changed(run);
  }

  #do(work: DemoWork): void {
    if (work.type === "hurry") {
      this.#terminal.hurry();
      return;
    }
    this.#stop?.();
    if (work.type === "return") {
      this.#queue = this.#queue.then(() => {
        this.#return(work.scenes);
      });
      return;
    }
    const going = { on: true };
    this.#stop = () => {
      if (!going.on) return;
      going.on = false;
      this.#terminal.interrupt();
    };
    this.#queue = this.#queue.then(() => this.#perform(work.scene, going));
  }

  async #perform(scene: number, going: { on: boolean }, quick = false): Promise<void> {
    if (this.#strays(scene)) this.#return(scene);
    const { [scene]: shown } = this.#demo.scenes;
    for (const command of shown === undefined ? [] : commandsOf(shown)) {
      if (going.on) await this.#terminal.run(command, quick);
    }
    if (!going.on) return;
    going.on = false;
    this.#points[scene + 1] = this.#point();
    this.#put(step(this.#demo, this.#run, { type: "ended" }).run);
  }

  #return(scenes: number): void {
    const point = this.#points[scenes];
    if (point === undefined) return;
    this.#session.rewind(point.history);
    this.#terminal.restore(point.screen);
  }

  #point(): Point {
    return { history: this.#session.history, screen: this.#terminal.screen() };
  }

  /** Is the lab at another moment than after so many scenes? */
  #strays(scenes: number): boolean {
    const then = this.#points[scenes]?.history;
    const now = this.#session.history;
    const [was, is] = [then?.moments[then.position], now.moments[now.position]];
    return was?.label !== is?.label || was?.time !== is?.time || then?.position !== now.position;
  }
}

/** What a command printed and how it ended. */
export interface DemoPrinted {
  readonly command: string;
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A terminal without a page: waiting takes no time, and what was printed is told. */
export function headlessTerminal(
  session: Session,
  host: HeadlessHost,
  told: (printed: DemoPrinted) => void = () => undefined,
): DemoTerminal {
  const running: { cancel?: CancelSource } = {};
  return {
    async run(command) {
      const [stdout, stderr] = [new TextOutput(), new TextOutput()];
      const cancel = new CancelSource();
      running.cancel = cancel;
      const code = await host.finish(session.run(command, { stdout, stderr, cancel }));
      delete running.cancel;
      told({ command, code, out: stdout.text, err: stderr.text });
    },
    interrupt: () => running.cancel?.cancel("SIGINT"),
    hurry: () => undefined,
    screen: () => "",
    restore: () => undefined,
  };
}

/** Goes on by one scene, past its question. Resolves when its commands have ended. */
export async function playScene(play: DemoPlay): Promise<void> {
  await play.dispatch({ type: "next" });
  if (play.run.phase === "asked" || play.run.phase === "voted")
    await play.dispatch({ type: "next" });
}
