import { useState } from "react";
import { SPEC_PROFILE } from "../../core/netpol/profile.ts";
import { DECISIONS, DECISION_IDS } from "../../core/netpol/profiles/catalogue.ts";
import type { Plugin } from "../../core/netpol/profiles/plugin.ts";
import { sameValue } from "../../core/netpol/profiles/questions.ts";
import { Dialog } from "../components/Dialog.tsx";
import styles from "./Plugins.module.css";

interface Props {
  readonly open: boolean;
  readonly plugin: Plugin;
  readonly onClose: () => void;
}

/** Every decision of a plugin: what it does, who says so, and when that was read. */
export function AboutPlugin({ open, plugin, onClose }: Props) {
  const [all, setAll] = useState(true);
  const { title, version, about, profile, decisions, beyond } = plugin;
  const differs = DECISION_IDS.filter((id) => !sameValue(profile, SPEC_PROFILE, id));
  const shown = all ? DECISION_IDS : differs;
  return (
    <Dialog open={open} onClose={onClose} title={title} description={`${version}. ${about}`}>
      {plugin.id !== "spec" && (
        <p className={styles["summary"]}>
          {differs.length === 0
            ? "It differs from the spec default in nothing that is known."
            : `It differs from the spec default in ${differs.length} of ${DECISION_IDS.length} decisions.`}{" "}
          {differs.length > 0 && (
            <label className={styles["toggle"]}>
              <input
                type="checkbox"
                checked={!all}
                onChange={(event) => {
                  setAll(!event.target.checked);
                }}
              />
              Only these
            </label>
          )}
        </p>
      )}
      <dl className={styles["decisions"]}>
        {shown.map((id) => {
          const { text, source, known } = decisions[id];
          const entry = DECISIONS[id];
          return (
            <div key={id} className={styles["decision"]} data-differs={differs.includes(id)}>
              <dt>
                {entry.title}
                <b>{entry.word(profile)}</b>
                {differs.includes(id) && (
                  <span className={styles["mark"]}>spec default: {entry.word(SPEC_PROFILE)}</span>
                )}
              </dt>
              <dd>
                {text}
                {source !== undefined && (
                  <span className={styles["source"]}>
                    <a href={source.url} target="_blank" rel="noreferrer">
                      {source.title}
                    </a>
                    , read {monthOf(source.date)}
                  </span>
                )}
                {!known && <span className={styles["source"]}>No source found.</span>}
                {entry.bears === "moments" && (
                  <span className={styles["source"]}>
                    The lab does not play this out: its policies are in force at once.
                  </span>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
      {beyond.length > 0 && (
        <>
          <h3 className={styles["heading"]}>Not simulated</h3>
          <ul className={styles["beyond"]}>
            {beyond.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** `2026-08` as `August 2026`. */
function monthOf(date: string): string {
  const [year = "", month = ""] = date.split("-");
  return `${MONTHS[Number(month) - 1] ?? ""} ${year}`;
}
