/** Requests to subresources and to the resources that store nothing. */
import type { Target } from "./routes.ts";
import type { Draft } from "./store.ts";
import type { ApiRequest } from "./types.ts";
import type { Answer } from "./apiserver.ts";

type Handler = (draft: Draft, target: Target, request: ApiRequest) => Answer;

export function subresourceHandler(_target: Target): Handler | undefined {
  return undefined;
}
