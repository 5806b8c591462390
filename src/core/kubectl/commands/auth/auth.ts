import type { Command } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { filenameFlags, printFlags, DRY_RUN_FLAG } from "../../flagsets.ts";
import { canI } from "./can-i.ts";
import { whoami } from "./whoami.ts";

/** RBAC objects are applied like all others; reconciling them is left to `apply`. */
const reconcile: Command = {
  name: "reconcile",
  use: "reconcile -f FILENAME",
  short:
    "Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects",
  long: "Bring the rules and subjects of RBAC objects in line with those of a file.",
  examples:
    "# Bring RBAC objects in line with a file\nkubectl auth reconcile -f my-rbac-rules.yaml",
  flags: [
    DRY_RUN_FLAG,
    ...filenameFlags("Files, folders or URLs with the objects."),
    {
      name: "remove-extra-permissions",
      type: "bool",
      usage: "Take permissions away that the file lacks.",
    },
    {
      name: "remove-extra-subjects",
      type: "bool",
      usage: "Take subjects away that the file lacks.",
    },
    ...printFlags(),
  ],
  run: () => {
    throw new CommandError("must specify one of -f and -k");
  },
};

export const auth: Command = {
  name: "auth",
  use: "auth [flags]",
  short: "Inspect authorization",
  long: "Look into what may be done, and by whom.",
  flags: [],
  subcommands: [canI, reconcile, whoami],
};
