import { useMemo, useState } from "react";
import type { PolicyPart, YamlLine } from "../../../core/lessons/prose.ts";
import { CopyButton } from "../CopyButton.tsx";
import { useProseLab } from "./proseLab.ts";
import { yamlGroups } from "./workedYaml.ts";
import styles from "./prose.module.css";

const WORDS: Readonly<Record<PolicyPart, string>> = {
  target: "Target",
  direction: "Direction",
  peer: "Peer",
  port: "Port",
};

/**
 * A policy whose four parts are named beside it. Pointing at a part, or tapping it, lights what it
 * speaks of on the graph; what is selected there lights the parts that have to do with it.
 */
export function WorkedYaml({ lines }: { readonly lines: readonly YamlLine[] }) {
  const lab = useProseLab();
  const groups = useMemo(() => yamlGroups(lines), [lines]);
  const [pinned, setPinned] = useState<number>();
  const lit = lab?.litLines?.(lines);
  const text = lines.map((line) => line.text).join("\n");
  return (
    <figure className={styles["worked"]} aria-label="A policy, its parts named">
      {groups.map(({ part, from, lines: own }) => {
        const code = <code>{own.join("\n")}</code>;
        if (part === undefined)
          return (
            <div key={from} className={styles["workedLines"]}>
              {code}
            </div>
          );
        const label = <span className={styles["part"]}>{WORDS[part]}</span>;
        const state = { "data-part": part, "data-lit": lit?.has(from) === true };
        const light = lab?.light;
        if (light === undefined)
          return (
            <div key={from} className={styles["workedLines"]} {...state}>
              {code}
              {label}
            </div>
          );
        const on = (): void => {
          light({ lines, part, line: from });
        };
        const off = (): void => {
          if (pinned === undefined) light(undefined);
          else
            light({
              lines,
              part: groups.find((g) => g.from === pinned)?.part ?? part,
              line: pinned,
            });
        };
        return (
          <button
            key={from}
            type="button"
            className={styles["workedLines"]}
            {...state}
            aria-pressed={pinned === from}
            aria-label={`${WORDS[part]}: ${own.map((line) => line.trim()).join(" ")}`}
            title="Show on the graph what this part speaks of"
            onMouseEnter={on}
            onMouseLeave={off}
            onFocus={on}
            onBlur={() => {
              setPinned(undefined);
              light(undefined);
            }}
            onClick={() => {
              setPinned(pinned === from ? undefined : from);
              on();
            }}
          >
            {code}
            {label}
          </button>
        );
      })}
      <div className={styles["workedFoot"]}>
        <CopyButton text={text} what="the policy" />
      </div>
    </figure>
  );
}
