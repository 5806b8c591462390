/** What a lab is opened for, and how each begins. */
import { begin, type BeginContent } from "../core/session/begin.ts";
import { HeadlessHost } from "../core/session/headless.ts";
import type { Scenario } from "../core/session/scenario.ts";
import type { SessionStart } from "../core/session/session.ts";
import { createTextTools, type JustBashModule } from "../core/shell/justBash.ts";
import type {
  ChallengeContent,
  DemoContent,
  Files,
  LessonContent,
  PuzzleContent,
} from "./content.ts";
import { findScenario, loadScenario } from "./scenarios.ts";
import type { LabTarget } from "./target.ts";

/** What is done in a lab; `free` is a scenario, an import, or a sandbox. */
export type Activity =
  | { readonly kind: "free" }
  /** `step` when the address names one. */
  | { readonly kind: "lesson"; readonly content: LessonContent; readonly step?: string }
  | { readonly kind: "puzzle"; readonly content: PuzzleContent }
  | { readonly kind: "challenge"; readonly content: ChallengeContent }
  | { readonly kind: "demo"; readonly content: DemoContent };

export const textTools = createTextTools(
  () => import("just-bash/browser") as Promise<JustBashModule>,
);

/** A turn of the browser's event loop, without the delay that timers are given. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

const openHost = (start: number): HeadlessHost => new HeadlessHost(start, { turn, textTools });

/** @throws Error with a sentence for the person */
export function beginNow(content: BeginContent): Promise<SessionStart> {
  return begin(content, openHost, Date.now());
}

/** Fetches what a target is about. @throws Error with a sentence for the person */
export async function loadActivity(target: LabTarget): Promise<Activity> {
  if (target.kind === "lab") return { kind: "free" };
  const { loadChallenge, loadDemo, loadLesson, loadPuzzle } = await import("./content.ts");
  switch (target.kind) {
    case "lesson": {
      const { id, step } = target;
      const content = await loadLesson(id);
      if (step === undefined) return { kind: "lesson", content };
      if (content.lesson.steps.every((one) => one.id !== step)) {
        throw new Error(`Lesson ${id} has no step “${step}”.`);
      }
      return { kind: "lesson", content, step };
    }
    case "puzzle":
      return { kind: "puzzle", content: await loadPuzzle(target.id) };
    case "challenge":
      return { kind: "challenge", content: await loadChallenge(target.id) };
    case "demo":
      return { kind: "demo", content: await loadDemo(target.id) };
  }
}

/** The beginning of an activity; of a lesson the one of a step. */
export function beginActivity(
  activity: Exclude<Activity, { readonly kind: "free" }>,
  step?: string,
): Promise<SessionStart> {
  const { content } = activity;
  const { files } = content;
  if ("lesson" in content) {
    const { id, title, cluster, start, steps } = content.lesson;
    const at = Math.max(
      0,
      steps.findIndex((one) => one.id === step),
    );
    const before = steps.slice(0, at).flatMap(({ solution }) => solution);
    return beginIn(cluster, { id: `lesson-${id}`, title }, { files, start, before });
  }
  if ("puzzle" in content) {
    const { id, title, cluster, start } = content.puzzle;
    return beginIn(cluster, { id: `puzzle-${id}`, title }, { files, start });
  }
  if ("challenge" in content) {
    const { id, title, cluster, start } = content.challenge;
    return beginIn(cluster, { id: `challenge-${id}`, title }, { files, start });
  }
  const { id, title, cluster, start } = content.demo;
  return beginIn(cluster, { id: `demo-${id}`, title }, { files, start });
}

/**
 * Begins on one of the clusters, without the files, the story and the goal of its scenario.
 * @param heading what the lab is called instead
 */
export async function beginIn(
  cluster: string,
  heading: Pick<Scenario, "id" | "title">,
  rest: Omit<BeginContent, "scenario" | "manifests" | "files"> & { readonly files?: Files },
): Promise<SessionStart> {
  const scenario = findScenario(cluster);
  if (scenario === undefined) throw new Error(`There is no cluster named “${cluster}”.`);
  const { manifests } = await loadScenario(cluster);
  const bare = { ...scenario, ...heading, story: [], steps: [], watch: [] };
  return beginNow({ files: {}, ...rest, scenario: bare, manifests });
}
