/** `netpol sh`: the lab's shell over manifests, for scripts. */
import { CancelSource } from "../core/cluster/clock.ts";
import { INPUT_FLAGS } from "../core/command/flags.ts";
import { accept, readSources } from "../core/command/input.ts";
import { CommandError, EXIT, UsageError, type SubCommand } from "../core/command/subcommand.ts";
import { importCluster } from "../core/session/import.ts";
import { loadNetpol } from "../core/session/netpolProgram.ts";
import { builtFrom } from "../core/session/netpolWorld.ts";
import { Session } from "../core/session/session.ts";
import { readAll } from "../core/shell/streams.ts";
import { nodeHost } from "./host.ts";
import { NOW } from "./now.ts";

export const shell: SubCommand = {
  name: "sh",
  use: "sh -f FILES",
  short: "The lab's shell over manifests; commands from -c or standard input",
  long: `Runs commands in a lab made from manifests: kubectl, the tools of pods, netpol itself. Waiting takes no time. The exit status is that of the commands.`,
  examples: `# A request as a pod would send it
netpol sh -f cluster.yaml -c 'kubectl exec -n shop web -- curl -sS -m 3 http://api'

# A script
netpol sh -f cluster.yaml < commands.sh`,
  flags: [
    ...INPUT_FLAGS.filter(({ name }) => name !== "cni"),
    {
      name: "command",
      shorthand: "c",
      type: "string",
      usage: "The commands to run; standard input without it.",
    },
  ],
  takes: { min: 0, max: 0, what: "its commands from -c or standard input" },
  async run({ process, flags }) {
    const paths = flags.list("filename");
    if (paths.length === 0) throw new UsageError("-f FILES is needed");
    const given = flags.changed("command");
    if (!given && paths.includes("-"))
      throw new UsageError("standard input cannot hold both manifests (-f -) and commands");
    const imported = importCluster(await readSources(process, paths), NOW);
    accept({ process, flags }, builtFrom(imported));
    if (imported.start === undefined) throw new CommandError("no object could be read", EXIT.input);
    await loadNetpol(); // lab time would run past the wait for it
    const host = nodeHost(NOW);
    const session = new Session(imported.start, host);
    const source = given ? flags.string("command") : await readAll(process.stdin, process.cancel);
    const { stdout, stderr } = process;
    const cancel = new CancelSource(process.cancel);
    const code = await host.finish(session.run(source, { stdout, stderr, cancel }));
    session.close();
    return code;
  },
};
