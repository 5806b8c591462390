import { fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createPreferences } from "../../../src/store/preferences.ts";
import { SCENARIOS } from "../../../src/store/scenarios.ts";
import { PanelFrame } from "../../../src/ui/app/PanelFrame.tsx";
import { ScenarioList } from "../../../src/ui/app/ScenarioList.tsx";
import { Timeline } from "../../../src/ui/app/Timeline.tsx";
import { Home } from "../../../src/ui/home/Home.tsx";
import { PreferencesContext } from "../../../src/ui/hooks/usePreferences.ts";

describe("a panel's frame", () => {
  const show = (panel: "guide" | "network", bare = false) => {
    const store = createPreferences(undefined);
    store.setState({ hidden: ["terminal"] });
    render(
      <PreferencesContext value={store}>
        <PanelFrame panel={panel} name="Guide" bar={<h2>Guide</h2>} bare={bare}>
          <p>Inside</p>
        </PanelFrame>
      </PreferencesContext>,
    );
    return store;
  };

  it("is a named region that is maximised, restored and hidden", async () => {
    const store = show("guide");
    const region = within(screen.getByRole("region", { name: "Guide" }));
    expect(region.getByText("Inside")).toBeInTheDocument();
    await userEvent.click(region.getByRole("button", { name: "Maximise guide" }));
    expect(store.getState().maximised).toBe("guide");
    await userEvent.click(region.getByRole("button", { name: "Restore guide" }));
    expect(store.getState().maximised).toBeUndefined();
    await userEvent.click(region.getByRole("button", { name: "Maximise guide" }));
    await userEvent.click(region.getByRole("button", { name: "Hide guide" }));
    expect(store.getState()).toMatchObject({ hidden: ["terminal", "guide"], maximised: undefined });
  });

  it("the network cannot be hidden; a bare one has no buttons", () => {
    show("network");
    expect(screen.queryByRole("button", { name: /^Hide/ })).toBeNull();
    expect(screen.getByRole("button", { name: /^Maximise/ })).toBeInTheDocument();
  });

  it("bare", () => {
    show("guide", true);
    expect(screen.queryAllByRole("button")).toEqual([]);
  });
});

describe("the timeline", () => {
  const LABELS = ["Start", "kubectl apply -f a.yaml", "kubectl delete netpol a"];
  const show = (position: number, labels = LABELS) => {
    const onGoTo = vi.fn();
    render(<Timeline labels={labels} position={position} saved="Saved" onGoTo={onGoTo} />);
    return onGoTo;
  };

  it("names the moment and goes to any other", async () => {
    const onGoTo = show(1);
    const slider = screen.getByRole("slider", { name: "Timeline" });
    expect(slider).toHaveAttribute("aria-valuetext", "2 of 3: kubectl apply -f a.yaml");
    fireEvent.change(slider, { target: { value: "0" } });
    expect(onGoTo).toHaveBeenLastCalledWith(0);
    await userEvent.click(screen.getByRole("button", { name: "Undo" }));
    expect(onGoTo).toHaveBeenLastCalledWith(0);
    await userEvent.click(screen.getByRole("button", { name: "Redo" }));
    expect(onGoTo).toHaveBeenLastCalledWith(2);
    expect(screen.getByRole("status")).toHaveTextContent("Saved");
  });

  it.each([
    [0, true, false],
    [1, false, false],
    [2, false, true],
  ])("at %d undo is off: %s, redo is off: %s", (position, undo, redo) => {
    show(position);
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Undo" }).disabled).toBe(undo);
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Redo" }).disabled).toBe(redo);
  });

  it("with nothing done there is nowhere to go", () => {
    show(0, ["Start"]);
    for (const element of [screen.getByRole("slider"), ...screen.getAllByRole("button")])
      expect(element).toBeDisabled();
  });
});

describe("the list of scenarios", () => {
  it("marks the present one, and picks", async () => {
    const onPick = vi.fn();
    const onImport = vi.fn();
    render(
      <ScenarioList scenarios={SCENARIOS} current="flat" onPick={onPick} onImport={onImport} />,
    );
    expect(screen.getByRole("button", { current: true })).toHaveTextContent("The flat network");
    expect(screen.getAllByRole("button")).toHaveLength(SCENARIOS.length + 1);
    await userEvent.click(screen.getByRole("button", { name: /Three tiers/ }));
    expect(onPick).toHaveBeenCalledWith("tiers");
    await userEvent.click(screen.getByRole("button", { name: /Your own YAML/ }));
    expect(onImport).toHaveBeenCalledOnce();
  });
});

describe("the first page", () => {
  beforeEach(() => {
    window.localStorage.clear();
  });
  const show = () => {
    render(
      <PreferencesContext value={createPreferences(undefined)}>
        <Home demo={<p>The demonstration</p>} />
      </PreferencesContext>,
    );
  };

  it("leads to the first lesson, every scenario, an empty cluster and one's own YAML", () => {
    show();
    expect(screen.getByRole("heading", { level: 1 })).toBeInTheDocument();
    expect(screen.getByText("The demonstration")).toBeInTheDocument();
    const list = within(screen.getByRole("region", { name: /^Scenarios/ }));
    expect(list.getAllByRole("link").map((link) => link.getAttribute("href"))).toEqual(
      SCENARIOS.map(({ id }) => `#/lab/${id}`),
    );
    expect(list.getByRole("link", { name: /Deny first, then allow/ })).toHaveTextContent(
      "3 flows to get right",
    );
    expect(list.getByRole("link", { name: /Empty cluster/ })).toHaveTextContent("Yours to fill");
    expect(screen.getByRole("link", { name: "Open your own YAML" })).toHaveAttribute(
      "href",
      "#/lab/import",
    );
    expect(screen.getByRole("link", { name: "Start the first lesson" })).toHaveAttribute(
      "href",
      "#/learn/L01",
    );
  });

  it.each<[string, string | null, string | undefined]>([
    ["nothing was open", null, undefined],
    ["a lab was open", '{"path":"/lab/tiers","title":"Three tiers"}', "#/lab/tiers"],
    ["a lesson was open", '{"path":"/learn/L07","title":"One dash apart"}', "#/learn/L07"],
    ["what is kept is no JSON", "{", undefined],
    ["what is kept leads elsewhere", '{"path":"/../x?y","title":"T"}', undefined],
    [
      "what is kept leads to another page",
      '{"path":"//evil.example/lab/x","title":"T"}',
      undefined,
    ],
    ["what is kept has no title", '{"path":"/lab/tiers"}', undefined],
  ])("offers to continue: %s", (_, stored, href) => {
    if (stored !== null) window.localStorage.setItem("netpol-lab/last", stored);
    show();
    expect(screen.queryByRole("link", { name: /^Continue:/ })?.getAttribute("href")).toBe(href);
  });
});
