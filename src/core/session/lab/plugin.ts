/** `lab plugin`: which network plugin enforces the policies. */
import { didYouMeanThis } from "./words.ts";
import { LabError, type LabCommand } from "./world.ts";
import { PLUGINS, pluginNamed } from "../../netpol/profiles/registry.ts";
import { textTable } from "../../report/table.ts";

export const plugin: LabCommand = {
  name: "plugin",
  use: "plugin [NAME]",
  short: "Show the network plugins, or put another one on the nodes",
  long: "Without a name, lists the network plugins that the lab can simulate; the one in use has a star. With a name, puts that plugin on all nodes. No object of the cluster changes, only who enforces the policies and how. It can be undone.",
  examples: `# Which plugin is in use, and which there are
lab plugin

# Flannel keeps the policies and enforces none
lab plugin flannel`,
  takes: { min: 0, max: 1 },
  complete: (_, before) => (before.length === 0 ? PLUGINS.map(({ id }) => id) : []),
  run(world, [name], { stdout }) {
    const current = world.plugin();
    if (name === undefined) {
      const rows = PLUGINS.map(({ id, title, about }) => [
        id === current ? "*" : "",
        id,
        title,
        about,
      ]);
      stdout.write(textTable([["CURRENT", "NAME", "PLUGIN", "ABOUT"], ...rows]));
      return;
    }
    const chosen = pluginNamed(name);
    if (chosen === undefined) {
      const known = PLUGINS.map(({ id }) => id);
      throw new LabError(
        `no network plugin exists with the name: "${name}"${didYouMeanThis(name, known)}`,
      );
    }
    if (name === current) stdout.write(`Plugin "${name}" is already in use.\n`);
    else {
      world.setPlugin(name);
      stdout.write(`Switched to plugin "${name}" (${chosen.title}).\n`);
    }
  },
};
