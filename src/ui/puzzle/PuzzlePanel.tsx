import { useEffect, useMemo, useState } from "react";
import { costOf, goalStates, goalTable, puzzleGoals, starsFor } from "../../core/lessons/puzzle.ts";
import { puzzleHint, puzzleRecord, puzzleSolved } from "../../core/lessons/taskProgress.ts";
import { policiesIn } from "../../core/session/view.ts";
import { PUZZLES, type PuzzleContent } from "../../store/content.ts";
import { deviceProgress } from "../../store/progress.ts";
import { watchedFlows } from "../../store/watch.ts";
import { useLab, useLabState } from "../hooks/useLab.ts";
import { useProgress } from "../hooks/useProgress.ts";
import { useCheckWorld, useShowFlow, useWrite } from "../hooks/useTask.ts";
import { PuzzleGuide } from "./PuzzleGuide.tsx";

interface Props {
  readonly content: PuzzleContent;
  readonly onTerminal: () => void;
}

function nextOf(id: string) {
  const order = [...PUZZLES.keys()];
  const next = PUZZLES.get(order[order.indexOf(id) + 1] ?? "");
  return next && { href: `#/puzzle/${next.id}`, title: next.title };
}

/** The puzzle of the lab in the guide's panel. */
export default function PuzzlePanel({ content, onTerminal }: Props) {
  const { puzzle } = content;
  const lab = useLab();
  const world = useCheckWorld();
  const cluster = useLabState((state) => state.cluster);
  const first = useLabState((state) => state.clusters[0]);
  const log = useLabState((state) => state.log);
  const best = useProgress((progress) => puzzleRecord(progress, puzzle.id));
  const show = useShowFlow();
  const write = useWrite(onTerminal);
  const [solutionShown, setSolutionShown] = useState(false);
  const goals = useMemo(() => puzzleGoals(puzzle), [puzzle]);
  const table = useMemo(() => goalTable(goals), [goals]);
  const states = useMemo(() => goalStates(goals, world), [goals, world]);
  const { policies, rules } = useMemo(
    () => costOf(policiesIn(cluster), first === undefined ? [] : policiesIn(first)),
    [cluster, first],
  );
  const solved = states.every(({ holds }) => holds);
  const stars = starsFor(solved, { policies, rules }, puzzle.par);
  useEffect(() => {
    lab.setWatch(watchedFlows(goals.map(({ flow }) => flow)));
  }, [lab, goals]);
  useEffect(() => {
    if (stars === 0) return;
    deviceProgress().update((progress) =>
      puzzleSolved(progress, puzzle.id, { stars, policies, rules }, Date.now()),
    );
  }, [puzzle, stars, policies, rules]);
  return (
    <PuzzleGuide
      puzzle={puzzle}
      table={table}
      states={states}
      cost={{ policies, rules }}
      stars={stars}
      best={best}
      solutionShown={solutionShown}
      ran={new Set(log)}
      next={nextOf(puzzle.id)}
      onShow={({ goal }) => {
        show(watchedFlows([goal.flow])[0]);
      }}
      onHint={() => {
        deviceProgress().update((progress) =>
          puzzleHint(progress, puzzle.id, puzzle.hints.length, Date.now()),
        );
      }}
      onSolution={() => {
        setSolutionShown(true);
      }}
      onWrite={write}
    />
  );
}
