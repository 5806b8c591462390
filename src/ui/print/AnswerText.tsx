import { shownOrder } from "../../core/lessons/quiz/shuffle.ts";
import type { Question } from "../../core/lessons/schema/quiz.ts";
import { Prose } from "../components/Prose.tsx";
import { cellText, letter } from "./letters.ts";

export interface AnswerTextProps {
  readonly question: Question;
  /** As the questions were printed with. */
  readonly seed: string;
}

/** What is right, in the letters of the printed question, and why. */
export function AnswerText({ question, seed }: AnswerTextProps) {
  return (
    <>
      <Right question={question} order={shownOrder(question, seed)} /> <Prose text={question.why} />
    </>
  );
}

function Right({
  question,
  order,
}: {
  readonly question: Question;
  readonly order: readonly number[];
}) {
  const at = (index: number): string => letter(order.indexOf(index));
  switch (question.type) {
    case "single":
    case "outcome":
    case "spot":
      return <b>{at(question.answer)}.</b>;
    case "multi":
      return <b>{question.answers.map(at).toSorted().join(", ")}.</b>;
    case "matrix":
      return (
        <ul>
          {question.cells.map((cell) => (
            <li key={cell}>
              <code>{cellText(cell).flow}</code>{" "}
              <b>{cellText(cell).passes ? "passes" : "is blocked"}</b>
            </li>
          ))}
        </ul>
      );
    case "fix":
      return <pre>{question.solution.trimEnd()}</pre>;
    case "order":
      return <b>{order.map((index) => index + 1).join(", ")}, from top to bottom.</b>;
    case "match":
      return <b>{question.pairs.map((_, index) => `${index + 1} ${at(index)}`).join(", ")}.</b>;
    case "fill":
      return (
        <b>
          <code>{question.accept[0]}</code>.
        </b>
      );
  }
}
