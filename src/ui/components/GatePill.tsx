import styles from "./GatePill.module.css";

/** The gate as it looks everywhere: hollow when open, solid with the number of its policies. */
export function GatePill({
  policies,
  partly = false,
}: {
  readonly policies: number | undefined;
  /** Some of a group's gates are guarded, some open; then `policies` is of no matter. */
  readonly partly?: boolean;
}) {
  if (partly)
    return (
      <span className={`${styles["gate"] ?? ""} ${styles["partly"] ?? ""}`} aria-hidden="true" />
    );
  if (policies === undefined)
    return (
      <span className={`${styles["gate"] ?? ""} ${styles["none"] ?? ""}`} aria-hidden="true" />
    );
  return policies === 0 ? (
    <span className={`${styles["gate"] ?? ""} ${styles["open"] ?? ""}`} aria-hidden="true" />
  ) : (
    <span className={`${styles["gate"] ?? ""} ${styles["guarded"] ?? ""}`} aria-hidden="true">
      {policies}
    </span>
  );
}
