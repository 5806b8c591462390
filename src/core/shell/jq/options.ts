/** The command line of jq. */
import type { PrintOptions } from "./values.ts";

export const VERSION = "jq-1.7.1";

export interface NamedArgument {
  readonly name: string;
  readonly kind: "text" | "json" | "slurp" | "raw";
  /** The text, or the path of a file. */
  readonly value: string;
}

export interface JqOptions {
  readonly show: "help" | "version" | undefined;
  readonly program: string | undefined;
  readonly programFile: string | undefined;
  readonly files: readonly string[];
  readonly named: readonly NamedArgument[];
  readonly positional: readonly { readonly json: boolean; readonly text: string }[];
  readonly nullInput: boolean;
  readonly rawInput: boolean;
  readonly slurp: boolean;
  readonly stream: boolean;
  readonly raw: boolean;
  readonly join: boolean;
  readonly ascii: boolean;
  readonly seq: boolean;
  readonly exitStatus: boolean;
  readonly print: PrintOptions;
}

export const USAGE = `Usage:\tjq [OPTIONS] FILTER [FILES...]
\tjq [OPTIONS] -f FILE [FILES...]
\tjq [OPTIONS] --args FILTER [STRINGS...]
\tjq [OPTIONS] --jsonargs FILTER [JSON_VALUES...]

jq runs a filter on JSON inputs and prints what comes out as JSON.

Example:

\t$ echo '{"foo": 0}' | jq .
\t{
\t  "foo": 0
\t}

Options:
  -n, --null-input          run the filter once, on null
  -R, --raw-input           take each line as a string
  -s, --slurp               take all inputs as one array
  -c, --compact-output      one line for each output
  -r, --raw-output          strings without quotes
  -j, --join-output         as -r, and no newline after an output
  -a, --ascii-output        only ASCII characters
  -S, --sort-keys           keys of objects in order
  -C, --color-output        colours
  -M, --monochrome-output   no colours
      --tab                 indent with tabs
      --indent n            indent with n spaces, 7 at most
      --stream              inputs as a stream of paths and leaves
      --seq                 a record separator before each output
  -f, --from-file file      take the filter from a file
      --arg name value      set $name to a string
      --argjson name value  set $name to a JSON value
      --slurpfile name file set $name to an array of the values in a file
      --rawfile name file   set $name to the text of a file
      --args                what remains are strings for $ARGS.positional
      --jsonargs            what remains are JSON values for $ARGS.positional
  -e, --exit-status         let the exit status tell the last output
  -V, --version             print the version
  -h, --help                print this text
`;

type Flag =
  | "nullInput" | "rawInput" | "slurp" | "stream" | "raw" | "join" | "ascii" | "seq" | "exitStatus"
  | "compact" | "sortKeys" | "colour" | "monochrome" | "tab" | "args" | "jsonargs" | "help" | "version" | "fromFile" | "ignored"; // prettier-ignore

const SHORT: ReadonlyMap<string, Flag> = new Map<string, Flag>([
  ["n", "nullInput"], ["R", "rawInput"], ["s", "slurp"], ["r", "raw"], ["j", "join"], ["a", "ascii"], ["e", "exitStatus"],
  ["c", "compact"], ["S", "sortKeys"], ["C", "colour"], ["M", "monochrome"], ["h", "help"], ["V", "version"], ["f", "fromFile"],
]); // prettier-ignore

const LONG: ReadonlyMap<string, Flag> = new Map<string, Flag>([
  ["null-input", "nullInput"], ["raw-input", "rawInput"], ["slurp", "slurp"], ["stream", "stream"], ["raw-output", "raw"],
  ["join-output", "join"], ["ascii-output", "ascii"], ["seq", "seq"], ["exit-status", "exitStatus"], ["compact-output", "compact"],
  ["sort-keys", "sortKeys"], ["color-output", "colour"], ["monochrome-output", "monochrome"], ["tab", "tab"], ["args", "args"],
  ["jsonargs", "jsonargs"], ["help", "help"], ["version", "version"], ["from-file", "fromFile"], ["unbuffered", "ignored"],
]); // prettier-ignore

const NAMED: ReadonlyMap<string, readonly [NamedArgument["kind"], string]> = new Map<
  string,
  readonly [NamedArgument["kind"], string]
>([
  ["arg", ["text", "varname value"]],
  ["argjson", ["json", "varname text"]],
  ["slurpfile", ["slurp", "varname filename"]],
  ["rawfile", ["raw", "varname filename"]],
]);

/** The options, or what is wrong with them. */
export function readOptions(args: readonly string[]): JqOptions | { readonly error: string } {
  const flags = new Set<Flag>();
  const operands: { readonly text: string; readonly as: "file" | "text" | "json" }[] = [];
  const named: NamedArgument[] = [];
  let indent = 2;
  let as: "file" | "text" | "json" = "file";
  let program: string | undefined;
  let only = false;
  const operand = (text: string): void => {
    if (program === undefined) program = text;
    else operands.push({ text, as });
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (only || !/^-[-A-Za-z]/.test(arg)) {
      operand(arg);
      continue;
    }
    if (arg === "--") {
      only = true;
      continue;
    }
    if (!arg.startsWith("--")) {
      for (const letter of arg.slice(1)) {
        const flag = SHORT.get(letter);
        if (flag === undefined) return { error: `Unknown option: ${arg}` };
        flags.add(flag);
      }
      continue;
    }
    const name = arg.slice(2);
    const binding = NAMED.get(name);
    if (binding !== undefined) {
      const [key, value] = [args[i + 1], args[i + 2]];
      if (key === undefined || value === undefined) {
        return { error: `--${name} takes two parameters (e.g. --${name} ${binding[1]})` };
      }
      named.push({ name: key, kind: binding[0], value });
      i += 2;
      continue;
    }
    if (name === "indent") {
      const given = args[++i];
      if (given === undefined) return { error: "--indent takes one parameter" };
      indent = Number(given);
      if (!Number.isInteger(indent) || indent < -1) return { error: "Cannot indent less than -1" };
      if (indent > 7) return { error: "Cannot indent more than 7 characters" };
      continue;
    }
    const flag = LONG.get(name);
    if (flag === undefined) return { error: `Unknown option: ${arg}` };
    if (flag === "args") as = "text";
    else if (flag === "jsonargs") as = "json";
    flags.add(flag);
  }
  const files = operands.filter((one) => one.as === "file").map(({ text }) => text);
  const fromFile = flags.has("fromFile");
  const show = flags.has("help") ? "help" : flags.has("version") ? "version" : undefined;
  if (program === undefined && show === undefined)
    return { error: `no filter given\n${USAGE.split("\n\n")[0] ?? ""}` };
  const compact = flags.has("compact") || indent === 0;
  return {
    show,
    program: fromFile ? undefined : program,
    programFile: fromFile ? program : undefined,
    files,
    named,
    positional: operands.flatMap(({ as: kind, text }) =>
      kind === "file" ? [] : [{ json: kind === "json", text }],
    ),
    nullInput: flags.has("nullInput"),
    rawInput: flags.has("rawInput"),
    slurp: flags.has("slurp"),
    stream: flags.has("stream"),
    raw: flags.has("raw") || flags.has("join"),
    join: flags.has("join"),
    ascii: flags.has("ascii"),
    seq: flags.has("seq"),
    exitStatus: flags.has("exitStatus"),
    print: {
      ...(compact ? {} : { indent: flags.has("tab") ? "\t" : " ".repeat(Math.max(0, indent)) }),
      sortKeys: flags.has("sortKeys"),
      ascii: flags.has("ascii"),
      colour: flags.has("colour") && !flags.has("monochrome"),
    },
  };
}
