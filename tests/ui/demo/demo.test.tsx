/** The bar, the poll, the keys and the window with the notes, as a person uses them. */
import { fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useCallback, useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { DEMO_START, step, type DemoAction, type DemoRun } from "../../../src/core/lessons/demo.ts";
import type { Demo } from "../../../src/core/lessons/schema/lesson.ts";
import type { DemoState } from "../../../src/store/demo.ts";
import type { NotesState } from "../../../src/store/demoChannel.ts";
import { DemoBar } from "../../../src/ui/demo/DemoBar.tsx";
import { Poll } from "../../../src/ui/demo/Poll.tsx";
import { Presenter } from "../../../src/ui/demo/PresenterPage.tsx";
import { SceneNotes } from "../../../src/ui/demo/SceneNotes.tsx";
import { useDemoKeys } from "../../../src/ui/demo/useDemoKeys.ts";
import "../../support/dom.ts";

const ASK = {
  question: "Which arrows turn red?",
  options: ["All", "Those that enter"],
  answer: 1,
  expect: "Many say all.",
};
const DEMO: Demo = {
  id: "test",
  title: "A demonstration",
  minutes: 1,
  summary: "It shows something.",
  cluster: "empty",
  scenes: [
    { title: "First", say: "Look at the picture.", seconds: 30, ask: ASK },
    { title: "Second", say: "Run it.", seconds: 60, command: "kubectl get pods" },
  ],
};

const after = (...actions: readonly DemoAction[]): DemoRun =>
  actions.reduce((run, action) => step(DEMO, run, action).run, DEMO_START);
const NEXT: DemoAction = { type: "next" };
const ENDED: DemoAction = { type: "ended" };

describe("the poll", () => {
  function Voting() {
    const [run, setRun] = useState(after(NEXT));
    return (
      <Poll
        question={ASK.question}
        options={ASK.options}
        poll={run.polls[0]}
        locked={run.phase === "voted"}
        onAction={(action) => {
          setRun((old) => step(DEMO, old, action).run);
        }}
      />
    );
  }
  const hands = (option: string): HTMLElement =>
    screen.getByRole("textbox", { name: `Hands for ${option}` });

  it("counts hands by button and by number, locks them, and counts a second vote", async () => {
    const user = userEvent.setup();
    render(<Voting />);
    await user.click(screen.getByRole("button", { name: "One hand more for All" }));
    await user.click(screen.getByRole("button", { name: "One hand more for All" }));
    await user.click(screen.getByRole("button", { name: "One hand fewer for All" }));
    expect(hands("All")).toHaveValue("1");
    await user.clear(hands("Those that enter"));
    await user.type(hands("Those that enter"), "12");
    expect(screen.getByRole("status")).toHaveTextContent("13 hands");
    await user.click(screen.getByRole("button", { name: "Lock L" }));
    expect(screen.getByRole("status")).toHaveTextContent("Locked: 13 hands");
    expect(hands("All")).toBeDisabled();
    expect(screen.getByRole("button", { name: "One hand more for All" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: /vote again/ }));
    expect(screen.getByRole("status")).toHaveTextContent("Second vote: 0 hands");
    const enter = screen.getAllByRole("listitem")[1];
    expect(enter).toHaveTextContent(/in the first vote 12/);
  });

  it("takes nothing but small numbers", async () => {
    const user = userEvent.setup();
    render(<Voting />);
    await user.type(hands("All"), "x-1e9");
    expect(Number((hands("All") as HTMLInputElement).value)).toBeLessThanOrEqual(999);
    expect(screen.getByRole("status")).toHaveTextContent(/^\d{1,3} hands?$/);
  });
});

describe("the bar", () => {
  const show = (state: Partial<DemoState>, typing = false) => {
    const onAction = vi.fn();
    const onPress = vi.fn();
    const onLeaveTerminal = vi.fn();
    render(
      <DemoBar
        demo={DEMO}
        state={{ run: DEMO_START, since: undefined, live: false, resuming: false, ...state }}
        typing={typing}
        switches={[{ label: "Notes", letter: "N", on: true, onPress }]}
        onAction={onAction}
        onLeaveTerminal={onLeaveTerminal}
      />,
    );
    return { onAction, onPress, onLeaveTerminal };
  };

  it("goes on and back, and says where one is", async () => {
    const { onAction, onPress } = show({ run: after(NEXT, NEXT, ENDED, NEXT) });
    expect(screen.getByText("2 of 2")).toBeVisible();
    expect(screen.getByText("Second")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: /Back/ }));
    await userEvent.click(screen.getByRole("button", { name: /Hurry/ }));
    expect(onAction.mock.calls).toEqual([[{ type: "back" }], [{ type: "next" }]]);
    const notes = screen.getByRole("button", { name: /Notes/ });
    expect(notes).toHaveAttribute("aria-pressed", "true");
    await userEvent.click(notes);
    expect(onPress).toHaveBeenCalledOnce();
  });

  it("has nothing to go back to at the beginning, nor to go on to at the end", () => {
    show({});
    expect(screen.getByRole("button", { name: /Back/ })).toBeDisabled();
    expect(screen.getByRole("button", { name: /Begin/ })).toBeEnabled();
  });

  it("says the right answer and how the room did once it is shown, not before", () => {
    const count = (option: number, by: number): DemoAction => ({ type: "count", option, by });
    const voted = [NEXT, count(0, 18), count(1, 12)];
    const second: readonly DemoAction[] = [{ type: "lock" }, { type: "second" }];
    show({ run: after(...voted, ...second, count(1, 21), count(0, 9)) });
    expect(screen.queryByText(/Right:/)).toBeNull();
    screen.getByRole("status");
    show({ run: after(...voted, ...second, count(1, 21), count(0, 9), NEXT, ENDED) });
    expect(screen.getByText(/Right: Those that enter/)).toBeVisible();
    expect(screen.getByText("12 → 21 of 30")).toBeVisible();
  });

  it("says that the shell has the keys, and gives them back", async () => {
    const { onLeaveTerminal } = show({ live: true }, true);
    await userEvent.click(screen.getByRole("button", { name: "Esc gives the keys back" }));
    expect(onLeaveTerminal).toHaveBeenCalledOnce();
  });

  it("says that something was typed live", () => {
    show({ live: true });
    expect(screen.getByRole("status")).toHaveTextContent(/not in the script/);
    expect(screen.getByRole("button", { name: /Back/ })).toBeEnabled();
  });
});

describe("the notes", () => {
  it("keep the answer while the room can read them", () => {
    const { rerender } = render(<SceneNotes demo={DEMO} run={after(NEXT)} isPublic />);
    expect(screen.queryByText("Right answer:")).toBeNull();
    rerender(<SceneNotes demo={DEMO} run={after(NEXT)} />);
    expect(screen.getByText("Right answer:")).toBeVisible();
    expect(screen.getByText("Many say all.")).toBeVisible();
  });
});

describe("the keys", () => {
  function Stage({
    run,
    onAction,
    onNotes,
  }: {
    readonly run: DemoRun;
    readonly onAction: (action: DemoAction) => void;
    readonly onNotes: () => void;
  }) {
    const [others] = useState(() => ({ n: onNotes }));
    useDemoKeys(run, useCallback(onAction, [onAction]), others);
    return (
      <>
        <button type="button">Elsewhere</button>
        <input aria-label="Field" />
        <div className="xterm">
          <textarea aria-label="Shell" />
        </div>
      </>
    );
  }
  const show = (run = after(NEXT)) => {
    const onAction = vi.fn();
    const onNotes = vi.fn();
    render(<Stage run={run} onAction={onAction} onNotes={onNotes} />);
    return { onAction, onNotes };
  };
  const press = (key: string, options: object = {}): boolean =>
    fireEvent.keyDown(document.activeElement ?? document.body, { key, ...options });

  it.each([
    [" ", { type: "next" }],
    ["ArrowRight", { type: "next" }],
    ["PageDown", { type: "next" }],
    ["Backspace", { type: "back" }],
    ["ArrowLeft", { type: "back" }],
    ["PageUp", { type: "back" }],
    ["r", { type: "reset" }],
    ["R", { type: "reset" }],
    ["l", { type: "lock" }],
    ["v", { type: "second" }],
    ["2", { type: "count", option: 1, by: 1 }],
  ])("%j", (key, action) => {
    const { onAction } = show();
    press(key);
    expect(onAction.mock.calls).toEqual([[action]]);
  });

  it("a digit with Shift takes a hand back", () => {
    const { onAction } = show();
    press("!", { code: "Digit1", shiftKey: true });
    expect(onAction.mock.calls).toEqual([[{ type: "count", option: 0, by: -1 }]]);
  });

  it("counts and locks only while the room is asked", () => {
    const { onAction } = show(after(NEXT, NEXT, ENDED));
    for (const key of ["1", "l", "v"]) press(key);
    expect(onAction).not.toHaveBeenCalled();
  });

  it("a letter of the stage does its work; with Ctrl it is the browser's", () => {
    const { onAction, onNotes } = show();
    press("n");
    press("n", { ctrlKey: true });
    press("r", { metaKey: true });
    expect(onNotes).toHaveBeenCalledOnce();
    expect(onAction).not.toHaveBeenCalled();
  });

  it("a key that is held does not run through the scenes", () => {
    const { onAction } = show();
    press(" ", { repeat: true });
    expect(onAction).not.toHaveBeenCalled();
  });

  it.each(["Field", "Shell"])("rest while somebody types in %s", (name) => {
    const { onAction } = show();
    screen.getByRole("textbox", { name }).focus();
    for (const key of [" ", "Backspace", "ArrowLeft", "r", "1"]) press(key);
    expect(onAction).not.toHaveBeenCalled();
  });

  it("a button reached by Tab keeps its Space; one that was clicked does not", async () => {
    const user = userEvent.setup();
    const { onAction } = show();
    await user.tab();
    expect(screen.getByRole("button")).toHaveFocus();
    press(" ");
    expect(onAction).not.toHaveBeenCalled();
    await user.click(screen.getByRole("button"));
    press(" ");
    expect(onAction).toHaveBeenCalledOnce();
  });
});

describe("the window with the notes", () => {
  const show = (state: Partial<NotesState>) => {
    const store = createStore<NotesState>(() => ({
      run: undefined,
      since: undefined,
      live: false,
      asked: true,
      ...state,
    }));
    const send = vi.fn();
    render(<Presenter demo={DEMO} notes={{ store, send, close: () => undefined }} />);
    return { store, send };
  };

  it("says plainly when the stage is not open", () => {
    show({});
    expect(screen.getByRole("heading", { name: "The stage is not open" })).toBeVisible();
    expect(screen.getByRole("link")).toHaveAttribute("href", "#/demo/test");
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("does not say so before there was time for an answer", () => {
    show({ asked: false });
    expect(screen.getByRole("status")).toHaveTextContent("Looking for the stage…");
  });

  it("shows notes, answer, what is typed and what comes; drives by buttons and keys", async () => {
    const { send } = show({ run: after(NEXT), since: Date.now() - 65_000 });
    expect(screen.getByRole("heading", { name: "First" })).toBeVisible();
    expect(screen.getByText("Look at the picture.")).toBeVisible();
    expect(screen.getByText("Many say all.")).toBeVisible();
    expect(screen.getByText("1:05")).toBeVisible();
    expect(screen.getByText("0:35 behind the plan")).toBeVisible();
    expect(screen.getByText("Second")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: /Show it/ }));
    await userEvent.click(screen.getByRole("button", { name: /Back/ }));
    await userEvent.click(screen.getByRole("button", { name: /Reset/ }));
    fireEvent.keyDown(document.body, { key: "ArrowRight" });
    fireEvent.keyDown(document.body, { key: "1" });
    expect(send.mock.calls.map(([action]: DemoAction[]) => action)).toEqual([
      { type: "next" },
      { type: "back" },
      { type: "reset" },
      { type: "next" },
      { type: "count", option: 0, by: 1 },
    ]);
    const poll = screen.getByRole("region", { name: "Prediction of the room" });
    expect(within(poll).getAllByRole("listitem")).toHaveLength(2);
  });

  it("shows the command to come before the room sees it", () => {
    show({ run: after(NEXT, NEXT, ENDED) });
    expect(screen.getByText("Will be typed:")).toBeVisible();
    expect(screen.getByText("kubectl get pods")).toBeVisible();
  });
});
