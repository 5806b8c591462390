import { memo, useMemo } from "react";
import { labelShapes, lineShapes, markShapes } from "../../core/graph/drawFlow.ts";
import type { FlowLabel } from "../../core/graph/label.ts";
import type { FlowPath } from "../../core/graph/marks.ts";
import { Shapes } from "./Shapes.tsx";
import styles from "./graph.module.css";

export type FlowState = "dim" | "lit" | "selected" | undefined;

export interface FlowViewProps {
  readonly path: FlowPath;
  readonly label: FlowLabel | undefined;
  readonly small: boolean;
  readonly state: FlowState;
  /** In words, for screen readers and the tooltip. */
  readonly text: string;
  readonly change?: { readonly serial: number; readonly kind: "opened" | "closed" } | undefined;
  readonly interactive: boolean;
}

/** Radius in which a mark can be pointed at. */
const HIT = 13;

/** One flow: its line, the mark in which it ends, its label. */
export const FlowView = memo(function FlowView({
  path,
  label,
  small,
  state,
  text,
  change,
  interactive,
}: FlowViewProps) {
  const selected = state === "selected";
  const shapes = useMemo(
    () => [...lineShapes(path, selected ? 2.8 : small ? 1.7 : 2), ...markShapes(path, small)],
    [path, selected, small],
  );
  const pill = useMemo(
    () => (label === undefined ? [] : labelShapes(path.flow.status, label)),
    [path, label],
  );
  const { flow } = path;
  return (
    <g
      className={styles["flow"]}
      data-state={state}
      data-status={flow.status}
      data-flow={flow.id}
      {...(interactive
        ? { role: "button", tabIndex: -1, "aria-label": text, "aria-pressed": selected }
        : { "aria-hidden": true })}
    >
      {interactive && <title>{text}</title>}
      {change !== undefined && (
        <path
          key={change.serial}
          className={styles["changed"]}
          data-kind={change.kind}
          d={path.way}
        />
      )}
      {path.ghost !== undefined && <path className={styles["ghost"]} d={path.ghost} />}
      <path className={styles["halo"]} d={path.d} />
      <Shapes shapes={shapes} />
      {interactive && (
        <>
          <path className={styles["hit"]} d={path.d} />
          <circle className={styles["hitMark"]} cx={path.mark.x} cy={path.mark.y} r={HIT} />
        </>
      )}
      {label?.placed === false && (
        <g className={styles["label"]}>
          <Shapes shapes={pill} />
        </g>
      )}
    </g>
  );
});

/** A label with a place of its own; drawn above all lines. */
export const PlacedLabel = memo(function PlacedLabel({
  path,
  label,
  state,
}: Pick<FlowViewProps, "path" | "state"> & { readonly label: FlowLabel }) {
  const pill = useMemo(() => labelShapes(path.flow.status, label), [path, label]);
  return (
    <g className={styles["label"]} data-state={state} data-label-of={path.flow.id}>
      {path.ghost !== undefined && <path className={styles["ghost"]} d={path.ghost} />}
      <Shapes shapes={pill} />
    </g>
  );
});

/** The label that stands for several flows; pointing at it lists them, each to be chosen. */
export const MoreLabel = memo(function MoreLabel({
  path,
  more,
}: Pick<FlowViewProps, "path"> & { readonly more: NonNullable<FlowLabel["more"]> }) {
  const { status } = path.flow;
  const pill = useMemo(() => labelShapes(status, more), [status, more]);
  const rows = useMemo(
    () => more.rows.map((row) => ({ flow: row.flow, shapes: labelShapes(status, row) })),
    [status, more],
  );
  const bottom = Math.max(...more.rows.map(({ rect }) => rect.y + rect.height));
  return (
    <g className={styles["label"]} data-more={path.flow.source}>
      <title>{more.rows.map(({ text }) => text).join("\n")}</title>
      <Shapes shapes={pill} />
      <g className={styles["rows"]}>
        <rect
          x={more.rect.x - 4}
          y={more.rect.y + more.rect.height}
          width={Math.max(...more.rows.map(({ rect }) => rect.width)) + 8}
          height={bottom + 4 - more.rect.y - more.rect.height}
          rx={8}
        />
        {rows.map(({ flow, shapes }) => (
          <g key={flow} data-label-of={flow}>
            <Shapes shapes={shapes} />
          </g>
        ))}
      </g>
    </g>
  );
});
