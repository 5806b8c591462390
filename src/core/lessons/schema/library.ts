/** `library.yaml`: a folder of lessons that stands on another one. */
import * as z from "zod/mini";
import { text, texts } from "./parts.ts";

export const libraryFile = z.strictObject({
  over: text(
    "A folder of lessons, relative to this one; what is missing here is taken from there.",
  ),
  without: z.optional(texts("Files of that folder that are left out.")),
});
