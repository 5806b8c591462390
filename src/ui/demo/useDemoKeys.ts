import { useEffect } from "react";
import type { DemoAction, DemoRun } from "../../core/lessons/demo.ts";

/** Typing belongs to these; the keys of a demonstration leave them alone. */
const OWN_KEYS = ".xterm, .cm-editor, input, textarea, select, [contenteditable=true], dialog";
/** What the keyboard has moved to and can press. */
const CONTROL = "button, a, [role=button], [role=tab], [tabindex='0']";

/** Clickers send the page keys. */
const ACTIONS: Readonly<Record<string, DemoAction>> = {
  " ": { type: "next" },
  ArrowRight: { type: "next" },
  PageDown: { type: "next" },
  Backspace: { type: "back" },
  ArrowLeft: { type: "back" },
  PageUp: { type: "back" },
  r: { type: "reset" },
};
const POLL_ACTIONS: Readonly<Record<string, DemoAction>> = {
  l: { type: "lock" },
  v: { type: "second" },
};

/** Keys that press or move within a control that the keyboard went to. */
const OF_CONTROLS = new Set([" ", "ArrowRight", "ArrowLeft", "Backspace"]);

/**
 * The keys of a demonstration, wherever the pointer was last: forwards, backwards, reset, the poll,
 * and those given by letter. They rest while somebody types, and a control that was reached by Tab
 * keeps its own keys.
 */
export function useDemoKeys(
  run: DemoRun | undefined,
  dispatch: (action: DemoAction) => void,
  others: Readonly<Record<string, () => void>>,
): void {
  useEffect(() => {
    let byKeyboard = false;
    const onPointer = (): void => {
      byKeyboard = false;
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === "Tab" || event.key === "F6") byKeyboard = true;
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target !== null && target.closest(OWN_KEYS) !== null) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const control = byKeyboard && target !== null && target.closest(CONTROL) !== null;
      if (control && OF_CONTROLS.has(key)) return;
      const action = actionOf(event, key, run);
      const other = Object.hasOwn(others, key) ? others[key] : undefined;
      if (action === undefined && other === undefined) return;
      // the graph's arrows and a button's Space would act as well
      event.preventDefault();
      event.stopPropagation();
      if (event.repeat) return;
      if (action !== undefined) dispatch(action);
      else other?.();
    };
    window.addEventListener("keydown", onKeyDown, { capture: true });
    window.addEventListener("pointerdown", onPointer, { capture: true });
    return () => {
      window.removeEventListener("keydown", onKeyDown, { capture: true });
      window.removeEventListener("pointerdown", onPointer, { capture: true });
    };
  }, [run, dispatch, others]);
}

function actionOf(event: KeyboardEvent, key: string, run: DemoRun | undefined) {
  const polls = run?.phase === "asked" || run?.phase === "voted";
  if (polls) {
    // with Shift a digit's key has another character
    const digit = /^Digit([1-5])$/.exec(event.code)?.[1] ?? /^[1-5]$/.exec(key)?.[0];
    if (digit !== undefined)
      return {
        type: "count",
        option: Number(digit) - 1,
        by: event.shiftKey ? -1 : 1,
      } satisfies DemoAction;
    if (Object.hasOwn(POLL_ACTIONS, key)) return POLL_ACTIONS[key];
  }
  return Object.hasOwn(ACTIONS, key) ? ACTIONS[key] : undefined;
}
