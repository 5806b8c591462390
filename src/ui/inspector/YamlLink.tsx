import type { NetworkPolicy } from "../../core/api/objects.ts";
import type { ClusterState } from "../../core/cluster/types.ts";
import type { PolicyRef } from "../../core/netpol/types.ts";
import { lineOf } from "../../core/session/objectText.ts";
import styles from "./Inspector.module.css";

export interface YamlLinks {
  readonly cluster: ClusterState;
  /** Opens the policy's YAML at the path. */
  readonly onOpenPolicy: (policy: PolicyRef, path: string) => void;
  readonly onHoverPolicy: (id: string | undefined) => void;
}

interface Props extends YamlLinks {
  readonly policy: PolicyRef;
  readonly path: string;
  /** What is linked, e.g. `from[0].podSelector`; else `line 7`. */
  readonly clause?: string;
}

/** Leads from a fact to its line in a policy's YAML; nothing where the policy is gone. */
export function YamlLink({ cluster, policy, path, onOpenPolicy, onHoverPolicy, clause }: Props) {
  const id = `${policy.namespace}/${policy.name}` as const;
  const object = cluster.objects.get("networking.k8s.io/NetworkPolicy")?.get(id) as
    NetworkPolicy | undefined;
  if (object === undefined) return clause === undefined ? null : <code>{clause}</code>;
  const line = lineOf(object, path);
  return (
    <button
      type="button"
      className={styles["link"]}
      title={`Line ${line} of ${policy.name}`}
      aria-label={`${clause === undefined ? "Line" : `${clause}, line`} ${line} of ${policy.name}: show in the editor`}
      onFocus={() => {
        onHoverPolicy(id);
      }}
      onBlur={() => {
        onHoverPolicy(undefined);
      }}
      onClick={() => {
        onOpenPolicy(policy, path);
      }}
    >
      {clause === undefined ? `line ${line}` : <code>{clause}</code>}
    </button>
  );
}
