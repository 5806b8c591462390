/** The text tools as the command and the page use them, from Node's entry of the library. */
import * as library from "just-bash";
import { createTextTools, type JustBashModule } from "../../../src/core/shell/justBash.ts";

export const textTools = createTextTools(() =>
  Promise.resolve(library as unknown as JustBashModule),
);
