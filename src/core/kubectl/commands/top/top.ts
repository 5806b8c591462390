import type { Command, CommandContext } from "../../command.ts";
import { completeNames } from "../../candidates.ts";
import { CommandError, UsageError } from "../../errors.ts";
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, SELECTOR_FLAG } from "../../flagsets.ts";

/** The lab's cluster has no metrics server, as kind has none. */
function noMetrics(context: CommandContext): Promise<number> {
  if (context.args.length > 1) {
    throw new UsageError(context.path, "Only one argument is allowed");
  }
  context.kube().ensureReachable();
  throw new CommandError("Metrics API not available");
}

const COMMON = [
  { name: "no-headers", type: "bool", usage: "Leave the headers away." },
  { name: "sort-by", type: "string", usage: "Sort by cpu or memory." },
  {
    name: "use-protocol-buffers",
    type: "bool",
    default: "true",
    usage: "Ask for the metrics as protocol buffers.",
  },
] as const;

export const top: Command = {
  name: "top",
  use: "top [flags]",
  short: "Display resource (CPU/memory) usage",
  long: "Show how much CPU and memory nodes or pods use.\n\n The metrics server has to run in the cluster.",
  flags: [],
  subcommands: [
    {
      name: "node",
      aliases: ["nodes", "no"],
      use: "node [NAME | -l label]",
      short: "Display resource (CPU/memory) usage of nodes",
      long: "Show the CPU and memory usage of nodes.",
      examples: "# All nodes\nkubectl top node",
      flags: [
        ...COMMON,
        SELECTOR_FLAG,
        {
          name: "show-capacity",
          type: "bool",
          usage: "Count in the capacity, not the allocatable.",
        },
        { name: "show-swap", type: "bool", usage: "Show the swap memory too." },
      ],
      complete: completeNames("nodes", { once: true }),
      run: noMetrics,
    },
    {
      name: "pod",
      aliases: ["pods", "po"],
      use: "pod [NAME | -l label]",
      short: "Display resource (CPU/memory) usage of pods",
      long: "Show the CPU and memory usage of pods.",
      examples: "# The pods of this namespace\nkubectl top pod",
      flags: [
        ALL_NAMESPACES_FLAG,
        ...COMMON,
        { name: "containers", type: "bool", usage: "Show the containers of each pod." },
        FIELD_SELECTOR_FLAG,
        SELECTOR_FLAG,
        { name: "show-swap", type: "bool", usage: "Show the swap memory too." },
        { name: "sum", type: "bool", usage: "Print the sum too." },
      ],
      complete: completeNames("pods", { once: true }),
      run: noMetrics,
    },
  ],
};
