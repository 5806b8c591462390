import type { Block } from "../../core/lessons/prose.ts";
import { shownOrder } from "../../core/lessons/quiz/shuffle.ts";
import type { Question } from "../../core/lessons/schema/quiz.ts";
import { Blocks } from "../components/prose/Blocks.tsx";
import { Prose } from "../components/Prose.tsx";
import { cellText, letter } from "./letters.ts";
import styles from "./Print.module.css";

export interface QuestionTextProps {
  readonly question: Question;
  readonly stem: readonly Block[];
  /** Decides the order of the options, here and on the page of answers. */
  readonly seed: string;
}

/** A question on paper: what is asked, and the place for the answer. */
export function QuestionText({ question, stem, seed }: QuestionTextProps) {
  return (
    <>
      <Blocks blocks={stem} />
      <Place question={question} seed={seed} />
    </>
  );
}

function Place({ question, seed }: Omit<QuestionTextProps, "stem">) {
  const order = shownOrder(question, seed);
  switch (question.type) {
    case "single":
    case "multi":
    case "outcome":
      return (
        <>
          {question.type === "multi" && <p className={styles["hint"]}>Several may be right.</p>}
          {question.type === "outcome" && question.attempt !== undefined && (
            <pre className={styles["commands"]}>{question.attempt}</pre>
          )}
          <Lettered texts={order.map((index) => question.options[index]?.text ?? "")} />
        </>
      );
    case "spot":
      return <Lettered texts={order.map((index) => question.options[index]?.policy ?? "")} />;
    case "matrix":
      return (
        <ul className={styles["cells"]}>
          {question.cells.map((cell) => (
            <li key={cell}>
              <code>{cellText(cell).flow}</code> <span>passes</span> <span>blocked</span>
            </li>
          ))}
        </ul>
      );
    case "fix":
      return (
        <>
          <p className={styles["hint"]}>Mend it here:</p>
          <pre>{question.broken.trimEnd()}</pre>
        </>
      );
    case "order":
      return (
        <>
          <p className={styles["hint"]}>Number them in the right order.</p>
          <ul className={styles["blanks"]}>
            {order.map((index) => (
              <li key={index}>
                <Prose text={question.items[index] ?? ""} />
              </li>
            ))}
          </ul>
        </>
      );
    case "match":
      return (
        <div className={styles["match"]}>
          <ul className={styles["blanks"]}>
            {question.pairs.map(({ left }) => (
              <li key={left}>
                <Prose text={left} />
              </li>
            ))}
          </ul>
          <Lettered texts={order.map((index) => question.pairs[index]?.right ?? "")} />
        </div>
      );
    case "fill":
      return <span className={styles["line"]} />;
  }
}

function Lettered({ texts }: { readonly texts: readonly string[] }) {
  return (
    <ul className={styles["lettered"]}>
      {texts.map((text, place) => (
        <li key={text}>
          <b>{letter(place)}</b> <Prose text={text} />
        </li>
      ))}
    </ul>
  );
}
