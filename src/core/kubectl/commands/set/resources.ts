import { objectAt } from "../../../cluster/values.ts";
import type { Command, CommandContext } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { resourceList } from "../../generators/simple.ts";
import {
  changeAll,
  changeContainers,
  changePodSpec,
  completePodOwners,
  containerMatcher,
  CONTAINERS_FLAG,
  SET_FLAGS,
  setTargets,
} from "./pod-spec.ts";

export const setResources: Command = {
  name: "resources",
  use: "resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]",
  short: "Update resource requests/limits on objects with pod templates",
  long: "Change how much CPU and memory the containers of pods and pod templates ask for and may take.",
  examples: `# Limits for one container
kubectl set resources deployment web -c=nginx --limits=cpu=200m,memory=512Mi

# Requests for all
kubectl set resources deployment web --requests=cpu=100m`,
  flags: [
    ...SET_FLAGS,
    CONTAINERS_FLAG,
    { name: "limits", type: "string", usage: "What a container may take, RESOURCE=QUANTITY,…" },
    { name: "requests", type: "string", usage: "What a container asks for, RESOURCE=QUANTITY,…" },
  ],
  complete: completePodOwners,
  run: runSetResources,
};

async function runSetResources(context: CommandContext): Promise<number> {
  const { flags, args } = context;
  const targets = await setTargets(context, args);
  const limits = flags.string("limits");
  const requests = flags.string("requests");
  if (limits === "" && requests === "") {
    throw new CommandError(
      "you must specify an update to requests or limits (in the form of --requests/--limits)",
    );
  }
  const wanted = { limits: resourceList(limits), requests: resourceList(requests) };
  const pattern = flags.string("containers");
  const matches = containerMatcher(pattern);
  return changeAll(context, targets, {
    operation: "resource requirements updated",
    refusal: "failed to patch resources update to pod template ",
    apply: (target) =>
      changePodSpec(target, (spec) => {
        const result = changeContainers(spec, "containers", matches, (container) => {
          const resources = { ...objectAt(container, "resources") };
          for (const field of ["limits", "requests"] as const) {
            const list = wanted[field];
            if (list !== undefined) resources[field] = { ...objectAt(resources, field), ...list };
          }
          return { ...container, resources };
        });
        if (!result.found) {
          throw new CommandError(`error: unable to find container named ${pattern}`);
        }
        return result.spec;
      }),
  });
}
