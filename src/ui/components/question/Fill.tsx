import type { FieldProps } from "./field.ts";
import styles from "./question.module.css";

/** Type a value. */
export function Fill({ given, onGiven, judgement, askId }: FieldProps<"fill", "text">) {
  return (
    <input
      className={styles["fill"]}
      data-right={judgement?.right}
      type="text"
      aria-labelledby={askId}
      placeholder="Type your answer"
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      maxLength={200}
      value={given?.text ?? ""}
      readOnly={judgement !== undefined}
      onChange={({ target }) => {
        onGiven({ kind: "text", text: target.value });
      }}
    />
  );
}
