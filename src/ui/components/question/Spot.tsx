import { useId, useMemo } from "react";
import { policyTexts } from "../../../core/lessons/quiz/policies.ts";
import type { FieldProps } from "./field.ts";
import { Choice, Said } from "./Options.tsx";
import styles from "./question.module.css";

/** Which policy does it: cards with the policies as they were written. */
export function Spot({
  question,
  order,
  given,
  onGiven,
  judgement,
  askId,
}: FieldProps<"spot", "option">) {
  const name = useId();
  const texts = useMemo(
    () => policyTexts(question.verify?.policies ?? ""),
    [question.verify?.policies],
  );
  return (
    <div role="radiogroup" aria-labelledby={askId} className={styles["policies"]}>
      {order.map((index) => {
        const policy = question.options[index]?.policy;
        if (policy === undefined) return null;
        const chosen = given?.option === index;
        const speaks = judgement !== undefined && chosen && !judgement.right;
        const text = texts.get(policy);
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
            {...(text !== undefined && { detail: <span className={styles["yaml"]}>{text}</span> })}
            {...(speaks &&
              (judgement.feedback ?? judgement.counterexample) !== undefined && {
                feedback: <Said judgement={judgement} />,
              })}
          >
            <code>{policy}</code>
          </Choice>
        );
      })}
    </div>
  );
}
