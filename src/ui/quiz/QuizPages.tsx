import { useEffect, type ReactNode } from "react";
import { placeText, readPlace } from "../../core/lessons/quiz/place.ts";
import { loadQuiz } from "../../store/quiz.ts";
import { SitePage } from "../components/SitePage.tsx";
import { useFetched } from "../hooks/useFetched.ts";
import { newSeed, putAddress } from "./goTo.ts";
import { QuizHome } from "./QuizHome.tsx";
import { RunPage } from "./RunPage.tsx";
import styles from "./quiz.module.css";

/** @param path what the address has behind `/quiz` */
export default function QuizPages({ path }: { readonly path: string }) {
  const place = readPlace(path);
  const fetched = useFetched(loadQuiz);
  const seedless = typeof place === "object" && place.seed === undefined ? place : undefined;
  const selection = seedless?.selection;
  // a quiz has a seed in its address, so that the address alone gives it to others
  const target = selection === undefined ? undefined : placeText(selection, "");
  useEffect(() => {
    if (target !== undefined) putAddress(`${target}${newSeed()}`);
  }, [target]);

  const page = (children: ReactNode): ReactNode => (
    <SitePage current="quiz" skipTo="quiz" skipText="Skip to the quiz">
      <main id="quiz" tabIndex={-1} className={styles["page"]}>
        {children}
      </main>
    </SitePage>
  );
  if (place === undefined)
    return page(
      <>
        <h1>There is no such quiz</h1>
        <p>
          The address names no topic, level or exam. <a href="#/quiz">See all quizzes</a>.
        </p>
      </>,
    );
  if (fetched.kind === "waiting" || seedless !== undefined)
    return page(<p className={styles["quiet"]}>Fetching the questions…</p>);
  if (fetched.kind === "failed")
    return page(
      <p role="alert">
        The questions could not be fetched: {fetched.message} Check the connection and reload the
        page.
      </p>,
    );
  if (place === "home") return page(<QuizHome questions={fetched.value} />);
  const { seed = "" } = place;
  return page(
    <RunPage
      key={placeText(place.selection, seed)}
      questions={fetched.value}
      selection={place.selection}
      seed={seed}
    />,
  );
}
