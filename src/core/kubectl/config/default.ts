import { LAB_SERVER } from "../connection.ts";
import { dumpYaml } from "../yaml.ts";

/** Stands for certificates: long enough to look at, and nothing else. */
const CERTIFICATE = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==";

/** The `~/.kube/config` that a new lab's home holds: one cluster, as `kind` names it. */
export function defaultKubeconfig(): string {
  return dumpYaml({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "kind-kind",
        cluster: { "certificate-authority-data": CERTIFICATE, server: LAB_SERVER },
      },
    ],
    contexts: [{ name: "kind-kind", context: { cluster: "kind-kind", user: "kind-kind" } }],
    "current-context": "kind-kind",
    users: [
      {
        name: "kind-kind",
        user: { "client-certificate-data": CERTIFICATE, "client-key-data": CERTIFICATE },
      },
    ],
  });
}
