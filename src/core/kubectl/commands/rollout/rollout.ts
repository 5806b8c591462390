import type { Command } from "../../command.ts";
import { rolloutHistory } from "./history.ts";
import { rolloutPause } from "./pause.ts";
import { rolloutRestart } from "./restart.ts";
import { rolloutResume } from "./resume.ts";
import { rolloutStatus } from "./status.ts";
import { rolloutUndo } from "./undo.ts";

export const rollout: Command = {
  name: "rollout",
  use: "rollout SUBCOMMAND",
  short: "Manage the rollout of a resource",
  long: "Manage the rollouts of deployments, daemon sets and stateful sets.",
  examples: `# Go back to the deployment before
kubectl rollout undo deployment/web

# See how far a daemon set is
kubectl rollout status daemonset/agent

# Restart a deployment
kubectl rollout restart deployment/web`,
  flags: [],
  subcommands: [
    rolloutHistory,
    rolloutPause,
    rolloutRestart,
    rolloutResume,
    rolloutStatus,
    rolloutUndo,
  ],
};
