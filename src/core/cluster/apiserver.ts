/**
 * The API server: one pure step. A request gives a response, a new state and what changed; a
 * refused request and a dry run give the old state itself.
 */
import type { JsonObject } from "../api/json.ts";
import type { Verb } from "../api/scheme.ts";
import { ApiStatusError } from "../api/status.ts";
import { authorize } from "./authorize.ts";
import { deleteCollection, deleteOne, parseDeleteOptions } from "./delete.ts";
import { apiGroup, apiGroupList, apiResourceList, apiVersions, otherPath } from "./discovery.ts";
import { badRequest, methodNotAllowed, noSuchPath, qualified } from "./errors.ts";
import { writeOptionsOf } from "./options.ts";
import { patch } from "./patch/patch.ts";
import { getOne, list, listBody } from "./read.ts";
import { parseRoute, type Route, type Target } from "./routes.ts";
import { Draft } from "./store.ts";
import { subresourceHandler } from "./subresources.ts";
import { asTable, wantsTable } from "./table/render.ts";
import type { ApiRequest, ClusterEnv, ClusterState, HandleResult } from "./types.ts";
import { json } from "./values.ts";
import { create, replace, type Written } from "./write.ts";

/** What a handler answers; `code` is 200 unless said otherwise. */
export interface Answer {
  readonly code?: number;
  readonly body: JsonObject;
  readonly warnings?: readonly string[];
}

/**
 * Answers one request. Total: every refusal is a response with a Status.
 * The state is never mutated; without a change the very same state comes back.
 */
export function handle(state: ClusterState, request: ApiRequest, env: ClusterEnv): HandleResult {
  const dryRun = isDryRun(request);
  const draft = new Draft(state, env, dryRun);
  try {
    const answer = respond(draft, request);
    const response = {
      code: answer.code ?? 200,
      body: answer.body,
      warnings: answer.warnings ?? [],
    };
    return dryRun
      ? { state, response, events: [] }
      : { state: draft.commit(), response, events: draft.events };
  } catch (error) {
    if (!(error instanceof ApiStatusError)) throw error;
    const { status } = error;
    const response = { code: status.code ?? 500, body: json(status), warnings: [] };
    return { state, response, events: [] };
  }
}

function isDryRun(request: ApiRequest): boolean {
  const query = request.query?.["dryRun"] ?? "";
  if (query !== "") return query === "All";
  const body = request.method === "DELETE" ? request.body : undefined;
  const inBody = typeof body === "object" && body !== null && "dryRun" in body && body.dryRun;
  return Array.isArray(inBody) && inBody.includes("All");
}

function respond(draft: Draft, request: ApiRequest): Answer {
  const route = parseRoute(request.path);
  if (route.kind !== "resource") return { body: withoutResource(route, request) };
  const { target } = route;
  const verb = verbOf(request, target);
  if (verb === undefined || !target.resource.verbs.includes(verb)) throw methodNotAllowed();
  authorize(draft, request, target, verb);
  checkDryRun(request);
  const handler = subresourceHandler(target) ?? VERBS[verb];
  const answer = handler(draft, target, request);
  const deprecated = DEPRECATED.get(qualified(target.parent));
  return deprecated === undefined
    ? answer
    : { ...answer, warnings: [deprecated, ...(answer.warnings ?? [])] };
}

/** Resources that every request is warned about. */
const DEPRECATED: ReadonlyMap<string, string> = new Map([
  ["endpoints", "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"],
  ["componentstatuses", "v1 ComponentStatus is deprecated in v1.19+"],
]);

function withoutResource(route: Route, request: ApiRequest): JsonObject {
  if (request.method !== "GET") {
    throw route.kind === "unknown" || route.kind === "other" ? noSuchPath() : methodNotAllowed();
  }
  switch (route.kind) {
    case "api":
      return apiVersions();
    case "groups":
      return apiGroupList();
    case "group":
      return apiGroup(route.group);
    case "group-version":
      return apiResourceList(route.groupVersion);
    case "other":
      return otherPath(route.path);
    default:
      throw noSuchPath();
  }
}

function verbOf(request: ApiRequest, target: Target): Verb | undefined {
  const named = target.name !== undefined;
  switch (request.method) {
    case "GET":
      return named ? "get" : "list";
    case "POST":
      return named === (target.subresource !== "") ? "create" : undefined;
    case "PUT":
      return named ? "update" : undefined;
    case "PATCH":
      return named ? "patch" : undefined;
    case "DELETE":
      return named ? "delete" : "deletecollection";
  }
}

function checkDryRun(request: ApiRequest): void {
  const dryRun = request.query?.["dryRun"];
  if (dryRun !== undefined && dryRun !== "" && dryRun !== "All") {
    throw badRequest(
      `CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["${dryRun}"]: supported values: "All"`,
    );
  }
}

/** A written object as a response. */
function writtenAnswer(request: ApiRequest, target: Target, written: Written, now: number): Answer {
  const body = wantsTable(request.accept)
    ? asTable(target.parent, [written.object], {}, request.query ?? {}, now)
    : json(written.object);
  return { code: written.created ? 201 : 200, body, warnings: written.warnings };
}

type Handler = (draft: Draft, target: Target, request: ApiRequest) => Answer;

const VERBS: Readonly<Record<Verb, Handler>> = {
  get: (draft, target, request) => {
    const object = getOne(draft, target);
    return {
      body: wantsTable(request.accept)
        ? asTable(
            target.parent,
            [object],
            { resourceVersion: object.metadata.resourceVersion },
            request.query ?? {},
            draft.env.now,
          )
        : json(object),
    };
  },
  list: (draft, target, request) => {
    const listed = list(draft, target, request.query ?? {});
    return {
      body: wantsTable(request.accept)
        ? asTable(target.parent, listed.items, listed.metadata, request.query ?? {}, draft.env.now)
        : listBody(target, listed),
    };
  },
  watch: (draft, target, request) => VERBS.list(draft, target, request),
  create: (draft, target, request) =>
    writtenAnswer(
      request,
      target,
      create(draft, target, request.body, writeOptionsOf(request)),
      draft.env.now,
    ),
  update: (draft, target, request) =>
    writtenAnswer(
      request,
      target,
      replace(draft, target, request.body, writeOptionsOf(request)),
      draft.env.now,
    ),
  patch: (draft, target, request) =>
    writtenAnswer(
      request,
      target,
      patch(draft, target, request, writeOptionsOf(request)),
      draft.env.now,
    ),
  delete: (draft, target, request) => ({
    body: deleteOne(draft, target, parseDeleteOptions(request.body, request.query ?? {})),
  }),
  deletecollection: (draft, target, request) => ({
    body: deleteCollection(
      draft,
      target,
      request.query ?? {},
      parseDeleteOptions(request.body, request.query ?? {}),
    ),
  }),
};
