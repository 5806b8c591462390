import { useMemo, useState } from "react";
import { STATE_WORDS } from "../../../core/report/matrixText.ts";
import { useProseLab } from "./proseLab.ts";
import { VerdictMark } from "./VerdictMark.tsx";
import styles from "./prose.module.css";

const portWords = (port: string): string => port.replace(/^(\d+)\/(\w+)$/, "$2 $1");

/** Who may call whom at a port, small enough for a column of text; every cell gives its reason. */
export function SmallMatrix({ port }: { readonly port: string }) {
  const lab = useProseLab();
  const matrix = useMemo(() => lab?.matrix(port), [lab, port]);
  const [about, setAbout] = useState<string>();
  if (matrix === undefined)
    return (
      <p className={styles["quiet"]}>
        Who may call whom on {portWords(port)}, shown in the lesson.
      </p>
    );
  const { ends } = matrix;
  return (
    <figure className={styles["matrix"]}>
      <div className={styles["scroll"]}>
        <table>
          <caption className="visually-hidden">
            Who may call whom on {portWords(port)}: rows call, columns answer
          </caption>
          <thead>
            <tr>
              <td />
              {ends.map((end) => (
                <th key={end.id} scope="col" title={end.id}>
                  <span>{end.name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ends.map((caller, from) => (
              <tr key={caller.id}>
                <th scope="row" title={caller.id}>
                  {caller.name}
                </th>
                {ends.map((called, to) => {
                  if (from === to) return <td key={called.id} aria-label="itself" />;
                  const { state, reason } = matrix.cell(from, to);
                  return (
                    <td key={called.id}>
                      <button
                        type="button"
                        data-state={state}
                        aria-label={`${caller.name} to ${called.name}: ${STATE_WORDS[state]}`}
                        onMouseEnter={() => {
                          setAbout(reason);
                        }}
                        onFocus={() => {
                          setAbout(reason);
                        }}
                        onClick={() => {
                          setAbout(reason);
                          lab?.onCell?.(port, caller.id, called.id);
                        }}
                      >
                        <VerdictMark state={state} />
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <figcaption aria-live="polite">
        {about ?? `Rows call, columns answer, on ${portWords(port)}.`}
      </figcaption>
    </figure>
  );
}
