import { useId, type ReactNode } from "react";
import type { Judgement } from "../../../core/lessons/quiz/answer.ts";
import type { Question } from "../../../core/lessons/schema/quiz.ts";
import { Prose } from "../Prose.tsx";
import type { FieldProps } from "./field.ts";
import { Mark } from "./Mark.tsx";
import styles from "./question.module.css";

interface ChoiceProps {
  readonly kind: "radio" | "checkbox";
  readonly name: string;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly judgement: Judgement | undefined;
  /** Belongs to the right answer. */
  readonly key_: boolean;
  readonly children: ReactNode;
  /** Said below once it is judged. */
  readonly feedback?: ReactNode;
  /** Shown below the text at any time, described by it. */
  readonly detail?: ReactNode;
}

/** How an option looks once it is judged; undefined for one that was rightly left alone. */
function toneOf({
  judgement,
  key_,
  chosen,
}: ChoiceProps): "right" | "wrong" | "missed" | undefined {
  if (judgement === undefined) return undefined;
  if (key_) return chosen || judgement.right ? "right" : "missed";
  return chosen ? "wrong" : undefined;
}

const SAID = {
  right: "Right: ",
  wrong: "Wrong: ",
  missed: "The right answer: ",
} as const;

/** One option: a real radio button or checkbox with its text. */
export function Choice(props: ChoiceProps) {
  const { kind, name, chosen, onChoose, judgement, children, feedback, detail } = props;
  const id = useId();
  const tone = toneOf(props);
  return (
    <div className={styles["option"]} data-tone={tone} data-chosen={chosen}>
      <label className={styles["choice"]}>
        <input
          type={kind}
          name={name}
          checked={chosen}
          disabled={judgement !== undefined}
          onChange={onChoose}
          aria-labelledby={`${id}-text`}
          {...(detail !== undefined && { "aria-describedby": `${id}-detail` })}
        />
        <span className={styles["dot"]} data-kind={kind} aria-hidden="true" />
        <span id={`${id}-text`} className={styles["choiceText"]}>
          {tone !== undefined && <Mark right={tone !== "wrong"} said={SAID[tone]} />}
          {children}
        </span>
        {detail !== undefined && (
          <span id={`${id}-detail`} className={styles["detail"]}>
            {detail}
          </span>
        )}
      </label>
      {feedback !== undefined && <div className={styles["said"]}>{feedback}</div>}
    </div>
  );
}

/** What is said below the option that was chosen. */
export function Said({ judgement }: { readonly judgement: Judgement }) {
  const { feedback, counterexample } = judgement;
  return (
    <>
      {feedback !== undefined && (
        <p>
          <Prose text={feedback} />
        </p>
      )}
      {counterexample !== undefined && <p>{counterexample.text}</p>}
    </>
  );
}

/** Choose one: single and outcome. */
export function OneOf({
  question,
  order,
  given,
  onGiven,
  judgement,
  askId,
}: FieldProps<"single" | "outcome", "option">) {
  const name = useId();
  return (
    <div role="radiogroup" aria-labelledby={askId} className={styles["options"]}>
      {order.map((index) => {
        const option = question.options[index];
        if (option === undefined) return null;
        const chosen = given?.option === index;
        const speaks = judgement !== undefined && chosen && !judgement.right;
        return (
          <Choice
            key={index}
            kind="radio"
            name={name}
            chosen={chosen}
            key_={index === question.answer}
            judgement={judgement}
            onChoose={() => {
              onGiven({ kind: "option", option: index });
            }}
            {...(speaks && { feedback: <Said judgement={judgement} /> })}
          >
            <Prose text={option.text} />
          </Choice>
        );
      })}
    </div>
  );
}

/** Choose all that are right. */
export function ManyOf({
  question,
  order,
  given,
  onGiven,
  judgement,
  askId,
}: FieldProps<"multi", "options">) {
  const name = useId();
  const chosen = new Set(given?.options);
  return (
    <div role="group" aria-labelledby={askId} className={styles["options"]}>
      {order.map((index) => {
        const option = question.options[index];
        if (option === undefined) return null;
        const text = judgement?.parts[index]?.text;
        return (
          <Choice
            key={index}
            kind="checkbox"
            name={name}
            chosen={chosen.has(index)}
            key_={isKey(question, index)}
            judgement={judgement}
            onChoose={() => {
              const next = chosen.has(index)
                ? [...chosen].filter((one) => one !== index)
                : [...chosen, index];
              onGiven({ kind: "options", options: next.toSorted((a, b) => a - b) });
            }}
            {...(text !== undefined && {
              feedback: (
                <p>
                  <Prose text={text} />
                </p>
              ),
            })}
          >
            <Prose text={option.text} />
          </Choice>
        );
      })}
    </div>
  );
}

const isKey = (question: Question & { readonly type: "multi" }, index: number): boolean =>
  question.answers.includes(index);
