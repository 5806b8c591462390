import { badRequest } from "../errors.ts";
import type { Target } from "../routes.ts";
import type { Draft } from "../store.ts";
import type { ApiRequest } from "../types.ts";
import type { WriteOptions, Written } from "../write.ts";

export function apply(
  _draft: Draft,
  _target: Target,
  _request: ApiRequest,
  _options: WriteOptions,
): Written {
  throw badRequest("server-side apply is not served");
}
