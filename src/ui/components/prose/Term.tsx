import { use, useEffect, useId, useRef, useState } from "react";
import { GlossaryContext } from "./proseLab.ts";
import styles from "./prose.module.css";

interface Props {
  readonly term: string;
  /** As the sentence has it. */
  readonly text: string;
}

interface Place {
  readonly left: number;
  readonly top?: number;
  readonly bottom?: number;
}

const WIDTH = 272;
const GAP = 6;

/** Beneath the word, or above it near the lower edge; within the window in any case. */
function placeOf(word: Element): Place {
  const { left, top, bottom } = word.getBoundingClientRect();
  const x = Math.max(8, Math.min(left - 8, window.innerWidth - WIDTH - 8));
  return bottom + 150 > window.innerHeight
    ? { left: x, bottom: window.innerHeight - top + GAP }
    : { left: x, top: bottom + GAP };
}

/** A word that has a card: it opens under the pointer, with the focus, or on a tap. */
export function Term({ term, text }: Props) {
  const entry = use(GlossaryContext)?.get(term.toLowerCase());
  const word = useRef<HTMLButtonElement>(null);
  const id = useId();
  const [place, setPlace] = useState<Place>();
  const [pinned, setPinned] = useState(false);
  const open = place !== undefined;
  useEffect(() => {
    if (!open) return undefined;
    const close = (): void => {
      setPlace(undefined);
      setPinned(false);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Escape") close();
    };
    const onDown = (event: PointerEvent): void => {
      if (event.target instanceof Node && word.current?.parentElement?.contains(event.target))
        return;
      close();
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("pointerdown", onDown);
    // the word moves away from its card
    document.addEventListener("scroll", close, true);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", onDown);
      document.removeEventListener("scroll", close, true);
    };
  }, [open]);
  if (entry === undefined) return text;
  const show = (): void => {
    if (word.current !== null) setPlace(placeOf(word.current));
  };
  const hide = (): void => {
    if (!pinned) setPlace(undefined);
  };
  return (
    <span className={styles["termHolder"]} onMouseEnter={show} onMouseLeave={hide}>
      <button
        ref={word}
        type="button"
        className={styles["term"]}
        aria-expanded={open}
        {...(open ? { "aria-describedby": id } : {})}
        onFocus={show}
        onBlur={hide}
        onClick={() => {
          setPinned(!pinned);
          if (pinned) setPlace(undefined);
          else show();
        }}
      >
        {text}
      </button>
      {open && (
        <span id={id} role="tooltip" className={styles["termCard"]} style={place}>
          <strong>{entry.term}</strong>
          <span>{entry.short}</span>
          <span className={styles["termMore"]}>{entry.more}</span>
        </span>
      )}
    </span>
  );
}
