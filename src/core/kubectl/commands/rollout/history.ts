import type { JsonObject } from "../../../api/json.ts";
import { objectAt, stringsAt, withAt } from "../../../cluster/values.ts";
import type { Command, CommandContext } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { printFlags } from "../../flagsets.ts";
import { outputFormat } from "../../printers/printer.ts";
import { alignTabs, DESCRIBE_LAYOUT } from "../../printers/tabwriter.ts";
import { kindWord } from "../../write/deletion.ts";
import { resultPrinter } from "../../write/output.ts";
import type { Loaded } from "../../write/targets.ts";
import {
  CHANGE_CAUSE,
  completeWorkloads,
  historyOf,
  ROLLOUT_FLAGS,
  rolloutTargets,
  templateText,
  type Revision,
} from "./shared.ts";

export const rolloutHistory: Command = {
  name: "history",
  use: "history (TYPE NAME | TYPE/NAME) [flags]",
  short: "View rollout history",
  long: "List the revisions of a rollout that are kept, or show one of them.",
  examples: `# All revisions of a deployment
kubectl rollout history deployment/web

# One of them
kubectl rollout history deployment/web --revision=3`,
  flags: [
    ...ROLLOUT_FLAGS,
    { name: "revision", type: "int64", usage: "Show this revision with its pod template." },
    ...printFlags(),
  ],
  complete: completeWorkloads,
  run: runHistory,
};

async function runHistory(context: CommandContext): Promise<number> {
  const { flags } = context;
  const wanted = flags.number("revision");
  if (wanted < 0) throw new CommandError(`revision must be a positive integer: ${wanted}`);
  const whole = outputFormat(flags) !== "";
  const printer = resultPrinter(context);
  const targets = await rolloutTargets(context);
  await targets.visitLoaded((target) => {
    const revisions = historyOf(context, target);
    if (whole) {
      const found = wanted > 0 ? find(revisions, wanted) : revisions.at(-1);
      printer.print({ type: target.type, object: revisionObject(target, found) }, "");
      return;
    }
    const text =
      wanted > 0
        ? `with revision #${wanted}\n${oneRevision(find(revisions, wanted))}`
        : `\n${table(revisions)}`;
    context.process.stdout.write(`${kindWord(target)}/${target.name} ${text}\n`);
  });
  return 0;
}

function find(revisions: readonly Revision[], wanted: number): Revision {
  const found = revisions.find((one) => one.number === wanted);
  if (found === undefined) throw new CommandError("unable to find the specified revision");
  return found;
}

function revisionObject(target: Loaded, revision: Revision | undefined): JsonObject {
  return revision === undefined
    ? target.object
    : withAt(target.object, ["spec", "template"], revision.template);
}

function table(revisions: readonly Revision[]): string {
  if (revisions.length === 0) return "No rollout history found.\n";
  const rows = revisions.map(
    ({ number, cause }) => `${number}\t${cause === "" ? "<none>" : cause}\n`,
  );
  return alignTabs(`REVISION\tCHANGE-CAUSE\n${rows.join("")}`, DESCRIBE_LAYOUT);
}

function oneRevision({ template, cause }: Revision): string {
  if (cause === "") return templateText(template);
  const annotations = { ...stringsAt(template, "metadata", "annotations"), [CHANGE_CAUSE]: cause };
  const metadata = { ...objectAt(template, "metadata"), annotations };
  return templateText({ ...template, metadata });
}
