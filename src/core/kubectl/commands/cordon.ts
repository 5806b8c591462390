import { at } from "../../cluster/values.ts";
import { completeNames } from "../candidates.ts";
import type { Command, CommandContext, FlagSpec } from "../command.ts";
import { CommandError, UsageError } from "../errors.ts";
import { DRY_RUN_FLAG, SELECTOR_FLAG } from "../flagsets.ts";
import { dryRunOf, type DryRun } from "../write/flags.ts";
import { patchObject } from "../write/rest.ts";
import { findTargets, type Loaded } from "../write/targets.ts";

export const NODE_FLAGS: readonly FlagSpec[] = [DRY_RUN_FLAG, SELECTOR_FLAG];

/** The nodes that the arguments name or the selector finds. @throws UsageError, CommandError */
export async function nodesOf(context: CommandContext, verb: string): Promise<readonly Loaded[]> {
  const { args, flags, path } = context;
  const selector = flags.string("selector");
  if (args.length === 0 && selector === "") {
    throw new UsageError(path, `USAGE: ${verb} NODE [flags]`);
  }
  if (args.length > 0 && selector !== "") {
    throw new CommandError("error: cannot specify both a node name and a --selector option");
  }
  const slashed = args.some((arg) => arg.includes("/"));
  const targets = await findTargets(context, {
    args: slashed ? args : ["nodes", ...args],
    selector,
  });
  const { targets: found, error } = await targets.collect();
  if (error !== undefined) throw error;
  return found;
}

/** Opens or closes a node for new pods; says so. */
export function setUnschedulable(
  context: CommandContext,
  node: Loaded,
  wanted: boolean,
  dryRun: DryRun,
): void {
  const word = wanted ? "cordoned" : "uncordoned";
  const tail = dryRun === "none" ? "" : dryRun === "client" ? " (dry run)" : " (server dry run)";
  const already = (at(node.object, "spec", "unschedulable") === true) === wanted;
  if (!already && dryRun !== "client") {
    const body = { spec: { unschedulable: wanted ? true : null } };
    patchObject(context.kube(), node, "strategic", body, { dryRun: dryRun === "server" });
  }
  context.process.stdout.write(`node/${node.name} ${already ? "already " : ""}${word}${tail}\n`);
}

function schedulingCommand(name: "cordon" | "uncordon", wanted: boolean): Command {
  const state = wanted ? "unschedulable" : "schedulable";
  return {
    name,
    use: `${name} NODE`,
    short: `Mark node as ${state}`,
    long: wanted ? "Let no new pods onto a node." : "Let new pods onto a node again.",
    examples: `# The node kind-worker\nkubectl ${name} kind-worker`,
    flags: NODE_FLAGS,
    complete: completeNames("node"),
    run: async (context) => {
      const dryRun = dryRunOf(context);
      for (const node of await nodesOf(context, name)) {
        setUnschedulable(context, node, wanted, dryRun);
      }
      return 0;
    },
  };
}

export const cordon: Command = schedulingCommand("cordon", true);
export const uncordon: Command = schedulingCommand("uncordon", false);
