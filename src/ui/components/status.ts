import type { FlowStatus } from "../../core/graph/types.ts";

/** How a flow's end reads in a list, and in which of the three colours. */
export const FLOW_WORDS: Readonly<
  Record<FlowStatus, { readonly text: string; readonly tone: "allow" | "deny" | "warn" }>
> = {
  allowed: { text: "allowed", tone: "allow" },
  "blocked-egress": { text: "dropped leaving", tone: "deny" },
  "blocked-ingress": { text: "dropped entering", tone: "deny" },
  "blocked-both": { text: "dropped at both ends", tone: "deny" },
  refused: { text: "refused, nothing listens", tone: "warn" },
  "no-answer": { text: "allowed, nobody answers", tone: "warn" },
  "dns-failed": { text: "name not resolved", tone: "deny" },
  "no-route": { text: "no such address", tone: "warn" },
};

/** `shop/web` of `pod/shop/web`, `internet` of `outside/internet`. */
export function endLabel(card: string): string {
  const [kind, ...rest] = card.split("/");
  return kind === "pod" || kind === "node" || kind === "outside" ? rest.join("/") : card;
}

export function portLabel(flow: { readonly port: number; readonly protocol: string }): string {
  return flow.protocol === "ICMP" ? "ICMP" : `${flow.protocol} ${flow.port}`;
}
