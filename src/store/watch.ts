/** Flows that checks speak of, as the picture watches them. */
import type { CheckedFlow } from "../core/lessons/checks/check.ts";
import type { WatchedFlow } from "../core/session/scenario.ts";

/** `ext:internet` of authors is the card `outside/internet`. */
export const cardName = (end: string): string =>
  end.replace(/^ext:/, "outside/").replace(/^node:/, "node/");

/** Asked about where a lesson means any port; nothing that a picture should show. */
const NO_PORT = 1;

/** Each once, in their order. */
export function watchedFlows(flows: readonly CheckedFlow[]): readonly WatchedFlow[] {
  const seen = new Map<string, WatchedFlow>();
  for (const { from, to, port, protocol, want } of flows) {
    const key = `${from} ${to} ${port} ${protocol}`;
    if (from === to || port === NO_PORT || seen.has(key)) continue;
    seen.set(key, {
      text: "",
      from: cardName(from),
      to: cardName(to),
      port,
      protocol,
      want: want === "allow" ? "allowed" : "blocked",
    });
  }
  return [...seen.values()];
}
