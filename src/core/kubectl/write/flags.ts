/** Flags that many writing verbs share, and what their values mean. */
import type { CommandContext, FlagSpec } from "../command.ts";
import { CommandError } from "../errors.ts";
import { parseBool, quote } from "../gotext.ts";

export const SAVE_CONFIG_FLAG: FlagSpec = {
  name: "save-config",
  type: "bool",
  usage: "Keep the configuration in the object's annotation, for a later apply.",
};

export const ALL_FLAG: FlagSpec = {
  name: "all",
  type: "bool",
  usage: "All objects of the given types in the namespace.",
};

export const LOCAL_FLAG: FlagSpec = {
  name: "local",
  type: "bool",
  usage: "Do not ask the server, work on the files alone.",
};

/** How deletion is done; `wait` is the default of `--wait`. */
export function waitFlags(wait: "true" | "false"): readonly FlagSpec[] {
  return [
    {
      name: "cascade",
      type: "string",
      default: "background",
      noOptDefault: "background",
      usage: "What becomes of dependents: background, orphan or foreground.",
    },
    { name: "force", type: "bool", usage: "Delete at once, without waiting for a graceful end." },
    {
      name: "grace-period",
      type: "int",
      default: "-1",
      usage: "Seconds to end in; negative leaves it to the object, 0 only with --force.",
    },
    {
      name: "timeout",
      type: "duration",
      default: "0s",
      usage: "How long to wait before giving up; 0 is worked out from the objects.",
    },
    { name: "wait", type: "bool", default: wait, usage: "Wait until the objects are gone." },
  ];
}

export type DryRun = "none" | "client" | "server";

/**
 * The value of `--dry-run`.
 * @throws CommandError for one that is none of the three
 */
export function dryRunOf(context: CommandContext): DryRun {
  const text = context.flags.string("dry-run");
  if (text === "none" || text === "client" || text === "server") return text;
  if (text === "unchanged") {
    klogWarning(
      context,
      "helpers.go:719",
      "--dry-run is deprecated and can be replaced with --dry-run=client.",
    );
    return "client";
  }
  const bool = parseBool(text);
  if (!bool.ok) {
    throw new CommandError(
      `Invalid dry-run value (${text}). Must be "none", "server", or "client".`,
    );
  }
  const instead: DryRun = bool.value ? "client" : "none";
  klogWarning(
    context,
    bool.value ? "helpers.go:734" : "helpers.go:737",
    `--dry-run=${text} is deprecated (boolean value) and can be replaced with --dry-run=${instead}.`,
  );
  return instead;
}

/** The API's name for what `--validate` asks: `Strict`, `Warn` or `Ignore`. @throws CommandError */
export function validationOf(context: CommandContext): "Strict" | "Warn" | "Ignore" {
  const text = context.flags.string("validate");
  switch (text) {
    case "strict":
    case "true":
      return "Strict";
    case "warn":
      return "Warn";
    case "ignore":
    case "false":
      return "Ignore";
  }
  const bool = parseBool(text);
  if (bool.ok) return bool.value ? "Strict" : "Ignore";
  throw new CommandError(
    `invalid - validate option ${quote(text)}; must be one of: strict (or true), warn, ignore (or false)`,
  );
}

/** The propagation policy that `--cascade` asks for. @throws CommandError */
export function cascadeOf(context: CommandContext): "Background" | "Foreground" | "Orphan" {
  const text = context.flags.string("cascade");
  switch (text) {
    case "background":
      return "Background";
    case "foreground":
      return "Foreground";
    case "orphan":
      return "Orphan";
  }
  const bool = parseBool(text);
  if (!bool.ok) {
    throw new CommandError(
      `invalid cascade value (${text}). Must be "background", "foreground", or "orphan"`,
    );
  }
  const instead = bool.value ? "background" : "orphan";
  klogWarning(
    context,
    bool.value ? "helpers.go:767" : "helpers.go:770",
    `--cascade=${text} is deprecated (boolean value) and can be replaced with --cascade=${instead}.`,
  );
  return bool.value ? "Background" : "Orphan";
}

/** A line of kubectl's own log, as klog writes it: `W1121 10:00:21.172338   11948 file.go:1] …`. */
export function klogWarning(context: CommandContext, place: string, text: string): void {
  context.process.stderr.write(
    `${klogPrefix("W", context.process.clock.now())} ${place}] ${text}\n`,
  );
}

/** `W1121 10:00:21.172338   11948`: severity, day, time and process id. */
export function klogPrefix(severity: string, now: number): string {
  const [date = "", time = ""] = new Date(now).toISOString().split("T");
  const [, month = "", day = ""] = date.split("-");
  return `${severity}${month}${day} ${time.replace("Z", "000")}   11948`;
}
