import type { Command, CommandContext } from "../../command.ts";
import { AggregateFailure, CommandError, throwGathered } from "../../errors.ts";
import { fileQuery } from "../../write/targets.ts";
import {
  changeAll,
  changeContainers,
  changePodSpec,
  completePodOwners,
  resourcesAndPairs,
  SET_FLAGS,
  setTargets,
} from "./pod-spec.ts";

export const setImage: Command = {
  name: "image",
  use: "image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N",
  short: "Update the image of a pod template",
  long: "Change the images of containers, in a pod or in the template of a deployment, daemon set, job, cron job, replica set, replication controller or stateful set.",
  examples: `# Another image for the container nginx
kubectl set image deployment/web nginx=nginx:1.28

# For all containers
kubectl set image deployment/web '*=nginx:1.28'`,
  flags: SET_FLAGS,
  complete: completePodOwners,
  run: runSetImage,
};

async function runSetImage(context: CommandContext): Promise<number> {
  const { resources, pairs } = resourcesAndPairs(context.args, "image");
  const images = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    if (equals <= 0) continue;
    const image = pair.slice(equals + 1);
    if (image === "")
      throw new CommandError(`all images must be in the form of KEY=VALUE, invalid: ${pair}`);
    images.set(pair.slice(0, equals), image);
  }
  const targets = await setTargets(context, resources);
  const problems: string[] = [];
  if (resources.length === 0 && fileQuery(context).filenames.length === 0) {
    problems.push(
      "one or more resources must be specified as <resource> <name> or <resource>/<name>",
    );
  }
  if (images.size === 0) problems.push("at least one image update is required");
  else if (images.size > 1 && images.has("*")) {
    problems.push(
      "all containers are already specified by *, but saw more than one container_name=container_image pairs",
    );
  }
  throwGathered(problems.map((text) => new CommandError(text)));
  return changeAll(context, targets, {
    operation: "image updated",
    refusal: "failed to patch image update to pod template: ",
    apply: (target) =>
      changePodSpec(target, (before) => {
        let spec = before;
        const missing: Error[] = [];
        for (const [name, image] of images) {
          const wanted = (container: string): boolean => name === "*" || container === name;
          const init = changeContainers(spec, "initContainers", wanted, (one) => ({
            ...one,
            image,
          }));
          const main = changeContainers(init.spec, "containers", wanted, (one) => ({
            ...one,
            image,
          }));
          spec = main.spec;
          if (!init.found && !main.found) {
            missing.push(new CommandError(`error: unable to find container named "${name}"`));
          }
        }
        const [first] = missing;
        if (first !== undefined) throw missing.length === 1 ? first : new AggregateFailure(missing);
        return spec;
      }),
  });
}
