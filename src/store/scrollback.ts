/**
 * What terminals showed, saved with the lab: plain lines, so that a screen opened again shows them
 * above its new prompt. Read back it is hostile: it is capped, and no escape sequence gets through.
 */
import { sanitizeForTerminal } from "../core/shell/sanitize.ts";

/** Terminals that are opened again at most. */
const MAX_TABS = 8;
/** Of one terminal: the last lines, and the last characters. */
const MAX_LINES = 500;
const MAX_TEXT = 60_000;

/** The end of a text, without what was typed at the prompt. */
export function keepEnd(lines: readonly string[]): string {
  const last = lines.slice(-MAX_LINES).join("\n").trimEnd();
  if (last.length <= MAX_TEXT) return last;
  const cut = last.slice(-MAX_TEXT);
  return cut.slice(cut.indexOf("\n") + 1);
}

/** The scrollbacks in a saved lab, one a terminal; none where there is no list of texts. */
export function readScrollbacks(snapshot: unknown): readonly string[] {
  const saved: unknown =
    typeof snapshot === "object" && snapshot !== null && "terminals" in snapshot
      ? snapshot.terminals
      : undefined;
  if (!Array.isArray(saved)) return [];
  return saved.slice(0, MAX_TABS).map((text: unknown) => {
    if (typeof text !== "string") return "";
    return keepEnd(sanitizeForTerminal(text.slice(-2 * MAX_TEXT)).split("\n"));
  });
}
