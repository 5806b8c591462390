/** Binding a pod to a node. Source: `pkg/registry/core/pod/storage/storage.go`. */
import { isObject } from "../../api/json.ts";
import { findResource } from "../../api/scheme.ts";
import type { Answer } from "../apiserver.ts";
import { bind } from "../controllers/scheduler.ts";
import { badRequest, conflict } from "../errors.ts";
import { existing } from "../read.ts";
import type { Target } from "../routes.ts";
import type { Draft } from "../store.ts";
import type { ApiRequest } from "../types.ts";
import { json, stringAt } from "../values.ts";

export function binding(draft: Draft, target: Target, request: ApiRequest): Answer {
  const body = isObject(request.body) ? request.body : {};
  const pods = findResource("", "v1", "pods");
  const name = target.name ?? stringAt(body, "metadata", "name");
  const node = stringAt(body, "target", "name");
  if (pods === undefined || node === "") throw badRequest("target.name: Required value");
  const pod = existing(draft, { ...target, parent: pods, name });
  const bound = stringAt(pod, "spec", "nodeName");
  if (bound !== "") {
    throw conflict(pods, name, `pod ${name} is already assigned to node "${bound}"`);
  }
  bind(draft, pod, node);
  return {
    code: 201,
    body: json({ kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 }),
  };
}
