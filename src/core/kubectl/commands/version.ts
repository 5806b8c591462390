import type { JsonObject } from "../../api/json.ts";
import type { Command } from "../command.ts";
import { stringAt } from "../../cluster/values.ts";
import { CommandError } from "../errors.ts";
import { indentTwo } from "../printers/go-values.ts";
import { dumpYaml } from "../yaml.ts";

const KUSTOMIZE = "v5.7.1";

/** What `kubectl version` says of itself, in the order of Go's version.Info. */
const CLIENT: JsonObject = {
  major: "1",
  minor: "35",
  gitVersion: "v1.35.4",
  gitCommit: "7b8c6cf0edd376b3d7c2f255142977c7f93db258",
  gitTreeState: "clean",
  buildDate: "2026-04-15T18:01:23Z",
  goVersion: "go1.25.8",
  compiler: "gc",
  platform: "linux/amd64",
};

export const version: Command = {
  name: "version",
  use: "version [flags]",
  short: "Print the client and server version information",
  long: "Show the versions of the client and of the server of the current context.",
  examples: "# Both versions\nkubectl version\n\n# The client's only\nkubectl version --client",
  flags: [
    { name: "client", type: "bool", usage: "Show the client's version only; no server is asked." },
    { name: "output", shorthand: "o", type: "string", usage: "One of 'yaml' or 'json'." },
  ],
  run: (context) => {
    const { flags, args, process } = context;
    const output = flags.string("output");
    if (args.length > 0) {
      throw new CommandError(`extra arguments: [${args.join(" ")}]`);
    }
    if (!["", "yaml", "json"].includes(output)) {
      throw new CommandError("--output must be 'yaml' or 'json'");
    }
    const server = flags.bool("client")
      ? undefined
      : context.kube().request({ method: "GET", path: "/version" });
    const document = {
      clientVersion: CLIENT,
      kustomizeVersion: KUSTOMIZE,
      ...(server === undefined ? {} : { serverVersion: server }),
    };
    if (output === "yaml") process.stdout.write(`${dumpYaml(document)}\n`);
    else if (output === "json") process.stdout.write(`${indentTwo(document)}\n`);
    else {
      process.stdout.write(`Client Version: ${stringAt(CLIENT, "gitVersion")}\n`);
      process.stdout.write(`Kustomize Version: ${KUSTOMIZE}\n`);
      if (server !== undefined) {
        process.stdout.write(`Server Version: ${stringAt(server, "gitVersion")}\n`);
      }
    }
    return Promise.resolve(0);
  },
};
