/** `netpol verify`: answers files of recordings from the real code, one JSON line a record. */
import { answerScenario } from "../core/netpol/verdicts.ts";
import { answerRecording, type ToolRecord } from "../core/tools/verify.ts";
import type { Json } from "../core/api/json.ts";
import { CommandError, UsageError, type SubCommand } from "../core/command/subcommand.ts";
import { readRecords } from "./input.ts";
import { replaySessions, replayManifests } from "./replay.ts";

type Answer = (file: string, folder: string | undefined) => AsyncIterable<object>;

async function* verdicts(file: string): AsyncIterable<object> {
  for (const record of readRecords(file) as readonly Json[])
    yield await Promise.resolve(answerScenario(record));
}

async function* podtools(file: string): AsyncIterable<object> {
  for (const record of readRecords(file) as readonly ToolRecord[])
    yield await answerRecording(record);
}

const KINDS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ["verdicts", verdicts],
  ["kubectl", replaySessions],
  ["validation", replayManifests],
  ["podtools", podtools],
]);

export const verify: SubCommand = {
  name: "verify",
  use: "verify verdicts|kubectl|validation|podtools FILE",
  short: "Answers a file of recordings, one JSON line a record",
  long: `Answers recordings of real clusters and programs from the lab's own code, for comparison. FILE holds one JSON record a line and may be gzipped.`,
  examples: `# Verdicts of the evaluator
netpol verify verdicts cases.jsonl

# Sessions of kubectl, in a working folder
netpol verify kubectl sessions.jsonl --files folder/`,
  flags: [{ name: "files", type: "string", usage: "The working folder of recorded commands." }],
  takes: { min: 0, max: Infinity, what: "a kind and one FILE" },
  filesAsArguments: true,
  async run({ args, flags, process }) {
    const [kind, file, ...rest] = args;
    const answer = KINDS.get(kind ?? "");
    if (answer === undefined)
      throw new UsageError(`verify what? one of ${[...KINDS.keys()].join(", ")}`);
    if (file === undefined || rest.length > 0)
      throw new UsageError(`verify ${kind ?? ""} takes one FILE`);
    const folder = flags.changed("files") ? flags.string("files") : undefined;
    let answered = 0;
    for await (const record of answer(file, folder)) {
      process.stdout.write(`${JSON.stringify(record)}\n`);
      answered++;
    }
    if (answered === 0) throw new CommandError(`${file}: no records`);
    return 0;
  },
};
