/** Near misses as text and as records, each with the commands that make it. */
import { nearMisses } from "../nearmiss/search.ts";
import type { NearMiss, SideEffect } from "../nearmiss/types.ts";
import { portText } from "../netpol/match.ts";
import { count } from "../netpol/phrases.ts";
import type { Flow } from "../netpol/types.ts";
import type { Cluster } from "./cluster.ts";
import { endName } from "./flows.ts";
import type { World } from "./subcommand.ts";

/** Side effects that are named; the rest is counted. */
const NAMED = 3;

/** The smallest changes that would turn the verdict on a flow around, the best first. */
export function nearMissesOf(cluster: Cluster, flow: Flow, limit: number): readonly NearMiss[] {
  return nearMisses({
    network: cluster.network,
    flow,
    services: cluster.services,
    listenersOf: (pod) => cluster.portsOf(pod),
    limit,
  });
}

/** What stands below an explanation; empty when there is nothing. */
export function missesText(
  world: World,
  cluster: Cluster,
  misses: readonly NearMiss[],
  allowed: boolean,
): string {
  if (misses.length === 0) return "";
  const items = misses.map((miss, index) => {
    const commands = commandsOf(world, cluster, miss).flatMap((text) => text.split("\n"));
    return [
      `  ${index + 1}. ${miss.title}: ${effectsText(miss)}.\n`,
      ...commands.map((line) => `     ${line}\n`),
    ].join("");
  });
  return `\n${allowed ? "What would block it:" : "What would allow it:"}\n${items.join("")}`;
}

/** `changes no other flow`, `also opens 3 flows: a → b TCP 80, … and 1 more`. */
function effectsText({ edits, flow, opened, closed, sideEffects }: NearMiss): string {
  if (edits.length === 0 && flow !== undefined)
    return `ask for ${endName(flow.destination)}, ${portText(flow)} instead`;
  if (opened + closed === 0) return "changes no other flow";
  const of = (change: SideEffect["change"], number: number): string => {
    const named = sideEffects.filter((effect) => effect.change === change).slice(0, NAMED);
    const more = number - named.length;
    const list = named.map((e) => `${e.source} → ${e.destination} ${portText(e)}`).join(", ");
    const verb = change === "opened" ? "opens" : "closes";
    const rest = more > 0 ? ` and ${more} more` : "";
    return `${verb} ${count(number, "flow", "flows")}: ${list}${rest}`;
  };
  return `also ${[
    ...(opened > 0 ? [of("opened", opened)] : []),
    ...(closed > 0 ? [of("closed", closed)] : []),
  ].join("; ")}`;
}

function commandsOf(world: World, { state }: Cluster, { edits }: NearMiss): readonly string[] {
  return edits.length === 0 ? [] : world.commandsFor(state, edits);
}

/** Near misses for programs. */
export function missesJson(
  world: World,
  cluster: Cluster,
  misses: readonly NearMiss[],
): readonly object[] {
  return misses.map((miss) => ({ ...miss, commands: commandsOf(world, cluster, miss) }));
}
