import { readRecords } from "./corpus.ts";

/** A recorded run of a tool: what was put in, and what came out. */
export interface RecordedRun {
  readonly id: number;
  readonly tool: string;
  readonly version: string;
  readonly argv: readonly string[];
  readonly outcome: string;
  readonly policy: string;
  readonly dns: string;
  readonly tty: boolean;
  readonly stdin: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exit_code: number | null;
  readonly seconds: number;
  readonly still_running_after?: number;
}

export function recordedRuns(): readonly RecordedRun[] {
  return readRecords<RecordedRun>("podtools.jsonl");
}

const DAY = "Mon|Tue|Wed|Thu|Fri|Sat|Sun";
const MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec";

/** What differs between two runs of one tool in one network: dates, times, speeds, ids, meters. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/\r *\d+ [^\r\n]*(?=[\r\n]|$)/g, "\rMETER"],
  [/(\rMETER)+/g, "\rMETER"],
  [/\r?([^\r\n]*?) +\d+% ?[|[][^\r\n]*/g, "$1 BAR"],
  [/^ *\d+K [ .]+.*$/gm, "BAR"],
  [/( BAR)+/g, " BAR"],
  [
    new RegExp(
      `\\b(?:${DAY}),? (?:\\d{1,2} )?(?:${MONTH})[ \\d:]+(?:UTC|GMT)?(?: \\d{4})?(?: GMT)?`,
      "g",
    ),
    "DATE",
  ],
  [/\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?: ?(?:UTC|GMT|Z))?/g, "DATE"],
  [/\b(after|timed out after) \d+ (ms|milliseconds|seconds)/g, "$1 N $2"],
  [/(Query time|in|time):? ?[<=]? ?\d+(?:\.\d+)? ?(?:ms|msec)\b/gi, "$1 TIME"],
  [/(rtt|round-trip) min\/avg\/max(?:\/mdev)? = [\d./]+ ms(?:, pipe \d+)?/g, "$1 TIMES"],
  [/\bid: \d+/g, "id: ID"],
  [/COOKIE: [0-9a-f]+/g, "COOKIE: ID"],
  [/\(\d+(?:\.\d+)? [KMG]?B\/s\)/g, "(SPEED)"],
  [/^(ETag|Last-Modified): .*$/gm, "$1: FILE"],
  [/\d\d:\d\d:\d\d(?: ETA)?/g, "CLOCK"],
  [/\bport \d{5}\b/g, "port EPHEMERAL"],
  [/\(DATE[^)]*\)|\(\d{4}-\d\d-\d\d [^)]*\)/g, "(BUILD)"],
  [/([=(] ?|in )[\d.]+ ?(s latency|s\b|seconds)/g, "$1TIME$2"],
];

function fold(text: string): string {
  return VOLATILE.reduce((folded, [pattern, to]) => folded.replace(pattern, to), text);
}

export interface Answered {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit_code: number | null;
  readonly seconds: number;
}

/** Why an answer is not the recorded one; undefined when it is, up to what is volatile. */
export function difference(expected: RecordedRun, actual: Answered): string | undefined {
  if (expected.exit_code !== actual.exit_code) {
    return `exit ${actual.exit_code ?? "none"}, recorded ${expected.exit_code ?? "none"}`;
  }
  for (const stream of ["stdout", "stderr"] as const) {
    if (fold(expected[stream]) !== fold(actual[stream])) return `${stream} differs`;
  }
  const apart = Math.abs(actual.seconds - expected.seconds);
  if (expected.exit_code !== null && apart > Math.max(0.35, expected.seconds * 0.1)) {
    return `took ${actual.seconds} s, recorded ${expected.seconds} s`;
  }
  return undefined;
}
