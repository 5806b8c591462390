import { useState } from "react";
import type { FourParts } from "../../core/lessons/fourParts.ts";
import type { PolicyPart } from "../../core/lessons/prose.ts";
import styles from "./lesson.module.css";

const PARTS: readonly { readonly part: PolicyPart; readonly name: string; readonly ask: string }[] =
  [
    { part: "target", name: "Target", ask: "Whom does it protect?" },
    { part: "direction", name: "Direction", ask: "What comes in, or what goes out?" },
    { part: "peer", name: "Peer", ask: "Who may?" },
    { part: "port", name: "Port", ask: "On which port?" },
  ];

interface Props {
  /** Where the words come from: a file of the home folder, or a policy of the cluster. */
  readonly of: string | undefined;
  readonly parts: FourParts | undefined;
  readonly onLight: (part: PolicyPart | undefined) => void;
}

/** The four parts of the policy that the learner writes, as it stands now. */
export function FourPartsCard({ of, parts, onLight }: Props) {
  const [pinned, setPinned] = useState<PolicyPart>();
  return (
    <section className={styles["parts"]} aria-label="The four parts of your policy">
      <h2>
        Your policy <small>{of ?? "not written yet"}</small>
      </h2>
      <ul>
        {PARTS.map(({ part, name, ask }) => (
          <li key={part}>
            <button
              type="button"
              disabled={parts === undefined}
              aria-pressed={pinned === part}
              onMouseEnter={() => {
                onLight(part);
              }}
              onMouseLeave={() => {
                onLight(pinned);
              }}
              onFocus={() => {
                onLight(part);
              }}
              onBlur={() => {
                setPinned(undefined);
                onLight(undefined);
              }}
              onClick={() => {
                setPinned(pinned === part ? undefined : part);
              }}
            >
              <b>{name}</b>
              <span>{parts === undefined ? <i>{ask}</i> : parts[part]}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
