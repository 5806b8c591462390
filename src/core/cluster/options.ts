/** What every write takes from its query. */
import { badRequest } from "./errors.ts";
import type { ApiRequest } from "./types.ts";
import type { WriteOptions } from "./write.ts";

const VALIDATIONS: readonly string[] = ["Ignore", "Warn", "Strict"];

/** Throws BadRequest for values the API does not know. */
export function writeOptionsOf(request: ApiRequest): WriteOptions {
  const given = request.query?.["fieldValidation"] ?? "";
  const fieldValidation = given === "" ? "Warn" : given;
  if (!VALIDATIONS.includes(fieldValidation)) {
    throw badRequest(
      `fieldValidation: Unsupported value: "${fieldValidation}": supported values: "Ignore", "Strict", "Warn"`,
    );
  }
  const agent = (request.userAgent ?? "unknown").split("/")[0] ?? "unknown";
  const manager = request.query?.["fieldManager"] ?? "";
  return { fieldValidation, fieldManager: manager === "" ? agent : manager };
}
