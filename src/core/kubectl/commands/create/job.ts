import { objectAt, stringAt } from "../../../cluster/values.ts";
import { CommandError } from "../../errors.ts";
import { job, jobFromCronJob } from "../../generators/workloads.ts";
import { requireType } from "../../types.ts";
import { getObject } from "../../write/rest.ts";
import { createSubcommand } from "./subcommand.ts";

export const createJob = createSubcommand({
  name: "job",
  use: "job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]",
  short: "Create a job with the specified name",
  examples: `# A job that runs one command
kubectl create job hello --image=busybox -- echo hello

# A run of a cron job by hand
kubectl create job now --from=cronjob/backup`,
  flags: [
    { name: "from", type: "string", usage: "cronjob/NAME to take the job from." },
    { name: "image", type: "string", usage: "Image of the container." },
  ],
  build: ({ context, name, namespace, command }) => {
    const image = context.flags.string("image");
    const from = context.flags.string("from");
    if ((image === "") === (from === "")) {
      throw new CommandError("either --image or --from must be specified");
    }
    if (command.length > 0 && from !== "") {
      throw new CommandError("cannot specify --from and command");
    }
    if (from === "") return job({ name, namespace, image, command, restartPolicy: "Never" });
    const [word = "", owner = ""] = from.split("/");
    const type = requireType(word);
    if (type.kind !== "CronJob") {
      throw new CommandError("from must be an existing cronjob");
    }
    const connection = context.kube();
    const source = getObject(connection, { type, namespace: connection.namespace, name: owner });
    return jobFromCronJob(name, namespace, {
      name: stringAt(source, "metadata", "name"),
      uid: stringAt(source, "metadata", "uid"),
      template: objectAt(source, "spec", "jobTemplate"),
    });
  },
  refusal: "failed to create job: ",
});
