import { deployment } from "../../generators/workloads.ts";
import { CommandError } from "../../errors.ts";
import { randomSuffix } from "../../write/names.ts";
import { createSubcommand } from "./subcommand.ts";

export const createDeployment = createSubcommand({
  name: "deployment",
  aliases: ["deploy"],
  use: "deployment NAME --image=image -- [COMMAND] [args...]",
  short: "Create a deployment with the specified name",
  examples: `# A deployment of one nginx
kubectl create deployment web --image=nginx

# Three replicas that listen on port 8080
kubectl create deployment web --image=nginx --replicas=3 --port=8080

# With a command of one's own
kubectl create deployment tick --image=busybox -- date`,
  flags: [
    {
      name: "image",
      type: "strings",
      required: true,
      usage: "Image of the container; several make several containers.",
    },
    { name: "port", type: "int32", default: "-1", usage: "Port that the container shows." },
    { name: "replicas", shorthand: "r", type: "int32", default: "1", usage: "How many pods." },
  ],
  build: ({ context, name, namespace, command }) => {
    const images = context.flags.list("image");
    if (images.length > 1 && command.length > 0) {
      throw new CommandError("cannot specify multiple --image options and command");
    }
    return deployment({
      name,
      namespace,
      images,
      command,
      replicas: context.flags.number("replicas"),
      port: context.flags.number("port"),
      suffix: () => randomSuffix(context),
    });
  },
  refusal: "failed to create deployment: ",
});
