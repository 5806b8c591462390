import { useMemo } from "react";
import type { ClusterState } from "../../core/cluster/types.ts";
import { diffGraphs } from "../../core/graph/changes.ts";
import type { FlowRequest } from "../../core/graph/types.ts";
import { graphOf } from "../../core/session/graph.ts";
import type { Scenario } from "../../core/session/scenario.ts";
import { Empty } from "../components/Empty.tsx";
import { GatePill } from "../components/GatePill.tsx";
import { endLabel, portLabel } from "../components/status.ts";
import styles from "./Inspector.module.css";

export interface ChangesViewProps {
  readonly label: string;
  readonly scenario: Scenario;
  readonly before: ClusterState | undefined;
  readonly after: ClusterState;
  readonly onSelectFlow: (flow: FlowRequest) => void;
}

const MOST = 40;

/** What the last thing done changed: flows that opened and closed, gates guarded and freed. */
export function ChangesView({ label, scenario, before, after, onSelectFlow }: ChangesViewProps) {
  const { changes, members } = useMemo(() => {
    const then = before === undefined ? undefined : graphOf(before, scenario, [], { mode: "all" });
    const now = graphOf(after, scenario, [], { mode: "all" });
    return {
      changes: then === undefined ? undefined : diffGraphs(then, now),
      members: new Map(
        [...(then?.flows ?? []), ...now.flows].flatMap((flow) =>
          flow.members.map((member) => [member.id, member] as const),
        ),
      ),
    };
  }, [before, after, scenario]);
  if (changes === undefined)
    return (
      <Empty title="Nothing was changed yet">
        <p>Apply, label or delete something, and this says which flows it opened or closed.</p>
      </Empty>
    );
  const lists = [
    { title: "Flows that opened", ids: changes.opened },
    { title: "Flows that closed", ids: changes.closed },
  ];
  const gates = [
    { title: "Gates now guarded", gates: changes.guarded, guarded: 1 },
    { title: "Gates now open", gates: changes.freed, guarded: 0 },
  ];
  const none = [...lists.map((l) => l.ids), ...gates.map((g) => g.gates)].every(
    (list) => list.length === 0,
  );
  return (
    <>
      <p className={styles["muted"]}>
        <code>{label}</code>
      </p>
      {none && <p className={styles["muted"]}>It changed no flow and no gate.</p>}
      {lists
        .filter(({ ids }) => ids.length > 0)
        .map(({ title, ids }) => (
          <section key={title} className={styles["section"]}>
            <h3>
              {title} <small>{ids.length}</small>
            </h3>
            <ul className={styles["lines"]}>
              {ids.slice(0, MOST).flatMap((id) => {
                const flow = members.get(id);
                return flow === undefined ? (
                  []
                ) : (
                  <li key={id}>
                    <button
                      type="button"
                      onClick={() => {
                        onSelectFlow(flow);
                      }}
                    >
                      <span className={styles["end"]}>
                        {endLabel(flow.source)} → {endLabel(flow.destination)}
                      </span>
                      <span className={styles["port"]}>{portLabel(flow)}</span>
                    </button>
                  </li>
                );
              })}
            </ul>
            {ids.length > MOST && <p className={styles["muted"]}>and {ids.length - MOST} more</p>}
          </section>
        ))}
      {gates
        .filter((list) => list.gates.length > 0)
        .map(({ title, gates: list, guarded }) => (
          <section key={title} className={styles["section"]}>
            <h3>
              {title} <small>{list.length}</small>
            </h3>
            <ul className={styles["gates"]}>
              {list.slice(0, MOST).map(({ card, direction }) => (
                <li key={card + direction}>
                  <GatePill policies={guarded} />
                  <span>
                    {endLabel(card)}, {direction === "Ingress" ? "entering" : "leaving"}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ))}
    </>
  );
}
