/** The kinds of files below `lessons/`, by their path. */
import type * as z from "zod/mini";
import {
  challenge,
  course,
  demo,
  glossary,
  lesson,
  puzzle,
} from "../core/lessons/schema/lesson.ts";
import { misconceptionBook, quizBank } from "../core/lessons/schema/quiz.ts";

export interface ContentKind {
  readonly name: string;
  /** Tested against the path below `lessons/`. */
  readonly path: RegExp;
  readonly schema: z.ZodMiniType;
}

export const CONTENT_KINDS: readonly ContentKind[] = [
  { name: "course", path: /^course\.yaml$/, schema: course },
  { name: "glossary", path: /^glossary\.yaml$/, schema: glossary },
  { name: "misconceptions", path: /^misconceptions\.yaml$/, schema: misconceptionBook },
  { name: "lesson", path: /^L\d\d\/lesson\.yaml$/, schema: lesson },
  { name: "puzzle", path: /^puzzles\/[^/]+\/puzzle\.yaml$/, schema: puzzle },
  { name: "challenge", path: /^challenges\/[^/]+\/challenge\.yaml$/, schema: challenge },
  { name: "demo", path: /^demos\/[^/]+\/demo\.yaml$/, schema: demo },
  { name: "quiz", path: /^quiz\/[^/]+\.yaml$/, schema: quizBank },
];

/** @param path below `lessons/` */
export function contentKind(path: string): ContentKind | undefined {
  return CONTENT_KINDS.find((kind) => kind.path.test(path));
}
