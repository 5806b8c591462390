import { Component, type ReactNode } from "react";
import { Button } from "./Button.tsx";
import styles from "./Notice.module.css";

interface Props {
  /** What is inside, for the message: "The graph". */
  readonly what: string;
  readonly children: ReactNode;
}

interface State {
  readonly error: Error | undefined;
}

/** A fault in one panel stays in it: the rest goes on, nothing is lost, and it says so. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <div className={styles["fault"]} role="alert">
        <strong>{this.props.what} could not be shown.</strong>
        <p>{error.message}</p>
        <p>Your cluster and files are safe; the other panels go on.</p>
        <Button
          size="small"
          onClick={() => {
            this.setState({ error: undefined });
          }}
        >
          Try again
        </Button>
      </div>
    );
  }
}
