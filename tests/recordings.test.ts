/**
 * kubectl held to its recordings: every session of the corpus is replayed through the same code as
 * `netpol verify kubectl`, and compared by the recordings' own judge. The floors are what was
 * reached; they only go up.
 */
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { replayManifests, replaySessions } from "../src/cli/replay.ts";
import { readRecords } from "../src/cli/input.ts";
import { compareRecords } from "./corpus/kubectl/compare.mjs";

const corpus = resolve(import.meta.dirname, "corpus/kubectl");
const folder = join(corpus, "files");

interface Expected {
  readonly command?: string;
  readonly volatile?: boolean;
}

/** Least share of matching steps, in per cent, for sessions that do not match whole. */
const FLOORS: Readonly<Record<string, number>> = {
  debug: 98,
  "describe-objects": 97,
  immutable: 98,
  interactive: 98,
  output: 97,
  tty: 96,
};

async function judge(
  file: string,
  answers: AsyncIterable<object>,
): Promise<{ matched: number; all: number; wrong: string[] }> {
  const expected = readRecords(file) as readonly Expected[];
  let matched = 0;
  let all = 0;
  let index = 0;
  const wrong: string[] = [];
  for await (const answer of answers) {
    const record = expected[index++];
    if (record === undefined || record.volatile === true) continue;
    all++;
    const [difference] = compareRecords(record, answer);
    if (difference === undefined) matched++;
    else wrong.push(`${record.command ?? ""}: ${difference.what}`);
  }
  return { matched, all, wrong };
}

describe("recordings of kubectl", () => {
  const sessions = readdirSync(join(corpus, "sessions")).sort();
  const shares: string[] = [];

  it.each(sessions)("%s", { timeout: 120_000 }, async (name) => {
    const file = join(corpus, "sessions", name);
    const { matched, all, wrong } = await judge(file, replaySessions(file, folder));
    const session = name.replace(".jsonl.gz", "");
    shares.push(`${session} ${matched}/${all}`);
    console.log(`${session}: ${matched} of ${all} steps match`);
    const share = (100 * matched) / all;
    expect(share, wrong.join("\n")).toBeGreaterThanOrEqual(FLOORS[session] ?? 100);
  });

  it("manifests: the words and the stored object", { timeout: 120_000 }, async () => {
    const file = join(corpus, "../validation.jsonl.gz");
    const { matched, all, wrong } = await judge(file, replayManifests(file, folder));
    console.log(`validation: ${matched} of ${all} manifests match`);
    expect((100 * matched) / all, wrong.join("\n")).toBeGreaterThanOrEqual(99);
  });

  it("is a judge that rejects: one changed letter is no match", () => {
    const record = {
      session: "x",
      step: 1,
      command: "",
      stdout: "pod/web\n",
      stderr: "",
      exitCode: 0,
    };
    expect(compareRecords(record, record)).toEqual([]);
    expect(compareRecords(record, { ...record, stdout: "pod/wob\n" })).not.toEqual([]);
    expect(compareRecords(record, { ...record, exitCode: 1 })).not.toEqual([]);
  });
});
