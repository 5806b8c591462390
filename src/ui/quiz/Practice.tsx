import { useEffect, useMemo, useRef, useState } from "react";
import { nextChoice, type Reason } from "../../core/lessons/practice/choose.ts";
import { practiceItem } from "../../core/lessons/practice/generate.ts";
import { itemsOf, readSeed, type SeedResult } from "../../core/lessons/practice/seed.ts";
import { asksConfidence } from "../../core/lessons/quiz/shuffle.ts";
import type { BookEntry } from "../../core/lessons/schema/quiz.ts";
import { loadMisconceptions } from "../../store/content.ts";
import { loadRun, NEW_RUN, saveRun, type Done, type Run } from "../../store/practice.ts";
import { deviceProgress } from "../../store/progress.ts";
import { Button } from "../components/Button.tsx";
import { SitePage } from "../components/SitePage.tsx";
import { useFetched } from "../hooks/useFetched.ts";
import { ClassSet } from "./practice/ClassSet.tsx";
import { PracticeCard } from "./practice/PracticeCard.tsx";
import { PracticeResults } from "./practice/PracticeResults.tsx";
import styles from "./practice/practice.module.css";

export interface PracticeProps {
  /** Of a set or of one item, from the link; without it the items follow the learner. */
  readonly seed?: string | undefined;
}

/** Questions without end: made for what the learner gets wrong, or the ones of a link. */
export default function Practice({ seed }: PracticeProps) {
  const read = useMemo(() => (seed === undefined ? undefined : readSeed(seed)), [seed]);
  return (
    <SitePage current="practice" skipTo="practice" skipText="Skip to the question">
      <main id="practice" tabIndex={-1} className={styles["main"]}>
        {read?.ok === false ? (
          <Unreadable reason={read.reason} />
        ) : (
          <WithBook key={seed ?? ""} name={seed ?? ""} items={read && itemsOf(read.seed)} />
        )}
      </main>
    </SitePage>
  );
}

const SAID: Readonly<Record<(SeedResult & { readonly ok: false })["reason"], string>> = {
  form: "This is no address of a set of questions. Check that the link was copied whole.",
  version:
    "This set was made with another version of the lab, which asks other questions. Ask for a new link.",
};

function Unreadable({ reason }: { readonly reason: keyof typeof SAID }) {
  return (
    <>
      <h1>Practice</h1>
      <p role="alert" className={styles["lead"]}>
        {SAID[reason]}
      </p>
      <p>
        <a href="#/practice">Practise without a link</a>
      </p>
    </>
  );
}

interface RoundProps {
  readonly name: string;
  readonly items: readonly string[] | undefined;
}

function WithBook(props: RoundProps) {
  const book = useFetched(loadMisconceptions);
  switch (book.kind) {
    case "waiting":
      return <p role="status">Fetching what the questions are made from…</p>;
    case "failed":
      return (
        <p role="alert">
          What the questions are made from could not be fetched. Reload the page to try again.
        </p>
      );
    case "here":
      return <Round {...props} book={book.value} />;
  }
}

const BECAUSE: Readonly<Record<Reason, string>> = {
  weakest: "It comes back because answers to its kind went wrong, or were long ago.",
  review: "A review of something you have met.",
  new: "Something you have not practised yet.",
};

/** Another text for every item of every visit. */
const source = (count: number): string => `${Date.now()} ${count} ${Math.random()}`;

interface RoundState {
  readonly run: Run;
  /** Why the item was chosen. */
  readonly because?: Reason;
}

/** With the next item, by what the learner has done so far. */
function chosen(run: Run): RoundState {
  const { progress } = deviceProgress().store.getState();
  const { seed, because } = nextChoice(progress, Date.now(), source(run.done.length));
  return { run: { ...run, current: seed }, because };
}

function Round({ name, items, book }: RoundProps & { readonly book: readonly BookEntry[] }) {
  const [{ run, because }, setRound] = useState((): RoundState => {
    const { done, current } = loadRun(name);
    // one that was answered before the page was loaded again is not asked twice
    const open = done.every(({ seed }) => seed !== current) ? current : undefined;
    if (items !== undefined) return { run: { done } };
    return open === undefined ? chosen({ done }) : { run: { done, current: open } };
  });
  const [shown, setShown] = useState<"item" | "results">("item");
  const top = useRef<HTMLDivElement>(null);

  useEffect(() => {
    saveRun(name, run);
  }, [name, run]);

  const answered = new Set(run.done.map((done) => done.seed));
  const waiting = items?.find((item) => !answered.has(item));
  const current = run.current ?? waiting;
  const finished = items !== undefined && current === undefined;

  const keep = (done: Done): void => {
    // the item stays on the page until the learner goes on
    setRound((old) => ({
      ...old,
      run: { done: [...old.run.done, done], current: done.seed },
    }));
  };
  const next = (): void => {
    setRound(({ run: { done } }) => (items === undefined ? chosen({ done }) : { run: { done } }));
    top.current?.scrollIntoView({ block: "start" });
    top.current?.focus({ preventScroll: true });
  };

  const item = useMemo(
    () => (current === undefined ? undefined : practiceItem(current, book)),
    [current, book],
  );
  const over = finished || shown === "results";
  const place = items === undefined || current === undefined ? -1 : items.indexOf(current);
  const count = place < 0 ? run.done.length + (isDone(run) ? 0 : 1) : place + 1;
  const right = run.done.filter((done) => done.right).length;
  return (
    <>
      <header className={styles["head"]}>
        <div>
          <h1>{items === undefined ? "Practice" : titleOf(items.length)}</h1>
          <p className={styles["lead"]}>{leadOf(items)}</p>
        </div>
        {items === undefined && run.done.length > 0 && (
          <Button
            onClick={() => {
              setShown(shown === "item" ? "results" : "item");
            }}
          >
            {shown === "item" ? "See how it goes" : "Back to the question"}
          </Button>
        )}
      </header>
      <div ref={top} tabIndex={-1} className={styles["round"]}>
        {over && (
          <PracticeResults
            run={run}
            book={book}
            set={items === undefined ? undefined : name}
            onAgain={() => {
              setShown("item");
              setRound(items === undefined ? chosen(NEW_RUN) : { run: NEW_RUN });
            }}
          />
        )}
        {/* it keeps what was typed while the results are looked at */}
        {item !== undefined && !finished && (
          <div hidden={over}>
            <PracticeCard
              key={item.seed}
              item={item}
              label={
                items === undefined ? `Question ${count}` : `Question ${count} of ${items.length}`
              }
              askConfidence={asksConfidence(name, count)}
              onDone={keep}
              note={because === undefined || items !== undefined ? undefined : BECAUSE[because]}
              score={run.done.length === 0 ? undefined : `${right} of ${run.done.length} right`}
              next={
                waiting === undefined && items !== undefined ? "See the result" : "Next question"
              }
              onNext={next}
            />
          </div>
        )}
      </div>
      {items === undefined && <ClassSet />}
    </>
  );
}

const isDone = ({ done, current }: Run): boolean => done.some(({ seed }) => seed === current);

function leadOf(items: readonly string[] | undefined): string {
  if (items === undefined) {
    return "Questions without end, each about a cluster of its own. They follow what you get wrong.";
  }
  return items.length === 1
    ? "Everybody with this link gets the same question."
    : "Everybody with this link gets the same questions, in the same order.";
}

const titleOf = (count: number): string =>
  count === 1 ? "One question" : `A set of ${count} questions`;
