import { useMemo } from "react";
import type { PracticeItem } from "../../../core/lessons/practice/item.ts";
import type { QuestionWorld } from "../../../core/lessons/quiz/answer.ts";
import {
  keepPractice,
  practiceSandbox,
  practiceWorld,
  type Done,
} from "../../../store/practice.ts";
import { Button } from "../../components/Button.tsx";
import { Blocks } from "../../components/prose/Blocks.tsx";
import { useArrangement } from "../../hooks/useWidth.ts";
import { QuestionCard } from "../../components/question/QuestionCard.tsx";
import styles from "./practice.module.css";

interface Props {
  readonly item: PracticeItem;
  readonly label: string;
  readonly askConfidence: boolean;
  readonly onDone: (done: Done) => void;
  /** Why this one. */
  readonly note: string | undefined;
  readonly score: string | undefined;
  readonly next: string;
  readonly onNext: () => void;
}

/** One item: the question, and beside it the cluster that it is about. */
export function PracticeCard({
  item,
  label,
  askConfidence,
  onDone,
  note,
  score,
  next,
  onNext,
}: Props) {
  const { seed, question, stem, picture } = item;
  const narrow = useArrangement() === "tabs";
  const [ask, ...rest] = stem;
  const wholeStem = narrow && ask !== undefined ? [ask, ...picture, ...rest] : stem;
  const world = useMemo(() => {
    let built: Promise<QuestionWorld> | undefined;
    return () => (built ??= practiceWorld(item));
  }, [item]);
  return (
    <div className={styles["columns"]}>
      <section className={styles["question"]} aria-label="Question">
        <QuestionCard
          question={question}
          stem={wholeStem}
          seed={seed}
          world={world}
          label={label}
          askConfidence={askConfidence}
          mode="learn"
          onAnswer={(result) => {
            const { right, score: points, belief } = result.judgement;
            onDone({
              seed,
              topic: question.topic,
              right,
              score: points,
              ...(belief !== undefined && { belief }),
              at: Date.now(),
            });
            void keepPractice(item, result);
          }}
          onSandbox={async () => {
            window.location.hash = await practiceSandbox(item);
          }}
          actions={
            <Button look="primary" onClick={onNext}>
              {next}
            </Button>
          }
        />
        {note !== undefined && <p className={styles["note"]}>{note}</p>}
      </section>
      <aside className={styles["cluster"]} aria-label="The cluster">
        <h2>The cluster</h2>
        {!narrow && <Blocks blocks={picture} />}
        <p className={styles["note"]}>
          Every namespace also has the label <code>kubernetes.io/metadata.name</code>, and the
          cluster’s DNS runs in <code>kube-system</code>.
        </p>
        {score !== undefined && <p className={styles["score"]}>{score} in this round</p>}
        <p className={styles["note"]}>
          <a href={`#/practice/${seed}`}>Address of this one question</a>
        </p>
      </aside>
    </div>
  );
}
