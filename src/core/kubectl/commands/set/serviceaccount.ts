import type { Command, CommandContext } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { changeAll, changePodSpec, SET_FLAGS, setTargets } from "./pod-spec.ts";

export const setServiceAccount: Command = {
  name: "serviceaccount",
  aliases: ["sa"],
  use: "serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT",
  short: "Update the service account of a resource",
  long: "Change the service account that the pods of a pod template run as.",
  examples: `# Pods of the deployment run as robot
kubectl set serviceaccount deployment web robot`,
  flags: SET_FLAGS.filter((flag) => flag.name !== "selector"),
  run: runSetServiceAccount,
};

async function runSetServiceAccount(context: CommandContext): Promise<number> {
  const account = context.args.at(-1);
  if (account === undefined) throw new CommandError("serviceaccount is required");
  const targets = await setTargets(context, context.args.slice(0, -1));
  return changeAll(context, targets, {
    operation: "serviceaccount updated",
    refusal: "failed to patch ServiceAccountName ",
    apply: (target) => changePodSpec(target, (spec) => ({ ...spec, serviceAccountName: account })),
  });
}
