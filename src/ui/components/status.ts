import type { FlowStatus } from "../../core/graph/types.ts";

export interface FlowWords {
  /** In a list. */
  readonly text: string;
  /** As a headline of its own. */
  readonly headline: string;
  readonly tone: "allow" | "deny" | "warn";
}

/** How a flow's end reads, and in which of the three colours. */
export const FLOW_WORDS: Readonly<Record<FlowStatus, FlowWords>> = {
  allowed: { text: "allowed", headline: "Allowed", tone: "allow" },
  "blocked-egress": {
    text: "dropped leaving",
    headline: "Dropped at the source's egress gate",
    tone: "deny",
  },
  "blocked-ingress": {
    text: "dropped entering",
    headline: "Dropped at the destination's ingress gate",
    tone: "deny",
  },
  "blocked-both": {
    text: "dropped at both ends",
    headline: "Dropped at the source's egress gate",
    tone: "deny",
  },
  refused: {
    text: "refused, nothing listens",
    headline: "Refused: allowed, but nothing listens",
    tone: "warn",
  },
  "no-answer": {
    text: "allowed, nobody answers",
    headline: "No answer: allowed, but nobody has that address",
    tone: "warn",
  },
  "dns-failed": { text: "name not resolved", headline: "The name is not resolved", tone: "deny" },
  "no-route": { text: "no such address", headline: "No such address", tone: "warn" },
};

/** `shop/web` of `pod/shop/web`, `internet` of `outside/internet`. */
export function endLabel(card: string): string {
  const [kind, ...rest] = card.split("/");
  return kind === "pod" || kind === "node" || kind === "outside" ? rest.join("/") : card;
}
