import { useEffect, useId, useMemo, useRef, useState, type SubmitEvent } from "react";
import type {
  Given,
  Judgement,
  QuestionWorld,
  YamlProblem,
} from "../../../core/lessons/quiz/answer.ts";
import { judge } from "../../../core/lessons/quiz/judge.ts";
import { topicTitle } from "../../../core/lessons/quiz/select.ts";
import { shownOrder } from "../../../core/lessons/quiz/shuffle.ts";
import type { Question } from "../../../core/lessons/schema/quiz.ts";
import { Button } from "../Button.tsx";
import { Blocks } from "../prose/Blocks.tsx";
import { Field } from "./Field.tsx";
import { missingIn } from "./field.ts";
import { ResultActions, Verdict, verdictWord } from "./Result.tsx";
import { Sureness } from "./Sureness.tsx";
import type { Answered, QuestionCardProps } from "./types.ts";
import { useQuestionWorld, whyOf } from "./useQuestionWorld.ts";
import styles from "./question.module.css";

/** What an answer to these means is known from their cluster alone. */
const JUDGED_BY_CLUSTER: ReadonlySet<Question["type"]> = new Set(["fix", "matrix"]);

/** One question of any type: asked, answered once, explained. */
export function QuestionCard(props: QuestionCardProps) {
  const { question, stem, seed, world, label, askConfidence = false, mode, answered } = props;
  const { onAnswer, onGiven, draft, onSandbox, actions } = props;
  const askId = useId();
  const [given, setGiven] = useState<Given | undefined>(answered?.given ?? draft);
  const [sure, setSure] = useState<boolean>();
  const [own, setOwn] = useState<Answered>();
  const [judgedOn, setJudgedOn] = useState<QuestionWorld>();
  const [said, setSaid] = useState<string>();
  const [problems, setProblems] = useState<readonly YamlProblem[]>([]);
  const [judging, setJudging] = useState(false);
  const begun = useRef(0);
  const form = useRef<HTMLFormElement>(null);
  const check = useRef<HTMLButtonElement>(null);
  const foot = useRef<HTMLDivElement>(null);

  useEffect(() => {
    begun.current = Date.now();
  }, []);

  const order = useMemo(() => shownOrder(question, seed), [question, seed]);
  const loaded = useQuestionWorld(mode === "learn" ? world : undefined);
  const cluster = loaded.state === "ready" ? loaded.world : judgedOn;
  const final = own ?? answered;
  const answer = final?.given;
  // only its cluster can tell whether a policy is mended
  const waits =
    answer !== undefined && question.type === "fix" && world !== undefined && cluster === undefined;
  const judgement = useMemo(
    () =>
      answer === undefined || mode === "exam" || waits
        ? undefined
        : judge(question, answer, cluster),
    [question, answer, cluster, mode, waits],
  );

  // the button that was pressed is gone: the focus goes to what stands in its place
  useEffect(() => {
    if (own !== undefined) foot.current?.focus({ preventScroll: true });
  }, [own]);

  const change = (next: Given): void => {
    setGiven(next);
    setSaid(undefined);
    setProblems([]);
    onGiven?.(next);
  };

  const finish = async (): Promise<void> => {
    if (judging || final !== undefined || mode === "exam") return;
    const missing =
      missingIn(question, given) ??
      (askConfidence && sure === undefined ? "Say how sure you are first." : undefined);
    if (missing !== undefined || given === undefined) {
      setSaid(missing);
      return;
    }
    let lab = cluster;
    if (lab === undefined && world !== undefined && JUDGED_BY_CLUSTER.has(question.type)) {
      setJudging(true);
      setSaid("Building the question's cluster…");
      try {
        lab = await world();
        setSaid(undefined);
      } catch (error) {
        setSaid(`The question's cluster could not be built: ${whyOf(error)} Try again.`);
        if (question.type === "fix") return;
      } finally {
        setJudging(false);
      }
    }
    const result = judge(question, given, lab);
    if (result.problems !== undefined) {
      setProblems(result.problems); // text that no API server takes is no answer yet
      return;
    }
    const seconds = Math.round((Date.now() - begun.current) / 1000);
    setOwn({ given, sure });
    setJudgedOn(lab);
    onAnswer?.({ given, judgement: result, sure, seconds });
  };

  const [ask, ...rest] = stem;
  const meta = [label, topicTitle(question.topic)].filter((text) => text !== undefined).join(" · ");
  return (
    <article className={styles["card"]} aria-label={label ?? "Question"}>
      <p className={styles["meta"]}>
        {meta}
        {final?.sure !== undefined && (
          <>
            {" · "}
            <b>{final.sure ? "you were sure" : "you were not sure"}</b>
          </>
        )}
      </p>
      <div className={styles["stem"]}>
        <div id={askId} className={styles["ask"]} role="heading" aria-level={2}>
          {ask !== undefined && <Blocks blocks={[ask]} />}
        </div>
        {rest.length > 0 && <Blocks blocks={rest} />}
        {question.type === "outcome" && question.attempt !== undefined && (
          <pre className={styles["attempt"]} tabIndex={0} aria-label="The command">
            {question.attempt}
          </pre>
        )}
      </div>
      <form
        ref={form}
        className={styles["form"]}
        onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
          event.preventDefault();
          void finish();
        }}
      >
        <Field
          question={question}
          order={order}
          given={given}
          onGiven={change}
          judgement={judgement}
          askId={askId}
          world={mode === "learn" ? world : undefined}
          onApply={() => {
            form.current?.requestSubmit();
          }}
          onLeave={() => {
            check.current?.focus();
          }}
        />
        {problems.length > 0 && <Problems problems={problems} />}
        {final === undefined && mode === "learn" && (
          <>
            {askConfidence && <Sureness sure={sure} onSure={setSure} />}
            <div className={styles["actions"]}>
              <span className={styles["quiet"]}>{said}</span>
              <span className={styles["gap"]} />
              <Button ref={check} type="submit" look="primary" aria-disabled={judging}>
                Check
              </Button>
            </div>
          </>
        )}
      </form>
      {waits && (
        <p className={styles["quiet"]}>
          {loaded.state === "failed"
            ? `The question’s cluster could not be built: ${loaded.why} Reload the page to see the verdict.`
            : "Building the question’s cluster…"}
        </p>
      )}
      {judgement !== undefined && <Verdict question={question} judgement={judgement} />}
      <p className="visually-hidden" role="status">
        {judgement === undefined ? said : spoken(judgement)}
      </p>
      <div ref={foot} tabIndex={-1} className={styles["foot"]}>
        {judgement !== undefined && (
          <ResultActions
            judgement={judgement}
            onSandbox={question.verify === undefined ? undefined : onSandbox}
            actions={actions}
          />
        )}
        {mode === "exam" && <div className={styles["actions"]}>{actions}</div>}
      </div>
    </article>
  );
}

/** The verdict for those who listen, in one go. */
function spoken(judgement: Judgement): string {
  const { feedback, counterexample, reason } = judgement;
  const parts = judgement.right ? [] : [feedback, counterexample?.text];
  return [verdictWord(judgement), ...parts, reason]
    .filter((text) => text !== undefined)
    .join(" ")
    .replaceAll(/[`*]/g, "");
}

function Problems({ problems }: { readonly problems: readonly YamlProblem[] }) {
  return (
    <div className={styles["problems"]} role="alert">
      <strong>The API server does not take this.</strong>
      <ul>
        {problems.map(({ line, message }) => (
          <li key={`${line} ${message}`}>
            Line {line}: {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
