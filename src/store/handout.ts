/** What a handout of a lesson is made of. */
import type { Block } from "../core/lessons/prose.ts";
import { flowsOf } from "../core/lessons/quiz/counterexample.ts";
import type { Lesson } from "../core/lessons/schema/lesson.ts";
import type { Question } from "../core/lessons/schema/quiz.ts";
import { gridLayout } from "../core/graph/layout.ts";
import { composePicture } from "../core/graph/picture.ts";
import { LIGHT } from "../core/draw/palette.ts";
import { renderSvg } from "../core/graph/svg.ts";
import { describeGraph } from "../core/graph/text.ts";
import { graphOf } from "../core/session/graph.ts";
import { beginActivity } from "./activity.ts";
import { loadLesson, loadQuestions, type Files } from "./content.ts";
import { watchedFlows } from "./watch.ts";

export interface Handout {
  readonly lesson: Lesson;
  readonly files: Files;
  readonly questions: readonly { readonly question: Question; readonly stem: readonly Block[] }[];
  /** The cluster as the lesson begins: an SVG file, and what it shows in words. */
  readonly picture: { readonly svg: string; readonly text: string };
}

/** More lines than these are no picture any more. */
const MAX_FLOWS = 10;

/** @throws Error with a sentence for the person */
export async function loadHandout(id: string): Promise<Handout> {
  const [content, bank] = await Promise.all([loadLesson(id), loadQuestions()]);
  const { lesson, files } = content;
  const own = new Set(lesson.steps.flatMap(({ questions = [] }) => questions));
  const questions = bank.questions
    .filter((question) => own.has(question.id) || question.lesson === id)
    .map((question) => ({ question, stem: bank.stems[question.id] ?? [] }));
  return { lesson, files, questions, picture: await pictureOf(content) };
}

async function pictureOf(
  content: Awaited<ReturnType<typeof loadLesson>>,
): Promise<Handout["picture"]> {
  const { lesson } = content;
  const { cluster, scenario } = await beginActivity({ kind: "lesson", content });
  const named = lesson.steps.flatMap(({ checks = [], predict }) =>
    flowsOf([...checks, ...(predict !== undefined && "cells" in predict ? predict.cells : [])]),
  );
  const flows = watchedFlows(named.map((flow) => ({ ...flow, want: "allow" })));
  const watch = flows.slice(0, MAX_FLOWS);
  const model = graphOf(cluster, { ...scenario, watch }, [], { mode: "watched" });
  const title = `${lesson.id}: the cluster at the beginning`;
  return {
    svg: renderSvg(composePicture(model, gridLayout(model)), {
      title,
      palette: { ...LIGHT, bg: "#ffffff" },
    }),
    text: describeGraph(model).summary,
  };
}
