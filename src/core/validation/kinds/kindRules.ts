/** What a kind contributes to admission; one object a kind, listed in registry.ts. */
import type { JsonObject } from "../../api/json.ts";
import type { StringCheck } from "../content/names.ts";
import type { FieldError } from "../fieldError.ts";

export interface KindRules {
  /** The alphabet of names. */
  readonly name: StringCheck;
  /** Errors that are found before all others, when addresses and ports are handed out. */
  readonly validateFirst?: (object: JsonObject) => FieldError[];
  /** Errors of everything but metadata, in Kubernetes' order. `old` is set on update. */
  readonly validate?: (object: JsonObject, old?: JsonObject) => FieldError[];
  /** Errors of the step from `old` to `object`, told before those of `validate`. */
  readonly validateUpdate?: (object: JsonObject, old: JsonObject) => FieldError[];
  /** The same, told after those of `validate`. */
  readonly validateUpdateLast?: (object: JsonObject, old: JsonObject) => FieldError[];
  /** Texts of `Warning` headers. */
  readonly warnings?: (object: JsonObject, old?: JsonObject) => string[];
}
