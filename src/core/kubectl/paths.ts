import type { ResourceType } from "../api/scheme.ts";

/** What stands between the server's address and a resource: `/api/v1`, `/apis/apps/v1`. */
export function groupVersionPath(type: Pick<ResourceType, "group" | "version">): string {
  return type.group === "" ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
}

/**
 * The REST path of a collection, or of one object (`name`) and its subresource. An undefined or
 * empty namespace of a namespaced type means all namespaces.
 */
export function resourcePath(
  type: Pick<ResourceType, "group" | "version" | "name" | "namespaced">,
  namespace: string | undefined,
  name?: string,
  subresource?: string,
): string {
  const scope =
    type.namespaced && namespace !== undefined && namespace !== ""
      ? `/namespaces/${namespace}`
      : "";
  const object = name === undefined ? "" : `/${name}`;
  const part = subresource === undefined || subresource === "" ? "" : `/${subresource}`;
  return `${groupVersionPath(type)}${scope}/${type.name}${object}${part}`;
}
