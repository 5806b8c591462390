import type { Command, FlagSpec } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { roleBinding, subjects } from "../../generators/access.ts";
import { createSubcommand, type NewObject } from "./subcommand.ts";

const SUBJECT_FLAGS: readonly FlagSpec[] = [
  { name: "clusterrole", type: "string", usage: "Cluster role to bind." },
  { name: "group", type: "array", usage: "Group to bind it to; may be repeated." },
  {
    name: "serviceaccount",
    type: "array",
    usage: "NAMESPACE:NAME to bind it to; may be repeated.",
  },
  { name: "user", type: "array", usage: "User to bind it to; may be repeated." },
];

function boundTo({ context: { flags } }: NewObject): ReturnType<typeof subjects> {
  return subjects({
    users: flags.list("user"),
    groups: flags.list("group"),
    serviceAccounts: flags.list("serviceaccount"),
  });
}

export const createRoleBinding: Command = createSubcommand({
  name: "rolebinding",
  use: "rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
  short: "Create a role binding for a particular role or cluster role",
  examples: `# A service account may do what a role allows
kubectl create rolebinding reader --role=reader --serviceaccount=team-a:robot`,
  flags: [...SUBJECT_FLAGS, { name: "role", type: "string", usage: "Role to bind." }],
  build: (wanted) => {
    const { flags } = wanted.context;
    const clusterRole = flags.string("clusterrole");
    const role = flags.string("role");
    if ((clusterRole === "") === (role === "")) {
      throw new CommandError("exactly one of clusterrole or role must be specified");
    }
    const ref =
      role === ""
        ? ({ kind: "ClusterRole", name: clusterRole } as const)
        : ({ kind: "Role", name: role } as const);
    return roleBinding("RoleBinding", wanted.name, wanted.namespace, ref, boundTo(wanted));
  },
  refusal: "failed to create rolebinding: ",
});

export const createClusterRoleBinding: Command = createSubcommand({
  name: "clusterrolebinding",
  use: "clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
  short: "Create a cluster role binding for a particular cluster role",
  examples: `# A user may do everything
kubectl create clusterrolebinding boss --clusterrole=cluster-admin --user=ann`,
  flags: SUBJECT_FLAGS.map((flag) =>
    flag.name === "clusterrole" ? { ...flag, required: true } : flag,
  ),
  build: (wanted) => {
    const name = wanted.context.flags.string("clusterrole");
    if (name === "") throw new CommandError("clusterrole must be specified");
    const ref = { kind: "ClusterRole", name } as const;
    return roleBinding("ClusterRoleBinding", wanted.name, undefined, ref, boundTo(wanted));
  },
  refusal: "failed to create clusterrolebinding: ",
});
