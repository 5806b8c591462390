import { at, objectAt, stringAt, withAt } from "../../../cluster/values.ts";
import type { Command } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { fieldManagerFlag, printFlags } from "../../flagsets.ts";
import { changeTargets, completeWorkloads, ROLLOUT_FLAGS } from "./shared.ts";

const RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";
const RESTARTABLE = new Set(["apps/Deployment", "apps/DaemonSet", "apps/StatefulSet"]);

export const rolloutRestart: Command = {
  name: "restart",
  use: "restart RESOURCE",
  short: "Restart a resource",
  long: "Roll out the same pods anew.",
  examples: `# All pods of a deployment
kubectl rollout restart deployment/web`,
  flags: [fieldManagerFlag("kubectl-rollout"), ...ROLLOUT_FLAGS, ...printFlags()],
  complete: completeWorkloads,
  run: (context) => {
    const now = new Date(context.process.clock.now()).toISOString().replace(/\.\d+Z$/, "Z");
    return changeTargets(context, {
      operation: "restarted",
      apply: ({ type, object }) => {
        if (!RESTARTABLE.has(`${type.group}/${type.kind}`)) {
          throw new CommandError("restarting is not supported");
        }
        if (at(object, "spec", "paused") === true) {
          throw new CommandError("can't restart paused deployment (run rollout resume first)");
        }
        const path = ["spec", "template", "metadata", "annotations"];
        return withAt(object, path, { ...objectAt(object, ...path), [RESTARTED_AT]: now });
      },
      noChange: ({ object }) =>
        `failed to create patch for ${stringAt(object, "metadata", "name")}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
    });
  },
};
