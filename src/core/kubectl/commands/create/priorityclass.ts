import { CommandError } from "../../errors.ts";
import { priorityClass } from "../../generators/simple.ts";
import { createSubcommand } from "./subcommand.ts";

export const createPriorityClass = createSubcommand({
  name: "priorityclass",
  aliases: ["pc"],
  use: "priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]",
  short: "Create a priority class with the specified name",
  examples: `# A class above the default
kubectl create priorityclass high --value=1000 --description="before others"`,
  flags: [
    { name: "description", type: "string", usage: "What the class is for." },
    { name: "global-default", type: "bool", usage: "The class of pods that name none." },
    {
      name: "preemption-policy",
      type: "string",
      default: "PreemptLowerPriority",
      usage: "PreemptLowerPriority or Never.",
    },
    { name: "value", type: "int32", usage: "The priority." },
  ],
  build: ({ context: { flags }, name }) => {
    const preemptionPolicy = flags.string("preemption-policy");
    if (preemptionPolicy !== "PreemptLowerPriority" && preemptionPolicy !== "Never") {
      throw new CommandError(`preemption-policy must be PreemptLowerPriority or Never`);
    }
    return priorityClass({
      name,
      value: flags.number("value"),
      globalDefault: flags.bool("global-default"),
      description: flags.string("description"),
      preemptionPolicy,
    });
  },
  refusal: "failed to create priorityclass: ",
});
