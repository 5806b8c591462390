import { useState } from "react";
import { Button } from "../components/Button.tsx";
import styles from "./lesson.module.css";

/** Questions on the step, for those who want to know whether it stayed. */
export function StepQuestions({ ids }: { readonly ids: readonly string[] }) {
  const [open, setOpen] = useState(false);
  const words = ids.length === 1 ? "A question" : `${ids.length} questions`;
  return (
    <section className={styles["questions"]} aria-label="Questions">
      {open ? null : (
        <Button
          onClick={() => {
            setOpen(true);
          }}
        >
          {words} on this step
        </Button>
      )}
    </section>
  );
}
