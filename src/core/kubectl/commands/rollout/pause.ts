import { at } from "../../../cluster/values.ts";
import { completeTypeAndName } from "../../candidates.ts";
import type { Command } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { fieldManagerFlag, printFlags } from "../../flagsets.ts";
import { changeTargets, isDeployment, ROLLOUT_FLAGS, withPaused } from "./shared.ts";

export const rolloutPause: Command = {
  name: "pause",
  use: "pause RESOURCE",
  short: "Mark the provided resource as paused",
  long: "Hold back the rollout of a deployment: changes are kept but not rolled out until it is resumed.",
  examples: `# Change a deployment several times in one rollout
kubectl rollout pause deployment/web`,
  flags: [fieldManagerFlag("kubectl-rollout"), ...ROLLOUT_FLAGS, ...printFlags()],
  complete: completeTypeAndName(["deployment"]),
  run: (context) =>
    changeTargets(context, {
      operation: "paused",
      apply: (target) => {
        if (!isDeployment(target)) throw new CommandError("pausing is not supported");
        const paused = at(target.object, "spec", "paused") === true;
        if (paused) throw new CommandError("is already paused");
        return withPaused(target.object, true);
      },
    }),
};
