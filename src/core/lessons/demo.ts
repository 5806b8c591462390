/**
 * A demonstration in use: which scene is on, what the room was asked and answered, what was shown.
 * Pure: `step` gives the next state and the work that the lab has to do for it. However one goes
 * forwards and backwards, the state alone says how many scenes the lab must have behind it.
 */
import type { Demo, DemoScene } from "./schema/lesson.ts";

export type DemoPhase =
  /** Nothing was shown yet: the picture as it is at the beginning. */
  | "ready"
  /** The question of the scene is on; hands are counted. */
  | "asked"
  /** The vote is locked, for a talk between neighbours or for the reveal. */
  | "voted"
  /** The scene's commands are typed and run. */
  | "run"
  /** They have ended: the room sees what came of it, and the right answer. */
  | "revealed";

/** Hands, an entry an option. */
export type Hands = readonly number[];

/** What the room answered: the first vote, and the second where there was one. */
export interface Poll {
  readonly first: Hands;
  readonly second?: Hands;
  readonly locked: boolean;
}

export interface DemoRun {
  /** Index of the scene that is on. */
  readonly scene: number;
  readonly phase: DemoPhase;
  /** By the index of the scene; kept when one goes back, until the demonstration is begun anew. */
  readonly polls: Readonly<Record<number, Poll>>;
}

export type DemoAction =
  | { readonly type: "next" }
  /** @param live something was typed that is not of the script: only that is undone */
  | { readonly type: "back"; readonly live?: boolean }
  | { readonly type: "reset" }
  /** The commands of the scene have ended. */
  | { readonly type: "ended" }
  | { readonly type: "count"; readonly option: number; readonly by: number }
  /** Locks the vote, or opens it again. */
  | { readonly type: "lock" }
  /** After the neighbours have talked: a second vote beside the first. */
  | { readonly type: "second" };

/** What the lab has to do so that it is as the state says. */
export type DemoWork =
  /** Run the commands of this scene, from where the scene before it ended. */
  | { readonly type: "perform"; readonly scene: number }
  /** Be again as it was with so many scenes behind it. */
  | { readonly type: "return"; readonly scenes: number }
  /** What runs is waited for no longer than needed. */
  | { readonly type: "hurry" };

export interface DemoStep {
  readonly run: DemoRun;
  readonly work?: DemoWork;
}

/** Hands of one option that are counted at most. */
const MOST_HANDS = 999;

export const DEMO_START: DemoRun = { scene: 0, phase: "ready", polls: {} };

/** How many scenes the lab has behind it; while one runs, it is among them. */
export function scenesBehind({ scene, phase }: DemoRun): number {
  return phase === "run" || phase === "revealed" ? scene + 1 : scene;
}

/** What is typed in a scene: the change of plugin, then the command. */
export function commandsOf({ plugin, command }: DemoScene): readonly string[] {
  return [
    ...(plugin === undefined ? [] : [`lab plugin ${plugin}`]),
    ...(command === undefined ? [] : [command]),
  ];
}

export function step(demo: Demo, run: DemoRun, action: DemoAction): DemoStep {
  switch (action.type) {
    case "next":
      return next(demo, run);
    case "back":
      return back(demo, run, action.live === true);
    case "reset":
      return { run: DEMO_START, work: { type: "return", scenes: 0 } };
    case "ended":
      return { run: run.phase === "run" ? { ...run, phase: "revealed" } : run };
    case "count":
    case "lock":
    case "second":
      return { run: vote(demo, run, action) };
  }
}

/** The scene of a state; a state of this module always has one. */
export function sceneOf(demo: Demo, { scene }: DemoRun): DemoScene | undefined {
  return demo.scenes[scene];
}

/** What Next does, in words for a button. */
export function nextWords(demo: Demo, run: DemoRun): string | undefined {
  if (run.phase === "run") return "Hurry";
  if (run.phase === "asked" || run.phase === "voted") return "Show it";
  const coming = demo.scenes[run.phase === "ready" ? 0 : run.scene + 1];
  if (coming === undefined) return undefined;
  return run.phase === "ready" ? "Begin" : "Next";
}

/** What will be typed next: in this scene if it was not run yet, else in the one after it. */
export function commandsToCome(demo: Demo, run: DemoRun): readonly string[] {
  const scene = demo.scenes[scenesBehind(run)];
  return scene === undefined ? [] : commandsOf(scene);
}

function next(demo: Demo, run: DemoRun): DemoStep {
  const perform = (scene: number): DemoStep => ({
    run: { ...run, scene, phase: "run" },
    work: { type: "perform", scene },
  });
  switch (run.phase) {
    case "ready":
    case "revealed": {
      const scene = run.phase === "ready" ? 0 : run.scene + 1;
      const coming = demo.scenes[scene];
      if (coming === undefined) return { run };
      return coming.ask === undefined ? perform(scene) : { run: ask(run, scene) };
    }
    case "asked":
    case "voted":
      return perform(run.scene);
    case "run":
      return { run, work: { type: "hurry" } };
  }
}

function back(demo: Demo, run: DemoRun, live: boolean): DemoStep {
  const to = live && run.phase !== "run" ? run : before(demo, run);
  return { run: to, work: { type: "return", scenes: scenesBehind(to) } };
}

/** Where one is before the last Next. */
function before(demo: Demo, run: DemoRun): DemoRun {
  const shown = run.phase === "run" || run.phase === "revealed";
  if (shown && sceneOf(demo, run)?.ask !== undefined) return ask(run, run.scene);
  if (run.scene === 0) return { ...run, phase: "ready" };
  return { ...run, scene: run.scene - 1, phase: "revealed" };
}

/** The question of a scene, with the votes that were already counted. */
function ask(run: DemoRun, scene: number): DemoRun {
  return { ...run, scene, phase: run.polls[scene]?.locked === true ? "voted" : "asked" };
}

type Vote = Extract<DemoAction, { type: "count" | "lock" | "second" }>;

function vote(demo: Demo, run: DemoRun, action: Vote): DemoRun {
  const options = sceneOf(demo, run)?.ask?.options;
  if (options === undefined || (run.phase !== "asked" && run.phase !== "voted")) return run;
  const none = options.map(() => 0);
  const poll = run.polls[run.scene] ?? { first: none, locked: false };
  const put = (phase: DemoPhase, changed: Poll): DemoRun => ({
    ...run,
    phase,
    polls: { ...run.polls, [run.scene]: changed },
  });
  switch (action.type) {
    case "count": {
      if (run.phase !== "asked") return run;
      const hands = (poll.second ?? poll.first).map((count, option) =>
        option === action.option ? Math.min(MOST_HANDS, Math.max(0, count + action.by)) : count,
      );
      return put("asked", {
        ...poll,
        ...(poll.second === undefined ? { first: hands } : { second: hands }),
      });
    }
    case "lock": {
      const locked = run.phase === "asked";
      return put(locked ? "voted" : "asked", { ...poll, locked });
    }
    case "second":
      if (run.phase !== "voted" || poll.second !== undefined) return run;
      return put("asked", { ...poll, second: none, locked: false });
  }
}

const total = (hands: Hands): number => hands.reduce((sum, count) => sum + count, 0);

/** How the room did: `12 of 30`, after a second vote `12 → 21 of 30`; undefined without hands. */
export function pollWords(poll: Poll | undefined, answer: number): string | undefined {
  if (poll === undefined) return undefined;
  const right = (hands: Hands): number => hands[answer] ?? 0;
  const { first, second } = poll;
  const [all, again] = [total(first), second === undefined ? 0 : total(second)];
  if (second === undefined || again === 0)
    return all === 0 ? undefined : `${right(first)} of ${all}`;
  return all === again || all === 0
    ? `${all === 0 ? "" : `${right(first)} → `}${right(second)} of ${again}`
    : `${right(first)} of ${all} → ${right(second)} of ${again}`;
}
