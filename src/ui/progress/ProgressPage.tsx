import { useId, useState } from "react";
import { progressFileName } from "../../core/lessons/handIn.ts";
import { NO_PROGRESS, type Progress } from "../../core/lessons/schema/progress.ts";
import { deviceProgress } from "../../store/progress.ts";
import { Button } from "../components/Button.tsx";
import { download } from "../components/download.ts";
import { SitePage } from "../components/SitePage.tsx";
import { useProgress, useProgressKept } from "../hooks/useProgress.ts";
import { Done } from "./Done.tsx";
import { ImportProgress } from "./ImportProgress.tsx";
import styles from "./Progress.module.css";

/** What was done on this device: to look at, to hand in, to carry elsewhere, to erase. */
export default function ProgressPage() {
  const progress = useProgress((state) => state);
  const kept = useProgressKept();
  const name = useId();
  const [erased, setErased] = useState<Progress>();
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState("");
  const save = (): void => {
    const file = progressFileName(progress.name, Date.now());
    download(file, new Blob([JSON.stringify(progress)], { type: "application/json" }));
    setSaid(`Saved as ${file}.`);
  };
  return (
    <SitePage current="progress" skipTo="progress" skipText="Skip to your progress">
      <main id="progress" tabIndex={-1} className={styles["main"]}>
        <h1>Your progress</h1>
        <p className={styles["lead"]}>
          {kept
            ? "It is kept on this device and nowhere else. Take it to another one, or to your teacher, as a file."
            : "This browser stores nothing, so it lasts until you close the page. Save it as a file before you go."}
        </p>
        <section aria-labelledby={`${name}-file`} className={styles["panel"]}>
          <h2 id={`${name}-file`}>As a file</h2>
          <label htmlFor={name}>
            Your name <small>optional, for the teacher’s table</small>
          </label>
          <div className={styles["row"]}>
            <input
              id={name}
              className={styles["name"]}
              value={progress.name}
              maxLength={80}
              autoComplete="name"
              onChange={(event) => {
                const given = event.target.value;
                deviceProgress().update((state) => ({ ...state, name: given }));
              }}
            />
            <Button look="primary" onClick={save}>
              Export
            </Button>
          </div>
          <p role="status" className={styles["said"]}>
            {said}
          </p>
          <ImportProgress
            own={progress}
            onTake={(next, what) => {
              deviceProgress().replace(next);
              setErased(undefined);
              setSaid(what);
            }}
          />
        </section>
        <Done progress={progress} />
        <section aria-labelledby={`${name}-erase`} className={styles["panel"]}>
          <h2 id={`${name}-erase`}>Erase</h2>
          {erased !== undefined && progress === NO_PROGRESS ? (
            <>
              <p role="status">
                Everything was erased. A file that you exported brings it back: import it.
              </p>
              <Button
                onClick={() => {
                  deviceProgress().replace(erased);
                  setErased(undefined);
                }}
              >
                Bring it back
              </Button>
            </>
          ) : asking ? (
            <>
              <p>
                All that is listed above goes from this device. Your labs stay. Export it first if
                you may want it again.
              </p>
              <div className={styles["row"]}>
                <Button
                  onClick={() => {
                    setErased(progress);
                    setAsking(false);
                    setSaid("");
                    deviceProgress().erase();
                  }}
                >
                  Erase it
                </Button>
                <Button
                  look="primary"
                  onClick={() => {
                    setAsking(false);
                  }}
                >
                  Keep it
                </Button>
              </div>
            </>
          ) : (
            <Button
              onClick={() => {
                setAsking(true);
              }}
            >
              Erase my progress
            </Button>
          )}
        </section>
      </main>
    </SitePage>
  );
}
