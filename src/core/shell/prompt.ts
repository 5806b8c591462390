/** PS1 and PS2: their backslash escapes. */
import type { ShellState } from "./state.ts";
import { strftime } from "./time.ts";
import type { World } from "./world.ts";
import { codePoint } from "./characters.ts";

/** What a shell of each kind shows when PS1 is not set. */
export const DEFAULT_PROMPTS = {
  bash: "\\u@\\h:\\w\\$ ",
  busybox: "\\w \\$ ",
  dash: "\\$ ",
} as const;

const ESCAPE = /\\(?:([0-7]{3})|D\{([^}]*)\}|([\s\S]))/g;

export function promptText(template: string, world: World, state: ShellState): string {
  const now = world.clock.now();
  const user = state.variables.text("USER") ?? state.variables.text("LOGNAME") ?? "root";
  const home = state.variables.text("HOME") ?? "/";
  const folder =
    world.dialect === "bash" &&
    home !== "/" &&
    (state.cwd === home || state.cwd.startsWith(home + "/"))
      ? "~" + state.cwd.slice(home.length)
      : state.cwd;
  const root = user === "root" || world.dialect !== "bash";
  return template.replace(
    ESCAPE,
    (whole: string, octal?: string, format?: string, letter?: string) => {
      if (octal !== undefined) return codePoint(Number.parseInt(octal, 8));
      if (format !== undefined) return strftime(format === "" ? "%X" : format, now);
      switch (letter) {
        case "u":
          return user;
        case "h":
          return world.hostname.split(".")[0] ?? "";
        case "H":
          return world.hostname;
        case "w":
          return folder;
        case "W":
          return folder === "~" || folder === "/"
            ? folder
            : folder.slice(folder.lastIndexOf("/") + 1);
        case "$":
          return root ? "#" : "$";
        case "n":
          return "\n";
        case "r":
          return "\r";
        case "e":
          return "\u001b";
        case "a":
          return "\u0007";
        case "\\":
          return "\\";
        case "t":
          return strftime("%H:%M:%S", now);
        case "T":
          return strftime("%I:%M:%S", now);
        case "A":
          return strftime("%H:%M", now);
        case "d":
          return strftime("%a %b %d", now);
        case "s":
          return state.name;
        case "v":
          return "5.2";
        case "j":
          return state.jobs.all.length.toString();
        case "!":
        case "#":
          return (state.history.length + 1).toString();
        case "[":
        case "]":
          return "";
        default:
          return whole;
      }
    },
  );
}
