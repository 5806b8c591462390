import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildMatrix } from "../../../../src/core/netpol/matrix.ts";
import { SPEC_PROFILE } from "../../../../src/core/netpol/profile.ts";
import type { DecisionId, Profile } from "../../../../src/core/netpol/profile.ts";
import { PROFILES } from "../../../../src/core/netpol/profiles/registry.ts";
import { runs } from "../../../support/runs.ts";
import { matrixDifferences } from "../matrixDifferences.ts";
import * as world from "../world.ts";

/** Every value of every decision that bears on verdicts, alone on the spec default. */
const DEVIATIONS: { readonly [K in DecisionId]?: readonly Profile[K][] } = {
  enforces: [
    { Ingress: true, Egress: false },
    { Ingress: false, Egress: true },
  ],
  unselectedPods: ["closed"],
  ipBlockMatchesPods: [false],
  ipBlockMatchesNodes: [false],
  hostNetwork: ["identity", "node-address-peer", "pod-selector-peer"],
  ingressFromLocalNode: ["policed"],
  egressToLocalNode: ["allowed"],
  remoteNodes: ["allowed"],
  icmp: ["allowed"],
  sctp: ["unfiltered"],
  ipv6: ["unfiltered"],
  endPort: ["start-only"],
  namedPorts: [
    { Ingress: true, Egress: "selector-peers" },
    { Ingress: "selector-peers", Egress: "selector-peers" },
    { Ingress: "whole-protocol", Egress: "whole-protocol" },
    { Ingress: false, Egress: false },
  ],
};

const singles = Object.entries(DEVIATIONS).flatMap(([decision, values]) =>
  values.map((value): Profile => ({
    ...SPEC_PROFILE,
    [decision]: value,
    name: `${decision}: ${JSON.stringify(value)}`,
  })),
);
const pairs: Profile[] = [
  {
    ...SPEC_PROFILE,
    name: "names rejected",
    namedPorts: { Ingress: false, Egress: true },
    unsupportedPolicy: "left-out",
  },
  {
    ...SPEC_PROFILE,
    name: "closed, but for ICMP and IPv6",
    unselectedPods: "closed",
    icmp: "allowed",
    ipv6: "unfiltered",
    hostNetwork: "node-address-peer",
  },
];

describe("the matrix", () => {
  it.each([...PROFILES, ...singles, ...pairs].map((profile) => [profile.name, profile] as const))(
    "is the evaluator, pair by pair: %s",
    (_name, profile) => {
      fc.assert(
        fc.property(world.scene, ({ cluster, policies, at }) => {
          const net = world.network([...cluster, ...policies], profile);
          expect(matrixDifferences(buildMatrix(net, at))).toEqual([]);
        }),
        // thirty-four of these: 17,000 clusters in all
        { numRuns: runs(500) },
      );
    },
  );
});
