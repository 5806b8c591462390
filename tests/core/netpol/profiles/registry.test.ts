import { describe, expect, it } from "vitest";
import { DEFAULT_PLUGIN as OF_CLUSTERS } from "../../../../src/core/cluster/types.ts";
import { SPEC_PROFILE } from "../../../../src/core/netpol/profile.ts";
import type { DecisionId, Profile } from "../../../../src/core/netpol/profile.ts";
import {
  DEFAULT_PLUGIN,
  PLUGINS,
  PROFILES,
  pluginNamed,
  profileNamed,
} from "../../../../src/core/netpol/profiles/registry.ts";
import { SOURCES } from "../../../../src/core/netpol/profiles/sources.ts";

/** What plugins are known to do otherwise than the spec default, decision by decision. */
const TABLE: { readonly [plugin: string]: Partial<Profile> } = {
  spec: {},
  calico: {},
  cilium: {
    ipBlockMatchesPods: false,
    ipBlockMatchesNodes: false,
    egressToLocalNode: "allowed",
    selfViaService: "allowed",
    liveConnections: "per-packet",
  },
  antrea: { selfViaService: "allowed" },
  "ovn-kubernetes": {
    hostNetwork: "pod-selector-peer",
    selfViaService: "allowed",
    namedPorts: { Ingress: "whole-protocol", Egress: "whole-protocol" },
    liveConnections: "per-packet",
  },
  "aws-standard": {
    hostNetwork: "node-address-peer",
    egressToLocalNode: "allowed",
    namedPorts: { Ingress: true, Egress: "selector-peers" },
    egressStage: "pre-dnat",
    liveConnections: "per-packet",
    newPods: "open",
  },
  "aws-strict": {
    unselectedPods: "closed",
    hostNetwork: "node-address-peer",
    egressToLocalNode: "allowed",
    namedPorts: { Ingress: true, Egress: "selector-peers" },
    egressStage: "pre-dnat",
    liveConnections: "per-packet",
    newPods: "closed",
  },
  "azure-npm": { ipv6: "unfiltered" },
  "kube-router": { icmp: "allowed", deny: "reject" },
  kindnet: {},
  "kindnet-old": { enforces: { Ingress: false, Egress: false } },
  weave: {
    endPort: "start-only",
    namedPorts: { Ingress: false, Egress: false },
    unsupportedPolicy: "left-out",
  },
  flannel: { enforces: { Ingress: false, Egress: false } },
};

/** Decisions of which nothing was found. */
const UNKNOWN: { readonly [plugin: string]: readonly DecisionId[] } = {
  antrea: ["egressToLocalNode", "icmp"],
  "azure-npm": [
    "ipBlockMatchesPods",
    "ipBlockMatchesNodes",
    "ingressFromLocalNode",
    "selfViaService",
    "liveConnections",
    "icmp",
  ],
  weave: ["selfViaService", "ingressFromLocalNode", "liveConnections", "icmp"],
  "kube-router": ["selfViaService", "egressToLocalNode"],
  "aws-standard": ["selfViaService"],
};

const wordCount = (text: string): number => text.split(" ").length;

describe("the plugins", () => {
  it("are those of the table, under stable ids", () => {
    expect(PLUGINS.map(({ id }) => id).sort()).toEqual(Object.keys(TABLE).sort());
    expect(PROFILES.map(({ name }) => name)).toEqual(PLUGINS.map(({ id }) => id));
  });

  it.each(PLUGINS.map((plugin) => [plugin.id, plugin] as const))(
    "%s differs from the spec default exactly where it is known to",
    (id, { profile }) => {
      expect(profile).toEqual({ ...SPEC_PROFILE, ...TABLE[id], name: id });
    },
  );

  it.each(PLUGINS.map((plugin) => [plugin.id, plugin] as const))(
    "%s says of every decision what it does, who says so and when",
    (id, { decisions, profile, about, title, version }) => {
      expect(Object.keys(decisions)).toEqual(
        Object.keys(SPEC_PROFILE).filter((key) => key !== "name"),
      );
      for (const [decision, { text, source, known, value }] of Object.entries(decisions)) {
        expect(value).toEqual(profile[decision as DecisionId]);
        expect([decision, wordCount(text) <= 25, text.endsWith(".")]).toEqual([
          decision,
          true,
          true,
        ]);
        if (!known) {
          expect(text).toContain("taken as the spec default");
          expect(source).toBeUndefined();
          expect(value).toEqual(SPEC_PROFILE[decision as DecisionId]);
        }
      }
      for (const decision of UNKNOWN[id] ?? []) expect(decisions[decision].known).toBe(false);
      expect([about, title, version].every((text) => text.trim() !== "")).toBe(true);
    },
  );

  it("name only sources that have a title, an address and a date", () => {
    for (const { title, url, date } of Object.values(SOURCES)) {
      expect(title).not.toBe("");
      expect(url).toMatch(/^https:\/\/[\w./#%-]+$/);
      expect(date).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
    }
    const used = new Set(PLUGINS.flatMap((p) => Object.values(p.decisions).map((d) => d.source)));
    const idle = Object.entries(SOURCES).filter(([, source]) => !used.has(source));
    expect(idle.map(([id]) => id)).toEqual([]);
  });

  it("are found by name; others are not there", () => {
    expect(pluginNamed("cilium")?.title).toBe("Cilium");
    expect(profileNamed("spec")).toBe(SPEC_PROFILE);
    for (const name of ["", "Cilium", "__proto__", "toString"]) {
      expect(pluginNamed(name)).toBeUndefined();
      expect(profileNamed(name)).toBeUndefined();
    }
  });

  it("begin with the one that clusters have of themselves", () => {
    expect(DEFAULT_PLUGIN).toBe(OF_CLUSTERS);
    expect(PLUGINS[0]?.id).toBe(DEFAULT_PLUGIN);
  });
});
