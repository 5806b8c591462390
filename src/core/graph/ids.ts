import type { FlowRequest, CardId, FlowStatus } from "./types.ts";

export const podId = (namespace: string, name: string): CardId => `pod/${namespace}/${name}`;
export const workloadId = (namespace: string, name: string): CardId =>
  `workload/${namespace}/${name}`;
export const namespaceId = (name: string): CardId => `namespace/${name}`;
export const outsideId = (name: string): CardId => `outside/${name}`;
export const nodeId = (name: string): CardId => `node/${name}`;
export const regionId = (namespace: string): string => `region/${namespace}`;

/** Identity of one attempt, the same before and after a change of policies. */
export function memberId({ source, destination, port, protocol }: FlowRequest): string {
  return `${source}>${destination}:${protocol}/${port}`;
}

export function bundleId(source: CardId, destination: CardId, status: FlowStatus): string {
  return `${source}>${destination}#${status}`;
}

/** `NAMESPACE/NAME` of a policy. */
export function policyId(policy: { readonly namespace: string; readonly name: string }): string {
  return `${policy.namespace}/${policy.name}`;
}

/** The pod that a card's id names; undefined when it names something else. */
export function podOfId(
  id: CardId,
): { readonly namespace: string; readonly name: string } | undefined {
  const [kind, namespace, name, ...rest] = id.split("/");
  if (kind !== "pod" || namespace === undefined || name === undefined || rest.length > 0) {
    return undefined;
  }
  return { namespace, name };
}
