/** What several kinds of content are made of. Descriptions go into the JSON Schema for editors. */
import * as z from "zod/mini";
import type { CheckSource } from "../checks/registry.ts";

/** YAML whose form somebody else checks. */
export const anyYaml = z.json();

const about = (text: string) => z.describe(text);

/** A text that is not empty, described for authors. */
export const text = (description: string) => z.string().check(z.minLength(1), about(description));

export const texts = (description: string) =>
  z.array(z.string().check(z.minLength(1))).check(about(description));

export const id = (form: RegExp, description: string) =>
  z.string().check(z.regex(form), about(description));

export const level = z
  .enum(["beginner", "CKAD", "CKA", "CKS", "interview", "expert"])
  .check(about("Whom it is for."));

export const minutes = z
  .int()
  .check(z.minimum(1), z.maximum(60), about("How long it takes, in minutes."));

export const cluster = text("The cluster it begins with: a folder of lessons/scenarios.");

export const misconceptions = z
  .array(z.string().check(z.regex(/^M\d\d[a-z]?$/)))
  .check(about("Beliefs it mends, ids of misconceptions.yaml."));

export const check: z.ZodMiniType<CheckSource, CheckSource> = z.lazy(() =>
  z
    .union([
      z.string().check(z.minLength(1)),
      z.strictObject({ all: z.array(check).check(z.minLength(1)) }),
      z.strictObject({ any: z.array(check).check(z.minLength(1)) }),
      z.strictObject({ not: check }),
    ])
    .check(about("A line such as `reach default/web -> default/db:5432 deny`, or all, any, not.")),
);

export const checks = (description: string) => z.array(check).check(about(description));

/** What is done to the cluster before the learner begins. */
export const start = z
  .strictObject({
    plugin: z.optional(text("The network plugin, e.g. flannel.")),
    apply: z.optional(texts("Manifests of the folder that are applied.")),
  })
  .check(about("What is done to the cluster before the learner begins."));

/** Three of them, each telling more; only the last gives the whole solution. */
export const hints = z
  .array(z.string().check(z.minLength(1)))
  .check(z.length(3), about("Three hints, each telling more; only the last may give it away."));

/** A question that is answered before the command runs. */
export const prediction = z
  .union([
    z.strictObject({
      question: text("What is asked."),
      options: z.array(z.string()).check(z.minLength(2), z.maxLength(5)),
      answer: z.int().check(z.minimum(0), about("Index of the right option.")),
      beliefs: z.optional(
        z
          .array(z.union([z.string(), z.null()]))
          .check(about("The misconception behind each option, null where there is none.")),
      ),
      because: text("Why it is so; shown after the reveal."),
      key: z.optional(
        check.check(about("A check that holds after the step if the answer is right.")),
      ),
    }),
    z.strictObject({
      question: text("What is asked."),
      number: z.number().check(about("The right number.")),
      because: text("Why it is so."),
      count: z.optional(
        z
          .enum(["allowed-pairs"])
          .check(
            about(
              "How the number is computed: ordered pairs of application pods that may connect.",
            ),
          ),
      ),
    }),
    z.strictObject({
      question: text("What is asked."),
      cells: z
        .array(z.string())
        .check(
          z.minLength(2),
          about("Flows as `reach A -> B:PORT allow|deny`; the key is computed."),
        ),
      because: text("Why it is so."),
    }),
  ])
  .check(about("Answered and locked before the command runs."));

export type Prediction = z.infer<typeof prediction>;
