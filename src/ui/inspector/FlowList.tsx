import { useState } from "react";
import type { FlowRequest } from "../../core/graph/types.ts";
import { portText } from "../../core/netpol/match.ts";
import type { FlowLine } from "../../core/session/view.ts";
import { Button } from "../components/Button.tsx";
import { FLOW_WORDS, endLabel } from "../components/status.ts";
import styles from "./Inspector.module.css";

const FEW = 12;

interface Props {
  readonly title: string;
  readonly lines: readonly FlowLine[];
  /** Which end of the line is the other one. */
  readonly other: "source" | "destination";
  readonly none: string;
  readonly onSelect: (flow: FlowRequest) => void;
}

/** The flows of a pod in one direction, allowed ones first; each leads to its "why". */
export function FlowList({ title, lines, other, none, onSelect }: Props) {
  const [all, setAll] = useState(false);
  const rank = (line: FlowLine): number => (line.status === "allowed" ? 0 : 1);
  const sorted = lines.toSorted((a, b) => rank(a) - rank(b));
  const passing = lines.filter((line) => line.status === "allowed").length;
  const shown = all ? sorted : sorted.slice(0, FEW);
  return (
    <section className={styles["section"]}>
      <h3>
        {title} <small>{lines.length === 0 ? "" : `${passing} of ${lines.length}`}</small>
      </h3>
      {lines.length === 0 && <p className={styles["muted"]}>{none}</p>}
      <ul className={styles["lines"]}>
        {shown.map((line) => {
          const words = FLOW_WORDS[line.status];
          return (
            <li key={`${line.source}>${line.destination}:${line.protocol}/${line.port}`}>
              <button
                type="button"
                onClick={() => {
                  onSelect(line);
                }}
              >
                <span className={styles["end"]}>{endLabel(line[other])}</span>
                <span className={styles["port"]}>{portText(line)}</span>
                <span className={styles["word"]} data-tone={words.tone}>
                  {words.text}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {sorted.length > FEW && !all && (
        <Button
          size="small"
          look="ghost"
          onClick={() => {
            setAll(true);
          }}
        >
          Show all {sorted.length}
        </Button>
      )}
    </section>
  );
}
