/** What the API accepts and the network plugin at hand leaves undone (S36, S40, S71). */
import { pluginNamed } from "../../netpol/profiles/registry.ts";
import type { CompiledPolicy, CompiledPort, CompiledRule } from "../../netpol/compile.ts";
import type { Direction } from "../../netpol/types.ts";
import { formatPortEntry } from "../../netpol/match.ts";
import { rulesKey } from "../change.ts";
import { DIRECTIONS } from "../peers.ts";
import { inPolicy } from "../rule.ts";
import type { Found, Rule } from "../rule.ts";
import type { LintWorld } from "../world.ts";
import { listed } from "../words.ts";

export const pluginDoesNotEnforce: Rule = {
  code: "plugin-does-not-enforce",
  severity: "warning",
  title: "The network plugin does not enforce this",
  why: "The API stores every valid policy; whether anything is blocked is up to the plugin, and nobody is told.",
  remedy: "Install a plugin that enforces it, or write the rule without the feature.",
  *check(world) {
    const { profile } = world;
    const name = pluginNamed(profile.name)?.title ?? profile.name;
    for (const policy of world.policies) {
      const idle = DIRECTIONS.filter(
        (direction) => policy.rules[direction] !== undefined && !profile.enforces[direction],
      );
      if (idle.length > 0) {
        const what = idle.map(rulesKey);
        yield inPolicy(
          policy,
          "spec.policyTypes",
          `${name} does not enforce ${listed(what)} policies: nothing is blocked.`,
        );
      }
      for (const direction of DIRECTIONS) {
        if (!profile.enforces[direction]) continue;
        for (const rule of policy.rules[direction] ?? []) {
          yield* portsOf(world, name, policy, direction, rule);
        }
      }
    }
  },
};

function* portsOf(
  world: LintWorld,
  name: string,
  policy: CompiledPolicy,
  direction: Direction,
  rule: CompiledRule,
): Generator<Found> {
  for (const [index, entry] of rule.ports.entries()) {
    const limit = limitOf(world, direction, rule, entry);
    if (limit === undefined) continue;
    const path = `${rule.ref.path}.ports[${index}]${limit.field}`;
    yield inPolicy(policy, path, `${name} ${limit.text}.`);
  }
}

function limitOf(
  { profile }: LintWorld,
  direction: Direction,
  { peers }: CompiledRule,
  entry: CompiledPort,
): { readonly field: string; readonly text: string } | undefined {
  const { port, protocol } = entry;
  if (protocol === "SCTP" && profile.sctp === "unfiltered") {
    return { field: ".protocol", text: "does not filter SCTP: it passes whatever the rules say" };
  }
  if (port?.kind === "numbers" && port.range.from !== port.range.to) {
    if (profile.endPort === "range") return undefined;
    const wants = formatPortEntry(entry);
    return { field: ".endPort", text: `opens port ${port.range.from} only, not ${wants}` };
  }
  if (port?.kind !== "name") return undefined;
  const reading = profile.namedPorts[direction];
  if (reading === "whole-protocol") {
    const text = `does not look up port ${port.name}: it opens every ${protocol} port`;
    return { field: ".port", text };
  }
  const unread =
    reading === false ||
    (reading === "selector-peers" && !peers.some((peer) => peer.kind === "pods"));
  if (!unread) return undefined;
  return { field: ".port", text: `does not look up port names here: ${port.name} matches nothing` };
}
