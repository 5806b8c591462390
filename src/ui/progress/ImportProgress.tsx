import { useState } from "react";
import {
  countsOf,
  MAX_PROGRESS_FILE,
  mergeProgress,
  readProgressFile,
  type ProgressCounts,
} from "../../core/lessons/handIn.ts";
import type { Progress } from "../../core/lessons/schema/progress.ts";
import { Button } from "../components/Button.tsx";
import { DropFiles } from "../components/DropFiles.tsx";
import { readFile } from "../components/readFile.ts";
import styles from "./Progress.module.css";

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

/** e.g. `12 steps, 2 puzzles and 30 answers`; `nothing` where there is none. */
export function countsText({ steps, puzzles, challenges, answers }: ProgressCounts): string {
  const parts = [
    [steps, "step"],
    [puzzles, "puzzle"],
    [challenges, "broken cluster"],
    [answers, "answer"],
  ] as const;
  const said = parts.flatMap(([count, one]) => (count === 0 ? [] : [plural(count, one)]));
  if (said.length === 0) return "nothing";
  return [said.slice(0, -1).join(", "), ...said.slice(-1)]
    .filter((part) => part !== "")
    .join(" and ");
}

function minus(a: ProgressCounts, b: ProgressCounts): ProgressCounts {
  return {
    steps: Math.max(0, a.steps - b.steps),
    puzzles: Math.max(0, a.puzzles - b.puzzles),
    challenges: Math.max(0, a.challenges - b.challenges),
    answers: Math.max(0, a.answers - b.answers),
  };
}

interface Picked {
  readonly file: string;
  readonly progress: Progress;
}

/** Takes a progress file, says what would happen, and asks which of the two ways it is to go. */
export function ImportProgress({
  own,
  onTake,
}: {
  readonly own: Progress;
  readonly onTake: (progress: Progress, said: string) => void;
}) {
  const [picked, setPicked] = useState<Picked>();
  const [fault, setFault] = useState<string>();
  const take = (files: readonly File[]): void => {
    const [first] = files;
    if (first === undefined) return;
    void readFile(first, MAX_PROGRESS_FILE).then((file) => {
      const read = readProgressFile(file);
      setPicked(read.ok ? { file: file.name, progress: read.progress } : undefined);
      setFault(read.ok ? undefined : `${file.name} was not taken: ${read.error}.`);
    });
  };
  if (picked === undefined) {
    return (
      <>
        <DropFiles
          text="Drop a progress file here to bring it back, or to add it to what is here."
          button="Choose a file"
          label="Progress file"
          accept=".json"
          onFiles={take}
        />
        {fault !== undefined && <p role="alert">{fault} Choose a file that Export made.</p>}
      </>
    );
  }
  const { file, progress } = picked;
  const merged = mergeProgress(own, progress);
  const [here, there] = [countsOf(own), countsOf(progress)];
  const done = (next: Progress, said: string): void => {
    setPicked(undefined);
    onTake(next, said);
  };
  return (
    <div className={styles["picked"]} role="group" aria-label="What to do with the file">
      <p>
        <b>{file}</b>
        {progress.name === "" ? "" : `, of ${progress.name},`} holds {countsText(there)}. Here there
        is {countsText(here)}.
      </p>
      <dl>
        <dt>Merge</dt>
        <dd>Adds {countsText(minus(countsOf(merged), here))}. Nothing that is here goes.</dd>
        <dt>Replace</dt>
        <dd>The file takes the place of what is here: {countsText(here)}.</dd>
      </dl>
      <div className={styles["row"]}>
        <Button
          look="primary"
          onClick={() => {
            done(merged, `${file} was merged in.`);
          }}
        >
          Merge
        </Button>
        <Button
          onClick={() => {
            done(progress, `${file} took the place of what was here.`);
          }}
        >
          Replace
        </Button>
        <Button
          look="ghost"
          onClick={() => {
            setPicked(undefined);
          }}
        >
          Leave it
        </Button>
      </div>
    </div>
  );
}
