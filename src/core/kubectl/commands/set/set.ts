import type { Command } from "../../command.ts";
import { setEnv } from "./env.ts";
import { setImage } from "./image.ts";
import { setResources } from "./resources.ts";
import { setSelector } from "./selector.ts";
import { setServiceAccount } from "./serviceaccount.ts";
import { setSubject } from "./subject.ts";

export const set: Command = {
  name: "set",
  use: "set SUBCOMMAND",
  short: "Set specific features on objects",
  long: "Change single features of objects that are there.",
  flags: [],
  subcommands: [setEnv, setImage, setResources, setSelector, setServiceAccount, setSubject],
};
