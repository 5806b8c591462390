/**
 * Labels of flows that are dropped at their source's egress gate: where each was going, beside and
 * below the cross at the gate. What finds no place stands in a list behind one last label.
 */
import { COLUMN_GAP, GATE, MARK, type Rect } from "./geometry.ts";
import { round } from "../draw/svg.ts";
import { LABEL, labelWidth, type FlowLabel } from "./label.ts";
import type { FlowPath } from "./marks.ts";
import { fitText } from "../draw/measure.ts";
import type { GraphModel } from "./types.ts";

/** Labels of their own that the flows of one gate have at most. */
const MAX_STACKED = 3;
const MAX_NAME = 104;
const ROW = LABEL.height + 2;
/** Rows of labels below the cross and above it. */
const BELOW = 5;
const ABOVE = 3;

/** e.g. `→ metadata TCP 80` */
function departureText({ flow }: Pick<FlowPath, "flow">, model: Pick<GraphModel, "cards">): string {
  const name = model.cards.get(flow.destination)?.name ?? "?";
  return `→ ${fitText(name, MAX_NAME, LABEL.size, "mono", "middle")} ${flow.label}`;
}

/** Places for a label at the gate, the best first. */
function* places(path: FlowPath, source: Rect, width: number): Generator<Rect> {
  const { mark } = path;
  const right = source.x + source.width;
  const middle = source.y + source.height / 2;
  const at = (x: number, y: number): Rect => ({
    x: round(x),
    y: round(y),
    width,
    height: LABEL.height,
  });
  yield at(mark.x + MARK + 4, mark.y - LABEL.height / 2);
  const first = Math.max(mark.y + MARK, middle + GATE.guarded.height / 2) + 4;
  const last = Math.min(mark.y - MARK, middle - GATE.guarded.height / 2) - 4 - LABEL.height;
  // Between two columns, else as far to the left as it must
  const xs = [right + 5, right + COLUMN_GAP - 5 - width];
  for (let row = 0; row < BELOW; row++) for (const x of xs) yield at(x, first + row * ROW);
  for (let row = 0; row < ABOVE; row++) for (const x of xs) yield at(x, last - row * ROW);
}

/**
 * Labels of all flows that one gate dropped, by the flow's id.
 * @param claim takes the first free one of the places, or none.
 * @param silent true where a label of its own for each would be too much.
 */
export function departureLabels(
  group: readonly FlowPath[],
  source: Rect,
  model: Pick<GraphModel, "cards">,
  claim: (places: Iterable<Rect>) => Rect | undefined,
  silent: boolean,
): ReadonlyMap<string, FlowLabel> {
  const labels = new Map<string, FlowLabel>();
  const own = silent ? 0 : group.length > MAX_STACKED ? MAX_STACKED - 1 : MAX_STACKED;
  const rest: FlowPath[] = [];
  for (const [index, path] of group.entries()) {
    const text = departureText(path, model);
    const rect = index < own ? claim(places(path, source, labelWidth(text))) : undefined;
    if (rect === undefined) rest.push(path);
    else labels.set(path.flow.id, { text, rect, placed: true });
  }
  const [first] = rest;
  if (first === undefined) return labels;
  const word = labels.size === 0 ? "dropped" : rest.length === 1 ? "other" : "others";
  const text = `→ ${rest.length} ${word}`;
  const pill = group.length === 1 ? undefined : claim(places(first, source, labelWidth(text)));
  const anchor = pill ?? [...places(first, source, labelWidth(text))][0];
  const rows = rest.map((path, index) => {
    const line = departureText(path, model);
    const rect = {
      x: anchor?.x ?? 0,
      y: (anchor?.y ?? 0) + (pill === undefined ? 0 : (index + 1) * ROW),
      width: labelWidth(line),
      height: LABEL.height,
    };
    return { flow: path.flow.id, text: line, rect };
  });
  for (const { flow, text: line, rect } of rows)
    labels.set(flow, { text: line, rect, placed: false });
  if (pill !== undefined) {
    const label = labels.get(first.flow.id);
    if (label !== undefined)
      labels.set(first.flow.id, { ...label, more: { text, rect: pill, rows } });
  }
  return labels;
}
