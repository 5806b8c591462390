import { ArrowDown, ArrowUp, GripVertical } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Prose } from "../Prose.tsx";
import type { FieldProps } from "./field.ts";
import { Mark } from "./Mark.tsx";
import styles from "./question.module.css";

type Way = "up" | "down";

interface Moved {
  readonly item: number;
  readonly way: Way;
}

/** Bring steps into order: by buttons, or by dragging. */
export function Order({
  question,
  order,
  given,
  onGiven,
  judgement,
  askId,
}: FieldProps<"order", "order">) {
  const items = given?.items ?? order;
  const locked = judgement !== undefined;
  const [said, setSaid] = useState("");
  const [dragged, setDragged] = useState<number>();
  const moved = useRef<Moved>(undefined);
  const list = useRef<HTMLOListElement>(null);

  // a row that was moved within the page loses the focus; the button that moved it keeps it
  useEffect(() => {
    const last = moved.current;
    if (last === undefined) return;
    moved.current = undefined;
    list.current
      ?.querySelector<HTMLButtonElement>(`[data-item="${last.item}"] [data-way="${last.way}"]`)
      ?.focus();
  }, [items]);

  const put = (from: number, to: number): void => {
    const item = items[from];
    if (locked || item === undefined || to < 0 || to >= items.length || from === to) return;
    const rest = items.filter((_, place) => place !== from);
    onGiven({ kind: "order", items: [...rest.slice(0, to), item, ...rest.slice(to)] });
    setSaid(`Moved to place ${to + 1} of ${items.length}.`);
  };
  const step = (item: number, place: number, way: Way): void => {
    moved.current = { item, way };
    put(place, place + (way === "up" ? -1 : 1));
  };
  return (
    <>
      <ol ref={list} className={styles["order"]} aria-labelledby={askId}>
        {items.map((item, place) => {
          const text = question.items[item] ?? "";
          const right = judgement?.parts[place]?.right;
          return (
            <li
              key={item}
              data-item={item}
              data-right={right}
              data-dragged={dragged === place}
              draggable={!locked}
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = "move";
                event.dataTransfer.setData("text/plain", text);
                setDragged(place);
              }}
              onDragEnd={() => {
                setDragged(undefined);
              }}
              onDragOver={(event) => {
                if (dragged !== undefined) event.preventDefault();
              }}
              onDrop={(event) => {
                event.preventDefault();
                if (dragged !== undefined) put(dragged, place);
                setDragged(undefined);
              }}
            >
              {right === undefined ? (
                <GripVertical size={14} className={styles["grip"]} aria-hidden />
              ) : (
                <Mark right={right} said={right ? "Right place: " : "Wrong place: "} />
              )}
              <span className={styles["place"]}>{place + 1}</span>
              <span className={styles["item"]}>
                <Prose text={text} />
              </span>
              {!locked && (
                <>
                  <Move
                    way="up"
                    text={text}
                    end={place === 0}
                    onMove={() => {
                      step(item, place, "up");
                    }}
                  />
                  <Move
                    way="down"
                    text={text}
                    end={place === items.length - 1}
                    onMove={() => {
                      step(item, place, "down");
                    }}
                  />
                </>
              )}
            </li>
          );
        })}
      </ol>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </>
  );
}

interface MoveProps {
  readonly way: Way;
  readonly text: string;
  /** The step cannot go further; the button stays where the focus is. */
  readonly end: boolean;
  readonly onMove: () => void;
}

function Move({ way, text, end, onMove }: MoveProps) {
  const Arrow = way === "up" ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      data-way={way}
      className={styles["move"]}
      aria-label={`Move ${way}: ${text}`}
      aria-disabled={end}
      onClick={() => {
        if (!end) onMove();
      }}
    >
      <Arrow size={14} aria-hidden />
    </button>
  );
}
