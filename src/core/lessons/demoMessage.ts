/**
 * What a demonstration keeps and what its two windows tell each other, read as hostile input: any
 * page of the same origin may write there.
 */
import type { DemoAction, DemoPhase, DemoRun, Hands, Poll } from "./demo.ts";
import type { Demo } from "./schema/lesson.ts";

const PHASES: readonly DemoPhase[] = ["ready", "asked", "voted", "run", "revealed"];
const PLAIN = ["next", "back", "reset", "lock", "second"] as const;

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 999;

/** An own property of an object; undefined of anything else. */
function part(value: unknown, key: string | number): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

/** What a person at the other window may ask for; undefined for anything else. */
export function readDemoAction(value: unknown): DemoAction | undefined {
  const type = part(value, "type");
  if (type === "count") {
    const [option, by] = [part(value, "option"), part(value, "by")];
    const counts = typeof by === "number" && isCount(Math.abs(by));
    return isCount(option) && counts ? { type, option, by } : undefined;
  }
  const plain = PLAIN.find((name) => name === type);
  return plain && { type: plain };
}

/** A state of this demonstration; undefined where the value is none. */
export function readDemoRun(demo: Demo, value: unknown): DemoRun | undefined {
  const scene = part(value, "scene");
  const phase = PHASES.find((name) => name === part(value, "phase"));
  if (!isCount(scene) || phase === undefined) return undefined;
  const shown = demo.scenes[scene];
  if (shown === undefined || (phase === "ready" && scene !== 0)) return undefined;
  if ((phase === "asked" || phase === "voted") && shown.ask === undefined) return undefined;
  const polls: Record<number, Poll> = {};
  demo.scenes.forEach(({ ask }, index) => {
    const poll = readPoll(part(part(value, "polls"), index), ask?.options.length);
    if (poll !== undefined) polls[index] = poll;
  });
  return { scene, phase, polls };
}

function readPoll(value: unknown, options: number | undefined): Poll | undefined {
  if (options === undefined) return undefined;
  const first = readHands(part(value, "first"), options);
  if (first === undefined) return undefined;
  const second = readHands(part(value, "second"), options);
  return {
    first,
    ...(second === undefined ? {} : { second }),
    locked: part(value, "locked") === true,
  };
}

function readHands(value: unknown, options: number): Hands | undefined {
  return Array.isArray(value) && value.length === options && value.every(isCount)
    ? value
    : undefined;
}
