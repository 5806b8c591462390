import { memo, useMemo } from "react";
import type { Emphasis } from "../../core/graph/emphasis.ts";
import type { FlowPath } from "../../core/graph/marks.ts";
import type { Picture } from "../../core/graph/picture.ts";
import { describeFlow } from "../../core/graph/text.ts";
import type { GraphChanges } from "../../core/graph/types.ts";
import { serialOf } from "./serial.ts";
import { FlowView, MoreLabel, PlacedLabel, type FlowState } from "./FlowView.tsx";

export interface FlowLayerProps {
  readonly picture: Picture;
  readonly emphasis: Emphasis;
  readonly changes?: GraphChanges | undefined;
  readonly interactive: boolean;
}

/** All flows of a picture, those that stand out last and so on top. */
export const FlowLayer = memo(function FlowLayer({
  picture,
  emphasis,
  changes,
  interactive,
}: FlowLayerProps) {
  const { paths, labels, model, layout } = picture;
  const texts = useMemo(
    () => new Map(paths.map(({ flow }) => [flow.id, describeFlow(flow, model)])),
    [paths, model],
  );
  const changed = useMemo(() => changedFlows(paths, changes), [paths, changes]);
  const ordered = useMemo(
    () =>
      emphasis.flows === undefined
        ? paths
        : [...paths].sort((a, b) => rank(a, emphasis) - rank(b, emphasis)),
    [paths, emphasis],
  );
  const flows = ordered.map((path) => (
    <FlowView
      key={path.flow.id}
      path={path}
      label={labels.get(path.flow.id)}
      small={layout.kind === "ring"}
      state={stateOf(path.flow.id, emphasis)}
      text={texts.get(path.flow.id) ?? ""}
      change={changed.get(path.flow.id)}
      interactive={interactive}
    />
  ));
  const placed = ordered.flatMap((path) => {
    const label = labels.get(path.flow.id);
    if (label?.placed !== true) return [];
    const state = stateOf(path.flow.id, emphasis);
    return [<PlacedLabel key={path.flow.id} path={path} label={label} state={state} />];
  });
  const lists = ordered.flatMap((path) => {
    const more = labels.get(path.flow.id)?.more;
    return more === undefined ? [] : [<MoreLabel key={path.flow.id} path={path} more={more} />];
  });
  return (
    <g data-dense={paths.length > DENSE}>
      {flows}
      <g aria-hidden="true">
        {placed}
        {lists}
      </g>
    </g>
  );
});

/** Above so many flows lines are thinner. */
const DENSE = 40;

function stateOf(id: string, { flows, selected }: Emphasis): FlowState {
  if (id === selected) return "selected";
  if (flows === undefined) return undefined;
  return flows.has(id) ? "lit" : "dim";
}

function rank({ flow }: FlowPath, emphasis: Emphasis): number {
  if (flow.id === emphasis.selected) return 2;
  return emphasis.flows?.has(flow.id) === true ? 1 : 0;
}

type FlowChange = { readonly serial: number; readonly kind: "opened" | "closed" };

function changedFlows(
  paths: readonly FlowPath[],
  changes: GraphChanges | undefined,
): ReadonlyMap<string, FlowChange> {
  const found = new Map<string, FlowChange>();
  if (changes === undefined) return found;
  const serial = serialOf(changes);
  const opened = new Set(changes.opened);
  const closed = new Set(changes.closed);
  for (const { flow } of paths) {
    if (flow.members.some(({ id }) => opened.has(id)))
      found.set(flow.id, { serial, kind: "opened" });
    else if (flow.members.some(({ id }) => closed.has(id))) {
      found.set(flow.id, { serial, kind: "closed" });
    }
  }
  return found;
}
