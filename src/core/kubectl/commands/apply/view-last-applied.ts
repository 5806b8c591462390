import { isObject } from "../../../api/json.ts";
import { lastAppliedText } from "../../apply/last-applied.ts";
import { completeTypeAndName } from "../../candidates.ts";
import type { Command, CommandContext } from "../../command.ts";
import { UsageError } from "../../errors.ts";
import { filenameFlags, SELECTOR_FLAG } from "../../flagsets.ts";
import { dumpYaml } from "../../yaml.ts";
import { ALL_FLAG } from "../../write/flags.ts";
import { fileQuery, findTargets } from "../../write/targets.ts";

export const viewLastApplied: Command = {
  name: "view-last-applied",
  use: "view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)",
  short: "View the latest last-applied-configuration annotations of a resource/object",
  long: "Print what was applied last, out of the objects' annotations.",
  examples: `# What was last applied to a policy
kubectl apply view-last-applied networkpolicy/web

# The same as JSON, for the object of a file
kubectl apply view-last-applied -f policy.yaml -o json`,
  flags: [
    ALL_FLAG,
    SELECTOR_FLAG,
    ...filenameFlags("with the objects whose annotation is shown."),
    { name: "output", shorthand: "o", type: "string", default: "yaml", usage: "yaml or json." },
  ],
  complete: completeTypeAndName(),
  run: runView,
};

async function runView(context: CommandContext): Promise<number> {
  const { flags, args } = context;
  const output = flags.string("output");
  const targets = await findTargets(context, {
    ...fileQuery(context),
    args,
    selector: flags.string("selector"),
    all: flags.bool("all"),
    latest: true,
    continueOnError: false,
  });
  const texts: string[] = [];
  await targets.visitLoaded((target) => {
    const text = lastAppliedText(target.object);
    if (text !== undefined) texts.push(text);
  });
  if (output !== "json" && output !== "yaml" && output !== "") {
    throw new UsageError(
      context.path,
      `Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`,
    );
  }
  for (const text of texts) context.process.stdout.write(render(text, output));
  return 0;
}

function render(text: string, output: string): string {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) return text;
  return output === "json" ? `${JSON.stringify(value, null, 2)}\n` : dumpYaml(value);
}
