import { describe, expect, it } from "vitest";
import { runJq } from "../../../src/core/shell/jq/jq.ts";
import { MemoryFileSystem } from "../../../src/core/shell/memoryFiles.ts";
import { readRecords } from "../../support/corpus.ts";

interface Recorded {
  readonly args: readonly string[];
  readonly stdin: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const fs = new MemoryFileSystem(() => 0);
fs.mkdir("/home", { parents: true });
fs.write("/home/a.json", '{"a":1}\n');
fs.write("/home/f.jq", "# a comment\n.a + 1\n");

const jq = (args: readonly string[], stdin = "null\n") =>
  runJq({
    args,
    stdin,
    cwd: "/home",
    now: Date.UTC(2026, 0, 2),
    env: new Map([["HOME", "/home"]]),
    fs,
  });
const out = (filter: string, input: unknown = null): string =>
  jq(["-c", filter], `${JSON.stringify(input)}\n`).stdout.trimEnd();

describe("what jq was recorded to do", () => {
  it.each(
    readRecords<Recorded>("jq.jsonl").map((record) => [record.args.join(" "), record] as const),
  )("%s", (_name, { args, stdin, ...expected }) => {
    expect(jq(args, stdin)).toEqual(expected);
  });
});

describe("jq 1.7 beyond that", () => {
  it.each([
    ["if . then 1 end", false, "false"],
    ["pick(.a.b, .c[1])", { a: { b: 1, x: 2 }, c: [3, 4] }, '{"a":{"b":1},"c":[null,4]}'],
    ["[.[] |= empty | length]", [1, 2, 3], "[0]"],
    ["(.[] | select(. >= 2)) |= empty", [1, 5, 3, 0, 7], "[1,0]"],
    ["[limit(0; 1, 2)]", null, "[]"],
    ["abs, toarray", -5, "5\n[-5]"],
    ['@base32, (@base32 | @base32d), @base64d == "x"', "eA==", '"MVAT2PI="\n"eA=="\ntrue'],
    ["ltrimstr(1), trim", " a ", '" a "\n"a"'],
    ["[.[] as [$a] ?// $a | $a]", [[1], 2], "[1,2]"],
    [
      '{$__loc__, ("a", "b"): 1}',
      null,
      '{"__loc__":{"file":"<top-level>","line":1},"a":1}\n{"__loc__":{"file":"<top-level>","line":1},"b":1}',
    ],
    ["[.[] | tostring]", [1, "1", [1]], '["1","1","[1]"]'],
    ["keys_unsorted", { 10: 1, 9: 2, b: 3 }, '["9","10","b"]'],
    ['splits("a+?")', "xaay", '"x"\n""\n"y"'],
    ['[match("(?<w>\\\\w+?)\\\\b"; "g").captures[0].string]', "ab cd", '["ab","cd"]'],
    ["now | todate", null, '"2026-01-02T00:00:00Z"'],
    ["$ENV.HOME, env.HOME", null, '"/home"\n"/home"'],
    [
      '[.[] | if . == 1 then "one" elif . == 2 then "two" else "many" end]',
      [1, 2, 3],
      '["one","two","many"]',
    ],
  ])("%s", (filter, input, expected) => {
    expect(out(filter, input)).toBe(expected);
  });

  it("keeps the order of keys, whatever they are, and never touches a prototype", () => {
    const text = '{"b":1,"2":2,"1":3,"__proto__":{"x":1}}';
    expect(jq(["-c", "."], text).stdout).toBe(`${text}\n`);
    expect(jq(["-c", 'setpath(["__proto__","y"]; 1).y'], text).stdout).toBe("null\n");
  });

  it("reads files and programs from files", () => {
    expect(jq([".a", "a.json"]).stdout).toBe("1\n");
    expect(jq(["-f", "f.jq", "a.json"]).stdout).toBe("2\n");
    expect(jq([".", "nope"])).toEqual({
      stdout: "",
      stderr: "jq: error: Could not open file nope: No such file or directory\n",
      exitCode: 2,
    });
    expect(jq(["-n", "-c", "--slurpfile", "x", "a.json", "$x"]).stdout).toBe('[{"a":1}]\n');
    expect(jq([".a.b", "a.json"]).stderr).toBe(
      'jq: error (at a.json:1): Cannot index number with string "b"\n',
    );
  });

  it.each([
    [["."], "{a:1}", 2, "jq: parse error: Invalid numeric literal at line 1, column 3\n"],
    [
      [".a |"],
      "{}",
      3,
      /unexpected end of file .*at <top-level>, line 1:\n\.a \| {3}\njq: 1 compile error\n$/,
    ],
    [["error(null)"], "1", 5, "jq: error (at <stdin>:0) (not a string): null\n"],
    [["--nope", "."], "1", 2, /^jq: Unknown option: --nope\n/],
    [[], "", 2, /^jq: no filter given\nUsage:/],
    [["-e", ".a"], "{}", 1, ""],
    [["-e", "empty"], "{}", 4, ""],
    [["input"], "1", 5, "jq: error (at <stdin>:0): No more inputs\n"],
    [['test("(?=a)")'], '"a"', 5, /is not a valid regex: undefined group option\n$/],
  ] as const)("%j on %s ends with %d", (args, stdin, status, stderr) => {
    const ran = jq(args, stdin);
    expect(ran.exitCode).toBe(status);
    if (typeof stderr === "string") expect(ran.stderr).toBe(stderr);
    else expect(ran.stderr).toMatch(stderr);
  });

  it.each([
    ["[range(1e9)]", "takes too many steps"],
    ["def f: f; f", "recurses too deeply"],
    ["def f: [f]; f", "recurses too deeply"],
    ["last(repeat(1))", "recurses too deeply"],
    ['"abc" * 1e9', "Repeat string result too long"],
    ["[.[1e9] = 1]", "Array index too large"],
    ['"a" * 20000 | test("(a|aa)+$b")', ""],
    ["[".repeat(5000), "memory exhausted"],
  ])("%s does not hang the page", (filter, complaint) => {
    expect(jq([filter]).stderr).toContain(complaint);
  });
});
