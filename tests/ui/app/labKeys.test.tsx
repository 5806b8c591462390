import { act, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import type { PanelId } from "../../../src/store/preferences.ts";
import { useLabKeys } from "../../../src/ui/app/useLabKeys.ts";

const PANELS: readonly PanelId[] = ["guide", "network", "terminal", "inspector"];

interface Props {
  readonly session: { undo: () => boolean; redo: () => boolean };
  /** One panel at a time, as on a telephone. */
  readonly tabs?: boolean;
  readonly hidden?: PanelId;
}

function Page({ session, tabs = false, hidden }: Props) {
  const [tab, setTab] = useState<PanelId>("guide");
  useLabKeys(session, tabs ? setTab : undefined);
  const shown = PANELS.filter((panel) => (tabs ? panel === tab : panel !== hidden));
  return (
    <>
      <button type="button">outside</button>
      {shown.map((panel) => (
        <section key={panel} id={`panel-${panel}`} tabIndex={-1}>
          {panel === "guide" ? "only text" : <button type="button">in {panel}</button>}
          {panel === "terminal" && <input aria-label="typing" />}
        </section>
      ))}
    </>
  );
}

const show = (props: Partial<Props> = {}) => {
  const session = { undo: vi.fn(() => true), redo: vi.fn(() => true) };
  render(<Page session={session} {...props} />);
  return session;
};

const focused = () => document.activeElement?.closest("[id^=panel-]")?.id;

/** All keys in one turn of the event loop: nothing may be left for a later frame. */
const press = (...keys: readonly string[]): void => {
  act(() => {
    for (const text of keys) {
      const shiftKey = text.includes("Shift+");
      const ctrlKey = text.includes("Ctrl+");
      const key = text.slice(text.lastIndexOf("+") + 1);
      (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent("keydown", { key, shiftKey, ctrlKey, bubbles: true, cancelable: true }),
      );
    }
  });
};

describe.each([
  ["side by side", false],
  ["one at a time", true],
])("the keys that go from panel to panel, %s", (_, tabs) => {
  it.each([
    ["once", ["F6"], "panel-guide"],
    ["faster than the page is drawn", ["F6", "F6", "F6"], "panel-terminal"],
    ["round", ["F6", "F6", "F6", "F6", "F6"], "panel-guide"],
    ["back from outside", ["Shift+F6"], "panel-inspector"],
    [
      "there and back",
      ["F6", "F6", "F6", "F6", "Shift+F6", "Ctrl+Shift+ArrowLeft"],
      "panel-network",
    ],
    ["with arrows", ["Ctrl+Shift+ArrowRight", "Ctrl+Shift+ArrowDown"], "panel-network"],
    ["not with a bare arrow", ["F6", "ArrowRight", "Shift+ArrowRight"], "panel-guide"],
  ])("%s", (__, keys, panel) => {
    show({ tabs });
    press(...keys);
    expect(focused()).toBe(panel);
  });
});

describe("the keys of the workspace", () => {
  it("pass a panel that is hidden", () => {
    show({ hidden: "network" });
    press("F6", "F6");
    expect(focused()).toBe("panel-terminal");
  });

  it("undo and redo, but not while somebody types", () => {
    const { undo, redo } = show();
    screen.getByText("outside").focus();
    press("Ctrl+z", "Ctrl+Shift+Z");
    expect([undo.mock.calls.length, redo.mock.calls.length]).toEqual([1, 1]);
    const input = screen.getByLabelText("typing");
    expect(fireEvent.keyDown(input, { key: "z", ctrlKey: true })).toBe(true);
    expect(undo).toHaveBeenCalledTimes(1);
  });
});
