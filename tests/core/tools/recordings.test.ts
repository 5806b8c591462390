import { describe, expect, it } from "vitest";
import { answerRecording } from "../../../src/core/tools/verify.ts";
import { difference, recordedRuns, type RecordedRun } from "../../support/toolRecords.ts";

/** The share of recordings, in percent, that each tool must at least agree with. */
const REACHED: Readonly<Record<string, number>> = {
  curl: 100,
  "busybox wget": 99.5,
  "busybox nc": 100,
  "busybox nslookup": 99.5,
  "busybox ping": 99,
  "busybox telnet": 100,
  "busybox sh": 100,
  "nc (openbsd)": 96.8,
  "nslookup (bind)": 100,
  "ping (iputils)": 98.7,
  dig: 99,
  host: 100,
  getent: 100,
  "wget (GNU)": 98.5,
  "telnet (inetutils)": 95,
  "nc (traditional)": 96,
  ncat: 93,
  nmap: 90,
  "bash /dev/tcp": 96,
};

describe("recordings of real tools", () => {
  const all = recordedRuns();

  it.each(Object.entries(REACHED))(
    "%s: at least %d %%",
    { timeout: 60_000 },
    async (tool, reached) => {
      const runs = all.filter((run) => run.tool === tool);
      const wrong: string[] = [];
      for (const run of runs) {
        const why = difference(run, await answerRecording(run));
        if (why !== undefined) wrong.push(`#${run.id} ${run.argv.join(" ")}: ${why}`);
      }
      const share = (100 * (runs.length - wrong.length)) / runs.length;
      console.log(
        `${tool}: ${runs.length - wrong.length} of ${runs.length} (${share.toFixed(2)} %)`,
      );
      expect(runs.length).toBeGreaterThan(0);
      expect(share, wrong.slice(0, 5).join("\n")).toBeGreaterThanOrEqual(reached);
    },
  );

  it("answers a tool that is not there as the exec does, without ending the run", async () => {
    const [first] = recordedRuns();
    const run = { ...(first as RecordedRun), tool: "no such tool", argv: ["nosuchtool"] };
    expect(await answerRecording(run)).toMatchObject({ id: run.id, exit_code: 127 });
  });
});

describe("difference", () => {
  const run: RecordedRun = {
    id: 1,
    tool: "curl",
    version: "",
    argv: [],
    outcome: "open",
    policy: "none",
    dns: "dnsmasq",
    tty: false,
    stdin: "/dev/null",
    stdout: "a\n",
    stderr: "after 12 ms\n",
    exit_code: 0,
    seconds: 2,
  };

  it("folds what is volatile", () => {
    expect(difference(run, { ...run, stderr: "after 15 ms\n", seconds: 2.1 })).toBeUndefined();
  });

  it.each([
    ["another status", { exit_code: 1 }, /exit 1/],
    ["another text", { stdout: "b\n" }, /stdout differs/],
    ["another stream", { stdout: "", stderr: "a\nafter 12 ms\n" }, /stdout differs/],
    ["much more time", { seconds: 4 }, /took 4 s/],
  ])("rejects %s", (_name, change, why) => {
    expect(difference(run, { ...run, ...change })).toMatch(why);
  });
});
