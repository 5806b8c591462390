/**
 * All verbs, in the order and under the headings of kubectl's help. The order counts: completion
 * sorts by name, but "Did you mean this?" proposes in this order.
 */
import type { Command } from "./command.ts";
import type { CommandGroup } from "./help.ts";
import { describe } from "./commands/describe.ts";
import { get } from "./commands/get.ts";

export const COMMAND_GROUPS: readonly CommandGroup[] = [
  { title: "Basic Commands (Beginner)", commands: [] },
  { title: "Basic Commands (Intermediate)", commands: [get] },
  { title: "Deploy Commands", commands: [] },
  { title: "Cluster Management Commands", commands: [] },
  { title: "Troubleshooting and Debugging Commands", commands: [describe] },
  { title: "Advanced Commands", commands: [] },
  { title: "Settings Commands", commands: [] },
  { title: "Subcommands provided by plugins", commands: [] },
  { title: "Other Commands", commands: [] },
];

/** Commands that no heading lists. */
const UNLISTED: readonly Command[] = [];

export const ROOT: Command = {
  name: "kubectl",
  use: "kubectl [flags]",
  short: "kubectl controls the Kubernetes cluster manager.",
  long: "kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/",
  flags: [],
  subcommands: [...COMMAND_GROUPS.flatMap((group) => group.commands), ...UNLISTED],
};
