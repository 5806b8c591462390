/** The lab behind a question: to judge by, and to try things in. */
import type { QuestionWorld } from "../core/lessons/quiz/answer.ts";
import type { Question } from "../core/lessons/schema/quiz.ts";
import type { SandboxContent } from "./sandbox.ts";

/** Builds the cluster of a question. */
export type QuestionLab = () => Promise<QuestionWorld>;

/** What the lab of a question begins with; undefined for those that no cluster can show. */
function contentOf(question: Question): SandboxContent | undefined {
  if (question.verify === undefined) return undefined;
  const { cluster, plugin, policies, commands } = question.verify;
  return {
    cluster,
    plugin,
    policies: question.type === "fix" ? question.broken : policies,
    commands,
  };
}

const labs = new Map<string, QuestionLab>();

/**
 * Builds the cluster of a question, once; the same function for the same id.
 * @param content the cluster of a question that names none; its policies included
 * @returns undefined where the question has no cluster
 */
export function questionLab(
  question: Question,
  content = contentOf(question),
): QuestionLab | undefined {
  if (content === undefined) return undefined;
  let lab = labs.get(question.id);
  if (lab === undefined) {
    lab = once(() => build(question.id, content));
    labs.set(question.id, lab);
  }
  return lab;
}

/** What failed may be tried again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** A lab is much more than a question: it is fetched when one is needed. */
async function build(id: string, content: SandboxContent): Promise<QuestionWorld> {
  const [{ sandboxStart }, { questionWorld }] = await Promise.all([
    import("./sandbox.ts"),
    import("../core/session/questionWorld.ts"),
  ]);
  const { cluster, scenario } = await sandboxStart(id, content);
  return questionWorld(cluster, scenario.outside, content.policies);
}

/**
 * Opens the question's lab as a sandbox.
 * @param content as for {@link questionLab}
 * @returns the path to go to; undefined where the question has no lab
 * @throws Error with a sentence for the person
 */
export async function questionSandbox(
  question: Question,
  content = contentOf(question),
): Promise<string | undefined> {
  if (content === undefined) return undefined;
  const name = question.id.replaceAll(/[^A-Za-z0-9._-]/g, "-");
  const { openSandbox } = await import("./sandbox.ts");
  return openSandbox(name, `Question ${question.id}`, content);
}
