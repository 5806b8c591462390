/** Questions: what is asked, what is right, what each wrong option would mean. */
import * as z from "zod/mini";
import { checks, cluster, id, level, text, texts } from "./parts.ts";

/** A NetworkPolicy in YAML; one document, or several. */
const policies = z
  .string()
  .check(z.minLength(1), z.describe("NetworkPolicies in YAML, applied before the question."));

const verify = z
  .strictObject({
    cluster,
    plugin: z.optional(z.string()),
    policies: z.optional(policies),
    commands: z.optional(texts("Typed before the checks, e.g. to label a namespace.")),
    checks: checks("What holds there if the declared answer is right."),
  })
  .check(z.describe("The scenario that proves the answer; also what `open in the sandbox` loads."));

const common = {
  id: id(/^Q\d{3}$/, "e.g. Q001"),
  lesson: id(/^L\d\d$/, "The lesson it belongs to."),
  topic: id(/^[a-z][a-z0-9-]*$/, "What it is about, e.g. and-or."),
  level,
  stem: text("The question, in Markdown."),
  why: text("The reason, in one or two sentences."),
  source: z.optional(text("Where a fact comes from that no cluster can show.")),
  verify: z.optional(verify),
};

const option = z.strictObject({
  text: z.string().check(z.minLength(1)),
  belief: z.optional(
    z.string().check(z.describe("The misconception that this option gives away.")),
  ),
  feedback: z.optional(z.string()),
  claims: z.optional(
    checks("What the option says, as checks: they hold for a right option and for no other."),
  ),
  example: z.optional(
    z
      .literal(false)
      .check(
        z.describe("Set where the belief's counterexample is not about what this option says."),
      ),
  ),
});

const options = z.array(option).check(z.minLength(2), z.maxLength(8));
const index = z.int().check(z.minimum(0));

export const question = z.discriminatedUnion("type", [
  z.strictObject({ ...common, type: z.literal("single"), options, answer: index }),
  z.strictObject({
    ...common,
    type: z.literal("multi"),
    options,
    answers: z.array(index).check(z.minLength(1)),
  }),
  z.strictObject({
    ...common,
    type: z.literal("matrix"),
    cells: z
      .array(z.string())
      .check(z.minLength(2), z.describe("`reach A -> B:PORT allow|deny`, one a cell.")),
  }),
  z.strictObject({
    ...common,
    type: z.literal("outcome"),
    attempt: z.optional(text("The command that is run.")),
    options,
    answer: index,
  }),
  z.strictObject({
    ...common,
    type: z.literal("spot"),
    flow: text("`A -> B:PORT`, the flow in question."),
    find: z.enum(["allows", "blocks", "not-needed"]),
    options: z
      .array(z.strictObject({ policy: z.string(), belief: z.optional(z.string()) }))
      .check(z.minLength(2), z.describe("Policies of the scenario, `NAMESPACE/NAME`.")),
    answer: index,
  }),
  z.strictObject({
    ...common,
    type: z.literal("fix"),
    broken: policies,
    goal: checks("What must hold when it is mended; flows that pass and flows that do not."),
    solution: policies,
  }),
  z.strictObject({
    ...common,
    type: z.literal("order"),
    items: texts("The steps in their right order.").check(z.minLength(3)),
  }),
  z.strictObject({
    ...common,
    type: z.literal("match"),
    pairs: z
      .array(z.strictObject({ left: z.string(), right: z.string() }))
      .check(z.minLength(3), z.maxLength(8)),
  }),
  z.strictObject({
    ...common,
    type: z.literal("fill"),
    accept: texts("Answers that count as right; compared without regard to blanks and quotes."),
  }),
]);

export const quizBank = z.strictObject({
  title: text("The bank's name."),
  questions: z.array(question),
});

const bookEntry = z.strictObject({
  id: id(/^M\d\d[a-z]?$/, "e.g. M17"),
  belief: text("What is wrongly believed, as the person would say it."),
  truth: text("What is so."),
  feedback: text("What to say to somebody who believes it: one or two sentences."),
  flags: z.optional(texts("Its variations of the evaluator.")),
});

export const misconceptionBook = z.strictObject({ misconceptions: z.array(bookEntry) });

export type Question = z.infer<typeof question>;
export type QuizBank = z.infer<typeof quizBank>;
/** One misconception in words. */
export type BookEntry = z.infer<typeof bookEntry>;
