/**
 * The refusals of the API server, in its words.
 * Source: apimachinery `pkg/api/errors/errors.go`, apiserver `pkg/endpoints/handlers`.
 */
import { groupKind, groupResource, type ResourceType } from "../api/scheme.ts";
import { ApiStatusError, type Status, type StatusCause } from "../api/status.ts";

type Details = NonNullable<Status["details"]>;
type Named = Pick<ResourceType, "group" | "name" | "kind">;

/** The resource without its subresource: messages name `pods`, not `pods/status`. */
export function mainName(resource: Pick<ResourceType, "name">): string {
  const slash = resource.name.indexOf("/");
  return slash < 0 ? resource.name : resource.name.slice(0, slash);
}

export function qualified(resource: Pick<ResourceType, "group" | "name">): string {
  return groupResource({ group: resource.group, name: mainName(resource) });
}

export function failure(
  code: number,
  reason: string,
  message: string,
  details?: Details,
): ApiStatusError {
  return new ApiStatusError({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason,
    ...(details === undefined ? {} : { details }),
    code,
  });
}

function detailsOf(resource: Pick<ResourceType, "group" | "name">, name: string): Details {
  return {
    ...(name === "" ? {} : { name }),
    ...(resource.group === "" ? {} : { group: resource.group }),
    kind: mainName(resource),
  };
}

export function notFound(
  resource: Pick<ResourceType, "group" | "name">,
  name: string,
): ApiStatusError {
  return failure(
    404,
    "NotFound",
    `${qualified(resource)} "${name}" not found`,
    detailsOf(resource, name),
  );
}

/** No such path. */
export function noSuchPath(): ApiStatusError {
  return failure(404, "NotFound", "the server could not find the requested resource", {});
}

export function alreadyExists(resource: Named, name: string): ApiStatusError {
  return failure(
    409,
    "AlreadyExists",
    `${qualified(resource)} "${name}" already exists`,
    detailsOf(resource, name),
  );
}

export function conflict(resource: Named, name: string, why: string): ApiStatusError {
  return failure(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`,
    detailsOf(resource, name),
  );
}

/** What a stale resourceVersion is answered with. */
export const MODIFIED =
  "the object has been modified; please apply your changes to the latest version and try again";

export function badRequest(message: string): ApiStatusError {
  return failure(400, "BadRequest", message);
}

export function forbidden(
  resource: Pick<ResourceType, "group" | "name">,
  name: string,
  why: string,
  causes?: readonly StatusCause[],
): ApiStatusError {
  const subject = name === "" ? "" : ` "${name}"`;
  return failure(403, "Forbidden", `${qualified(resource)}${subject} is forbidden: ${why}`, {
    ...detailsOf(resource, name),
    ...(causes === undefined ? {} : { causes }),
  });
}

export function methodNotAllowed(): ApiStatusError {
  return failure(
    405,
    "MethodNotAllowed",
    "the server does not allow this method on the requested resource",
    {},
  );
}

export function unsupportedMediaType(accepted: readonly string[]): ApiStatusError {
  return failure(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`,
  );
}

/** A patch that cannot be applied: the server gives the text of the code, not the cause. */
export function unprocessable(): ApiStatusError {
  return failure(
    422,
    "Invalid",
    "the server rejected our request due to an error in our request",
    {},
  );
}

export interface Cause {
  readonly reason: string;
  /** Without the field. */
  readonly message: string;
  readonly field: string;
}

/** `NetworkPolicy.networking.k8s.io "x" is invalid: …` with every cause once. */
export function invalid(
  type: Pick<ResourceType, "group" | "kind">,
  name: string,
  causes: readonly Cause[],
): ApiStatusError {
  const texts = [
    ...new Set(causes.map((c) => (c.field === "" ? c.message : `${c.field}: ${c.message}`))),
  ];
  const summary = texts.length === 1 ? (texts[0] ?? "") : `[${texts.join(", ")}]`;
  return failure(422, "Invalid", `${groupKind(type)} "${name}" is invalid: ${summary}`, {
    ...(name === "" ? {} : { name }),
    ...(type.group === "" ? {} : { group: type.group }),
    kind: type.kind,
    causes,
  });
}

/** A plain success, as deletions of objects that are gone at once answer. */
export function success(
  resource: Pick<ResourceType, "group" | "name">,
  name: string,
  uid: string,
): Status {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { ...detailsOf(resource, name), ...(uid === "" ? {} : { uid }) },
  };
}
