/**
 * Pairs of pods that pass a gate whatever the policies say, as `exemptionOf` in `evaluate.ts` has
 * it for one flow: a pod and itself, a pod and nodes, families that the plugin does not filter.
 * Subjects that are not judged at all have full rows already.
 */
import { emptyRow, hasBit, orInto, setBit } from "../net/bits.ts";
import type { Bits } from "../net/bits.ts";
import { commonFamily } from "./match.ts";
import { hasIdentity, policesFamily, policesOwnNode, policesRemoteNodes } from "./points.ts";
import type { PodRows } from "./rows.ts";
import type { Direction } from "./types.ts";

/**
 * Adds the exempt pairs of a direction.
 * @param target all pairs of the pods of `rows`, by source.
 */
export function addExemptions(target: Bits, direction: Direction, rows: PodRows): void {
  for (let i = 0; i < rows.pods.length; i++) setBit(target, i * rows.words, i); // S41
  addNodePairs(target, direction, rows);
  addFamilyPairs(target, rows);
}

/** S43–S45: nodes are seen here as the pods on their network (S46). */
function addNodePairs(target: Bits, direction: Direction, rows: PodRows): void {
  const { pods, words, profile } = rows;
  const own = !policesOwnNode(profile, direction);
  const remote = !policesRemoteNodes(profile);
  if (!own && !remote) return;
  const nodePods: number[] = [];
  for (let i = 0; i < pods.length; i++) {
    const pod = pods[i];
    if (pod?.nodeName !== undefined && !hasIdentity(pod, profile)) nodePods.push(i);
  }
  if (nodePods.length === 0) return;
  /** By node, the pods whose gate its traffic passes. */
  const exempt = new Map<string, Bits>();
  for (const n of nodePods) {
    const node = pods[n]?.nodeName ?? "";
    let subjects = exempt.get(node);
    if (subjects === undefined) {
      subjects = emptyRow(pods.length);
      for (let i = 0; i < pods.length; i++) {
        if (pods[i]?.nodeName === node ? own : remote) setBit(subjects, 0, i);
      }
      exempt.set(node, subjects);
    }
    if (direction === "Ingress") {
      orInto(target, n * words, subjects, 0, words);
      continue;
    }
    for (let i = 0; i < pods.length; i++) {
      if (hasBit(subjects, 0, i)) setBit(target, i * words, n);
    }
  }
}

/** Pairs that talk over a family which the plugin does not filter. */
function addFamilyPairs(target: Bits, { families, words, pods, profile }: PodRows): void {
  for (const sources of families) {
    for (const destinations of families) {
      if (policesFamily(profile, commonFamily(sources.addresses, destinations.addresses))) continue;
      for (let i = 0; i < pods.length; i++) {
        if (hasBit(sources.members, 0, i)) {
          orInto(target, i * words, destinations.members, 0, words);
        }
      }
    }
  }
}
