/** Requests to subresources, and to resources that store nothing. */
import type { Answer } from "./apiserver.ts";
import type { Target } from "./routes.ts";
import type { Draft } from "./store.ts";
import { binding } from "./subresources/binding.ts";
import { ephemeralContainers } from "./subresources/ephemeral.ts";
import { eviction } from "./subresources/eviction.ts";
import { componentStatuses } from "./subresources/components.ts";
import { containerRequest } from "./subresources/containers.ts";
import { REVIEWS } from "./subresources/reviews.ts";
import { scale } from "./subresources/scale.ts";
import { token } from "./subresources/token.ts";
import type { ApiRequest } from "./types.ts";

export type SubresourceHandler = (draft: Draft, target: Target, request: ApiRequest) => Answer;

/** By resource name; `*` stands for any parent. What is not listed is served by the plain verbs. */
const HANDLERS: ReadonlyMap<string, SubresourceHandler> = new Map<string, SubresourceHandler>([
  ["*/scale", scale],
  ["pods/eviction", eviction],
  ["pods/binding", binding],
  ["bindings", binding],
  ["pods/ephemeralcontainers", ephemeralContainers],
  ["pods/log", containerRequest],
  ["pods/exec", containerRequest],
  ["pods/attach", containerRequest],
  ["pods/portforward", containerRequest],
  ["serviceaccounts/token", token],
  ["componentstatuses", componentStatuses],
  ...REVIEWS,
]);

export function subresourceHandler(target: Target): SubresourceHandler | undefined {
  const { name } = target.resource;
  return HANDLERS.get(name) ?? HANDLERS.get(`*/${target.subresource}`);
}
