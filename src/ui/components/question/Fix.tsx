import { Suspense, lazy, useMemo } from "react";
import type { QuestionWorld } from "../../../core/lessons/quiz/answer.ts";
import { readCheck } from "../../../core/lessons/checks/registry.ts";
import type { EditorProblem } from "../code/CodeEditor.tsx";
import { Prose } from "../Prose.tsx";
import type { FieldProps } from "./field.ts";
import { Mark } from "./Mark.tsx";
import styles from "./question.module.css";

const CodeEditor = lazy(() => import("../code/CodeEditor.tsx"));

interface FixProps extends FieldProps<"fix", "yaml"> {
  /** For problems at their line while typing. */
  readonly world: (() => Promise<QuestionWorld>) | undefined;
  /** Ctrl-Enter. */
  readonly onApply: () => void;
  /** Escape. */
  readonly onLeave: () => void;
}

/** Edit a policy until the goal holds; any text that gets there is right. */
export function Fix({ question, given, onGiven, judgement, world, onApply, onLeave }: FixProps) {
  const text = given?.text ?? question.broken;
  const goal = useMemo(() => question.goal.map(readCheck), [question.goal]);
  return (
    <>
      <div className={styles["goal"]}>
        <h3>What must hold</h3>
        <ul>
          {goal.map((check, index) => {
            const part = judgement?.parts[index];
            return (
              <li key={check.source} data-right={part?.right}>
                {part !== undefined && (
                  <Mark right={part.right} said={part.right ? "Holds: " : "Does not hold: "} />
                )}
                <span>
                  <Prose text={part?.right === false ? (part.text ?? check.text) : check.text} />
                </span>
              </li>
            );
          })}
        </ul>
      </div>
      {judgement === undefined ? (
        <>
          <div className={styles["editor"]}>
            <Suspense fallback={<p className={styles["quiet"]}>Opening the editor…</p>}>
              <CodeEditor
                value={text}
                label="Policy"
                takesFocus={false}
                applies="checks the answer"
                onChange={(next) => {
                  onGiven({ kind: "yaml", text: next });
                }}
                check={(next) => problemsIn(next, world)}
                onApply={onApply}
                onLeave={onLeave}
              />
            </Suspense>
          </div>
          <p className={styles["quiet"]}>
            Any policy that reaches the goal is right. Escape leaves the editor.
          </p>
        </>
      ) : (
        <>
          <pre className={styles["block"]} tabIndex={0} aria-label="Your answer">
            {text}
          </pre>
          {!judgement.right && (
            <details className={styles["solution"]}>
              <summary>Show one that works</summary>
              <pre className={styles["block"]} tabIndex={0} aria-label="One that works">
                {question.solution.trim()}
              </pre>
            </details>
          )}
        </>
      )}
    </>
  );
}

async function problemsIn(
  text: string,
  world: (() => Promise<QuestionWorld>) | undefined,
): Promise<readonly EditorProblem[]> {
  if (world === undefined) return [];
  const edited = (await world()).withPolicies(text);
  if (edited.ok) return [];
  const lines = text.split("\n");
  return edited.problems.map(({ line, message }) => {
    const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const own = lines[line - 1] ?? "";
    const indent = own.length - own.trimStart().length;
    return { from: from + indent, to: from + own.length, severity: "error", message };
  });
}
