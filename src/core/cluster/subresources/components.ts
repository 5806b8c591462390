/** Health of the control plane's parts, as the deprecated ComponentStatus shows it. */
import type { JsonObject } from "../../api/json.ts";
import type { Answer } from "../apiserver.ts";
import { notFound } from "../errors.ts";
import type { Target } from "../routes.ts";
import type { Draft } from "../store.ts";
import { asTable, wantsTable } from "../table/render.ts";
import type { ApiRequest } from "../types.ts";
import { json, kube } from "../values.ts";

const COMPONENTS = ["scheduler", "etcd-0", "controller-manager"] as const;

function component(name: string): JsonObject {
  return {
    apiVersion: "v1",
    kind: "ComponentStatus",
    metadata: { name },
    conditions: [{ type: "Healthy", status: "True", message: "ok" }],
  };
}

export function componentStatuses(draft: Draft, target: Target, request: ApiRequest): Answer {
  const names = COMPONENTS.filter((name) => target.name === undefined || name === target.name);
  if (names.length === 0) throw notFound(target.parent, target.name ?? "");
  const items = names.map((name) => kube(component(name)));
  if (wantsTable(request.accept)) {
    return { body: asTable(target.parent, items, {}, request.query ?? {}, draft.env.now) };
  }
  const [first] = items;
  return target.name !== undefined && first !== undefined
    ? { body: json(first) }
    : {
        body: {
          kind: "ComponentStatusList",
          apiVersion: "v1",
          metadata: {},
          items: items.map(json),
        },
      };
}
