/** ControllerRevisions: the templates of DaemonSets and StatefulSets over time. */
import type { JsonObject } from "../../api/json.ts";
import type { KubeObject } from "../../api/objects.ts";
import type { Draft } from "../store.ts";
import { equal, json, kube, numberAt, objectAt, stringsAt, withAt, withField } from "../values.ts";
import { controllerReference, make, owned } from "./owners.ts";
import { templateHash } from "./pods.ts";

const KIND = "apps/ControllerRevision";
export const REVISION_LABEL = "controller-revision-hash";

/** The template a revision keeps; `$patch` is what makes it replace the whole when rolled back. */
function recorded(revision: KubeObject): JsonObject {
  return withField(objectAt(revision, "data", "spec", "template"), "$patch", undefined);
}

/** The revision of the present template, made when it is new; older ones beyond the limit go. */
export function currentRevision(draft: Draft, owner: KubeObject): string {
  const template = objectAt(owner, "spec", "template");
  const all = owned(draft, KIND, owner);
  const latest = Math.max(0, ...all.map((revision) => numberAt(revision, 0, "revision")));
  const found = all.find((revision) => equal(recorded(revision), template));
  if (found !== undefined) {
    if (numberAt(found, 0, "revision") < latest) {
      draft.put(KIND, kube(withAt(json(found), ["revision"], latest + 1)));
    }
    return found.metadata.labels?.[REVISION_LABEL] ?? "";
  }
  const hash = templateHash(template);
  const name = `${owner.metadata.name}-${hash}`;
  make(
    draft,
    {
      apiVersion: "apps/v1",
      kind: "ControllerRevision",
      metadata: {
        name,
        annotations: stringsAt(owner, "metadata", "annotations"),
        labels: { ...stringsAt(template, "metadata", "labels"), [REVISION_LABEL]: hash },
        ownerReferences: [json(controllerReference(owner))],
      },
      data: { spec: { template: { $patch: "replace", ...template } } },
      revision: latest + 1,
    },
    owner.metadata.namespace,
  );
  const keep = numberAt(owner, 10, "spec", "revisionHistoryLimit") + 1;
  const byAge = all.toSorted((a, b) => numberAt(a, 0, "revision") - numberAt(b, 0, "revision"));
  for (const old of byAge.slice(0, Math.max(0, byAge.length + 1 - keep))) draft.remove(KIND, old);
  return hash;
}
