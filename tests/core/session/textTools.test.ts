import { describe, expect, it } from "vitest";
import { readRecords } from "../../support/corpus.ts";
import { openHeadless, startOf } from "../../support/session.ts";

interface Recorded {
  readonly command: string;
  readonly stdout: string;
  readonly status: number;
}

const PODS = `NAME   READY  STATUS   AGE
web-1  1/1    Running  5m
db-0   0/1    Pending  10s
api-2  1/1    Running  2h
`;
const CSV = "a,1,x\nb,22,y\nc,3,x\n";

describe("text tools answer as GNU's did", () => {
  const lab = openHeadless(startOf("", { "w/f": PODS, "w/c": CSV }), { textTools: "real" });

  it.each(
    readRecords<Recorded>("text-tools.jsonl").map((record) => [record.command, record] as const),
  )("%s", async (_name, { command, stdout, status }) => {
    const ran = await lab.run(`cd ~/w; ${command}`);
    expect([ran.out, ran.code]).toEqual([stdout, status]);
  });

  it("has no yq, as no exam host has", async () => {
    expect(await lab.run("yq --version")).toMatchObject({
      code: 127,
      err: "bash: line 1: yq: command not found\n",
    });
  });
});
