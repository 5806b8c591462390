import { equal, objectsAt } from "../../../cluster/values.ts";
import type { Command, CommandContext } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { subjects } from "../../generators/access.ts";
import { changeAll, SET_FLAGS, setTargets } from "./pod-spec.ts";

export const setSubject: Command = {
  name: "subject",
  use: "subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
  short: "Update the user, group, or service account in a role binding or cluster role binding",
  long: "Add users, groups and service accounts to a role binding or cluster role binding.",
  examples: `# One more service account
kubectl set subject rolebinding reader --serviceaccount=team-a:robot`,
  flags: [
    ...SET_FLAGS,
    { name: "group", type: "strings", usage: "Group to bind." },
    { name: "serviceaccount", type: "strings", usage: "NAMESPACE:NAME to bind." },
    { name: "user", type: "strings", usage: "User to bind." },
  ],
  run: runSetSubject,
};

async function runSetSubject(context: CommandContext): Promise<number> {
  const { flags } = context;
  const targets = await setTargets(context, context.args);
  const added = subjects({
    users: flags.list("user"),
    groups: flags.list("group"),
    serviceAccounts: flags.list("serviceaccount"),
  });
  if (added.length === 0) {
    throw new CommandError("you must specify at least one value of user, group or serviceaccount");
  }
  return changeAll(context, targets, {
    operation: "subjects updated",
    refusal: "failed to patch subjects to rolebinding: ",
    apply: (target) => {
      if (!/^(?:Cluster)?RoleBinding$/.test(target.type.kind)) {
        throw new CommandError(
          "setting subjects is only supported for RoleBinding/ClusterRoleBinding",
        );
      }
      const before = objectsAt(target.object, "subjects");
      const fresh = added.filter((one) => !before.some((other) => equal(one, other)));
      return { ...target.object, subjects: [...before, ...fresh] };
    },
  });
}
