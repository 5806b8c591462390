/** All sub-commands that the lab's terminal and the command share, in the order of help. */
import { check } from "./check.ts";
import { diff } from "./diff.ts";
import { exposure } from "./exposure.ts";
import { lint } from "./lint.ts";
import { matrix } from "./matrix.ts";
import { profiles } from "./profiles.ts";
import { reach } from "./reach.ts";
import type { SubCommand } from "./subcommand.ts";
import { why } from "./why.ts";

export const COMMANDS: readonly SubCommand[] = [
  reach,
  why,
  matrix,
  exposure,
  diff,
  lint,
  check,
  profiles,
];
