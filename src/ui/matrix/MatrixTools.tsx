import { useState, type RefObject } from "react";
import type { FlowProtocol } from "../../core/netpol/types.ts";
import type { PortOfInterest } from "../../core/netpol/matrix.ts";
import type { PortChoice } from "../../core/report/matrix.ts";
import type { MatrixLevel } from "../../core/report/matrixLines.ts";
import { choiceText } from "../../core/report/matrixText.ts";
import type { CellFilter, MatrixSettings } from "../../store/matrix.ts";
import styles from "./matrix.module.css";

interface Props {
  readonly settings: MatrixSettings;
  readonly onChange: (settings: Partial<MatrixSettings>) => void;
  /** Ports that something in the cluster listens on. */
  readonly ports: readonly PortOfInterest[];
  /** What the level is when none is set. */
  readonly usual: MatrixLevel;
  /** False when there is nothing to compare with. */
  readonly compared: boolean;
  readonly filterRef: RefObject<HTMLInputElement | null>;
  /** The filter was left by Escape or Enter. */
  readonly onLeave: () => void;
}

const ONLY: readonly { readonly value: CellFilter; readonly label: string }[] = [
  { value: "all", label: "All" },
  { value: "allowed", label: "Allowed" },
  { value: "blocked", label: "Blocked" },
  { value: "changed", label: "Changed" },
];
const LEVELS: readonly { readonly value: MatrixLevel; readonly label: string }[] = [
  { value: "pod", label: "Pods" },
  { value: "workload", label: "Workloads" },
  { value: "namespace", label: "Namespaces" },
];

/** Port, grouping and filters. */
export function MatrixTools(props: Props) {
  const { settings, onChange, usual, compared, filterRef, onLeave } = props;
  const { from, to, only, level } = settings;
  const leave = (key: string): void => {
    if (key === "Escape" || key === "Enter") onLeave();
  };
  return (
    <div className={styles["tools"]} role="group" aria-label="Matrix">
      <PortPicker at={settings.at} ports={props.ports} onChange={onChange} />
      <label>
        By
        <select
          value={level ?? usual}
          onChange={(event) => {
            const found = LEVELS.find(({ value }) => value === event.target.value);
            onChange({ level: found?.value, folds: new Map() });
          }}
        >
          {LEVELS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        From
        <input
          ref={filterRef}
          type="search"
          value={from}
          placeholder="name, k=v"
          title="Rows whose name, namespace or label has these words (press / in the grid)"
          onChange={(event) => {
            onChange({ from: event.target.value });
          }}
          onKeyDown={({ key }) => {
            leave(key);
          }}
        />
      </label>
      <label>
        To
        <input
          type="search"
          value={to}
          placeholder="name, k=v"
          title="Columns whose name, namespace or label has these words"
          onChange={(event) => {
            onChange({ to: event.target.value });
          }}
          onKeyDown={({ key }) => {
            leave(key);
          }}
        />
      </label>
      <label>
        Show
        <select
          value={only}
          onChange={(event) => {
            onChange({
              only: ONLY.find(({ value }) => value === event.target.value)?.value ?? "all",
            });
          }}
        >
          {ONLY.map(({ value, label }) => (
            <option key={value} value={value} disabled={value === "changed" && !compared}>
              {label}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

const PROTOCOLS: readonly FlowProtocol[] = ["TCP", "UDP", "SCTP"];
const keyOf = (at: PortChoice): string => (at === "any" ? at : `${at.protocol}/${at.port}`);
const ICMP: PortOfInterest = { port: 0, protocol: "ICMP" };

function PortPicker({
  at,
  ports,
  onChange,
}: {
  readonly at: PortChoice;
  readonly ports: readonly PortOfInterest[];
  readonly onChange: (settings: Partial<MatrixSettings>) => void;
}) {
  const choices: readonly PortChoice[] = ["any", ...ports, ICMP];
  const known = choices.some((choice) => keyOf(choice) === keyOf(at));
  const [typing, setTyping] = useState(!known);
  const [text, setText] = useState(at === "any" || known ? "" : String(at.port));
  const [protocol, setProtocol] = useState<FlowProtocol>(at === "any" ? "TCP" : at.protocol);
  const choose = (entered: string, of: FlowProtocol): void => {
    setText(entered);
    setProtocol(of);
    const port = Number(entered);
    if (/^\d{1,5}$/.test(entered) && port >= 1 && port <= 65_535)
      onChange({ at: { port, protocol: of } });
  };
  return (
    <>
      <label>
        Port
        <select
          value={typing || !known ? "other" : keyOf(at)}
          onChange={(event) => {
            const { value } = event.target;
            setTyping(value === "other");
            const choice = choices.find((candidate) => keyOf(candidate) === value);
            if (choice !== undefined) onChange({ at: choice });
          }}
        >
          {choices.map((choice) => (
            <option key={keyOf(choice)} value={keyOf(choice)}>
              {choice === "any" ? "Any listening" : choiceText(choice)}
            </option>
          ))}
          <option value="other">Other…</option>
        </select>
      </label>
      {(typing || !known) && (
        <>
          <label>
            <span className="visually-hidden">Protocol</span>
            <select
              value={protocol === "ICMP" ? "TCP" : protocol}
              onChange={(event) => {
                const found = PROTOCOLS.find((candidate) => candidate === event.target.value);
                choose(text, found ?? "TCP");
              }}
            >
              {PROTOCOLS.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          <label>
            <span className="visually-hidden">Port number</span>
            <input
              type="number"
              min={1}
              max={65_535}
              value={text}
              placeholder="1–65535"
              onChange={(event) => {
                choose(event.target.value, protocol === "ICMP" ? "TCP" : protocol);
              }}
            />
          </label>
        </>
      )}
    </>
  );
}
