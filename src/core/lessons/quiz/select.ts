/** Which questions a quiz asks: by seed alone, so that a link gives everybody the same. */
import type { Question } from "../schema/quiz.ts";
import type { Progress } from "../schema/progress.ts";
import { seeded, shuffled } from "./shuffle.ts";

export type Level = Question["level"];

/** What a quiz is made of; a place of the page, `#/quiz/…`. */
export type Selection =
  | { readonly kind: "mixed"; readonly level?: Level | undefined }
  | { readonly kind: "topic"; readonly topic: string }
  | { readonly kind: "due" }
  | { readonly kind: "exam"; readonly exam: string };

/** How many questions a quiz asks unless it holds fewer. */
export const QUIZ_LENGTH = 10;

export const LEVELS: readonly Level[] = ["beginner", "CKAD", "CKA", "CKS", "interview", "expert"];

/** The topics of the questions, in the order of the bank, each with how many there are. */
export function topicsOf(questions: readonly Question[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { topic } of questions) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return counts;
}

/** `failure-mode` as a heading: "Failure mode". */
export function topicTitle(topic: string): string {
  const known = TITLES.get(topic);
  if (known !== undefined) return known;
  const words = topic.replaceAll("-", " ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

const TITLES: ReadonlyMap<string, string> = new Map([
  ["and-or", "And, or"],
  ["cni-matrix", "Plugins compared"],
  ["default-open", "Open by default"],
  ["empty", "Empty and missing"],
  ["expressions", "Label expressions"],
  ["failure-mode", "How calls fail"],
  ["kind", "kind clusters"],
  ["namespaces", "Namespaces"],
  ["no-deny", "There is no deny"],
  ["ns-label", "Labels of namespaces"],
  ["ns-scope", "Pods of other namespaces"],
  ["order", "Order of policies"],
  ["pod-ip", "Pod IPs"],
  ["policytypes", "policyTypes"],
  ["revoke-by-adding", "Adding can take away"],
  ["test-identity", "Who is testing"],
  ["union", "Policies add up"],
  ["describe", "Reading describe"],
]);

/** Mixed practice: neighbours have different topics wherever that can be. */
export function mixed(
  questions: readonly Question[],
  seed: string,
  count = QUIZ_LENGTH,
): readonly Question[] {
  return interleaved(shuffled(questions, seeded(seed, "mixed"))).slice(0, count);
}

/** Takes one question of each topic in turn, so that a slice holds as many topics as it can. */
function interleaved(questions: readonly Question[]): readonly Question[] {
  const byTopic = new Map<string, Question[]>();
  for (const question of questions) {
    const list = byTopic.get(question.topic);
    if (list === undefined) byTopic.set(question.topic, [question]);
    else list.push(question);
  }
  const out: Question[] = [];
  while (out.length < questions.length) {
    for (const list of byTopic.values()) {
      const next = list.shift();
      if (next !== undefined) out.push(next);
    }
  }
  return out;
}

/** What a question tests: its topic and the beliefs behind its options. These name its cards. */
export function keysOf(question: Question): readonly string[] {
  const beliefs = "options" in question ? question.options.map(({ belief }) => belief) : [];
  return [...new Set([question.topic, ...beliefs.flatMap((belief) => belief ?? [])])];
}

/**
 * A question for each card that is due, those that were answered longest ago first.
 * @param due keys of cards, the most urgent first
 */
export function dueQuestions(
  questions: readonly Question[],
  due: readonly string[],
  answers: Progress["answers"],
  seed: string,
): readonly Question[] {
  const last = new Map(answers.map(({ question, at }) => [question, at]));
  const order = shuffled(questions, seeded(seed, "due")).toSorted(
    (a, b) => (last.get(a.id) ?? 0) - (last.get(b.id) ?? 0),
  );
  const picked = new Set<Question>();
  for (const key of due) {
    if ([...picked].some((question) => keysOf(question).includes(key))) continue;
    const found = order.find((question) => !picked.has(question) && keysOf(question).includes(key));
    if (found !== undefined) picked.add(found);
  }
  return [...picked];
}

/** The questions of a selection; of an unknown topic or exam none. `due` is {@link dueQuestions}. */
export function select(
  questions: readonly Question[],
  selection: Exclude<Selection, { readonly kind: "due" }>,
  seed: string,
): readonly Question[] {
  switch (selection.kind) {
    case "mixed": {
      const { level } = selection;
      const of = level === undefined ? questions : questions.filter((q) => q.level === level);
      return mixed(of, seed);
    }
    case "topic":
      return shuffled(
        questions.filter(({ topic }) => topic === selection.topic),
        seeded(seed, selection.topic),
      );
    case "exam": {
      const exam = examNamed(selection.exam);
      return exam === undefined ? [] : examQuestions(questions, exam, seed);
    }
  }
}

export interface Exam {
  readonly id: string;
  readonly title: string;
  readonly minutes: number;
  readonly count: number;
  /** Levels it draws from, in the order of preference. */
  readonly levels: readonly Level[];
}

/** Tags, not replicas: the real exams are done in a terminal. */
export const EXAMS: readonly Exam[] = [
  {
    id: "first",
    title: "First check",
    minutes: 8,
    count: 8,
    levels: ["beginner", "CKAD"],
  },
  { id: "CKAD", title: "CKAD", minutes: 10, count: 8, levels: ["CKAD", "beginner"] },
  { id: "CKA", title: "CKA", minutes: 15, count: 12, levels: ["CKA", "CKAD"] },
  { id: "CKS", title: "CKS", minutes: 15, count: 10, levels: ["CKS", "CKA"] },
  { id: "all", title: "Everything", minutes: 40, count: 30, levels: LEVELS },
];

export function examNamed(id: string): Exam | undefined {
  return EXAMS.find((exam) => exam.id === id);
}

function examQuestions(
  questions: readonly Question[],
  { id, levels, count }: Exam,
  seed: string,
): readonly Question[] {
  const fill = (left: readonly Level[], have: readonly Question[]): readonly Question[] => {
    const [level, ...rest] = left;
    if (level === undefined || have.length >= count) return have;
    const of = questions.filter((question) => question.level === level);
    const more = mixed(of, `${seed} ${level}`, count - have.length);
    return fill(rest, [...have, ...more]);
  };
  // all levels count alike where the exam asks for all of them
  const picked = id === "all" ? mixed(questions, seed, count) : fill(levels, []);
  return interleaved(shuffled(picked, seeded(seed, id)));
}
