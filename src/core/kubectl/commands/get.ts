import { isArray, isObject } from "../../api/json.ts";
import type { Command } from "../command.ts";
import { completeTypeAndName } from "../candidates.ts";
import { planRequests, selectorQuery } from "../resources.ts";
import { resourcePath } from "../paths.ts";
import { ALL_NAMESPACES_FLAG, SELECTOR_FLAG } from "../flagsets.ts";

export const get: Command = {
  name: "get",
  use: "get TYPE [NAME]",
  short: "Display one or many resources",
  flags: [ALL_NAMESPACES_FLAG, SELECTOR_FLAG],
  complete: completeTypeAndName(),
  run: (context) => {
    const connection = context.kube();
    const plan = planRequests(connection, {
      args: context.args,
      allNamespaces: context.flags.bool("all-namespaces"),
      typeAloneSelectsAll: true,
    });
    for (const request of plan.requests) {
      const body = connection.request({
        method: "GET",
        path: resourcePath(request.type, request.namespace, request.name),
        query: selectorQuery(request),
        accept: "application/json;as=Table;v=v1;g=meta.k8s.io",
      });
      const rows = isArray(body["rows"]) ? body["rows"] : [];
      for (const row of rows) {
        if (isObject(row) && isArray(row["cells"]))
          context.process.stdout.write(`${row["cells"].join("   ")}\n`);
      }
    }
    return Promise.resolve(0);
  },
};
