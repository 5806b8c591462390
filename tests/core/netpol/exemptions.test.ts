/** Pairs that pass whatever the policies say, in clusters whose rows have several words. */
import { describe, expect, it } from "vitest";
import { evaluate } from "../../../src/core/netpol/evaluate.ts";
import { addExemptions } from "../../../src/core/netpol/exemptions.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import { rowsOf } from "../../../src/core/netpol/rows.ts";
import type { Direction } from "../../../src/core/netpol/types.ts";
import { hasBit } from "../../../src/core/net/bits.ts";
import { network, node, pod } from "./world.ts";

/** Seventy pods on three nodes (and some on none), of both families, some on the hosts' network. */
const OBJECTS = [
  ...[0, 1, 2].map((n) => node(`node-${n}`, `192.0.2.${n}`)),
  ...Array.from({ length: 70 }, (_, i) => {
    const name = `shop/p${String(i).padStart(2, "0")}`;
    const on = i % 4 === 3 ? {} : { node: `node-${i % 4}` };
    if (i % 9 === 0) {
      const host = `node-${i % 3}`;
      return pod(name, `192.0.2.${i % 3}`, { node: host, hostNetwork: true });
    }
    if (i === 34) return pod(name, "198.51.100.9", { hostNetwork: true });
    return pod(name, i % 5 === 0 ? `fd00::${i + 1}` : `10.0.0.${i}`, on);
  }),
];

describe("exemptions, against the evaluator", () => {
  it.each<[string, Partial<Profile>]>([
    ["the default", {}],
    ["the own node both ways", { egressToLocalNode: "allowed" }],
    ["no node", { ingressFromLocalNode: "policed" }],
    ["other nodes", { remoteNodes: "allowed", ingressFromLocalNode: "policed" }],
    ["all nodes", { remoteNodes: "allowed", egressToLocalNode: "allowed" }],
    ["IPv6 unfiltered", { ipv6: "unfiltered" }],
    ["pods on the host's network are pods", { hostNetwork: "identity", remoteNodes: "allowed" }],
  ])("%s", (_title, other) => {
    const profile = { ...SPEC_PROFILE, ...other };
    const net = network(OBJECTS, profile);
    const rows = rowsOf(net.endpoints, profile);
    const { pods } = net.endpoints;
    for (const direction of ["Ingress", "Egress"] as Direction[]) {
      const bits = new Uint32Array(pods.length * rows.words);
      addExemptions(bits, direction, rows);
      const wrong = pods.flatMap((source, s) =>
        pods.flatMap((destination, d) => {
          const subject = direction === "Ingress" ? destination : source;
          if (subject.hostNetwork && profile.hostNetwork !== "identity") return [];
          const verdict = evaluate(net, { source, destination, port: 80, protocol: "TCP" });
          const side = direction === "Ingress" ? verdict.ingress : verdict.egress;
          const exempt = side.reason === "exempt";
          return hasBit(bits, s * rows.words, d) === exempt
            ? []
            : [`${source.name}>${destination.name}`];
        }),
      );
      expect([direction, wrong]).toEqual([direction, []]);
    }
  });
});
