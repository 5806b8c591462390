import { useEffect, useRef, useState, type RefObject } from "react";
import { MARK } from "../../core/graph/geometry.ts";
import type { Packet, PacketLeg } from "../../core/graph/packet.ts";
import type { Picture } from "../../core/graph/picture.ts";
import { wayBetween } from "../../core/graph/paths.ts";
import styles from "./graph.module.css";

export interface PacketLayerProps {
  readonly picture: Picture;
  readonly packet: Packet | undefined;
  readonly onEnd: ((id: string) => void) | undefined;
}

/** Pixels a packet covers in a second, and the bounds of one crossing. */
const SPEED = 620;
const SHORTEST = 260;
const LONGEST = 1100;
/** How long the last word stays. */
const LINGER = 2600;

interface Step {
  readonly leg: PacketLeg;
  readonly way: string;
  readonly back: boolean;
}

/** Nothing, or the journey of the packet; a new id starts a new one. */
export function PacketLayer({ picture, packet, onEnd }: PacketLayerProps) {
  if (packet === undefined || packet.legs.length === 0) return null;
  return <Journey key={packet.id} packet={packet} picture={picture} onEnd={onEnd} />;
}

/**
 * The packet on its way: a dot that leaves the gate, follows the path and stops, with a short shake,
 * at the gate that drops it. With reduced motion the way lights up instead.
 */
function Journey({ picture, packet, onEnd }: PacketLayerProps & { readonly packet: Packet }) {
  const [steps] = useState(() => stepsOf(packet, picture));
  const [at, setAt] = useState<number>();
  const dot = useRef<HTMLDivElement>(null);
  const finished = useRef(onEnd);
  useEffect(() => {
    finished.current = onEnd;
  }, [onEnd]);

  const { id } = packet;
  useEffect(() => {
    const journey = new AbortController();
    const { signal } = journey;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const travel = async (): Promise<void> => {
      for (const [index, step] of steps.entries()) {
        if (signal.aborted) return;
        setAt(index);
        if (still) await pause(700, signal);
        else await run(dot, step, signal);
      }
      await pause(LINGER, signal);
      if (signal.aborted) return;
      setAt(undefined);
      finished.current?.(id);
    };
    void travel();
    return () => {
      journey.abort();
    };
  }, [steps, id]);

  const step = at === undefined ? undefined : steps[at];
  if (step === undefined) return null;
  const { leg, way, back } = step;
  const place = wordPlace(leg, picture);
  const last = at === steps.length - 1;
  return (
    <div className={styles["packets"]} aria-hidden="true">
      <svg width={1} height={1}>
        <path className={styles["packetWay"]} data-outcome={leg.outcome} d={way} />
      </svg>
      <div
        ref={dot}
        className={styles["packet"]}
        data-outcome={leg.outcome}
        style={{ offsetPath: `path("${way}")`, offsetDistance: back ? "100%" : "0%" }}
      >
        <i />
      </div>
      {leg.word !== "" && place !== undefined && (last || back) && (
        <span
          className={styles["word"]}
          data-outcome={leg.outcome}
          style={{ transform: `translate(${place.x}px, ${place.y}px) translate(-50%, -100%)` }}
        >
          {leg.word}
        </span>
      )}
    </div>
  );
}

/** A leg that ends well and is not the last one has its answer carried back. */
function stepsOf({ legs }: Packet, picture: Picture): readonly Step[] {
  return legs.flatMap((leg, index): Step[] => {
    const way = wayOf(leg, picture);
    if (way === "") return [];
    const there: Step = { leg, way, back: false };
    const answered = leg.stop === undefined && index < legs.length - 1;
    return answered ? [there, { leg, way, back: true }] : [there];
  });
}

/** The line of the flow itself where it is drawn, so that the packet runs along it. */
function wayOf(leg: PacketLeg, { paths, layout }: Picture): string {
  const fits = paths.filter(
    ({ flow }) => flow.source === leg.source && flow.destination === leg.destination,
  );
  const drawn = fits.find(({ flow }) => (flow.status === "allowed") === (leg.outcome === "pass"));
  return (drawn ?? fits[0])?.way ?? wayBetween(leg.source, leg.destination, layout);
}

async function run(
  dot: RefObject<HTMLDivElement | null>,
  step: Step,
  signal: AbortSignal,
): Promise<void> {
  // One frame, so that the dot stands on its new way before it moves
  await frame();
  const element = dot.current;
  if (element === null || !("animate" in element)) return;
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", step.way);
  const length = path.getTotalLength();
  const stop = stopDistance(step.leg, length);
  const [from, to] = step.back ? [length, 0] : [0, stop];
  const duration = Math.min(LONGEST, Math.max(SHORTEST, (Math.abs(to - from) / SPEED) * 1000));
  await play(element, signal, [{ offsetDistance: `${from}px` }, { offsetDistance: `${to}px` }], {
    duration: step.leg.stop === "egress" || step.leg.stop === "source" ? 120 : duration,
    easing: "cubic-bezier(.45,.05,.4,1)",
    fill: "forwards",
  });
  const inner = element.firstElementChild;
  if (step.leg.outcome !== "pass" && inner instanceof HTMLElement) {
    const shake = [0, -4, 4, -3, 3, 0].map((x) => ({ transform: `translateX(${x}px)` }));
    await play(inner, signal, shake, { duration: 260 });
  }
}

async function play(
  element: HTMLElement,
  signal: AbortSignal,
  frames: Keyframe[],
  options: KeyframeAnimationOptions,
): Promise<void> {
  if (signal.aborted) return;
  const animation = element.animate(frames, options);
  const cancel = (): void => {
    animation.cancel();
  };
  signal.addEventListener("abort", cancel, { once: true });
  try {
    await animation.finished;
  } catch {
    // cancelled: the journey is over
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

/** A dropped packet comes to rest beside the cross, not on it. */
const BEFORE_MARK = 2 * MARK + 5;

/** Where along the whole way the packet comes to its end, in px. */
function stopDistance(leg: PacketLeg, length: number): number {
  if (leg.stop === "egress" || leg.stop === "source") return 0;
  if (leg.stop === "ingress") return Math.max(0, length - BEFORE_MARK);
  return length;
}

function wordPlace(
  leg: PacketLeg,
  { layout }: Picture,
): { readonly x: number; readonly y: number } | undefined {
  const atSource = leg.stop === "egress" || leg.stop === "source";
  const rect = layout.cards.get(atSource ? leg.source : leg.destination);
  if (rect === undefined) return undefined;
  return { x: atSource ? rect.x + rect.width : rect.x, y: rect.y - 3 };
}

const frame = (): Promise<void> =>
  new Promise((resolve) => {
    requestAnimationFrame(() => {
      resolve();
    });
  });

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
