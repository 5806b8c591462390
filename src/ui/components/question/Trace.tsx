import { Check, Minus, X } from "lucide-react";
import type { Trace } from "../../../core/lessons/quiz/answer.ts";
import type { Line } from "../../../core/netpol/phrases.ts";
import styles from "./question.module.css";

const SIGN = { yes: Check, no: X, info: Minus } as const;
const SAID = { yes: "passes: ", no: "fails: ", info: "" } as const;

/** Gate by gate, why a connection passes or not, in the evaluator's words. */
export function TraceView({ trace, id }: { readonly trace: Trace; readonly id: string }) {
  return (
    <div id={id} className={styles["trace"]} role="region" aria-label={`Why: ${trace.title}`}>
      <code>{trace.title}</code>
      <Lines lines={trace.lines} />
    </div>
  );
}

function Lines({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <ul>
      {lines.map((line, index) => {
        const Sign = SIGN[line.mark];
        return (
          <li key={index} data-mark={line.mark}>
            <Sign size={12} strokeWidth={3} aria-hidden />
            <span>
              <span className="visually-hidden">{SAID[line.mark]}</span>
              {line.text}
              {line.lines.length > 0 && <Lines lines={line.lines} />}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
