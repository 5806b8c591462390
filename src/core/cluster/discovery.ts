/** Discovery documents and the paths without resources. Source: apiserver `pkg/endpoints/discovery`. */
import type { JsonObject } from "../api/json.ts";
import {
  ALL_RESOURCES,
  apiVersionOf,
  GROUP_VERSIONS,
  parseGroupVersion,
  type ResourceType,
} from "../api/scheme.ts";
import { noSuchPath } from "./errors.ts";
import { compact } from "./values.ts";

/** The version that the lab plays; kubectl of the same version talks to it. */
export const SERVER_VERSION = "v1.35.4";
/** Of the release's tag. */
const GIT_COMMIT = "7b8c6cf0edd376b3d7c2f255142977c7f93db258";
const [MAJOR = "", MINOR = ""] = SERVER_VERSION.slice(1).split(".");
const SERVER_ADDRESS = "172.18.0.2:6443";

export function apiVersions(): JsonObject {
  return {
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: SERVER_ADDRESS }],
  };
}

function versionsOf(group: string): readonly { groupVersion: string; version: string }[] {
  return GROUP_VERSIONS.filter((gv) => parseGroupVersion(gv).group === group).map(
    (groupVersion) => ({ groupVersion, version: parseGroupVersion(groupVersion).version }),
  );
}

function groupBody(group: string): JsonObject {
  const versions = versionsOf(group);
  const preferredVersion = versions.find(({ version }) =>
    ALL_RESOURCES.some(
      (type) => type.group === group && type.version === version && type.preferred,
    ),
  );
  return compact({ name: group, versions, preferredVersion: preferredVersion ?? versions[0] });
}

export function apiGroup(group: string): JsonObject {
  return { kind: "APIGroup", apiVersion: "v1", ...groupBody(group) };
}

export function apiGroupList(): JsonObject {
  const groups = [...new Set(GROUP_VERSIONS.map((gv) => parseGroupVersion(gv).group))];
  return {
    kind: "APIGroupList",
    apiVersion: "v1",
    groups: groups.filter((group) => group !== "").map(groupBody),
  };
}

function resourceBody(type: ResourceType): JsonObject {
  return compact({
    name: type.name,
    singularName: type.singularName,
    namespaced: type.namespaced,
    ...foreignKind(type),
    kind: type.kind,
    verbs: type.verbs,
    shortNames: type.shortNames.length === 0 ? undefined : type.shortNames,
    categories: type.categories.length === 0 ? undefined : type.categories,
  });
}

/** Subresources whose kind belongs to another group version say so. */
const FOREIGN: ReadonlyMap<string, { group: string; version: string }> = new Map([
  ["Scale", { group: "autoscaling", version: "v1" }],
  ["Eviction", { group: "policy", version: "v1" }],
  ["TokenRequest", { group: "authentication.k8s.io", version: "v1" }],
]);

function foreignKind(type: ResourceType): JsonObject {
  return type.name.includes("/") ? (FOREIGN.get(type.kind) ?? {}) : {};
}

export function apiResourceList(groupVersion: string): JsonObject {
  return {
    kind: "APIResourceList",
    ...(groupVersion === "v1" ? {} : { apiVersion: "v1" }),
    groupVersion,
    resources: ALL_RESOURCES.filter((type) => apiVersionOf(type) === groupVersion).map(
      resourceBody,
    ),
  };
}

function openApiPaths(): JsonObject {
  const paths = GROUP_VERSIONS.map((gv) => {
    const path = gv.includes("/") ? `apis/${gv}` : `api/${gv}`;
    return [path, { serverRelativeURL: `/openapi/v3/${path}` }] as const;
  });
  return { paths: Object.fromEntries(paths) };
}

/**
 * What lies under a path without resources; plain text (`/healthz`) is carried as `{ text }`.
 * Throws NotFound.
 */
export function otherPath(path: string): JsonObject {
  const answer = OTHER.get(path);
  if (answer === undefined) throw noSuchPath();
  return answer();
}

const ok = (): JsonObject => ({ text: "ok" });

const OTHER: ReadonlyMap<string, () => JsonObject> = new Map([
  [
    "/version",
    (): JsonObject => ({
      major: MAJOR,
      minor: MINOR,
      emulationMajor: MAJOR,
      emulationMinor: MINOR,
      minCompatibilityMajor: MAJOR,
      minCompatibilityMinor: String(Number(MINOR) - 1),
      gitVersion: SERVER_VERSION,
      gitCommit: GIT_COMMIT,
      gitTreeState: "clean",
      buildDate: "2026-04-15T00:00:00Z",
      goVersion: "go1.25.8",
      compiler: "gc",
      platform: "linux/amd64",
    }),
  ],
  ["/openapi/v3", openApiPaths],
  ["/healthz", ok],
  ["/livez", ok],
  ["/readyz", ok],
  [
    "/",
    (): JsonObject => ({
      paths: [
        "/api",
        "/api/v1",
        "/apis",
        ...GROUP_VERSIONS.filter((gv) => gv.includes("/")).map((gv) => `/apis/${gv}`),
        "/healthz",
        "/livez",
        "/openapi/v3",
        "/readyz",
        "/version",
      ].sort(),
    }),
  ],
]);
