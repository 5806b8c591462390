/** Quizzes as places of the page: what stands behind `#/quiz`. */
import { LEVELS, examNamed, topicTitle, type Selection } from "./select.ts";

export interface Place {
  readonly selection: Selection;
  /** Undefined where the address names none yet. */
  readonly seed: string | undefined;
}

const SEED = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;
const TOPIC = /^[a-z][a-z0-9-]{0,40}$/;

/**
 * @param path what follows `/quiz`, e.g. `/topic/and-or?seed=7`
 * @returns undefined for the first page of quizzes, and for what is no place
 */
export function readPlace(path: string): Place | "home" | undefined {
  const [steps = "", query = ""] = path.split("?", 2);
  const [, given] = /(?:^|&)seed=([^&]*)/.exec(query) ?? [];
  if (given !== undefined && !SEED.test(given)) return undefined;
  const seed = given;
  const [kind = "", of, more] = steps.replaceAll(/^\/|\/$/g, "").split("/");
  if (more !== undefined) return undefined;
  if (kind === "" && seed === undefined) return "home";
  const selection = selectionOf(kind, of);
  return selection && { selection, seed };
}

function selectionOf(kind: string, of: string | undefined): Selection | undefined {
  switch (kind) {
    case "":
    case "mixed": {
      const level = LEVELS.find((one) => one === of);
      if (of !== undefined && level === undefined) return undefined;
      return { kind: "mixed", level };
    }
    case "topic":
      return of !== undefined && TOPIC.test(of) ? { kind: "topic", topic: of } : undefined;
    case "due":
      return of === undefined ? { kind: "due" } : undefined;
    case "exam":
      return of !== undefined && examNamed(of) !== undefined
        ? { kind: "exam", exam: of }
        : undefined;
    default:
      return undefined;
  }
}

/** e.g. `topic/and-or?seed=7`; behind `#/quiz/`, and the name of what is kept. */
export function placeText(selection: Selection, seed: string): string {
  return `${pathOf(selection)}?seed=${seed}`;
}

function pathOf(selection: Selection): string {
  switch (selection.kind) {
    case "mixed":
      return selection.level === undefined ? "mixed" : `mixed/${selection.level}`;
    case "topic":
      return `topic/${selection.topic}`;
    case "due":
      return "due";
    case "exam":
      return `exam/${selection.exam}`;
  }
}

/** "Mixed questions", "And, or", "Due today", "CKA exam". */
export function selectionTitle(selection: Selection): string {
  switch (selection.kind) {
    case "mixed":
      return selection.level === undefined
        ? "Mixed questions"
        : `Mixed questions, ${selection.level}`;
    case "topic":
      return topicTitle(selection.topic);
    case "due":
      return "Due today";
    case "exam":
      return `Exam: ${examNamed(selection.exam)?.title ?? selection.exam}`;
  }
}
