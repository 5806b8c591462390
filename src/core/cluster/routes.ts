/**
 * What a path of the REST API means. Source: apiserver `pkg/endpoints/request/requestinfo.go`.
 */
import {
  findResource,
  GROUP_VERSIONS,
  parseGroupVersion,
  type ResourceType,
} from "../api/scheme.ts";

export type Route =
  | { readonly kind: "resource"; readonly target: Target }
  | { readonly kind: "api" }
  | { readonly kind: "groups" }
  | { readonly kind: "group"; readonly group: string }
  | { readonly kind: "group-version"; readonly groupVersion: string }
  /** `/version`, `/healthz`, `/openapi/v3`, …: paths without resources. */
  | { readonly kind: "other"; readonly path: string }
  | { readonly kind: "unknown" };

export interface Target {
  /** The resource, or the subresource when the path names one. */
  readonly resource: ResourceType;
  /** The resource that stores the objects; that of the subresource's parent. */
  readonly parent: ResourceType;
  /** Undefined: cluster-scoped, or a namespaced resource across all namespaces. */
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** e.g. `scale`, `""` when there is none. */
  readonly subresource: string;
}

const MAX_PATH = 2048;
const GROUPS: ReadonlySet<string> = new Set(
  GROUP_VERSIONS.map((gv) => parseGroupVersion(gv).group).filter((group) => group !== ""),
);

/** Total: a path that is none of the API's is `unknown`. */
export function parseRoute(path: string): Route {
  if (path.length > MAX_PATH || !path.startsWith("/")) return { kind: "unknown" };
  const parts = decodeParts(path);
  if (parts === undefined) return { kind: "unknown" };
  const [root, ...rest] = parts;
  if (root === "api") {
    if (rest.length === 0) return { kind: "api" };
    return inGroupVersion("", rest);
  }
  if (root === "apis") {
    const [group, ...inGroup] = rest;
    if (group === undefined) return { kind: "groups" };
    if (!GROUPS.has(group)) return { kind: "unknown" };
    if (inGroup.length === 0) return { kind: "group", group };
    return inGroupVersion(group, inGroup);
  }
  return { kind: "other", path: `/${parts.join("/")}` };
}

function decodeParts(path: string): readonly string[] | undefined {
  try {
    return path
      .split("/")
      .filter((part) => part !== "")
      .map((part) => decodeURIComponent(part));
  } catch {
    return undefined;
  }
}

function inGroupVersion(group: string, parts: readonly string[]): Route {
  const [version = "", ...rest] = parts;
  const groupVersion = group === "" ? version : `${group}/${version}`;
  if (!GROUP_VERSIONS.includes(groupVersion)) return { kind: "unknown" };
  if (rest.length === 0) return { kind: "group-version", groupVersion };
  return resourceRoute(group, version, rest) ?? { kind: "unknown" };
}

/** `namespaces/x` and its subresources are the namespace itself; deeper paths lie inside it. */
const NAMESPACE_SUBRESOURCES: ReadonlySet<string> = new Set(["status", "finalize"]);

function resourceRoute(
  group: string,
  version: string,
  parts: readonly string[],
): Route | undefined {
  const [first, second, third, ...more] = parts;
  const inNamespace =
    first === "namespaces" &&
    second !== undefined &&
    third !== undefined &&
    !(group === "" && NAMESPACE_SUBRESOURCES.has(third) && more.length === 0);
  const namespace = inNamespace ? second : undefined;
  const [plural, name, subresource = "", ...tooMany] = inNamespace ? [third, ...more] : parts;
  if (plural === undefined || tooMany.length > 0) return undefined;
  const parent = findResource(group, version, plural);
  if (parent === undefined || parent.namespaced !== inNamespace) {
    // a namespaced resource may be listed (or created by the body's namespace) across all of them
    if (parent === undefined || inNamespace || name !== undefined) return undefined;
  }
  const resource =
    subresource === "" ? parent : findResource(group, version, `${plural}/${subresource}`);
  if (resource === undefined) return undefined;
  return { kind: "resource", target: { resource, parent, namespace, name, subresource } };
}
