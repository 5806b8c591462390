/** `netpol sh`: the lab's shell over manifests, for scripts. */
import { CancelSource } from "../core/cluster/clock.ts";
import { Session } from "../core/session/session.ts";
import { HeadlessHost } from "./host.ts";
import { UsageError, readText } from "./input.ts";
import { NOW, labFrom } from "./lab.ts";
import type { SubCommand } from "./subcommand.ts";

export const shell: SubCommand = {
  name: "sh",
  usage: "sh -f FILES [-c COMMAND]",
  summary: "runs the lab's shell over manifests; commands from -c or standard input",
  async run(input) {
    if (input.positionals.length > 0)
      throw new UsageError("sh takes its commands from -c or standard input");
    if (input.command === undefined && input.manifests.includes("-"))
      throw new UsageError("standard input cannot hold both manifests (-f -) and commands");
    const host = new HeadlessHost(NOW);
    const session = new Session(labFrom(input), host);
    const source = input.command ?? readText("-");
    const code = await host.finish(
      session.run(source, {
        stdout: { write: input.write },
        stderr: { write: input.writeError },
        cancel: new CancelSource(),
      }),
    );
    session.close();
    return code;
  },
};
