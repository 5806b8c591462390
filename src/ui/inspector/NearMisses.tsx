import { useCallback } from "react";
import type { ClusterState } from "../../core/cluster/types.ts";
import { podId } from "../../core/graph/ids.ts";
import type { FlowRequest } from "../../core/graph/types.ts";
import type { NearMiss, SideEffect } from "../../core/nearmiss/types.ts";
import { portText } from "../../core/netpol/match.ts";
import { count } from "../../core/netpol/phrases.ts";
import type { Flow } from "../../core/netpol/types.ts";
import { commandsFor } from "../../core/session/edits.ts";
import { nearMissesOf } from "../../core/session/nearMisses.ts";
import type { OutsideHost } from "../../core/session/scenario.ts";
import { Button } from "../components/Button.tsx";
import { CopyButton } from "../components/CopyButton.tsx";
import { useLater } from "../hooks/useLater.ts";
import inspector from "./Inspector.module.css";
import styles from "./NearMisses.module.css";

export interface NearMissActions {
  /** The title of what the graph previews now. */
  readonly previewed: string | undefined;
  readonly onPreview: (miss: NearMiss | undefined) => void;
  readonly onApply: (miss: NearMiss) => void;
  readonly onSelectFlow: (flow: FlowRequest) => void;
}

interface Props extends NearMissActions {
  readonly cluster: ClusterState;
  readonly flow: FlowRequest;
  readonly outside: readonly OutsideHost[];
  /** `What would let it through` */
  readonly title: string;
}

/** The smallest changes that flip a verdict, each with all else that it would change. */
export function NearMisses({ cluster, flow, outside, title, ...actions }: Props) {
  const { source, destination, port, protocol } = flow;
  const compute = useCallback(
    () => nearMissesOf(cluster, { source, destination, port, protocol }, outside),
    [cluster, source, destination, port, protocol, outside],
  );
  const misses = useLater(compute);
  return (
    <section className={inspector["section"]} aria-label={title} aria-busy={misses === undefined}>
      <h3>{title}</h3>
      {misses?.length === 0 && <p className={inspector["muted"]}>Nothing small changes this.</p>}
      {misses !== undefined && misses.length > 0 && (
        <ul className={styles["list"]}>
          {misses.map((miss, index) => (
            <Miss
              key={`${index} ${miss.title}`}
              cluster={cluster}
              miss={miss}
              asked={flow}
              {...actions}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

interface MissProps extends NearMissActions {
  readonly cluster: ClusterState;
  readonly miss: NearMiss;
  readonly asked: FlowRequest;
}

function Miss({ cluster, miss, asked, previewed, ...actions }: MissProps) {
  const { title, edits, flow } = miss;
  const isPreviewed = previewed === title;
  const command = commandsFor(cluster, edits).join("\n");
  return (
    <li className={styles["miss"]} data-previewed={isPreviewed}>
      <p className={styles["title"]}>{title}.</p>
      {flow === undefined ? (
        <>
          <Effects miss={miss} />
          <div className={styles["command"]}>
            <pre tabIndex={0} role="group" aria-label="Command">
              {command}
            </pre>
            <CopyButton text={command} what="the command" />
          </div>
          <div className={styles["actions"]}>
            <Button
              size="small"
              aria-pressed={isPreviewed}
              aria-label={`Preview: ${title}`}
              onClick={() => {
                actions.onPreview(isPreviewed ? undefined : miss);
              }}
            >
              {isPreviewed ? "Previewing" : "Preview"}
            </Button>
            <Button
              size="small"
              look="primary"
              aria-label={`Apply: ${title}`}
              onClick={() => {
                actions.onApply(miss);
              }}
            >
              Apply
            </Button>
          </div>
        </>
      ) : (
        <div className={styles["actions"]}>
          <Button
            size="small"
            onClick={() => {
              actions.onSelectFlow(requestOf(flow, asked));
            }}
          >
            Ask that instead
          </Button>
        </div>
      )}
    </li>
  );
}

/** The other question, between the same cards unless it names another pod. */
function requestOf({ destination, port, protocol }: Flow, asked: FlowRequest): FlowRequest {
  return {
    source: asked.source,
    destination:
      destination.kind === "pod"
        ? podId(destination.namespace, destination.name)
        : asked.destination,
    port,
    protocol,
  };
}

function Effects({ miss }: { readonly miss: NearMiss }) {
  const { opened, closed, sideEffects } = miss;
  const total = opened + closed;
  if (total === 0) return <p className={styles["effects"]}>It changes no other flow.</p>;
  const hidden = total - sideEffects.length;
  return (
    <details className={styles["effects"]}>
      <summary>{effectsSentence(opened, closed)}</summary>
      <ul>
        {sideEffects.map((effect) => (
          <li key={keyOf(effect)}>
            <span className={styles[effect.change]}>
              {effect.change === "opened" ? "opens" : "closes"}
            </span>{" "}
            <span>
              {effect.source} → {effect.destination} {portText(effect)}
            </span>
          </li>
        ))}
      </ul>
      {hidden > 0 && <p>and {hidden} more</p>}
    </details>
  );
}

/** `Also opens 3 other flows and closes 1.` */
function effectsSentence(opened: number, closed: number): string {
  const flows = (n: number): string => count(n, "other flow", "other flows");
  if (closed === 0) return `Also opens ${flows(opened)}.`;
  if (opened === 0) return `Also closes ${flows(closed)}.`;
  return `Also opens ${flows(opened)} and closes ${closed}.`;
}

function keyOf({ source, destination, port, protocol }: SideEffect): string {
  return `${source}>${destination}:${protocol}/${port}`;
}
