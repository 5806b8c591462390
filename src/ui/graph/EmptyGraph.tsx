import styles from "./graph.module.css";

const COMMAND = "kubectl run web --image=nginx --port=80 --labels=app=web";

/** What an empty cluster says, with one thing to do. */
export function EmptyGraph({
  onCommand,
}: {
  readonly onCommand: ((command: string) => void) | undefined;
}) {
  return (
    <div className={styles["empty"]}>
      <strong>No pods yet</strong>
      <p>Pods and the flows between them appear here as they are created.</p>
      {onCommand === undefined ? (
        <code>{COMMAND}</code>
      ) : (
        <button
          type="button"
          onClick={() => {
            onCommand(COMMAND);
          }}
        >
          <code>{COMMAND}</code>
          <span>Run it</span>
        </button>
      )}
    </div>
  );
}
