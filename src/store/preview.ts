/** What edits would do, shown on the graph before anything is written. */
import type { JsonObject } from "../core/api/json.ts";
import type { NetworkPolicy } from "../core/api/objects.ts";
import type { ClusterState } from "../core/cluster/types.ts";
import type { ClusterEdit } from "../core/netpol/edit.ts";
import { editedState, stepsFor } from "../core/session/edits.ts";

export interface PreviewRequest {
  /** What it is, e.g. `Label pod shop/web with app=api`. */
  readonly label: string;
  readonly edits: readonly ClusterEdit[];
  /** The file being edited whose text this is; then applying means applying the file. */
  readonly file?: string;
}

export interface Preview extends PreviewRequest {
  /** The cluster as it would be, as far as verdicts go. */
  readonly cluster: ClusterState;
}

/**
 * Would both show the same? What the API server answers to a dry run has a new identity each time;
 * verdicts see names, labels and specs alone.
 */
export function samePreview(a: PreviewRequest | undefined, b: PreviewRequest | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  const seen = ({ label, file, edits }: PreviewRequest): string =>
    JSON.stringify([label, file, edits.map(seenOf)]);
  return seen(a) === seen(b);
}

function seenOf(edit: ClusterEdit): unknown {
  if (!("policy" in edit) || !("spec" in edit.policy)) return edit;
  const { metadata, spec } = edit.policy;
  return [edit.kind, metadata.namespace, metadata.name, metadata.labels, spec];
}

/** The preview over the cluster of now; the same while neither changes. */
export function previewOn(
  cluster: ClusterState,
  request: PreviewRequest | undefined,
): Preview | undefined {
  return request && { ...request, cluster: editedState(cluster, request.edits) };
}

/** What applying these objects, as the API server answered a dry run, would edit. */
export function editsOfApply(
  cluster: ClusterState,
  objects: readonly JsonObject[],
): readonly ClusterEdit[] {
  const edits = objects.flatMap((object): ClusterEdit[] => {
    const { kind, apiVersion } = object;
    const isPolicy = typeof apiVersion === "string" && apiVersion.startsWith(GROUP);
    if (kind !== "NetworkPolicy" || !isPolicy) return [];
    // the API server has admitted it
    const policy = object as JsonObject & NetworkPolicy;
    const { namespace = "", name } = policy.metadata;
    const exists = cluster.objects.get(`${GROUP}NetworkPolicy`)?.has(`${namespace}/${name}`);
    return [{ kind: exists === true ? "replace-policy" : "create-policy", policy }];
  });
  return stepsFor(cluster, edits).length === 0 ? [] : edits;
}

const GROUP = "networking.k8s.io/";
