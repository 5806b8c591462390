/** All builtins by name. */
import type { Builtin } from "../builtin.ts";
import { COMPLETE_BUILTINS } from "./complete.ts";
import { FLOW_BUILTINS } from "./flow.ts";
import { INPUT_BUILTINS } from "./input.ts";
import { JOB_BUILTINS } from "./jobs.ts";
import { NAME_BUILTINS } from "./names.ts";
import { OPTION_BUILTINS } from "./options.ts";
import { OUTPUT_BUILTINS } from "./output.ts";
import { PLACE_BUILTINS } from "./place.ts";
import { TEST_BUILTINS } from "./test.ts";
import { VARIABLE_BUILTINS } from "./variables.ts";

const ALL: readonly (readonly Builtin[])[] = [
  COMPLETE_BUILTINS,
  FLOW_BUILTINS,
  INPUT_BUILTINS,
  JOB_BUILTINS,
  NAME_BUILTINS,
  OPTION_BUILTINS,
  OUTPUT_BUILTINS,
  PLACE_BUILTINS,
  TEST_BUILTINS,
  VARIABLE_BUILTINS,
];

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(
  ALL.flat().flatMap((builtin) => builtin.names.map((name) => [name, builtin] as const)),
);
