import { useCallback, useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { commandsToCome, nextWords, type DemoAction } from "../../core/lessons/demo.ts";
import type { Demo } from "../../core/lessons/schema/lesson.ts";
import { loadDemo } from "../../store/content.ts";
import { openNotesChannel, type DemoNotes, type NotesState } from "../../store/demoChannel.ts";
import { Button } from "../components/Button.tsx";
import styles from "./Demo.module.css";
import { Poll } from "./Poll.tsx";
import { SceneNotes } from "./SceneNotes.tsx";
import { useDemoKeys } from "./useDemoKeys.ts";
import { useNow } from "./useNow.ts";
import { clockText, plannedSeconds, totalSeconds } from "./words.ts";

type Opening =
  | { readonly kind: "opening" }
  | { readonly kind: "open"; readonly demo: Demo; readonly notes: DemoNotes }
  | { readonly kind: "failed"; readonly message: string };

/** The notes of a demonstration, for the speaker's own screen. */
export default function PresenterPage({ id }: { readonly id: string }) {
  const [opening, setOpening] = useState<Opening>({ kind: "opening" });
  useEffect(() => {
    let left = false;
    let notes: DemoNotes | undefined;
    loadDemo(id).then(
      ({ demo }) => {
        if (left) return;
        notes = openNotesChannel(demo);
        setOpening({ kind: "open", demo, notes });
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        if (!left) setOpening({ kind: "failed", message });
      },
    );
    return () => {
      left = true;
      notes?.close();
    };
  }, [id]);
  if (opening.kind === "opening") {
    return (
      <p className={styles["wait"]} role="status">
        Fetching the notes…
      </p>
    );
  }
  if (opening.kind === "failed") {
    return (
      <main className={styles["wait"]}>
        <h1>These notes could not be opened</h1>
        <p>{opening.message}</p>
        <p>
          <a href="#/">Back to the first page</a>
        </p>
      </main>
    );
  }
  return <Presenter demo={opening.demo} notes={opening.notes} />;
}

/** Notes, clock and next command of the scene that the stage shows; it is driven from here too. */
export function Presenter({ demo, notes }: { readonly demo: Demo; readonly notes: DemoNotes }) {
  const state = useStore(notes.store);
  const { run } = state;
  const send = useCallback(
    (action: DemoAction) => {
      notes.send(action);
    },
    [notes],
  );
  useDemoKeys(
    run,
    send,
    useMemo(() => ({}), []),
  );
  useEffect(() => {
    document.title = `Notes: ${demo.title}`;
  }, [demo]);
  const scene = run === undefined ? undefined : demo.scenes[run.scene];
  const polling = run?.phase === "asked" || run?.phase === "voted";
  return (
    <main className={styles["presenter"]}>
      <header className={styles["presenterHead"]}>
        <h1>{demo.title}</h1>
        <Clock demo={demo} state={state} />
      </header>
      {run === undefined ? (
        <NoStage demo={demo} asked={state.asked} />
      ) : (
        <>
          <div className={styles["presenterBody"]}>
            <p className={styles["number"]}>
              {run.phase === "ready"
                ? "Not begun"
                : `Scene ${run.scene + 1} of ${demo.scenes.length}`}
              {scene?.seconds === undefined ? "" : `, planned ${clockText(scene.seconds)}`}
            </p>
            <h2>{run.phase === "ready" ? "Before the first scene" : scene?.title}</h2>
            <SceneNotes demo={demo} run={run} />
            {state.live && (
              <p className={styles["expect"]} role="status">
                Something was typed on the stage that is not in the script. Back takes only that
                back.
              </p>
            )}
            {polling && scene?.ask !== undefined && (
              <Poll
                size="desk"
                question={scene.ask.question}
                options={scene.ask.options}
                poll={run.polls[run.scene]}
                locked={run.phase === "voted"}
                onAction={send}
              />
            )}
            <Coming demo={demo} run={run} />
          </div>
          <footer className={styles["presenterFoot"]}>
            <Button
              onClick={() => {
                send({ type: "reset" });
              }}
            >
              Reset <kbd>R</kbd>
            </Button>
            <Button
              size="large"
              disabled={run.phase === "ready" && !state.live}
              onClick={() => {
                send({ type: "back" });
              }}
            >
              <span aria-hidden>‹</span> Back <kbd>←</kbd>
            </Button>
            <Button
              size="large"
              look="primary"
              disabled={nextWords(demo, run) === undefined}
              onClick={() => {
                send({ type: "next" });
              }}
            >
              {nextWords(demo, run) ?? "The end"} <kbd>Space</kbd>
            </Button>
          </footer>
        </>
      )}
    </main>
  );
}

function NoStage({ demo, asked }: { readonly demo: Demo; readonly asked: boolean }) {
  if (!asked) {
    return (
      <p className={styles["noStage"]} role="status">
        Looking for the stage…
      </p>
    );
  }
  return (
    <div className={styles["noStage"]} role="status">
      <h2>The stage is not open</h2>
      <p>
        Open it in a window on the projector. These notes follow it as soon as it is there, and
        after it was loaded anew.
      </p>
      <p>
        <a href={`#/demo/${demo.id}`} target="_blank" rel="noopener">
          Open the stage in a new window
        </a>
      </p>
    </div>
  );
}

/** What comes after this scene, so that a speaker can lead over to it. */
function Coming({
  demo,
  run,
}: {
  readonly demo: Demo;
  readonly run: NonNullable<NotesState["run"]>;
}) {
  const shown = run.phase === "run" || run.phase === "revealed";
  const coming = demo.scenes[run.phase === "ready" ? 0 : run.scene + 1];
  if (coming === undefined) {
    return <p className={styles["coming"]}>{shown ? "This was the last scene." : null}</p>;
  }
  const commands = shown || run.phase === "ready" ? commandsToCome(demo, run) : [];
  return (
    <div className={styles["coming"]}>
      <p>
        <span className={styles["number"]}>Next</span> <b>{coming.title}</b>
      </p>
      {coming.ask !== undefined && <p>Asks: {coming.ask.question}</p>}
      {commands.map((command) => (
        <p key={command} className={styles["command"]}>
          <span>Will be typed:</span> <code>{command}</code>
        </p>
      ))}
    </div>
  );
}

/** Elapsed against planned: behind the plan says so in words. */
function Clock({ demo, state }: { readonly demo: Demo; readonly state: NotesState }) {
  const { run, since } = state;
  const now = useNow(since !== undefined);
  const elapsed = since === undefined ? 0 : Math.max(0, (now - since) / 1000);
  const planned = run === undefined ? 0 : plannedSeconds(demo, run);
  const late = Math.floor(elapsed - planned);
  return (
    <p className={styles["presenterClock"]}>
      <b>{clockText(elapsed)}</b>
      <span>of {clockText(totalSeconds(demo))}</span>
      {since !== undefined && late >= 10 && (
        <span className={styles["late"]}>{clockText(late)} behind the plan</span>
      )}
    </p>
  );
}
