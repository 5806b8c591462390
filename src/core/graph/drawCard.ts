import { CARD, GATE, type Rect } from "./geometry.ts";
import { gateShapes } from "./drawGate.ts";
import { fitText, textWidth } from "../draw/measure.ts";
import type { Shape } from "../draw/shapes.ts";
import type { AddressCard, GraphCard, GroupCard, PodCard } from "./types.ts";

export type CardSize = "full" | "small";

/** Left and right inner margin: the gate stands on the edge and needs its half. */
const INSET = 18;

/** A card at (0, 0) without its gates. */
export function cardShapes(
  card: GraphCard,
  size: CardSize,
  rect: Pick<Rect, "width" | "height">,
): readonly Shape[] {
  if (size === "small") return smallCard(card, rect);
  if (card.kind === "pod") return podCard(card);
  return "pods" in card ? groupCard(card) : addressCard(card);
}

/** The two gates of a card at (0, 0). */
export function cardGates(
  card: GraphCard,
  size: CardSize,
  rect: Pick<Rect, "width" | "height">,
  enforced: boolean,
): readonly Shape[] {
  const options = { enforced, small: size === "small" };
  return [
    ...gateShapes(card.ingress, 0, rect.height / 2, options),
    ...gateShapes(card.egress, rect.width, rect.height / 2, options),
  ];
}

function frame(width: number, height: number, dash?: string): Shape {
  return {
    shape: "rect",
    x: 0,
    y: 0,
    width,
    height,
    radius: 11,
    fill: "raised",
    stroke: "line-strong",
    strokeWidth: 1,
    role: "card",
    ...(dash === undefined ? {} : { dash }),
  };
}

function smallCard(
  card: GraphCard,
  { width, height }: Pick<Rect, "width" | "height">,
): readonly Shape[] {
  return [
    frame(width, height),
    {
      shape: "text",
      x: width / 2,
      y: height / 2 + 4.4,
      text: fitText(card.name, width - GATE.small.width - 6, 12.5, "ui", "middle"),
      size: 12.5,
      face: "ui",
      weight: 600,
      anchor: "middle",
      fill: "text",
    },
  ];
}

/** The name, and beside it a note as far as there is room. */
function heading(name: string, note: string): readonly Shape[] {
  const room = CARD.width - 2 * INSET;
  const noteText = fitText(note, 52, 10.5, "mono");
  const noteWidth = note === "" ? 0 : textWidth(noteText, 10.5, "mono");
  const whole = textWidth(name, 13.5, "ui");
  const withNote = noteWidth > 0 && whole + noteWidth + 8 <= room;
  const shapes: Shape[] = [
    {
      shape: "text",
      x: INSET,
      y: 25,
      text: fitText(name, room, 13.5, "ui", "middle"),
      size: 13.5,
      face: "ui",
      weight: 600,
      fill: "text",
    },
  ];
  if (withNote) {
    shapes.push({
      shape: "text",
      x: CARD.width - INSET,
      y: 25,
      text: noteText,
      size: 10.5,
      face: "mono",
      anchor: "end",
      fill: "faint",
    });
  }
  return shapes;
}

/** As many labels as fit in a line, then how many more there are. */
export function chips(labels: readonly string[], room: number): readonly string[] {
  const shown: string[] = [];
  let used = 0;
  for (const [index, label] of labels.entries()) {
    const more = labels.length - index - 1;
    const reserve = more > 0 ? chipWidth(`+${more}`) + 4 : 0;
    const width = chipWidth(label);
    if (used + width + reserve > room) {
      if (index === 0) {
        shown.push(fitText(label, room - reserve - 11, 10.5, "mono"));
        if (more > 0) shown.push(`+${more}`);
      } else shown.push(`+${labels.length - index}`);
      break;
    }
    shown.push(label);
    used += width + 4;
  }
  return shown;
}

const chipWidth = (text: string): number => Math.round(textWidth(text, 10.5, "mono")) + 11;

function chipShapes(labels: readonly string[], y: number): readonly Shape[] {
  let x = INSET;
  return chips(labels, CARD.width - 2 * INSET + 4).flatMap((text): Shape[] => {
    const width = chipWidth(text);
    const shapes: Shape[] = [
      { shape: "rect", x, y, width, height: 17, radius: 4.5, fill: "sunk" },
      { shape: "text", x: x + 5.5, y: y + 12, text, size: 10.5, face: "mono", fill: "muted" },
    ];
    x += width + 4;
    return shapes;
  });
}

function podCard(card: PodCard): readonly Shape[] {
  const running = card.status === "Running";
  const gone = card.egress.state === "none" ? card.egress.reason : undefined;
  const last = !running
    ? card.status
    : gone === "host-network"
      ? "hostNetwork"
      : (card.ip ?? "no address yet");
  return [
    frame(CARD.width, CARD.height, gone === undefined ? undefined : "4 3"),
    ...heading(card.name, card.image),
    ...(card.labels.length > 0 ? chipShapes(card.labels, 33) : []),
    {
      shape: "text",
      x: INSET,
      y: 65,
      text: fitText(last, CARD.width - 2 * INSET, 10.5, "mono"),
      size: 10.5,
      face: "mono",
      fill: running ? "faint" : "warn",
    },
  ];
}

function groupCard(card: GroupCard): readonly Shape[] {
  const pods = `${card.pods.length} pods`;
  const sheet = (offset: number): Shape => ({
    shape: "rect",
    x: offset * 2,
    y: -offset * 2.5,
    width: CARD.width - offset * 4,
    height: CARD.height,
    radius: 11,
    fill: "raised",
    stroke: "line-strong",
    strokeWidth: 1,
  });
  const under =
    card.kind === "namespace" ? `${card.workloads} workload${card.workloads === 1 ? "" : "s"}` : "";
  return [
    sheet(3),
    sheet(1.5),
    frame(CARD.width, CARD.height),
    ...heading(card.kind === "namespace" ? pods : card.name, card.kind === "namespace" ? "" : pods),
    ...(card.labels.length > 0 ? chipShapes(card.labels, 33) : []),
    ...(under === ""
      ? []
      : [
          {
            shape: "text",
            x: INSET,
            y: 45,
            text: under,
            size: 11.5,
            face: "ui",
            fill: "muted",
          } as const,
        ]),
    {
      shape: "text",
      x: INSET,
      y: 65,
      text: fitText(groupNote(card), CARD.width - 2 * INSET, 11, "ui"),
      size: 11,
      face: "ui",
      fill: "faint",
    },
  ];
}

function groupNote(card: GroupCard): string {
  const parts: string[] = [];
  for (const [word, gate] of [
    ["in", card.ingress],
    ["out", card.egress],
  ] as const) {
    if (gate.state === "partly") parts.push(`${word}: ${gate.guarded} of ${gate.of}`);
    else if (gate.state === "guarded") parts.push(`${word}: all`);
  }
  return parts.length === 0 ? "no pod guarded" : `guarded ${parts.join(", ")}`;
}

function addressCard(card: AddressCard): readonly Shape[] {
  const top = 13;
  return [
    {
      shape: "rect",
      x: 0,
      y: top,
      width: CARD.width,
      height: CARD.height - 2 * top,
      radius: 11,
      fill: "panel",
      stroke: "line-strong",
      strokeWidth: 1,
      dash: "3 4",
      role: "card",
    },
    {
      shape: "text",
      x: INSET - 2,
      y: 33,
      text: fitText(card.name, CARD.width - 2 * INSET, 12.5, "ui", "middle"),
      size: 12.5,
      face: "ui",
      weight: 600,
      fill: "text",
    },
    {
      shape: "text",
      x: INSET - 2,
      y: 50,
      text: fitText(card.address, CARD.width - 2 * INSET, 10.5, "mono"),
      size: 10.5,
      face: "mono",
      fill: "muted",
    },
  ];
}
