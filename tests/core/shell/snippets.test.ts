/** What bash printed for each snippet (recorded from GNU bash 5.2), our shell prints too. */
import { describe, expect, test } from "vitest";
import { readRecords } from "../../support/corpus.ts";
import { run } from "./support.ts";
import { textTools } from "./tools.ts";

interface Snippet {
  readonly source: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

const ENVIRONMENT = new Map([
  ["HOME", "/home/learner"],
  ["USER", "learner"],
  ["LANG", "C.UTF-8"],
  ["PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
]);

const snippets = readRecords<Snippet>("shell-snippets.jsonl");

test("there are enough of them", () => {
  expect(snippets.length).toBeGreaterThan(150);
});

describe("as bash", () => {
  test.each(snippets.map((snippet) => [snippet.source, snippet] as const))(
    "%s",
    async (_, snippet) => {
      const ran = await run(snippet.source, {
        env: ENVIRONMENT,
        textTools,
        files: { "/etc/passwd": "root:x:0:0:root:/root:/bin/bash\n" },
      });
      expect({ stdout: ran.stdout, stderr: ran.stderr, status: ran.status }).toEqual({
        stdout: snippet.stdout,
        stderr: snippet.stderr,
        status: snippet.status,
      });
    },
  );
});

const OTHER_SHELLS: readonly (readonly ["busybox" | "dash", string, string, number])[] = [
  ["busybox", "foo", "sh: foo: not found\n", 127],
  ["dash", "foo", "sh: 1: foo: not found\n", 127],
  ["dash", "cd /nope", "sh: 1: cd: can't cd to /nope\n", 2],
  ["busybox", "cd /nope", "sh: cd: can't cd to /nope: No such file or directory\n", 1],
  ["dash", "echo > /nope/x", "sh: 1: cannot create /nope/x: Directory nonexistent\n", 2],
  ["busybox", "echo > /nope/x", "sh: can't create /nope/x: nonexistent directory\n", 2],
  ["dash", "cat < nope", "sh: 1: cannot open nope: No such file\n", 2],
  ["busybox", "cat < nope", "sh: can't open nope: no such file\n", 2],
  ["dash", "echo |", "sh: 1: Syntax error: end of file unexpected\n", 2],
  ["dash", 'echo "a', "sh: 1: Syntax error: Unterminated quoted string\n", 2],
  ["dash", "echo )", 'sh: 1: Syntax error: ")" unexpected\n', 2],
  ["busybox", "echo )", 'sh: syntax error: unexpected ")"\n', 2],
  ["dash", "/etc", "sh: 1: /etc: Permission denied\n", 126],
];

describe("as the shells of images", () => {
  test.each(OTHER_SHELLS)("%s: %s", async (dialect, source, stderr, status) => {
    const ran = await run(source, { dialect, files: { "/etc/x": "" } });
    expect({ stderr: ran.stderr, status: ran.status }).toEqual({ stderr, status });
  });
});
