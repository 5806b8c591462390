import type { Command } from "../command.ts";
import { CommandError } from "../errors.ts";
import { kustomizeFailure } from "../write/targets.ts";

export const kustomize: Command = {
  name: "kustomize",
  use: "kustomize DIR [flags]",
  short: "Build a kustomization target from a directory or URL",
  long: "Build a set of objects from a folder with a kustomization.yaml file.",
  examples: "# The kustomization of this folder\nkubectl kustomize",
  flags: [
    { name: "as-current-user", type: "bool", usage: "Run functions as the current user." },
    { name: "enable-alpha-plugins", type: "bool", usage: "Allow plugins." },
    { name: "enable-helm", type: "bool", usage: "Allow the Helm chart inflator." },
    { name: "env", shorthand: "e", type: "array", usage: "Variables for functions." },
    { name: "helm-api-versions", type: "array", usage: "API versions for Helm." },
    { name: "helm-command", type: "string", default: "helm", usage: "The helm program." },
    { name: "helm-debug", type: "bool", usage: "Let Helm log." },
    { name: "helm-kube-version", type: "string", usage: "Kubernetes version for Helm." },
    {
      name: "load-restrictor",
      type: "string",
      default: "LoadRestrictionsRootOnly",
      usage: "LoadRestrictionsNone lets files outside of the folder be loaded.",
    },
    { name: "mount", type: "array", usage: "Storage to mount for functions." },
    { name: "network", type: "bool", usage: "Allow the network to functions." },
    { name: "network-name", type: "string", default: "bridge", usage: "Docker network to use." },
    { name: "output", shorthand: "o", type: "string", usage: "File to write to." },
  ],
  run: (context) => {
    const [folder = "."] = context.args;
    if (context.args.length > 1) throw new CommandError("specify one path to kustomization.yaml");
    throw kustomizeFailure(context, folder);
  },
};
