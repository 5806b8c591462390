import type { JsonObject } from "../../api/json.ts";
import { objectAt, objectsAt, stringAt } from "../../cluster/values.ts";
import { quantities, writeHead } from "./common.ts";
import type { DescribeContext } from "./context.ts";
import { DescribeWriter } from "./writer.ts";

export function describeNamespace(namespace: JsonObject, context: DescribeContext): string {
  const out = new DescribeWriter();
  const name = stringAt(namespace, "metadata", "name");
  writeHead(out, namespace, { namespace: false });
  out.line(0, `Status:\t${stringAt(namespace, "status", "phase")}`);
  writeConditions(out, namespace);
  writeQuotas(out, context.list("", "v1", "resourcequotas", name));
  const ranges = context.list("", "v1", "limitranges", name);
  if (ranges.length === 0) out.line(0, "\nNo LimitRange resource.");
  else writeLimits(out, ranges);
  return out.finish();
}

function writeConditions(out: DescribeWriter, namespace: JsonObject): void {
  const conditions = objectsAt(namespace, "status", "conditions");
  if (conditions.length === 0) return;
  out.line(0, "Conditions:\n  Type\tStatus\tLastTransitionTime\tReason\tMessage");
  out.line(1, "----\t------\t------------------\t------\t-------");
  for (const condition of conditions) {
    const cells = ["type", "status", "lastTransitionTime", "reason", "message"].map((field) =>
      stringAt(condition, field),
    );
    out.line(1, cells.join("\t"));
  }
}

function writeQuotas(out: DescribeWriter, quotas: readonly JsonObject[]): void {
  if (quotas.length === 0) {
    out.line(0, "\nNo resource quota.");
    return;
  }
  out.line(0, "\nResource Quotas");
  for (const quota of quotas) {
    out.line(1, `Name:\t${stringAt(quota, "metadata", "name")}`);
    out.line(1, "Resource\tUsed\tHard");
    out.line(1, "--------\t---\t---");
    const used = new Map(quantities(objectAt(quota, "status", "used")));
    for (const [resource, hard] of quantities(objectAt(quota, "status", "hard"))) {
      out.line(1, `${resource}\t${used.get(resource) ?? "0"}\t${hard}`);
    }
  }
}

/** The rows of LimitRanges: one a resource of each limit. */
export function writeLimits(out: DescribeWriter, ranges: readonly JsonObject[]): void {
  out.line(
    0,
    "\nResource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio",
  );
  out.line(0, " ----\t--------\t---\t---\t---------------\t-------------\t-----------------------");
  const columns = ["min", "max", "defaultRequest", "default", "maxLimitRequestRatio"];
  for (const limit of ranges.flatMap((range) => objectsAt(range, "spec", "limits"))) {
    const resources = new Set(
      columns.flatMap((column) => Object.keys(objectAt(limit, column))).sort(),
    );
    for (const resource of resources) {
      const cells = columns.map((column) => {
        const value = new Map(quantities(objectAt(limit, column))).get(resource);
        return value ?? "-";
      });
      out.line(0, ` ${stringAt(limit, "type")}\t${resource}\t${cells.join("\t")}`);
    }
  }
}
