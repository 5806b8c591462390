/** `netpol profiles`: the network plugins that --cni knows. */
import { PLUGINS } from "../netpol/profiles/registry.ts";
import type { Plugin } from "../netpol/profiles/plugin.ts";
import { markdownTable, textTable } from "../report/table.ts";
import { outputFlag } from "./flags.ts";
import { json } from "./output.ts";
import type { SubCommand } from "./subcommand.ts";

const rows = (): readonly (readonly string[])[] => [
  ["NAME", "PLUGIN", "SPEAKS OF", "ABOUT"],
  ...PLUGINS.map(({ id, title, version, about }) => [id, title, version, about]),
];

function record({ id, title, version, about, decisions, beyond }: Plugin): object {
  return { name: id, title, version, about, decisions, beyond };
}

/** The output formats; the first is the default. */
const FORMATS: ReadonlyMap<string, () => string> = new Map([
  ["text", () => textTable(rows())],
  ["json", () => json(PLUGINS.map(record))],
  ["md", () => markdownTable(rows())],
]);

export const profiles: SubCommand = {
  name: "profiles",
  use: "profiles",
  short: "The network plugins that --cni knows",
  long: `Lists the profiles of network plugins. A profile says how a plugin decides where the API leaves a choice: whether an ipBlock matches pods, what becomes of pods on the hosts' network, whether endPort and named ports count. JSON gives every decision with its source.`,
  examples: `# The list
netpol profiles

# Every decision of every plugin, with sources
netpol profiles -o json

# Judge as Cilium does
netpol reach -f cluster.yaml --cni cilium`,
  flags: [outputFlag([...FORMATS.keys()])],
  takes: { min: 0, max: 0, what: "no arguments" },
  run: ({ flags, process }) => {
    process.stdout.write(FORMATS.get(flags.string("output"))?.() ?? "");
    return Promise.resolve(0);
  },
};
