/** Items of endless practice: the lab behind each, the run that is under way, what is kept of it. */
import { keysOf, topicTitle } from "../core/lessons/quiz/select.ts";
import type { Judgement, QuestionWorld } from "../core/lessons/quiz/answer.ts";
import type { PracticeItem } from "../core/lessons/practice/item.ts";
import { readSeed } from "../core/lessons/practice/seed.ts";
import { questionWorld } from "../core/session/questionWorld.ts";
import { keepAnswer } from "./keepAnswer.ts";
import { deviceProgress } from "./progress.ts";
import { openSandbox, sandboxStart, type SandboxContent } from "./sandbox.ts";

const contentOf = ({ cluster, policies }: PracticeItem): SandboxContent => ({
  manifests: cluster,
  policies,
});

/** Builds the item's cluster to judge by. */
export async function practiceWorld(item: PracticeItem): Promise<QuestionWorld> {
  const { cluster, scenario } = await sandboxStart(item.seed, contentOf(item));
  return questionWorld(cluster, scenario.outside, item.policies);
}

/**
 * Opens the item's cluster as a sandbox.
 * @returns the path to go to
 * @throws Error with a sentence for the person
 */
export function practiceSandbox(item: PracticeItem): Promise<string> {
  return openSandbox(item.seed, `Practice: ${topicTitle(item.question.topic)}`, contentOf(item));
}

interface Result {
  readonly judgement: Judgement;
  readonly sure?: boolean | undefined;
  readonly seconds: number;
}

/** A right answer counts for the belief that the item was made for. */
export function keepPractice({ question, target }: PracticeItem, result: Result): Promise<void> {
  const about = [...keysOf(question), target.belief.id];
  return keepAnswer(deviceProgress(), question, result, about);
}

// ---------------------------------------------------------------------------------------------

/** One item that was answered. */
export interface Done {
  readonly seed: string;
  readonly topic: string;
  readonly right: boolean;
  readonly score: number;
  readonly belief?: string;
  readonly at: number;
}

/** Where the learner is: kept until the tab is closed, so that a reload loses nothing. */
export interface Run {
  readonly done: readonly Done[];
  /** The item that is asked now, where it was chosen and not given by a set. */
  readonly current?: string;
}

export const NEW_RUN: Run = { done: [] };

const MAX_DONE = 1000;
const keyOf = (name: string): string => `netpol-lab/practice/${name}`;

/** @param name seed of the set, or empty for adaptive practice */
export function loadRun(name: string): Run {
  try {
    return readRun(JSON.parse(window.sessionStorage.getItem(keyOf(name)) ?? "{}"));
  } catch {
    return NEW_RUN; // nothing that can be read
  }
}

export function saveRun(name: string, run: Run): void {
  try {
    window.sessionStorage.setItem(keyOf(name), JSON.stringify(run));
  } catch {
    // the browser stores nothing: the run lasts as long as the page
  }
}

function isItem(text: unknown): text is string {
  if (typeof text !== "string") return false;
  const read = readSeed(text);
  return read.ok && read.seed.count === undefined;
}

/** Storage is hostile input; what does not fit is left out. */
export function readRun(value: unknown): Run {
  if (typeof value !== "object" || value === null) return NEW_RUN;
  const { done, current } = value as { readonly done?: unknown; readonly current?: unknown };
  const list: readonly unknown[] = Array.isArray(done) ? done.slice(0, MAX_DONE) : [];
  return {
    done: list.flatMap((entry) => readDone(entry) ?? []),
    ...(isItem(current) && { current }),
  };
}

function readDone(value: unknown): Done | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { seed, topic, right, score, belief, at } = value as Readonly<Record<string, unknown>>;
  if (!isItem(seed) || typeof topic !== "string" || typeof right !== "boolean") return undefined;
  if (typeof score !== "number" || typeof at !== "number") return undefined;
  return { seed, topic, right, score, ...(typeof belief === "string" && { belief }), at };
}
