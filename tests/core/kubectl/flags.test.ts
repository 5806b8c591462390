import { describe, expect, it } from "vitest";
import type { FlagSpec } from "../../../src/core/kubectl/command.ts";
import {
  FlagError,
  FlagSet,
  HelpRequested,
  missingRequired,
  parseFlags,
} from "../../../src/core/kubectl/flags.ts";

const SPECS: readonly FlagSpec[] = [
  { name: "namespace", shorthand: "n", type: "string", usage: "" },
  { name: "output", shorthand: "o", type: "string", usage: "" },
  { name: "stdin", shorthand: "i", type: "bool", usage: "" },
  { name: "tty", shorthand: "t", type: "bool", usage: "" },
  { name: "filename", shorthand: "f", type: "strings", usage: "" },
  { name: "env", type: "array", usage: "" },
  { name: "dry-run", type: "string", default: "none", noOptDefault: "unchanged", usage: "" },
  { name: "tail", type: "int64", default: "-1", usage: "" },
  { name: "timeout", type: "duration", usage: "" },
  { name: "image", type: "string", required: true, usage: "" },
];
const set = new FlagSet(SPECS);
const parse = (...words: string[]) => parseFlags(set, words);

describe("flags as pflag reads them", () => {
  it.each([
    [["-n", "a"], "a"],
    [["-na"], "a"],
    [["-n=a"], "a"],
    [["--namespace", "a"], "a"],
    [["--namespace=a"], "a"],
    [["-itn", "a"], "a"],
    [["-n", "b", "-n", "a"], "a"],
    [["--namespace="], ""],
  ])("%j gives namespace %j", (words, namespace) => {
    expect(parse(...words).flags.string("namespace")).toBe(namespace);
  });

  it("takes a value that may be left out only after =", () => {
    const { flags, args } = parse("--dry-run", "client");
    expect(flags.string("dry-run")).toBe("unchanged");
    expect(args).toEqual(["client"]);
    expect(parse("--dry-run=client").flags.string("dry-run")).toBe("client");
    expect(parse().flags.string("dry-run")).toBe("none");
  });

  it("splits string slices at commas and leaves arrays whole", () => {
    const { flags } = parse("-f", "a,b", "-f", '"c,d"', "--env", "A=1,2");
    expect(flags.list("filename")).toEqual(["a", "b", "c,d"]);
    expect(flags.list("env")).toEqual(["A=1,2"]);
  });

  it("keeps what follows -- as it is", () => {
    const { args, dashAt, flags } = parse("pod", "--", "ls", "-n", "x");
    expect(args).toEqual(["pod", "ls", "-n", "x"]);
    expect(dashAt).toBe(1);
    expect(flags.changed("namespace")).toBe(false);
  });

  it("reads numbers, durations and booleans", () => {
    const { flags } = parse("--tail=0x10", "--timeout", "1m30s", "--stdin=false");
    expect([flags.number("tail"), flags.duration("timeout"), flags.bool("stdin")]).toEqual([
      16,
      90_000,
      false,
    ]);
  });

  it.each([
    [["--bogus"], "unknown flag: --bogus"],
    [["-Z"], "unknown shorthand flag: 'Z' in -Z"],
    [["-iZx"], "unknown shorthand flag: 'Z' in -Zx"],
    [["-n"], "flag needs an argument: 'n' in -n"],
    [["--namespace"], "flag needs an argument: --namespace"],
    [["--=x"], "bad flag syntax: --=x"],
    [
      ["--stdin=maybe"],
      'invalid argument "maybe" for "-i, --stdin" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [
      ["--tail=abc"],
      'invalid argument "abc" for "--tail" flag: strconv.ParseInt: parsing "abc": invalid syntax',
    ],
    [
      ["--timeout=5"],
      'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"',
    ],
  ])("refuses %j", (words, message) => {
    expect(() => parse(...words)).toThrow(new FlagError(message));
  });

  it("asks for help, but tells of a later error first", () => {
    expect(() => parse("-h")).toThrow(HelpRequested);
    expect(() => parse("-ih")).toThrow(HelpRequested);
    expect(() => parse("-h", "--bogus")).toThrow(FlagError);
  });

  it("names required flags that are missing", () => {
    expect(missingRequired(parse().flags)).toEqual(["image"]);
    expect(missingRequired(parse("--image=x").flags)).toEqual([]);
  });
});
