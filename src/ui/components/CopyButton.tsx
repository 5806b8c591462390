import { useEffect, useState } from "react";
import { Button } from "./Button.tsx";

interface Props {
  readonly text: string;
  /** What is copied, for those who do not see it, e.g. `the command`. */
  readonly what: string;
}

const SHOWN_MS = 2000;

/** Copies a text and says so; says how to where the browser forbids it. */
export function CopyButton({ text, what }: Props) {
  const [said, setSaid] = useState<"Copied" | "Select and copy it">();
  useEffect(() => {
    if (said === undefined) return undefined;
    const timer = setTimeout(() => {
      setSaid(undefined);
    }, SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [said]);
  return (
    <>
      <Button
        look="ghost"
        size="small"
        aria-label={`Copy ${what}`}
        onClick={() => {
          writeText(text).then(
            () => {
              setSaid("Copied");
            },
            () => {
              setSaid("Select and copy it");
            },
          );
        }}
      >
        {said ?? "Copy"}
      </Button>
      <span className="visually-hidden" aria-live="polite">
        {said}
      </span>
    </>
  );
}

/** Pages that were not served over HTTPS have no clipboard at all. */
async function writeText(text: string): Promise<void> {
  if (!("clipboard" in navigator)) throw new Error("no clipboard");
  await navigator.clipboard.writeText(text);
}
