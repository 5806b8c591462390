import { Check, X } from "lucide-react";
import styles from "./question.module.css";

/** Right or wrong as a sign with a colour; a word for those who see neither. */
export function Mark({ right, said }: { readonly right: boolean; readonly said: string }) {
  return (
    <>
      <span className={styles["mark"]} data-right={right} aria-hidden="true">
        {right ? <Check size={11} strokeWidth={3.5} /> : <X size={11} strokeWidth={3.5} />}
      </span>
      <span className="visually-hidden">{said}</span>
    </>
  );
}
