/** What is kept of puzzles and broken clusters: the best result, hints that were seen. Pure. */
import { isBetter, type Cost, type Stars } from "./puzzle.ts";
import type { Progress } from "./schema/progress.ts";

type PuzzleRecord = Progress["puzzles"][string];
type ChallengeRecord = Progress["challenges"][string];

const own = <T>(table: Readonly<Record<string, T>>, id: string): T | undefined =>
  Object.hasOwn(table, id) ? table[id] : undefined;

export const puzzleRecord = (progress: Progress, id: string): PuzzleRecord | undefined =>
  own(progress.puzzles, id);

export const challengeRecord = (progress: Progress, id: string): ChallengeRecord | undefined =>
  own(progress.challenges, id);

const withPuzzle = (progress: Progress, id: string, record: PuzzleRecord): Progress => ({
  ...progress,
  puzzles: { ...progress.puzzles, [id]: record },
});

const withChallenge = (progress: Progress, id: string, record: ChallengeRecord): Progress => ({
  ...progress,
  challenges: { ...progress.challenges, [id]: record },
});

/** A solution; only a better one than before is kept. */
export function puzzleSolved(
  progress: Progress,
  id: string,
  result: Cost & { readonly stars: Stars },
  at: number,
): Progress {
  const old = puzzleRecord(progress, id);
  if (old !== undefined && old.stars > 0 && !isBetter(result, old)) return progress;
  return withPuzzle(progress, id, { ...result, hints: old?.hints ?? 0, at });
}

export function puzzleHint(progress: Progress, id: string, most: number, at: number): Progress {
  const old = puzzleRecord(progress, id) ?? { stars: 0, policies: 0, rules: 0, hints: 0, at };
  if (old.hints >= most) return progress;
  return withPuzzle(progress, id, { ...old, hints: old.hints + 1 });
}

/** It was opened for the first time; the time counts from here. */
export function challengeBegun(progress: Progress, id: string, at: number): Progress {
  if (challengeRecord(progress, id) !== undefined) return progress;
  return withChallenge(progress, id, { done: false, hints: 0, attempts: 0, seconds: 0, at });
}

export function challengeHint(progress: Progress, id: string, most: number, at: number): Progress {
  const old = challengeRecord(challengeBegun(progress, id, at), id);
  if (old === undefined || old.hints >= most) return progress;
  return withChallenge(progress, id, { ...old, hints: old.hints + 1 });
}

/** @param attempts commands that were typed until then */
export function challengeSolved(
  progress: Progress,
  id: string,
  attempts: number,
  at: number,
): Progress {
  const old = challengeRecord(challengeBegun(progress, id, at), id);
  if (old === undefined || old.done) return progress;
  const seconds = Math.min(1_000_000, Math.max(0, Math.round((at - old.at) / 1000)));
  return withChallenge(progress, id, { ...old, done: true, attempts, seconds });
}
