/** The lab behind a question: to judge by, and to try things in. */
import type { QuestionWorld } from "../core/lessons/quiz/answer.ts";
import type { Question } from "../core/lessons/schema/quiz.ts";
import { questionWorld } from "../core/session/questionWorld.ts";
import { openSandbox, sandboxStart, type SandboxContent } from "./sandbox.ts";

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

const worlds = new Map<string, Promise<QuestionWorld>>();

/**
 * Builds the cluster of a question of a bank, once.
 * @returns undefined where the question has none
 */
export function questionLab(question: Question): (() => Promise<QuestionWorld>) | undefined {
  const content = contentOf(question);
  if (content === undefined) return undefined;
  return () => {
    const known = worlds.get(question.id);
    if (known !== undefined) return known;
    const world = build(question.id, content);
    worlds.set(question.id, world);
    world.catch(() => worlds.delete(question.id)); // the next one may try again
    return world;
  };
}

async function build(id: string, content: SandboxContent): Promise<QuestionWorld> {
  const { cluster, scenario } = await sandboxStart(id, content);
  return questionWorld(cluster, scenario.outside, content.policies);
}

/**
 * Opens the question's lab as a sandbox.
 * @returns the path to go to; undefined where the question has no lab
 * @throws Error with a sentence for the person
 */
export async function questionSandbox(question: Question): Promise<string | undefined> {
  const content = contentOf(question);
  if (content === undefined) return undefined;
  return openSandbox(question.id, `Question ${question.id}`, content);
}
