/** Which server, namespace and user a command works with (client-go `tools/clientcmd`). */
import type { JsonObject } from "../../api/json.ts";
import type { ProcessContext } from "../../shell/process.ts";
import { CommandError, PlainError } from "../errors.ts";
import type { FlagValues } from "../flag-values.ts";
import { quote } from "../gotext.ts";
import { loadConfig } from "./files.ts";
import type { KubeConfig } from "./kubeconfig.ts";

export interface ClientConfig {
  /** All files merged. */
  readonly config: KubeConfig;
  /** Empty when there is none. */
  readonly contextName: string;
  readonly namespace: string;
  /** True when `-n` was given. */
  readonly namespaceGiven: boolean;
  /** e.g. `https://127.0.0.1:6443`; `http://localhost:8080` when nothing is configured. */
  readonly server: string;
  /** A bearer token; empty with client certificates, which are what the lab's server knows. */
  readonly token: string;
  /** `--as` and `--as-group`. */
  readonly impersonate?: { readonly user: string; readonly groups: readonly string[] };
}

const UNCONFIGURED_SERVER = "http://localhost:8080";

function text(body: JsonObject | undefined, key: string): string {
  const value = body?.[key];
  return typeof value === "string" ? value : "";
}

/**
 * Follows the flags and the files to a server.
 * @throws PlainError for a context that is missing, CommandError for a cluster or user that is
 */
export function resolveClientConfig(process: ProcessContext, flags: FlagValues): ClientConfig {
  const config = loadConfig(process, flags);
  const flag = (name: string): string => (flags.has(name) ? flags.string(name) : "");
  const contextName = flag("context") || config.currentContext;
  const context = config.contexts.get(contextName);
  if (contextName !== "" && context === undefined) {
    throw new PlainError(
      `Error in configuration: context was not found for specified context: ${contextName}`,
    );
  }
  const userFlag = flag("user");
  if (userFlag !== "" && !config.users.has(userFlag)) {
    throw new CommandError(`auth info ${quote(userFlag)} does not exist`);
  }
  const clusterName = flag("cluster") || text(context, "cluster");
  const server = flag("server") || text(config.clusters.get(clusterName), "server");
  if (server === "" && clusterName !== "") {
    throw new CommandError(`no server found for cluster ${quote(clusterName)}`);
  }
  const user = config.users.get(userFlag || text(context, "user"));
  const namespaceFlag = flag("namespace");
  const asUser = flag("as") || text(user, "as");
  const asGroups = flags.has("as-group") ? flags.list("as-group") : [];
  if (asUser === "" && asGroups.length > 0) {
    throw new CommandError("requesting groups or user-extra without impersonating a user");
  }
  return {
    config,
    contextName,
    namespace: namespaceFlag || text(context, "namespace") || "default",
    namespaceGiven: namespaceFlag !== "",
    server: server === "" ? UNCONFIGURED_SERVER : withScheme(server),
    token: flag("token") || text(user, "token"),
    ...(asUser === "" ? {} : { impersonate: { user: asUser, groups: asGroups } }),
  };
}

/** `127.0.0.1:6443` → `http://127.0.0.1:6443`. */
function withScheme(server: string): string {
  return /^https?:\/\//.test(server) ? server : `http://${server}`;
}
