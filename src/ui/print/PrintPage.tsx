import { useCallback, useEffect, useState, type ReactNode } from "react";
import { loadHandout, type Handout } from "../../store/handout.ts";
import { Button } from "../components/Button.tsx";
import { Prose } from "../components/Prose.tsx";
import { useFetched } from "../hooks/useFetched.ts";
import { AnswerText } from "./AnswerText.tsx";
import { cellText } from "./letters.ts";
import styles from "./Print.module.css";
import { QuestionText } from "./QuestionText.tsx";

export interface PrintPageProps {
  /** Of the lesson. */
  readonly id: string;
}

/** The handout of a lesson, shown as it prints: black on white, answers on a page of their own. */
export default function PrintPage({ id }: PrintPageProps) {
  const fetched = useFetched(useCallback(() => loadHandout(id), [id]));
  return (
    <div className={styles["desk"]}>
      <header className={styles["bar"]}>
        <a href="#/teach">Back to Teach</a>
        <span>A4 or Letter, as your printer has it</span>
        <Button
          look="primary"
          disabled={fetched.kind !== "here"}
          onClick={() => {
            window.print();
          }}
        >
          Print
        </Button>
      </header>
      <main>
        {fetched.kind === "waiting" && (
          <p className={styles["wait"]} role="status">
            Building the cluster for the picture…
          </p>
        )}
        {fetched.kind === "failed" && (
          <div className={styles["wait"]}>
            <h1>There is no such handout</h1>
            <p role="alert">{fetched.message}</p>
            <p>
              Pick one under <a href="#/teach">Teach</a>.
            </p>
          </div>
        )}
        {fetched.kind === "here" && <Sheets handout={fetched.value} />}
      </main>
    </div>
  );
}

function Sheet({ children }: { readonly children: ReactNode }) {
  return <article className={styles["sheet"]}>{children}</article>;
}

function Head({ handout, part }: { readonly handout: Handout; readonly part?: string }) {
  const { id, title, minutes, level } = handout.lesson;
  return (
    <header className={styles["head"]}>
      <div>
        <small>
          {id} · {level} · {minutes} min{part === undefined ? "" : ` · ${part}`}
        </small>
        {part === undefined ? <h1>{title}</h1> : <p className={styles["again"]}>{title}</p>}
      </div>
      {part === undefined && <span className={styles["name"]}>Name</span>}
    </header>
  );
}

function Sheets({ handout }: { readonly handout: Handout }) {
  const { lesson, files, questions } = handout;
  const shown = Object.entries(files);
  return (
    <>
      <Sheet>
        <Head handout={handout} />
        <p className={styles["goal"]}>
          <b>Goal.</b> <Prose text={lesson.goal} />
        </p>
        <figure className={styles["picture"]}>
          <Picture handout={handout} />
          <figcaption>
            The cluster at the beginning. Hollow gates are open, solid ones are guarded by so many
            policies.
          </figcaption>
        </figure>
        <h2>Steps</h2>
        <ol className={styles["steps"]}>
          {lesson.steps.map(({ id, title, task, commands = [], predict }) => (
            <li key={id}>
              <b>{title}.</b> <Prose text={task} />
              {commands.length > 0 && (
                <pre className={styles["commands"]}>{commands.join("\n")}</pre>
              )}
              {predict !== undefined && (
                <div className={styles["predict"]}>
                  <i>Guess first.</i> <Prose text={predict.question} />
                  {"options" in predict ? (
                    <ul className={styles["boxes"]}>
                      {predict.options.map((option) => (
                        <li key={option}>
                          <Prose text={option} />
                        </li>
                      ))}
                    </ul>
                  ) : "cells" in predict ? (
                    <CellBoxes cells={predict.cells} />
                  ) : (
                    <span className={styles["line"]} />
                  )}
                </div>
              )}
            </li>
          ))}
        </ol>
        {shown.length > 0 && (
          <>
            <h2>Files in the home folder</h2>
            <div className={styles["files"]}>
              {shown.map(([path, text]) => (
                <section key={path} className={styles["file"]}>
                  <h3>{path}</h3>
                  <pre>{text.trimEnd()}</pre>
                </section>
              ))}
            </div>
          </>
        )}
      </Sheet>
      {questions.length > 0 && (
        <Sheet>
          <Head handout={handout} part="questions" />
          <ol className={styles["questions"]}>
            {questions.map(({ question, stem }) => (
              <li key={question.id}>
                <QuestionText question={question} stem={stem} seed={lesson.id} />
              </li>
            ))}
          </ol>
        </Sheet>
      )}
      <Sheet>
        <Head handout={handout} part="answers" />
        <h2>Guesses</h2>
        <ol className={styles["answers"]}>
          {lesson.steps.map(({ id, title, predict }) => (
            <li key={id}>
              <b>{title}.</b>{" "}
              {predict === undefined ? (
                "Nothing to guess."
              ) : (
                <>
                  {"options" in predict && (
                    <>
                      <Prose text={predict.options[predict.answer] ?? ""} />.{" "}
                    </>
                  )}
                  {"cells" in predict && <CellAnswers cells={predict.cells} />}
                  <Prose text={predict.because} />
                </>
              )}
            </li>
          ))}
        </ol>
        <h2>Solutions</h2>
        <ol className={styles["answers"]}>
          {lesson.steps.map(({ id, solution }) => (
            <li key={id}>
              <pre>{solution.join("\n")}</pre>
            </li>
          ))}
        </ol>
        {questions.length > 0 && (
          <>
            <h2>Questions</h2>
            <ol className={styles["answers"]}>
              {questions.map(({ question }) => (
                <li key={question.id}>
                  <AnswerText question={question} seed={lesson.id} />
                </li>
              ))}
            </ol>
          </>
        )}
      </Sheet>
    </>
  );
}

/** The picture as a file of its own, so that it prints as lines and not as dots. */
function Picture({ handout }: { readonly handout: Handout }) {
  const { svg, text } = handout.picture;
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    const timer = setTimeout(() => {
      setUrl(made);
    });
    return () => {
      clearTimeout(timer);
      URL.revokeObjectURL(made);
    };
  }, [svg]);
  return url === undefined ? null : <img src={url} alt={text} />;
}

function CellBoxes({ cells }: { readonly cells: readonly string[] }) {
  return (
    <ul className={styles["cells"]}>
      {cells.map((cell) => (
        <li key={cell}>
          <code>{cellText(cell).flow}</code> <span>passes</span> <span>blocked</span>
        </li>
      ))}
    </ul>
  );
}

function CellAnswers({ cells }: { readonly cells: readonly string[] }) {
  return (
    <ul className={styles["plain"]}>
      {cells.map((cell) => (
        <li key={cell}>
          <code>{cellText(cell).flow}</code> {cellText(cell).passes ? "passes" : "is blocked"}
        </li>
      ))}
    </ul>
  );
}
