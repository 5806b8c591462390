/**
 * Answers as they are kept and handed in: a running quiz on the device, the result file of an exam.
 * Both come back as hostile input.
 */
import * as z from "zod/mini";

const index = z.int().check(z.minimum(0), z.maximum(50));
const FEW = 50;
const id = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/));
const time = z.number().check(z.minimum(0), z.maximum(8.64e15));

export const given = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("option"), option: index }),
  z.strictObject({ kind: z.literal("options"), options: z.array(index).check(z.maxLength(FEW)) }),
  z.strictObject({
    kind: z.literal("cells"),
    cells: z.array(z.nullable(z.boolean())).check(z.maxLength(FEW)),
  }),
  z.strictObject({ kind: z.literal("yaml"), text: z.string().check(z.maxLength(65_536)) }),
  z.strictObject({ kind: z.literal("order"), items: z.array(index).check(z.maxLength(FEW)) }),
  z.strictObject({
    kind: z.literal("pairs"),
    rights: z.array(z.nullable(index)).check(z.maxLength(FEW)),
  }),
  z.strictObject({ kind: z.literal("text"), text: z.string().check(z.maxLength(1000)) }),
]);

/** One question of a running quiz. */
const runItem = z.strictObject({
  question: id,
  given: z.optional(given),
  sure: z.optional(z.boolean()),
  /** The answer counts: it was judged, and is in the progress. */
  done: z.boolean(),
  /** How it was judged; of an exam once it is over. */
  right: z.optional(z.boolean()),
  score: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
  belief: z.optional(id),
});

/** A quiz that was begun, so that a reload goes on where it was. */
export const quizRun = z.strictObject({
  version: z.literal(1),
  /** The place of the page, e.g. `topic/and-or?seed=7`. */
  place: z.string().check(z.maxLength(200)),
  seed: id,
  items: z.array(runItem).check(z.minLength(1), z.maxLength(60)),
  /** Index of the open question. */
  at: index,
  begun: time,
  /** Of an exam: when it ends by itself. */
  ends: z.optional(time),
  /** When it was ended. */
  ended: z.optional(time),
});

const percent = z.int().check(z.minimum(0), z.maximum(100));

/** What a learner hands in after an exam. */
export const examResult = z.strictObject({
  kind: z.literal("netpol-lab exam"),
  version: z.literal(1),
  exam: id,
  seed: id,
  name: z.string().check(z.maxLength(80)),
  begun: time,
  ended: time,
  answers: z
    .array(
      z.strictObject({
        question: id,
        given: z.nullable(given),
        right: z.boolean(),
        score: z.number().check(z.minimum(0), z.maximum(1)),
      }),
    )
    .check(z.minLength(1), z.maxLength(60)),
  percent,
  code: z.string().check(z.maxLength(80)),
});

export type QuizRun = z.infer<typeof quizRun>;
export type RunItem = z.infer<typeof runItem>;
export type ExamResult = z.infer<typeof examResult>;

/** A kept quiz, or undefined when it is none. */
export function readRun(value: unknown): QuizRun | undefined {
  const read = z.safeParse(quizRun, value);
  return read.success && read.data.at < read.data.items.length ? read.data : undefined;
}

/** A result file, or undefined when it is none. */
export function readExamResult(value: unknown): ExamResult | undefined {
  const read = z.safeParse(examResult, value);
  return read.success ? read.data : undefined;
}
