/** `netpol lessons`: for authors of lessons. The parts are loaded when they are asked for. */
import { outputFlag } from "../../core/command/flags.ts";
import {
  CommandError,
  EXIT,
  UsageError,
  type Invocation,
  type SubCommand,
} from "../../core/command/subcommand.ts";

type Part = (invocation: Invocation, args: readonly string[]) => Promise<number>;

async function verify({ flags, process }: Invocation, args: readonly string[]): Promise<number> {
  const [folder = "lessons", ...rest] = args;
  if (rest.length > 0) throw new UsageError("lessons verify takes one folder");
  const only = flags.list("only");
  const { reportJson, reportText, verifyFolder } = await import("./verifyLessons.ts");
  const report = await verifyFolder(folder, only);
  if (report.unknown.length > 0)
    throw new CommandError(`${folder} has no ${report.unknown.join(", ")}`, EXIT.usage);
  process.stdout.write(flags.string("output") === "json" ? reportJson(report) : reportText(report));
  return report.problems.length === 0 ? EXIT.ok : EXIT.failure;
}

const PARTS: ReadonlyMap<string, Part> = new Map([["verify", verify]]);

export const lessons: SubCommand = {
  name: "lessons",
  use: "lessons verify [DIR]",
  short: "Proves lessons, puzzles, broken clusters, demonstrations and questions",
  long: `verify proves what a folder of lessons claims, by the lab itself: solutions are typed into the terminal, answers are computed, demonstrations are played forwards and back, prose is read. It prints how often each kind of claim was proven, and every fault as file:line:column path: message. The exit status is 1 when there is a fault.`,
  examples: `# Everything in the folder lessons
netpol lessons verify

# One lesson and one puzzle
netpol lessons verify --only L07,P04

# Lessons of your own, for a script
netpol lessons verify my-lessons -o json`,
  flags: [
    outputFlag(["text", "json"]),
    {
      name: "only",
      type: "strings",
      usage: "Verify only these ids, such as L07, P04, D08, allow-deny or Q012.",
    },
  ],
  takes: { min: 1, max: 2, what: "a part (verify) and what it is about" },
  complete: ({ args }) => (args.length === 0 ? [...PARTS.keys()] : []),
  async run(invocation) {
    const [name = "", ...args] = invocation.args;
    const part = PARTS.get(name);
    if (part === undefined)
      throw new UsageError(`lessons what? one of ${[...PARTS.keys()].join(", ")}`);
    return part(invocation, args);
  },
};
