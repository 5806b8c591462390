import type { Command } from "../../command.ts";
import {
  deleteCluster,
  deleteContext,
  deleteUser,
  renameContext,
  setContext,
  useContext,
} from "./change.ts";
import { set, setCluster, setCredentials, unset } from "./entries.ts";
import { currentContext, getClusters, getContexts, getUsers, view } from "./show.ts";

export const config: Command = {
  name: "config",
  use: "config SUBCOMMAND",
  short: "Modify kubeconfig files",
  long: `Change kubeconfig files with sub-commands such as "kubectl config set current-context my-context".

 The file --kubeconfig names is the only one used when that flag is given; else the files of $KUBECONFIG, separated by colons, are merged; else it is $HOME/.kube/config.`,
  flags: [],
  subcommands: [
    currentContext,
    deleteCluster,
    deleteContext,
    deleteUser,
    getClusters,
    getContexts,
    getUsers,
    renameContext,
    set,
    setCluster,
    setContext,
    setCredentials,
    unset,
    useContext,
    view,
  ],
};
