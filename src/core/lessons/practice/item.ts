/** One item of endless practice: a question, its picture and its cluster. */
import type { NetworkPolicy } from "../../api/objects.ts";
import { MISCONCEPTIONS, type Misconception } from "../misconceptions.ts";
import type { Block } from "../prose.ts";
import type { BookEntry, Question } from "../schema/quiz.ts";
import type { Random } from "./random.ts";
import type { Ground } from "./scene.ts";
import type { Target } from "./targets.ts";
import type { World } from "./world.ts";

export type FormName = "who" | "whom" | "claim" | "matrix" | "outcome" | "spot" | "fix" | "line";

export interface PracticeItem {
  readonly seed: string;
  readonly form: FormName;
  readonly target: Target;
  /** Its id is `gen:SEED`. Options stand in the order of the seed. */
  readonly question: Question;
  /** The question, what belongs to it, and the policies where the question does not show them. */
  readonly stem: readonly Block[];
  /** Namespaces, pods and Services as tables. */
  readonly picture: readonly Block[];
  /** Namespaces, pods and Services of the cluster, as YAML documents. */
  readonly cluster: string;
  /** The policies that are in force, as YAML documents in the order in which they are read. */
  readonly policies: string;
  /** What is wanted of the policies, as checks; where something is to be changed. */
  readonly goal?: readonly string[];
  /** What each option or cell says, in a form that can be compared: equal texts, equal answers. */
  readonly answers: readonly string[];
  /** Ids of the beliefs that give each option, or that err on each cell. */
  readonly beliefs: readonly (readonly string[])[];
}

/** What a form has to work with. */
export interface Game {
  readonly world: World;
  readonly ground: Ground;
  readonly target: Target;
  readonly random: Random;
  readonly book: readonly BookEntry[];
}

type Common = "id" | "lesson" | "topic" | "level" | "verify";
type OwnPart<Q> = Q extends Question ? Omit<Q, Common | "source"> : never;

/** What a form makes of a scene. */
export interface Made {
  readonly question: OwnPart<Question>;
  /** Between the question and the picture. */
  readonly lead?: readonly Block[];
  readonly services?: boolean;
  readonly checks: readonly string[];
  readonly goal?: readonly string[];
  readonly policies: readonly NetworkPolicy[];
  readonly answers: readonly string[];
  readonly beliefs: readonly (readonly string[])[];
}

export interface Form {
  readonly name: FormName;
  /** How often it is taken, among the forms that suit. */
  readonly weight: number;
  suits(target: Target): boolean;
  /** Policies that the scene has to have at least. */
  readonly policies?: number;
  /** Undefined where this scene holds no such item. */
  make(game: Game): Made | undefined;
}

/** A possible answer, and the beliefs that lead to it. */
export interface Candidate {
  readonly answer: string;
  readonly beliefs: readonly Misconception[];
}

/**
 * The wrong answers that beliefs lead to, each once with all its beliefs, the wanted one first;
 * undefined where the wanted belief is right here.
 */
export function wrongAnswers(
  { world, target, random }: Game,
  right: string,
  answerOf: (belief: Misconception) => string,
): readonly Candidate[] | undefined {
  const wanted = answerOf(target.belief);
  if (wanted === right) return undefined;
  const found = new Map<string, Misconception[]>([[wanted, [target.belief]]]);
  for (const belief of MISCONCEPTIONS) {
    if (belief === target.belief || !world.mayErr(belief)) continue;
    const answer = answerOf(belief);
    if (answer === right) continue;
    const known = found.get(answer);
    if (known === undefined) found.set(answer, [belief]);
    else known.push(belief);
  }
  const [first, ...others] = [...found].map(([answer, beliefs]) => ({ answer, beliefs }));
  return first === undefined ? [] : [first, ...random.shuffle(others)];
}

export const idsOf = (beliefs: readonly Misconception[]): readonly string[] => [
  ...new Set(beliefs.map(({ id }) => id)),
];

/** The book's words to somebody with the belief. */
export function feedbackOf(book: readonly BookEntry[], id: string | undefined): string {
  return book.find((entry) => entry.id === id)?.feedback ?? "";
}

/** A sentence and what follows, parted by a blank; empty ones are left out. */
export const sentences = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== "").join(" ");
