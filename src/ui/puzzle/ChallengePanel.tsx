import { useEffect, useMemo, useState } from "react";
import type { CheckSource } from "../../core/lessons/checks/registry.ts";
import { readCheck } from "../../core/lessons/checks/registry.ts";
import {
  challengeBegun,
  challengeHint,
  challengeRecord,
  challengeSolved,
} from "../../core/lessons/taskProgress.ts";
import { wantedFlows } from "../../core/lessons/wrongTurn.ts";
import { tryCommand } from "../../core/session/tryCommand.ts";
import { CHALLENGES, type ChallengeContent } from "../../store/content.ts";
import { deviceProgress } from "../../store/progress.ts";
import { watchedFlows } from "../../store/watch.ts";
import { LabProse } from "../components/prose/LabProse.tsx";
import type { CheckLine } from "../components/task/CheckList.tsx";
import { useLab, useLabState } from "../hooks/useLab.ts";
import { useProgress } from "../hooks/useProgress.ts";
import { useCheckWorld, useShowFlow, useWrite } from "../hooks/useTask.ts";
import { ChallengeGuide } from "./ChallengeGuide.tsx";

interface Props {
  readonly content: ChallengeContent;
  readonly onRun: (command: string) => void;
  readonly onTerminal: () => void;
}

function nextOf(id: string) {
  const order = [...CHALLENGES.keys()];
  const next = CHALLENGES.get(order[order.indexOf(id) + 1] ?? "");
  return next && { href: `#/challenge/${next.id}`, title: next.title };
}

/** The broken cluster of the lab in the guide's panel. */
export default function ChallengePanel({ content, onRun, onTerminal }: Props) {
  const { challenge, files } = content;
  const lab = useLab();
  const world = useCheckWorld();
  const log = useLabState((state) => state.log);
  const cluster = useLabState((state) => state.cluster);
  const record = useProgress((progress) => challengeRecord(progress, challenge.id));
  const show = useShowFlow();
  const write = useWrite(onTerminal);
  const [clueShown, setClueShown] = useState(false);
  const [solutionShown, setSolutionShown] = useState(false);
  const lines = (sources: readonly CheckSource[]): readonly CheckLine[] =>
    sources.map((source) => {
      const check = readCheck(source);
      const { holds, text } = check.run(world);
      const [flow] = watchedFlows(wantedFlows(world, [source]));
      const onShow = (): void => {
        show(flow);
      };
      return { text: check.text, holds, now: text, onShow: flow && onShow };
    });
  const goal = lines(challenge.goal);
  const guard = lines(challenge.guard);
  const solved = [...goal, ...guard].every(({ holds }) => holds);
  const symptoms = useMemo(() => {
    const flows = wantedFlows(world, challenge.broken);
    return [...new Set(flows.flatMap((flow) => tryCommand(cluster, flow) ?? []))].slice(0, 2);
  }, [world, cluster, challenge]);
  const watched = useMemo(
    () =>
      watchedFlows(
        wantedFlows(world, [...challenge.broken, ...challenge.goal, ...challenge.guard]),
      ),
    [world, challenge],
  );
  useEffect(() => {
    lab.setWatch(watched);
  }, [lab, watched]);
  useEffect(() => {
    deviceProgress().update((progress) => challengeBegun(progress, challenge.id, Date.now()));
  }, [challenge]);
  const typed = log.length;
  useEffect(() => {
    if (solved)
      deviceProgress().update((progress) =>
        challengeSolved(progress, challenge.id, typed, Date.now()),
      );
  }, [challenge, solved, typed]);
  return (
    <LabProse onRun={onRun} files={files}>
      <ChallengeGuide
        challenge={challenge}
        symptoms={symptoms}
        goal={goal}
        guard={guard}
        record={record}
        clueShown={clueShown}
        solutionShown={solutionShown}
        ran={new Set(log)}
        next={nextOf(challenge.id)}
        onClue={() => {
          setClueShown(true);
        }}
        onHint={() => {
          deviceProgress().update((progress) =>
            challengeHint(progress, challenge.id, challenge.hints.length, Date.now()),
          );
        }}
        onSolution={() => {
          setSolutionShown(true);
        }}
        onWrite={write}
      />
    </LabProse>
  );
}
