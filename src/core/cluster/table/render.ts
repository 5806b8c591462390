/**
 * Tables: what kubectl prints comes from the server, one printer a kind.
 * Source: kubernetes `pkg/printers/internalversion/printers.go`, apiserver `handlers/response.go`.
 */
import type { Json, JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import type { ResourceType } from "../../api/scheme.ts";
import { badRequest } from "../errors.ts";
import { json } from "../values.ts";
import { printerFor } from "./registry.ts";

/** True when the Accept header asks for a Table first. */
export function wantsTable(accept: string | undefined): boolean {
  const [first = ""] = (accept ?? "").split(",");
  const parameters = first.split(";").map((part) => part.trim());
  return parameters.includes("as=Table") && parameters.includes("g=meta.k8s.io");
}

const INCLUDES: readonly string[] = ["", "Metadata", "Object", "None"];

/** The objects as a meta.k8s.io/v1 Table; `now` in milliseconds gives the ages. */
export function asTable(
  type: ResourceType,
  objects: readonly KubeObject[],
  metadata: JsonObject,
  query: Readonly<Record<string, string>>,
  now: number,
): JsonObject {
  const include = query["includeObject"] ?? "";
  if (!INCLUDES.includes(include)) {
    throw badRequest(`unrecognized includeObject value: ${JSON.stringify(include)}`);
  }
  const printer = printerFor(type);
  const columnDefinitions = printer.columns.map(([name, kind, format, priority]) => ({
    name,
    type: kind,
    format,
    description: "",
    priority,
  }));
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions,
    rows: objects.map((object) => ({
      cells: printer.cells(object, now),
      ...included(object, include),
    })),
  };
}

function included(object: KubeObject, include: string): JsonObject {
  if (include === "None") return {};
  if (include === "Object") return { object: json(object) };
  const metadata: Json = json(object.metadata);
  return {
    object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata },
  };
}
