import { cronJob } from "../../generators/workloads.ts";
import { createSubcommand } from "./subcommand.ts";

export const createCronJob = createSubcommand({
  name: "cronjob",
  aliases: ["cj"],
  use: "cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
  short: "Create a cron job with the specified name",
  examples: `# Every five minutes
kubectl create cronjob tick --image=busybox --schedule="*/5 * * * *" -- date`,
  flags: [
    { name: "image", type: "string", required: true, usage: "Image of the container." },
    {
      name: "restart",
      type: "string",
      usage: "Restart policy of the pods: OnFailure or Never.",
    },
    { name: "schedule", type: "string", required: true, usage: "When to run, in cron's form." },
  ],
  build: ({ context: { flags }, name, namespace, command }) =>
    cronJob({
      name,
      namespace,
      image: flags.string("image"),
      command,
      schedule: flags.string("schedule"),
      restartPolicy: flags.string("restart") || "OnFailure",
    }),
  refusal: "failed to create cronjob: ",
});
