/** A text of manifests as the linter takes it: decoded and defaulted as the API would, with sources. */
import { isStatus } from "../../../src/core/api/status.ts";
import type { KubeObject, Pod, Service } from "../../../src/core/api/objects.ts";
import { lint } from "../../../src/core/lint/lint.ts";
import type { Finding } from "../../../src/core/lint/finding.ts";
import type { LintInput } from "../../../src/core/lint/world.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import { readFiles, resourceOf } from "../../../src/core/session/documents.ts";
import type { SourceObject } from "../../../src/core/session/documents.ts";
import { applyDefaults, decodeObject, validateCreate } from "../../../src/core/validation/admit.ts";

export interface Folder extends LintInput {
  readonly sources: readonly SourceObject[];
  /** What the API would not take, by name. */
  readonly refused: readonly string[];
}

/** Reads a text of manifests. A pod keeps the status that is written. */
export function folder(text: string, profile?: Profile): Folder {
  const { objects, problems } = readFiles([{ name: "input.yaml", text }]);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const kinds = new Map<string, KubeObject[]>();
  const refused: string[] = [];
  for (const { object } of objects) {
    const type = resourceOf(object);
    if (type === undefined) throw new Error(`unknown kind in ${JSON.stringify(object)}`);
    const decoded = decodeObject(type, object);
    if (isStatus(decoded)) {
      refused.push(decoded.message ?? "");
      continue;
    }
    const written = decoded.object;
    const stored = applyDefaults(written);
    const metadata = type.namespaced
      ? { ...stored.metadata, namespace: stored.metadata.namespace ?? "default" }
      : stored.metadata;
    const ready = { ...stored, metadata };
    const errors = validateCreate(ready);
    if (errors.length > 0) refused.push(JSON.stringify(errors));
    else kinds.set(type.kind, [...(kinds.get(type.kind) ?? []), ready]);
  }
  const of = (kind: string): readonly KubeObject[] => kinds.get(kind) ?? [];
  return {
    namespaces: of("Namespace"),
    pods: of("Pod") as readonly Pod[],
    services: of("Service") as readonly Service[],
    nodes: of("Node"),
    policies: of("NetworkPolicy"),
    sources: objects,
    refused,
    ...(profile && { profile }),
  };
}

/** `code name path` of every finding, in order. */
export function findings(text: string, profile?: Profile): string[] {
  return lint(folder(text, profile)).map(brief);
}

export function brief({ code, object, path }: Finding): string {
  return `${code} ${object.name} ${path}`;
}
