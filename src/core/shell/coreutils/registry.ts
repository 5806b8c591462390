/** The standard programs of our own, by name. */
import type { Program } from "../process.ts";
import { diff } from "./diff.ts";
import { FILE_PROGRAMS } from "./fileTools.ts";
import { grep } from "./grep.ts";
import { ls } from "./ls.ts";
import { sort } from "./sort.ts";
import { SYSTEM_PROGRAMS } from "./system.ts";
import { TEXT_PROGRAMS } from "./text.ts";
import { xargs } from "./xargs.ts";

export const COREUTILS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ...TEXT_PROGRAMS,
  ...FILE_PROGRAMS,
  ...SYSTEM_PROGRAMS,
  ["ls", ls],
  ["grep", grep],
  ["egrep", grep],
  ["fgrep", grep],
  ["sort", sort],
  ["xargs", xargs],
  ["diff", diff],
]);
