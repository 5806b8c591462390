import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { openLink } from "../../store/share.ts";
import styles from "./OpenShared.module.css";

export interface OpenSharedProps {
  /** What stands behind `#/s/`. */
  readonly data: string;
}

/** Opens the lab of a link as one of its own and goes there; says what is wrong with a bad link. */
export default function OpenShared({ data }: OpenSharedProps) {
  const [, navigate] = useLocation();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    let left = false;
    // a turn later, so that a mount that does not last opens nothing
    const timer = setTimeout(() => {
      openLink(data).then(
        (path) => {
          if (!left) navigate(path, { replace: true });
        },
        (error: unknown) => {
          if (!left) setFault(error instanceof Error ? error.message : String(error));
        },
      );
    });
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [data, navigate]);
  if (fault === undefined) {
    return (
      <p className={styles["place"]} role="status">
        Opening the shared lab…
      </p>
    );
  }
  return (
    <main className={styles["place"]}>
      <h1>This link could not be opened</h1>
      <p role="alert">{fault}</p>
      <p>
        <a href="#/lab/import">Open a file</a> or go <a href="#/">to the first page</a>.
      </p>
    </main>
  );
}
