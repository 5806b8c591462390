import { useId, useState, type ReactNode } from "react";
import type { Judgement } from "../../../core/lessons/quiz/answer.ts";
import type { Question } from "../../../core/lessons/schema/quiz.ts";
import { Button } from "../Button.tsx";
import { Prose } from "../Prose.tsx";
import { Mark } from "./Mark.tsx";
import { Said } from "./Options.tsx";
import { TraceView } from "./Trace.tsx";
import { whyOf } from "./useQuestionWorld.ts";
import styles from "./question.module.css";

/** Right, partly right or wrong, in a word. */
export function verdictWord({ right, score }: Judgement): string {
  if (right) return "Right.";
  return score > 0 ? `Partly right, ${Math.round(score * 100)} %.` : "Not right.";
}

/** These say beside the option what there is to say of it. */
const SAYS_BESIDE: ReadonlySet<Question["type"]> = new Set(["single", "outcome", "spot", "multi"]);

interface Props {
  readonly question: Question;
  readonly judgement: Judgement;
}

/** The verdict and the reason, below the answer. */
export function Verdict({ question, judgement }: Props) {
  const beside = SAYS_BESIDE.has(question.type);
  return (
    <div className={styles["verdict"]} data-right={judgement.right}>
      <p className={styles["verdictWord"]}>
        <Mark right={judgement.right} said="" />
        <strong>{verdictWord(judgement)}</strong>
      </p>
      {!beside && !judgement.right && <Said judgement={judgement} />}
      {question.type === "multi" && judgement.counterexample !== undefined && (
        <p>{judgement.counterexample.text}</p>
      )}
      <p>
        <Prose text={judgement.reason} />
      </p>
    </div>
  );
}

interface FootProps {
  readonly judgement: Judgement;
  readonly onSandbox: (() => void | Promise<void>) | undefined;
  readonly actions: ReactNode;
}

/** What can be done after an answer: look why, try it, go on. */
export function ResultActions({ judgement, onSandbox, actions }: FootProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [sandbox, setSandbox] = useState<"building" | { readonly failed: string }>();
  const { trace } = judgement;
  const enter = async (go: () => void | Promise<void>): Promise<void> => {
    setSandbox("building");
    try {
      await go();
      setSandbox(undefined);
    } catch (error) {
      setSandbox({ failed: whyOf(error) });
    }
  };
  return (
    <>
      <div className={styles["actions"]}>
        {onSandbox !== undefined && (
          <Button
            aria-disabled={sandbox === "building"}
            onClick={() => {
              if (sandbox !== "building") void enter(onSandbox);
            }}
          >
            {sandbox === "building" ? "Building the sandbox…" : "Open in the sandbox"}
          </Button>
        )}
        {trace !== undefined && (
          <Button
            aria-expanded={open}
            aria-controls={id}
            onClick={() => {
              setOpen(!open);
            }}
          >
            Why?
          </Button>
        )}
        {actions !== undefined && <span className={styles["end"]}>{actions}</span>}
      </div>
      {typeof sandbox === "object" && (
        <p className={styles["fault"]} role="alert">
          The sandbox could not be built: {sandbox.failed} Try again in a moment.
        </p>
      )}
      {open && trace !== undefined && <TraceView id={id} trace={trace} />}
    </>
  );
}
