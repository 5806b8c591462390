/** All sub-commands of `lab`, in the order of help. */
import { goto } from "./goto.ts";
import { redo, reset, undo } from "./moments.ts";
import { plugin } from "./plugin.ts";
import { share } from "./share.ts";
import { speed } from "./speed.ts";
import type { LabCommand } from "./world.ts";

export const LAB_COMMANDS: readonly LabCommand[] = [plugin, undo, redo, reset, goto, speed, share];
