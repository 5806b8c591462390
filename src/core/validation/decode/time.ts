/** RFC 3339 times as Go's `time.Parse` reads them and metav1.Time writes them. */
import { quote } from "../goText.ts";
import { DecodeAbort } from "./goError.ts";

const LAYOUT = "2006-01-02T15:04:05Z07:00";
const MICRO_LAYOUT = "2006-01-02T15:04:05.000000Z07:00";

/** The pieces in the order in which Go reads them: the layout's text, and what must stand there. */
const PIECES: readonly (readonly [layout: string, pattern: RegExp])[] = [
  ["2006", /^\d{4}/],
  ["-", /^-/],
  ["01", /^\d{2}/],
  ["-", /^-/],
  ["02", /^\d{2}/],
  ["T", /^T/],
  ["15", /^\d{2}/],
  [":", /^:/],
  ["04", /^\d{2}/],
  [":", /^:/],
  ["05", /^\d{2}(?:[.,]\d+)?/],
  ["Z07:00", /^(?:Z|[+-]\d{2}:\d{2})/],
];

interface ParsedTime {
  /** Milliseconds since the epoch, whole seconds. */
  readonly seconds: number;
  readonly micros: number;
}

/** @throws DecodeAbort with Go's words when `text` is no RFC 3339 time. */
function parseTime(text: string, layout: string): ParsedTime {
  const fail = (detail: string): never => {
    throw new DecodeAbort(`parsing time ${quote(text)}${detail}`);
  };
  let rest = text;
  const found: string[] = [];
  for (const [piece, pattern] of PIECES) {
    const match = pattern.exec(rest)?.[0];
    if (match === undefined) {
      return fail(` as ${quote(layout)}: cannot parse ${quote(rest)} as ${quote(piece)}`);
    }
    found.push(match);
    rest = rest.slice(match.length);
  }
  if (rest !== "") return fail(`: extra text: ${quote(rest)}`);
  const number = (index: number): number => Number.parseInt(found[index] ?? "0", 10);
  const [year, month, day] = [number(0), number(2), number(4)];
  if (month < 1 || month > 12) fail(": month out of range");
  if (day < 1 || day > daysOf(year, month)) fail(": day out of range");
  if (number(6) > 23) fail(": hour out of range");
  if (number(8) > 59) fail(": minute out of range");
  if (number(10) > 59) fail(": second out of range");
  const fraction = /[.,](\d+)/.exec(found[10] ?? "")?.[1] ?? "";
  const utc = Date.UTC(year, month - 1, day, number(6), number(8), number(10));
  return {
    seconds: utc - offsetMillis(found[11] ?? "Z"),
    micros: Number(fraction.slice(0, 6).padEnd(6, "0")),
  };
}

function daysOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function offsetMillis(zone: string): number {
  if (zone === "Z") return 0;
  const [hours = "0", minutes = "0"] = zone.slice(1).split(":");
  const millis = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return zone.startsWith("-") ? -millis : millis;
}

/** metav1.Time: whole seconds in UTC. */
export function decodeTime(text: string): string {
  return `${new Date(parseTime(text, LAYOUT).seconds).toISOString().slice(0, 19)}Z`;
}

/** metav1.MicroTime: six digits after the second. */
export function decodeMicroTime(text: string): string {
  const { seconds, micros } = parseTime(text, MICRO_LAYOUT);
  const fraction = String(micros).padStart(6, "0");
  return `${new Date(seconds).toISOString().slice(0, 19)}.${fraction}Z`;
}
