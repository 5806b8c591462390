/** The questions as they are shipped, and the clusters of their proofs. */
import { quizBank, type Question } from "../../src/core/lessons/schema/quiz.ts";
import type { QuestionWorld } from "../../src/core/lessons/quiz/answer.ts";
import { questionWorld } from "../../src/core/session/questionWorld.ts";
import { readScenario } from "../../src/core/session/scenario.ts";
import type { SessionStart } from "../../src/core/session/session.ts";
import { parseYaml } from "../../src/core/yaml/parse.ts";
import { lessonText, must, shipped } from "./lessons.ts";
import { openHeadless, startOf } from "./session.ts";

export const BANK: readonly Question[] = shipped(quizBank, "quiz/quiz1.yaml").questions;

type Of<T extends Question["type"]> = Question & { readonly type: T };

/** A shipped question; fails when there is none of that id and type. */
export function questionOf<T extends Question["type"]>(id: string, type: T): Of<T> {
  const found = BANK.find((question) => question.id === id);
  if (found?.type !== type) throw new Error(`${id} is no question of type ${type}`);
  return found as Of<T>;
}

const starts = new Map<string, SessionStart>();

function startOfCluster(id: string): SessionStart {
  const known = starts.get(id);
  if (known !== undefined) return known;
  const heading = parseYaml(lessonText(`scenarios/${id}/scenario.yaml`));
  if (!heading.ok) throw new Error(heading.error.message);
  const scenario = readScenario(id, heading.value);
  const start = startOf(lessonText(`scenarios/${id}/cluster.yaml`), {}, scenario);
  starts.set(id, start);
  return start;
}

const worlds = new Map<string, Promise<QuestionWorld>>();

/** The cluster of a question with its policies in force; of a fix, with the broken ones. */
export function worldOf(question: Question): Promise<QuestionWorld> {
  let world = worlds.get(question.id);
  if (world === undefined) {
    world = build(question);
    worlds.set(question.id, world);
  }
  return world;
}

async function build(question: Question): Promise<QuestionWorld> {
  const { verify } = question;
  if (verify === undefined) throw new Error(`${question.id} has no cluster`);
  const policies = question.type === "fix" ? question.broken : verify.policies;
  const lab = openHeadless(startOfCluster(verify.cluster));
  if (verify.plugin !== undefined) await lab.session.setPlugin(verify.plugin);
  if (policies !== undefined) await must(lab, "kubectl apply -f -", policies);
  for (const command of verify.commands ?? []) await must(lab, command);
  const { session } = lab;
  return questionWorld(session.cluster.state, session.scenario.outside, policies);
}
