import type { ReactNode } from "react";
import styles from "./Notice.module.css";

/** What an empty panel says: what it is for, and one thing to do. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles["empty"]}>
      <strong>{title}</strong>
      {children}
    </div>
  );
}
