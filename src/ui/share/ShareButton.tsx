import { Suspense, lazy, useState } from "react";
import { findScenario } from "../../store/scenarios.ts";
import { Button } from "../components/Button.tsx";
import { useLab } from "../hooks/useLab.ts";
import { useProgress } from "../hooks/useProgress.ts";

const ShareDialog = lazy(() => import("./ShareDialog.tsx"));

/** Leads to the link, the code and the file of the open lab. */
export function ShareButton({ className = "" }: { readonly className?: string }) {
  const { activity, session } = useLab();
  const [open, setOpen] = useState(false);
  const lesson = activity.kind === "lesson" ? activity.content.lesson : undefined;
  const reached = useProgress(({ lessons }) => lesson && lessons[lesson.id]?.step);
  return (
    <>
      <Button
        className={className}
        onClick={() => {
          setOpen(true);
        }}
      >
        Share
      </Button>
      {open && (
        <Suspense fallback={null}>
          <ShareDialog
            open
            onClose={() => {
              setOpen(false);
            }}
            step={reached ?? lesson?.steps[0]?.id}
            scenario={findScenario(session.scenario.id)?.id}
          />
        </Suspense>
      )}
    </>
  );
}
