import { useId } from "react";
import { Prose } from "../Prose.tsx";
import type { FieldProps } from "./field.ts";
import { Mark } from "./Mark.tsx";
import styles from "./question.module.css";

/** A list of choices shows no marks of prose. */
const plain = (text: string): string => text.replaceAll(/[`*]/g, "");

/** Pair what belongs together: a choice for each line. */
export function Match({
  question,
  order,
  given,
  onGiven,
  judgement,
  askId,
}: FieldProps<"match", "pairs">) {
  const id = useId();
  const { pairs } = question;
  const rights = pairs.map((_, index) => given?.rights[index] ?? null);
  return (
    <div role="group" aria-labelledby={askId} className={styles["pairs"]}>
      {pairs.map(({ left }, index) => {
        const part = judgement?.parts[index];
        return (
          <div key={left} className={styles["pair"]} data-right={part?.right}>
            <label htmlFor={`${id}-${index}`}>
              {part !== undefined && (
                <Mark right={part.right} said={part.right ? "Right: " : "Wrong: "} />
              )}
              <span>
                <Prose text={left} />
              </span>
            </label>
            <select
              id={`${id}-${index}`}
              value={rights[index] ?? ""}
              disabled={judgement !== undefined}
              onChange={({ target }) => {
                const chosen = target.value === "" ? null : Number(target.value);
                onGiven({
                  kind: "pairs",
                  rights: rights.map((old, i) => (i === index ? chosen : old)),
                });
              }}
            >
              <option value="">Choose…</option>
              {order.map((right) => (
                <option key={right} value={right}>
                  {plain(pairs[right]?.right ?? "")}
                </option>
              ))}
            </select>
            {part?.text !== undefined && (
              <p>
                <Prose text={part.text} />
              </p>
            )}
          </div>
        );
      })}
    </div>
  );
}
