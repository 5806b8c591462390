import { useEffect, useRef, useState } from "react";
import { Button } from "../components/Button.tsx";
import styles from "./lesson.module.css";

interface Props {
  /** A step is shown, not the summary. */
  readonly step: boolean;
  readonly onReset: () => void;
  readonly onResetLesson: () => void;
}

/** Starts a step or the lesson again; what cannot be undone asks first, in its place. */
export function AgainMenu({ step, onReset, onResetLesson }: Props) {
  const [open, setOpen] = useState<"menu" | "lesson">();
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open === undefined) return undefined;
    const onDown = (event: PointerEvent): void => {
      if (event.target instanceof Node && holder.current?.contains(event.target) === true) return;
      setOpen(undefined);
    };
    document.addEventListener("pointerdown", onDown);
    return () => {
      document.removeEventListener("pointerdown", onDown);
    };
  }, [open]);
  return (
    <div
      ref={holder}
      className={styles["again"]}
      onKeyDown={(event) => {
        if (event.key === "Escape" && open !== undefined) {
          event.stopPropagation();
          setOpen(undefined);
        }
      }}
    >
      <Button
        look="ghost"
        size="small"
        aria-expanded={open !== undefined}
        onClick={() => {
          setOpen(open === undefined ? "menu" : undefined);
        }}
      >
        Start again
      </Button>
      {open !== undefined && (
        <div className={styles["againCard"]}>
          {open === "menu" ? (
            <>
              {step && (
                <Button
                  look="ghost"
                  onClick={() => {
                    setOpen(undefined);
                    onReset();
                  }}
                >
                  This step
                </Button>
              )}
              <Button
                look="ghost"
                onClick={() => {
                  setOpen("lesson");
                }}
              >
                The whole lesson…
              </Button>
            </>
          ) : (
            <>
              <p>
                Steps, guesses and hints of this lesson begin anew. The cluster can be brought back
                with Undo, the guesses cannot.
              </p>
              <span>
                <Button
                  look="primary"
                  onClick={() => {
                    setOpen(undefined);
                    onResetLesson();
                  }}
                >
                  Start the lesson again
                </Button>
                <Button
                  onClick={() => {
                    setOpen(undefined);
                  }}
                >
                  Keep it
                </Button>
              </span>
            </>
          )}
        </div>
      )}
    </div>
  );
}
