import { GROUP_VERSIONS } from "../../api/scheme.ts";
import type { Command } from "../command.ts";
import { UsageError } from "../errors.ts";
import { formatSlice } from "../gotext.ts";

export const apiVersions: Command = {
  name: "api-versions",
  use: "api-versions",
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  long: "Show the API versions that the server serves, as group/version.",
  examples: "# All versions\nkubectl api-versions",
  flags: [],
  run: (context) => {
    const { args, path, process } = context;
    if (args.length > 0) throw new UsageError(path, `unexpected arguments: ${formatSlice(args)}`);
    context.kube().ensureReachable();
    process.stdout.write(
      [...GROUP_VERSIONS]
        .sort()
        .map((version) => `${version}\n`)
        .join(""),
    );
    return Promise.resolve(0);
  },
};
