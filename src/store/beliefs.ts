/** What the answers of a learner are about; fetched, since it takes all questions. */
import { keysOf } from "../core/lessons/quiz/select.ts";
import type { BookEntry } from "../core/lessons/schema/quiz.ts";
import { loadMisconceptions, loadQuestions } from "./content.ts";

export interface Beliefs {
  readonly book: ReadonlyMap<string, BookEntry>;
  /** The misconceptions that a question tests, by its id. */
  readonly about: (question: string) => readonly string[];
}

export async function loadBeliefs(): Promise<Beliefs> {
  const [entries, { questions }] = await Promise.all([loadMisconceptions(), loadQuestions()]);
  const keys = new Map(questions.map((question) => [question.id, keysOf(question)]));
  return {
    book: new Map(entries.map((entry) => [entry.id, entry])),
    about: (question) => keys.get(question) ?? [],
  };
}
