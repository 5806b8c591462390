import { SEVERITIES, type Finding } from "../../core/lint/finding.ts";
import styles from "./Findings.module.css";

/** How many findings there are, in the tone of the gravest; nothing where there are none. */
export function FindingCount({ findings }: { readonly findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  const gravest = SEVERITIES.find((severity) =>
    findings.some((finding) => finding.severity === severity),
  );
  return (
    <span className={styles["count"]} data-severity={gravest}>
      {findings.length}
    </span>
  );
}
