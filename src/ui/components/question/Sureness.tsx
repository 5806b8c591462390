import { useId } from "react";
import styles from "./question.module.css";

interface Props {
  readonly sure: boolean | undefined;
  readonly onSure: (sure: boolean) => void;
}

/** Asked on one question in three: what is known for sure comes back later than a good guess. */
export function Sureness({ sure, onSure }: Props) {
  const name = useId();
  return (
    <fieldset className={styles["sureness"]}>
      <legend>How sure are you?</legend>
      {([true, false] as const).map((value) => (
        <label key={String(value)}>
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            checked={sure === value}
            onChange={() => {
              onSure(value);
            }}
          />
          <span>{value ? "Sure" : "Not sure"}</span>
        </label>
      ))}
    </fieldset>
  );
}
