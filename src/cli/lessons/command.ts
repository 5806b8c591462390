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

async function create({ flags, process }: Invocation, args: readonly string[]): Promise<number> {
  const [id, ...rest] = args;
  if (id === undefined || rest.length > 0) throw new UsageError("lessons new takes one ID");
  const folder = flags.string("dir");
  const { createLesson } = await import("./create.ts");
  const { files, inCourse } = createLesson(folder, id, flags.string("title"));
  const next = inCourse
    ? `${id} is in the last module of course.yaml now.`
    : `Add ${id} to a module of course.yaml.`;
  process.stdout.write(
    `${files.join("\n")}\n\n${next}\nSee it with: netpol lessons preview ${id}\n`,
  );
  return EXIT.ok;
}

async function schema({ process }: Invocation, args: readonly string[]): Promise<number> {
  const [folder = "lessons", ...rest] = args;
  if (rest.length > 0) throw new UsageError("lessons schema takes one folder");
  const { writeSchemas } = await import("./schema.ts");
  const written = writeSchemas(folder);
  process.stdout.write(written.length === 0 ? "up to date\n" : `${written.join("\n")}\n`);
  return EXIT.ok;
}

async function preview({ flags, process }: Invocation, args: readonly string[]): Promise<number> {
  const [id, ...rest] = args;
  if (rest.length > 0) throw new UsageError("lessons preview takes one ID, or none");
  const { preview: show } = await import("./preview.ts");
  return show({
    folder: flags.string("dir"),
    id,
    port: flags.number("port"),
    open: flags.bool("open"),
    say: (text) => {
      process.stdout.write(text);
    },
    cancel: process.cancel,
  });
}

const PARTS: ReadonlyMap<string, Part> = new Map([
  ["verify", verify],
  ["new", create],
  ["preview", preview],
  ["schema", schema],
]);

export const lessons: SubCommand = {
  name: "lessons",
  use: "lessons verify [DIR] | new ID | preview [ID] | schema [DIR]",
  short: "For authors: proves lessons, begins one, shows it while it is written",
  long: `verify proves what a folder of lessons claims, by the lab itself: solutions are typed into the terminal, answers are computed, demonstrations are played forwards and back, prose is read. It prints how often each kind of claim was proven, and every fault as file:line:column path: message. The exit status is 1 when there is a fault, 2 for an id that is not there, 3 when the folder cannot be read.

new makes a small whole lesson that verifies, to be changed. preview serves the page at a lesson and verifies it after every save. schema writes JSON Schemas for editors. docs/writing-lessons.md takes an author through it all.`,
  examples: `# Everything in the folder lessons
netpol lessons verify

# One lesson, one puzzle and one question
netpol lessons verify --only L07,P04,Q012

# Lessons of your own, for a script
netpol lessons verify my-lessons -o json

# Begin a lesson and see it in the page
netpol lessons new L21 --title 'Who knocks first'
netpol lessons preview L21`,
  flags: [
    outputFlag(["text", "json"]),
    {
      name: "only",
      type: "strings",
      usage: "Verify only these ids, such as L07, P04, D08, allow-deny or Q012.",
    },
    {
      name: "title",
      type: "string",
      default: "A new lesson",
      usage: "The title of the new lesson.",
    },
    {
      name: "dir",
      type: "string",
      default: "lessons",
      usage: "The folder of lessons that new and preview work in.",
    },
    { name: "port", type: "int", default: "5173", usage: "Where preview serves the page." },
    { name: "open", type: "bool", default: "true", usage: "preview opens a browser." },
  ],
  takes: { min: 1, max: 2, what: "one of verify, new, preview, schema, and what it is about" },
  complete: ({ args }) => (args.length === 0 ? [...PARTS.keys()] : []),
  async run(invocation) {
    const [name = "", ...args] = invocation.args;
    const part = PARTS.get(name);
    if (part === undefined)
      throw new UsageError(`lessons what? one of ${[...PARTS.keys()].join(", ")}`);
    return part(invocation, args);
  },
};
