import { at } from "../../../cluster/values.ts";
import { completeTypeAndName } from "../../candidates.ts";
import type { Command } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { fieldManagerFlag, printFlags } from "../../flagsets.ts";
import { changeTargets, isDeployment, ROLLOUT_FLAGS, withPaused } from "./shared.ts";

export const rolloutResume: Command = {
  name: "resume",
  use: "resume RESOURCE",
  short: "Resume a paused resource",
  long: "Let a deployment that was paused roll out again.",
  examples: `# Go on with the rollout
kubectl rollout resume deployment/web`,
  flags: [fieldManagerFlag("kubectl-rollout"), ...ROLLOUT_FLAGS, ...printFlags()],
  complete: completeTypeAndName(["deployment"]),
  run: (context) =>
    changeTargets(context, {
      operation: "resumed",
      apply: (target) => {
        if (!isDeployment(target)) throw new CommandError("resuming is not supported");
        const paused = at(target.object, "spec", "paused") === true;
        if (!paused) throw new CommandError("is not paused");
        return withPaused(target.object, false);
      },
    }),
};
