import { Suspense, lazy, useMemo } from "react";
import { watchedRequest } from "../../core/session/graph.ts";
import { verdictOn } from "../../core/session/view.ts";
import type { Activity } from "../../store/activity.ts";
import { ErrorBoundary } from "../components/ErrorBoundary.tsx";
import { Guide } from "../guide/Guide.tsx";
import { useLab, useLabState } from "../hooks/useLab.ts";
import { PanelFrame } from "./PanelFrame.tsx";
import styles from "./Workspace.module.css";

const LessonPanel = lazy(() => import("../lesson/LessonPanel.tsx"));
const PuzzlePanel = lazy(() => import("../puzzle/PuzzlePanel.tsx"));
const ChallengePanel = lazy(() => import("../puzzle/ChallengePanel.tsx"));

/** What a guide shows of the lab: checks as they stand, and what was run. */
function ScenarioGuide({ onRun }: { readonly onRun: (command: string) => void }) {
  const lab = useLab();
  const { scenario } = lab.session;
  const cluster = useLabState((state) => state.cluster);
  const log = useLabState((state) => state.log);
  const checks = useMemo(
    () =>
      scenario.watch.map((flow) => {
        const request = watchedRequest(cluster, scenario, flow);
        return {
          flow,
          request,
          allowed:
            request === undefined
              ? undefined
              : verdictOn(cluster, request, scenario.outside)?.allowed,
        };
      }),
    [cluster, scenario],
  );
  return (
    <Guide
      scenario={scenario}
      checks={checks}
      ran={new Set(log)}
      onRun={onRun}
      onSelect={(flow) => {
        const request = checks.find((check) => check.flow === flow)?.request;
        if (request !== undefined) lab.select({ kind: "flow", flow: request });
      }}
    />
  );
}

function headingOf(activity: Activity): string {
  switch (activity.kind) {
    case "lesson":
      return activity.content.lesson.title;
    case "puzzle":
      return "Puzzle";
    case "challenge":
      return "Broken cluster";
    default:
      return "Guide";
  }
}

interface Props {
  readonly bare: boolean;
  /** The step that the address names. */
  readonly step: string | undefined;
  readonly onRun: (command: string) => void;
  readonly onTerminal: () => void;
}

/** The guide of what is done in the lab: a lesson, a puzzle, a broken cluster, or a scenario. */
export function GuidePanel({ bare, step, onRun, onTerminal }: Props) {
  const { activity } = useLab();
  const act = { onRun, onTerminal };
  return (
    <PanelFrame panel="guide" name="Guide" bare={bare} bar={<h2>{headingOf(activity)}</h2>}>
      <ErrorBoundary what="The guide">
        <Suspense fallback={<p className={styles["wait"]}>Opening the guide…</p>}>
          {activity.kind === "lesson" ? (
            <LessonPanel content={activity.content} addressed={step} {...act} />
          ) : activity.kind === "puzzle" ? (
            <PuzzlePanel content={activity.content} {...act} />
          ) : activity.kind === "challenge" ? (
            <ChallengePanel content={activity.content} {...act} />
          ) : (
            <ScenarioGuide onRun={onRun} />
          )}
        </Suspense>
      </ErrorBoundary>
    </PanelFrame>
  );
}
