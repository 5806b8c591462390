/** `netpol verify`: answers files of recordings from the real code, one JSON line a record. */
import { answerScenario } from "../core/netpol/verdicts.ts";
import { answerRecording, type ToolRecord } from "../core/tools/verify.ts";
import type { Json } from "../core/api/json.ts";
import { CommandError, UsageError, readRecords } from "./input.ts";
import { replaySessions, replayManifests } from "./replay.ts";
import type { SubCommand, SubCommandInput } from "./subcommand.ts";

type Answer = (input: SubCommandInput, file: string) => AsyncIterable<object>;

async function* verdicts(_: SubCommandInput, file: string): AsyncIterable<object> {
  for (const record of readRecords(file) as readonly Json[])
    yield await Promise.resolve(answerScenario(record));
}

async function* podtools(_: SubCommandInput, file: string): AsyncIterable<object> {
  for (const record of readRecords(file) as readonly ToolRecord[])
    yield await answerRecording(record);
}

const KINDS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ["verdicts", verdicts],
  ["kubectl", (input, file) => replaySessions(file, input.files)],
  ["validation", (input, file) => replayManifests(file, input.files)],
  ["podtools", podtools],
]);

export const verify: SubCommand = {
  name: "verify",
  usage: "verify verdicts|kubectl|validation|podtools FILE [--files DIR]",
  summary: "answers a file of recordings",
  async run(input) {
    const [kind, file, ...rest] = input.positionals;
    const answer = KINDS.get(kind ?? "");
    if (answer === undefined)
      throw new UsageError(`verify what? one of ${[...KINDS.keys()].join(", ")}`);
    if (file === undefined || rest.length > 0)
      throw new UsageError(`verify ${kind ?? ""} takes one FILE`);
    let answered = 0;
    for await (const record of answer(input, file)) {
      input.write(`${JSON.stringify(record)}\n`);
      answered++;
    }
    if (answered === 0) throw new CommandError(`${file}: no records`);
    return 0;
  },
};
