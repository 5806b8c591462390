import { findScenario } from "../../store/scenarios.ts";
import { useLab } from "../hooks/useLab.ts";
import { useProgress } from "../hooks/useProgress.ts";
import ShareDialog from "./ShareDialog.tsx";

/** The dialog with what the open lab is: its scenario, or the lesson's step that was reached. */
export default function ShareThisLab({ onClose }: { readonly onClose: () => void }) {
  const { activity, session } = useLab();
  const lesson = activity.kind === "lesson" ? activity.content.lesson : undefined;
  const reached = useProgress(({ lessons }) => lesson && lessons[lesson.id]?.step);
  return (
    <ShareDialog
      open
      onClose={onClose}
      step={reached ?? lesson?.steps[0]?.id}
      scenario={findScenario(session.scenario.id)?.id}
    />
  );
}
