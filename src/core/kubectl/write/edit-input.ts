/** What the editing commands put before a person: which objects, in which form, under which words. */
import type { JsonObject } from "../../api/json.ts";
import type { CommandContext, FlagSpec } from "../command.ts";
import { CommandError } from "../errors.ts";
import { marshalIndent } from "../printers/go-values.ts";
import { dumpYaml } from "../yaml.ts";
import type { EditSession } from "./edit-session.ts";
import { fileQuery, findTargets, type Targets } from "./targets.ts";

export const LINE_ENDINGS_FLAG: FlagSpec = {
  name: "windows-line-endings",
  type: "bool",
  usage: "Give the editor lines that end as on Windows.",
};

export const NORMAL_HEADER: readonly string[] = [
  "# Please edit the object below. Lines beginning with a '#' will be ignored,",
  "# and an empty file will abort the edit. If an error occurs while saving this file will be",
  "# reopened with the relevant failures.",
  "#",
];

export const LAST_APPLIED_HEADER: readonly string[] = [
  "# Please edit the 'last-applied-configuration' annotations below.",
  "# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.",
  "#",
];

/** The objects named by arguments or files; a type alone stands for all of it. */
export function editTargets(context: CommandContext): Promise<Targets> {
  return findTargets(context, {
    ...fileQuery(context),
    args: context.args,
    latest: true,
    typeAloneSelectsAll: true,
  });
}

export function nothingToEdit(): CommandError {
  return new CommandError("edit cancelled, no objects found");
}

/** One object, or a List of several, as YAML or with `-o json` as JSON, which has no comments. */
export function editedText(
  context: CommandContext,
  objects: readonly JsonObject[],
  header: readonly string[],
): Pick<EditSession, "original" | "extension" | "header"> {
  const { flags } = context;
  const json = flags.string("output") === "json";
  const [only = {}, ...more] = objects;
  const shown =
    more.length === 0 ? only : { apiVersion: "v1", items: objects, kind: "List", metadata: {} };
  const text = json ? `${marshalIndent(shown)}\n` : dumpYaml(shown);
  return {
    original: flags.bool("windows-line-endings") ? text.replaceAll("\n", "\r\n") : text,
    extension: json ? ".json" : ".yaml",
    header: json ? undefined : header,
  };
}
