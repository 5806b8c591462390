import { useEffect } from "react";
import { flushSync } from "react-dom";
import type { Session } from "../../core/session/session.ts";
import type { PanelId } from "../../store/preferences.ts";

const ORDER: readonly PanelId[] = ["guide", "network", "terminal", "inspector"];

/** Typing belongs to these; the page's own keys leave them alone. */
const OWN_KEYS = ".xterm, .cm-editor, input, textarea, select, [contenteditable=true]";

/** Where a panel is entered, the first that is there. */
const ENTRIES = [
  ".xterm:not([hidden] *) .xterm-helper-textarea",
  ".cm-content",
  "[data-card][tabindex='0']",
  "[role='gridcell'][tabindex='0']",
  "[role='tab'][aria-selected='true']",
  "button:enabled",
];

/** The focus goes to the panel's own entry, else to the panel itself. */
function focusPanel(panel: PanelId): void {
  const section = document.getElementById(`panel-${panel}`);
  for (const selector of ENTRIES) {
    const entry = section?.querySelector<HTMLElement | SVGElement>(selector);
    if (entry === null || entry === undefined) continue;
    entry.focus();
    if (section?.contains(document.activeElement) === true) return;
  }
  section?.focus();
}

function panelOfFocus(): number {
  const section = document.activeElement?.closest("[id^='panel-']");
  return ORDER.findIndex((panel) => section?.id === `panel-${panel}`);
}

function move(step: number, show: ((panel: PanelId) => void) | undefined): void {
  const focused = panelOfFocus();
  // from outside of all panels: forwards to the first, back to the last
  const from = focused < 0 && step < 0 ? 0 : focused;
  for (let i = 1; i <= ORDER.length; i++) {
    const at = (from + step * i + ORDER.length * 2) % ORDER.length;
    const panel = ORDER[at];
    if (panel === undefined) continue;
    if (show === undefined && document.getElementById(`panel-${panel}`) === null) continue;
    // at once, however fast the keys come: the next one goes on from where this one went
    if (show !== undefined) {
      flushSync(() => {
        show(panel);
      });
    }
    focusPanel(panel);
    return;
  }
}

/**
 * The workspace's keys: F6 and Shift-F6, or Ctrl-Shift-arrows, go from panel to panel (out of the
 * terminal and the editor too); Ctrl-Z and Ctrl-Shift-Z undo and redo outside of them.
 */
export function useLabKeys(
  session: Pick<Session, "undo" | "redo">,
  show: ((panel: PanelId) => void) | undefined,
): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const arrows = event.ctrlKey && event.shiftKey;
      if (event.key === "F6" || (arrows && /^Arrow/.test(event.key))) {
        const back = event.key === "F6" ? event.shiftKey : /Left|Up/.test(event.key);
        event.preventDefault();
        event.stopPropagation();
        move(back ? -1 : 1, show);
        return;
      }
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest(OWN_KEYS) !== null && target !== null) return;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
        event.preventDefault();
        if (event.shiftKey) session.redo();
        else session.undo();
      }
    };
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => {
      window.removeEventListener("keydown", onKeyDown, { capture: true });
    };
  }, [session, show]);
}
