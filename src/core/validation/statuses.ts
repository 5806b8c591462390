/** The refusals of the API layer as metav1.Status (V2, V31, V39). */
import { groupKind, type ResourceType } from "../api/scheme.ts";
import type { Status } from "../api/status.ts";
import { aggregate, toCause, type FieldError } from "./fieldError.ts";
import { quote } from "./goText.ts";

/** 422 Invalid with one cause an error. `name` is the object's, or empty. */
export function invalidStatus(
  type: Pick<ResourceType, "group" | "kind">,
  name: string,
  errors: readonly FieldError[],
): Status {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: `${groupKind(type)} ${quote(name)} is invalid: ${aggregate(errors)}`,
    reason: "Invalid",
    details: {
      ...(name === "" ? {} : { name }),
      ...(type.group === "" ? {} : { group: type.group }),
      kind: type.kind,
      causes: errors.map(toCause),
    },
    code: 422,
  };
}

/** 400 BadRequest. */
export function badRequest(message: string): Status {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason: "BadRequest",
    code: 400,
  };
}

/** A body that cannot be decoded as the kind; `kind` and `version` are those of the body. */
export function cannotBeHandled(
  body: { readonly kind: string; readonly version: string },
  expectedKind: string,
  cause: string,
): Status {
  return badRequest(
    `${body.kind} in version ${quote(body.version)} cannot be handled as a ${expectedKind}: ${cause}`,
  );
}
