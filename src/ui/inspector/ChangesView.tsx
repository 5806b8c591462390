import { useMemo } from "react";
import type { ClusterState } from "../../core/cluster/types.ts";
import type { FlowRequest } from "../../core/graph/types.ts";
import { portText } from "../../core/netpol/match.ts";
import { count } from "../../core/netpol/phrases.ts";
import { isUnchanged, type DiffSummary, type WorkloadFlows } from "../../core/report/changes.ts";
import {
  diffHeadline,
  flowsText,
  gatesText,
  namerOf,
  portsText,
  type Namer,
} from "../../core/report/changesText.ts";
import { endText } from "../../core/report/ends.ts";
import { cardOf, changesBetween } from "../../core/session/report.ts";
import type { Scenario } from "../../core/session/scenario.ts";
import { Button } from "../components/Button.tsx";
import { Empty } from "../components/Empty.tsx";
import { GatePill } from "../components/GatePill.tsx";
import { endLabel } from "../components/status.ts";
import styles from "./Changes.module.css";
import shared from "./Inspector.module.css";

export interface Moments {
  readonly labels: readonly string[];
  /** Positions compared now. */
  readonly from: number;
  readonly to: number;
  /** True when they were picked, rather than being the last step. */
  readonly picked: boolean;
  readonly onPick: (pair: { readonly from: number; readonly to: number } | undefined) => void;
}

export interface ChangesViewProps {
  /** What was done between the two. */
  readonly label: string;
  readonly scenario: Scenario;
  readonly before: ClusterState | undefined;
  readonly after: ClusterState;
  /** The timeline, for picking two other moments of it; absent where there is none to pick. */
  readonly moments?: Moments;
  readonly onSelectFlow: (flow: FlowRequest) => void;
}

/** Groups of flows listed of each kind; the rest is counted. */
const MOST = 40;
/** Single flows listed of a group. */
const MOST_FLOWS = 60;

/** What became of the network from one moment to another, by workload, down to single flows. */
export function ChangesView(props: ChangesViewProps) {
  const { label, scenario, before, after, moments, onSelectFlow } = props;
  const { outside } = scenario;
  const summary = useMemo(
    () => (before === undefined ? undefined : changesBetween(before, after, outside)),
    [before, after, outside],
  );
  if (summary === undefined)
    return (
      <Empty title="Nothing was changed yet">
        <p>Apply, label or delete something, and this says which flows it opened or closed.</p>
      </Empty>
    );
  const name = namerOf(summary);
  return (
    <>
      {moments !== undefined && <MomentPicker {...moments} />}
      <p className={shared["muted"]}>
        <code>{label}</code>
      </p>
      <p className={styles["headline"]} role="status">
        {isUnchanged(summary) ? "It changed no flow and no gate." : `${diffHeadline(summary)}.`}
        {summary.pairs.closed > 0 && (
          <small>
            {count(summary.pairs.closed, "pair of pods has", "pairs of pods have")} no port left.
          </small>
        )}
      </p>
      <Flows summary={summary} change="opened" name={name} onSelectFlow={onSelectFlow} />
      <Flows summary={summary} change="closed" name={name} onSelectFlow={onSelectFlow} />
      <Gates summary={summary} change="guarded" name={name} />
      <Gates summary={summary} change="freed" name={name} />
      <Pods title="Pods that came" refs={summary.came} />
      <Pods title="Pods that went" refs={summary.went} />
    </>
  );
}

function MomentPicker({ labels, from, to, picked, onPick }: Moments) {
  const select = (value: number, name: string, onChange: (position: number) => void) => (
    <label>
      {name}
      <select
        value={value}
        onChange={(event) => {
          onChange(Number(event.target.value));
        }}
      >
        {labels.map((text, position) => (
          <option key={position} value={position}>
            {position + 1} · {text}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <div className={styles["moments"]} role="group" aria-label="Moments compared">
      {select(from, "From", (position) => {
        onPick({ from: position, to });
      })}
      {select(to, "To", (position) => {
        onPick({ from, to: position });
      })}
      {picked && (
        <Button
          size="small"
          onClick={() => {
            onPick(undefined);
          }}
        >
          Back to the last step
        </Button>
      )}
    </div>
  );
}

interface FlowsProps {
  readonly summary: DiffSummary;
  readonly change: "opened" | "closed";
  readonly name: Namer;
  readonly onSelectFlow: (flow: FlowRequest) => void;
}

function Flows({ summary, change, name, onSelectFlow }: FlowsProps) {
  const groups = summary.flows.filter((group) => group.change === change);
  if (groups.length === 0) return null;
  return (
    <section className={shared["section"]}>
      <h3>
        Flows that {change} <small>{summary[change]}</small>
      </h3>
      <ul className={shared["lines"]}>
        {groups.slice(0, MOST).map((group) => (
          <li key={flowsText(group, name)}>
            {group.count === 1 ? (
              <Singles group={group} onSelectFlow={onSelectFlow} />
            ) : (
              <details className={styles["group"]}>
                <summary>
                  <span>
                    {name(group.source)} → {name(group.destination)}
                  </span>
                  <span className={shared["port"]}>{portsText(group.ports)}</span>
                  <small>{group.count}</small>
                </summary>
                <Singles group={group} onSelectFlow={onSelectFlow} />
              </details>
            )}
          </li>
        ))}
      </ul>
      {groups.length > MOST && (
        <p className={shared["muted"]}>
          and {count(groups.length - MOST, "more pair", "more pairs")} of workloads
        </p>
      )}
    </section>
  );
}

/** The flows of a group one by one; each leads to its trace. */
function Singles({
  group,
  onSelectFlow,
}: {
  readonly group: WorkloadFlows;
  readonly onSelectFlow: (flow: FlowRequest) => void;
}) {
  const more = group.count - Math.min(group.flows.length, MOST_FLOWS);
  return (
    <>
      {group.flows.slice(0, MOST_FLOWS).map(({ source, destination, at }) => {
        const flow: FlowRequest = {
          source: cardOf(source),
          destination: cardOf(destination),
          ...at,
        };
        return (
          <button
            key={`${flow.source} ${flow.destination} ${portText(flow)}`}
            type="button"
            onClick={() => {
              onSelectFlow(flow);
            }}
          >
            <span className={shared["end"]}>
              {endLabel(flow.source)} → {endLabel(flow.destination)}
            </span>{" "}
            <span className={shared["port"]}>{portText(flow)}</span>
          </button>
        );
      })}
      {more > 0 && <p className={shared["muted"]}>and {more} more</p>}
    </>
  );
}

function Gates({
  summary,
  change,
  name,
}: {
  readonly summary: DiffSummary;
  readonly change: "guarded" | "freed";
  readonly name: Namer;
}) {
  const groups = summary.gates.filter((group) => group.change === change);
  if (groups.length === 0) return null;
  return (
    <section className={shared["section"]}>
      <h3>
        {change === "guarded" ? "Gates now guarded" : "Gates now open"}{" "}
        <small>{summary[change]}</small>
      </h3>
      <ul className={shared["gates"]}>
        {groups.slice(0, MOST).map((group) => (
          <li key={gatesText(group, name)}>
            <GatePill
              policies={change === "freed" ? 0 : Math.max(...group.pods.map(({ after }) => after))}
            />
            <span>{gatesText(group, name)}</span>
          </li>
        ))}
      </ul>
      {groups.length > MOST && (
        <p className={shared["muted"]}>and {groups.length - MOST} more workloads</p>
      )}
    </section>
  );
}

function Pods({ title, refs }: { readonly title: string; readonly refs: DiffSummary["came"] }) {
  if (refs.length === 0) return null;
  return (
    <section className={shared["section"]}>
      <h3>
        {title} <small>{refs.length}</small>
      </h3>
      <p className={styles["pods"]}>
        {refs.slice(0, MOST).map(endText).join(", ")}
        {refs.length > MOST && ` and ${refs.length - MOST} more`}
      </p>
    </section>
  );
}
