import type { Command } from "../command.ts";

/** No feature of v1.35 is in alpha under a command of its own but `kuberc`. */
export const alpha: Command = {
  name: "alpha",
  use: "alpha",
  short: "Commands for features in alpha",
  long: "Commands for features that are in alpha.",
  flags: [],
};
