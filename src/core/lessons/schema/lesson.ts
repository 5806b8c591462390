/** The structure of lessons, puzzles, broken clusters, demonstrations and the glossary; prose is Markdown. */
import * as z from "zod/mini";
import {
  check,
  checks,
  cluster,
  hints,
  id,
  level,
  minutes,
  misconceptions,
  prediction,
  start,
  text,
  texts,
} from "./parts.ts";

const solution = z
  .array(z.string().check(z.minLength(1)))
  .check(z.describe("Commands that solve it, as they would be typed."));

export const step = z.strictObject({
  id: id(
    /^[a-z][a-z0-9-]*$/,
    "Names the step; its prose stands in text.md under a heading of this name.",
  ),
  title: text("Three to six words."),
  task: text("What the learner is asked to do, in one sentence."),
  commands: z.optional(texts("Commands that are offered to run on click.")),
  predict: z.optional(prediction),
  checks: z.optional(checks("What must hold when the step is done.")),
  hints,
  solution,
  questions: z.optional(texts("Questions of the bank that are asked at the end of the step.")),
  labels: z.optional(
    z
      .enum(["full", "one-blank", "empty"])
      .check(z.describe("How much of the first policy is given: target, direction, peer, port.")),
  ),
});

export const lesson = z.strictObject({
  id: id(/^L\d\d$/, "e.g. L01"),
  title: text("A few words."),
  level,
  minutes,
  goal: text("What the learner can do afterwards, in one sentence."),
  teaches: z.optional(texts("Terms and commands that it brings in; glossary words among them.")),
  cluster,
  start: z.optional(start),
  misconceptions,
  keep: z.optional(
    checks("Flows that must hold after every step: nothing may be closed or opened too much."),
  ),
  steps: z.array(step).check(z.minLength(1), z.maxLength(12)),
});

const goalFlows = (description: string) =>
  z
    .array(z.string().check(z.regex(/^\S+ -> \S+:\d+(\/(TCP|UDP|SCTP))?$/)))
    .check(z.minLength(1), z.describe(description));

export const puzzle = z.strictObject({
  id: id(/^P\d\d$/, "e.g. P01"),
  title: text("A few words."),
  level,
  cluster,
  start: z.optional(start),
  story: text("What is wanted, in a few sentences."),
  allow: goalFlows("Flows that must pass."),
  deny: goalFlows("Flows that must be blocked."),
  par: z.strictObject({
    policies: z.int().check(z.minimum(1)),
    rules: z.int().check(z.minimum(0)),
  }),
  hints,
  solution,
  why: z.optional(text("What is worth knowing about the best solution.")),
  misconceptions: z.optional(misconceptions),
});

export const challenge = z.strictObject({
  id: id(/^D\d\d$/, "e.g. D04"),
  title: text("A few words."),
  level,
  minutes: z.optional(minutes),
  cluster,
  start,
  ticket: text("What the person who has the trouble writes."),
  clue: text("What can be seen, and where."),
  cause: text("What it was; shown when it is solved."),
  misconceptions,
  broken: checks("What holds at the start and shows the fault.").check(z.minLength(1)),
  goal: checks("What must hold when it is mended.").check(z.minLength(1)),
  guard: checks("What must hold at the start and after: no wall is torn down.").check(
    z.minLength(1),
  ),
  hints,
  solution,
});

const panel = z.enum(["network", "terminal", "matrix", "yaml", "both"]);

const scene = z.strictObject({
  title: text("What this scene shows."),
  say: text("Speaker notes, in Markdown."),
  seconds: z.optional(z.int().check(z.describe("How long it usually takes."))),
  ask: z.optional(
    z.strictObject({
      question: text("What the room predicts."),
      options: z.array(z.string()).check(z.minLength(2), z.maxLength(5)),
      answer: z.int(),
      expect: z.optional(text("Which wrong answer is common, and what to say to it.")),
    }),
  ),
  command: z.optional(text("Typed into the terminal.")),
  plugin: z.optional(text("The network plugin is switched to this one.")),
  camera: z.optional(
    z.strictObject({
      large: z.optional(panel),
      select: z.optional(
        text("A pod `NAMESPACE/NAME`, a policy `policy NAMESPACE/NAME` or a flow `A -> B:PORT`."),
      ),
    }),
  ),
  checks: z.optional(z.array(check).check(z.describe("What the room sees afterwards."))),
});

export const demo = z.strictObject({
  id: id(/^[a-z][a-z0-9-]*$/, "e.g. allow-deny"),
  title: text("A few words."),
  minutes,
  summary: text("One sentence."),
  cluster,
  start: z.optional(start),
  compare: z.optional(
    z.boolean().check(z.describe("Shows the first and the present state side by side.")),
  ),
  scenes: z.array(scene).check(z.minLength(2)),
});

export const course = z.strictObject({
  title: text("The course's name."),
  summary: text("One sentence."),
  modules: z.array(
    z.strictObject({
      id: z.int(),
      title: text("A few words."),
      summary: text("What one can do afterwards."),
      lessons: z.array(z.string()),
      puzzles: z.optional(z.array(z.string())),
      challenges: z.optional(z.array(z.string())),
    }),
  ),
  demos: z.array(z.string()),
  quizzes: z.array(z.string()),
});

const term = z.strictObject({
  term: text("As the prose names it, e.g. pod IP."),
  short: text("What it is, in one sentence; shown where the term is pointed at."),
  more: text("What else is worth knowing, in one or two sentences."),
  see: z.optional(texts("Terms to read next.")),
});

export const glossary = z.strictObject({
  terms: z.array(term).check(z.minLength(1)),
});

export type LessonStep = z.infer<typeof step>;
export type Lesson = z.infer<typeof lesson>;
export type Puzzle = z.infer<typeof puzzle>;
export type Challenge = z.infer<typeof challenge>;
export type DemoScene = z.infer<typeof scene>;
export type Demo = z.infer<typeof demo>;
export type Course = z.infer<typeof course>;
export type Term = z.infer<typeof term>;
