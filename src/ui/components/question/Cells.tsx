import { Check, X } from "lucide-react";
import { useId, useMemo } from "react";
import { readCheck } from "../../../core/lessons/checks/registry.ts";
import type { FieldProps } from "./field.ts";
import { Mark } from "./Mark.tsx";
import styles from "./question.module.css";

/** Which connections pass: a row each, with two buttons of which none is pressed at first. */
export function Cells({
  question,
  given,
  onGiven,
  judgement,
  askId,
}: FieldProps<"matrix", "cells">) {
  const name = useId();
  const flows = useMemo(() => question.cells.map((cell) => readCheck(cell).flow), [question.cells]);
  const answers = flows.map((_, index) => given?.cells[index] ?? null);
  const set = (index: number, passes: boolean): void => {
    onGiven({ kind: "cells", cells: answers.map((old, i) => (i === index ? passes : old)) });
  };
  return (
    <table className={styles["cells"]} aria-labelledby={askId}>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">To</th>
          <th scope="col">Port</th>
          <th scope="col">Your answer</th>
        </tr>
      </thead>
      <tbody>
        {flows.map((flow, index) => {
          if (flow === undefined) return null;
          const port =
            flow.protocol === "TCP" ? String(flow.port) : `${flow.port}/${flow.protocol}`;
          const right = judgement?.parts[index]?.right;
          return (
            <tr key={question.cells[index]} data-right={right}>
              <td data-head="From">
                <code>{flow.from}</code>
              </td>
              <td data-head="To">
                <code>{flow.to}</code>
              </td>
              <td data-head="Port">
                <code>{port}</code>
              </td>
              <td>
                <fieldset className={styles["verdicts"]} disabled={judgement !== undefined}>
                  <legend className="visually-hidden">
                    {`${flow.from} to ${flow.to} on ${port}`}
                  </legend>
                  {([true, false] as const).map((passes) => (
                    <label key={String(passes)} data-passes={passes}>
                      <input
                        type="radio"
                        className="visually-hidden"
                        name={`${name}-${index}`}
                        checked={answers[index] === passes}
                        onChange={() => {
                          set(index, passes);
                        }}
                      />
                      <span>
                        {passes ? (
                          <Check size={12} strokeWidth={3} aria-hidden />
                        ) : (
                          <X size={12} strokeWidth={3} aria-hidden />
                        )}
                        {passes ? "Passes" : "Blocked"}
                      </span>
                    </label>
                  ))}
                </fieldset>
                {right !== undefined && (
                  <span className={styles["cellSaid"]}>
                    <Mark right={right} said={right ? "Right." : "Wrong."} />
                    {!right && (flow.want === "allow" ? "It passes" : "It is blocked")}
                  </span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
