/**
 * What a learner has done: kept on the device, exported as one file, dropped on the teacher's page.
 * Saved state is hostile input, so it is read against this schema with limits.
 */
import * as z from "zod/mini";

export const PROGRESS_VERSION = 1;

const count = z.int().check(z.minimum(0), z.maximum(1_000_000));
const time = z.number().check(z.minimum(0), z.maximum(8.64e15));
const key = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/));
const short = z.string().check(z.maxLength(400));

/** One step of a lesson. */
export const stepRecord = z.strictObject({
  done: z.boolean(),
  /** Hints that were looked at, 0 to 3. */
  hints: z.int().check(z.minimum(0), z.maximum(3)),
  solutionShown: z.boolean(),
  /** Commands typed in the step before it was done. */
  attempts: count,
  prediction: z.optional(
    z.strictObject({
      given: z.union([z.number(), z.array(z.boolean()).check(z.maxLength(50)), short]),
      right: z.boolean(),
    }),
  ),
  /** Misconceptions whose signature the state showed. */
  beliefs: z.array(key).check(z.maxLength(50)),
});

const lessonRecord = z.strictObject({
  /** The step to go on with. */
  step: key,
  steps: z.record(key, stepRecord),
  at: time,
  /** Where that step began in its lab: commands typed until then, and the moment's lab time. */
  from: z.optional(z.strictObject({ typed: count, time })),
});

const puzzleRecord = z.strictObject({
  stars: z.int().check(z.minimum(0), z.maximum(3)),
  policies: count,
  rules: count,
  hints: count,
  at: time,
});

const challengeRecord = z.strictObject({
  done: z.boolean(),
  hints: count,
  attempts: count,
  seconds: count,
  at: time,
});

/** One answer to one question, of a bank or generated. */
export const answerRecord = z.strictObject({
  /** `Q031`, or `gen:SEED` of endless practice. */
  question: z.string().check(z.regex(/^(Q\d{3}|gen:[A-Za-z0-9._-]{1,60})$/)),
  topic: key,
  /** The misconception that the given answer shows, or that the item was made for. */
  belief: z.optional(key),
  right: z.boolean(),
  /** From 0 to 1 where parts count. */
  score: z.number().check(z.minimum(0), z.maximum(1)),
  sure: z.optional(z.boolean()),
  seconds: count,
  at: time,
});

/** A card of spaced repetition, one a misconception or topic (ts-fsrs). */
const card = z.strictObject({
  due: time,
  stability: z.number(),
  difficulty: z.number(),
  elapsed_days: z.number(),
  scheduled_days: z.number(),
  learning_steps: z.number(),
  reps: count,
  lapses: count,
  state: z.int().check(z.minimum(0), z.maximum(3)),
  last_review: z.optional(time),
});

export const progress = z.strictObject({
  version: z.literal(PROGRESS_VERSION),
  /** A name for the teacher's table; empty unless the learner gives one. */
  name: z.string().check(z.maxLength(80)),
  lessons: z.record(key, lessonRecord),
  puzzles: z.record(key, puzzleRecord),
  challenges: z.record(key, challengeRecord),
  answers: z.array(answerRecord).check(z.maxLength(5000)),
  cards: z.record(key, card),
});

export type StepRecord = z.infer<typeof stepRecord>;
export type Progress = z.infer<typeof progress>;

export const NO_PROGRESS: Progress = {
  version: PROGRESS_VERSION,
  name: "",
  lessons: {},
  puzzles: {},
  challenges: {},
  answers: [],
  cards: {},
};

/** Reads saved or dropped progress; a text for a person when it is none. */
export function readProgress(
  value: unknown,
):
  | { readonly ok: true; readonly progress: Progress }
  | { readonly ok: false; readonly error: string } {
  const result = z.safeParse(progress, value);
  if (result.success) return { ok: true, progress: result.data };
  const [issue] = result.error.issues;
  const path = issue?.path.map(String).join(".") ?? "";
  return {
    ok: false,
    error: path === "" ? "this is no progress file" : `${path} is not as it should be`,
  };
}
