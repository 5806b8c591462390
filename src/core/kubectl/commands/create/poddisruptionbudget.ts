import { CommandError } from "../../errors.ts";
import { disruptionBudget } from "../../generators/simple.ts";
import { labelSelectorOf } from "../../write/label-selector.ts";
import { createSubcommand } from "./subcommand.ts";

export const createPodDisruptionBudget = createSubcommand({
  name: "poddisruptionbudget",
  aliases: ["pdb"],
  use: "poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]",
  short: "Create a pod disruption budget with the specified name",
  examples: `# At least one pod stays
kubectl create poddisruptionbudget web --selector=app=web --min-available=1`,
  flags: [
    { name: "max-unavailable", type: "string", usage: "How many pods, or per cent, may be away." },
    { name: "min-available", type: "string", usage: "How many pods, or per cent, have to stay." },
    { name: "selector", type: "string", usage: "Label selector of the pods." },
  ],
  build: ({ context: { flags }, name, namespace }) => {
    const text = flags.string("selector");
    if (text === "") throw new CommandError("a selector must be specified");
    return disruptionBudget({
      name,
      namespace,
      selector: labelSelectorOf(text),
      minAvailable: flags.string("min-available"),
      maxUnavailable: flags.string("max-unavailable"),
    });
  },
  refusal: "failed to create poddisruptionbudgets: ",
});
