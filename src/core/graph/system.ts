/** True for namespaces that belong to the cluster and not to its people. */
export const isSystem = (namespace: string): boolean =>
  namespace.startsWith("kube-") || namespace === "local-path-storage";
