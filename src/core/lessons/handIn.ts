/** Progress as a file: written by the learner's page, read by another one or by the teacher's. */
import {
  PROGRESS_VERSION,
  readProgress,
  type Progress,
  type StepRecord,
} from "./schema/progress.ts";

/** A file that was dropped. */
export interface DroppedFile {
  readonly name: string;
  readonly text: string;
}

/** Characters of a progress file; five thousand answers take a fifth of it. */
export const MAX_PROGRESS_FILE = 4 * 1024 * 1024;

export type ReadFile =
  | { readonly ok: true; readonly progress: Progress }
  /** Why it is none, as the end of a sentence. */
  | { readonly ok: false; readonly error: string };

/** Reads a progress file. Total. */
export function readProgressFile({ text }: DroppedFile): ReadFile {
  if (text.length > MAX_PROGRESS_FILE) {
    return { ok: false, error: `it is larger than ${MAX_PROGRESS_FILE / 1024 / 1024} MB` };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, error: "it is no JSON, or not the whole of it" };
  }
  if (typeof value !== "object" || value === null || !("lessons" in value)) {
    return { ok: false, error: "it is no progress file" };
  }
  if ("version" in value && value.version !== PROGRESS_VERSION) {
    return { ok: false, error: "it is of another version of the lab" };
  }
  return readProgress(value);
}

/** `netpol-progress-Ada-Lovelace-2026-03-14.json`; the date is the day of `now` in UTC. */
export function progressFileName(name: string, now: number): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  const day = new Date(now).toISOString().slice(0, 10);
  return ["netpol-progress", ...(plain === "" ? [] : [plain]), `${day}.json`].join("-");
}

/** How much there is in it, for a person. */
export interface ProgressCounts {
  readonly steps: number;
  readonly puzzles: number;
  readonly challenges: number;
  readonly answers: number;
}

export function countsOf({ lessons, puzzles, challenges, answers }: Progress): ProgressCounts {
  const steps = Object.values(lessons).flatMap((lesson) => Object.values(lesson.steps));
  return {
    steps: steps.filter(({ done }) => done).length,
    puzzles: Object.values(puzzles).filter(({ stars }) => stars > 0).length,
    challenges: Object.values(challenges).filter(({ done }) => done).length,
    answers: answers.length,
  };
}

/** Both together: nothing that is done in either is lost. The first one's name stays. */
export function mergeProgress(own: Progress, other: Progress): Progress {
  const known = new Set(own.answers.map(answerKey));
  const added = other.answers.filter((answer) => !known.has(answerKey(answer)));
  return {
    version: own.version,
    name: own.name === "" ? other.name : own.name,
    lessons: merged(own.lessons, other.lessons, (a, b) => ({
      step: (a.at >= b.at ? a : b).step,
      steps: merged(a.steps, b.steps, mergeStep),
      at: Math.max(a.at, b.at),
    })),
    puzzles: merged(own.puzzles, other.puzzles, (a, b) => (b.stars > a.stars ? b : a)),
    challenges: merged(own.challenges, other.challenges, (a, b) => (b.done && !a.done ? b : a)),
    answers: [...own.answers, ...added].toSorted((a, b) => a.at - b.at).slice(-5000),
    cards: merged(own.cards, other.cards, (a, b) =>
      (b.last_review ?? 0) > (a.last_review ?? 0) ? b : a,
    ),
  };
}

const answerKey = ({ question, at, right }: Progress["answers"][number]): string =>
  `${question} ${at} ${right}`;

function mergeStep(a: StepRecord, b: StepRecord): StepRecord {
  const prediction = a.prediction ?? b.prediction;
  return {
    done: a.done || b.done,
    hints: Math.max(a.hints, b.hints),
    solutionShown: a.solutionShown || b.solutionShown,
    attempts: Math.max(a.attempts, b.attempts),
    ...(prediction !== undefined && { prediction }),
    beliefs: [...new Set([...a.beliefs, ...b.beliefs])].slice(0, 50),
  };
}

function merged<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  both: (a: T, b: T) => T,
): Record<string, T> {
  const result = new Map(Object.entries(a));
  for (const [key, value] of Object.entries(b)) {
    const own = result.get(key);
    result.set(key, own === undefined ? value : both(own, value));
  }
  return Object.fromEntries(result);
}
