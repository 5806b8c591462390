import { fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { gridLayout, ringLayout } from "../../../src/core/graph/layout.ts";
import { composePicture } from "../../../src/core/graph/picture.ts";
import type { GraphModel } from "../../../src/core/graph/types.ts";
import NetworkGraph, { type NetworkGraphProps } from "../../../src/ui/graph/NetworkGraph.tsx";
import { GraphPicture } from "../../../src/ui/graph/GraphPicture.tsx";
import {
  allowFrontend,
  asked,
  day,
  denyIngress,
  graph,
  namespace,
} from "../../core/graph/cluster.ts";

beforeAll(() => {
  class Observer {
    observe() {
      return undefined;
    }
    unobserve() {
      return undefined;
    }
    disconnect() {
      return undefined;
    }
  }
  vi.stubGlobal("ResizeObserver", Observer);
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  vi.stubGlobal("CSS", { escape: (text: string) => text.replaceAll('"', '\\"') });
});

const model = graph(day([denyIngress("production"), allowFrontend]), {
  tried: [
    asked("production/frontend production/backend 8080"),
    asked("dev/attacker production/backend 8080"),
  ],
});

function show(props: Partial<NetworkGraphProps> = {}, drawn: GraphModel = model) {
  const onSelect = vi.fn();
  const onTry = vi.fn();
  const onToggle = vi.fn();
  const all = { model: drawn, mode: "tried" as const, onSelect, onTry, onToggle, ...props };
  const view = render(<NetworkGraph {...all} />);
  return { ...view, onSelect, onTry, onToggle, all };
}

const card = (name: string): HTMLElement =>
  screen.getByRole("button", { name: new RegExp(`^Pod ${name},`) });

describe("the canvas", () => {
  it("names its pods with labels, address and gates", () => {
    show();
    expect(card("backend")).toHaveAccessibleName(
      "Pod backend, app=backend, 10.244.2.3. Ingress guarded by allow-frontend and default-deny. Egress open.",
    );
  });

  it("is one tab stop", async () => {
    show();
    await userEvent.tab();
    expect(card("frontend")).toHaveFocus();
    const stops = document.querySelectorAll("[data-card][tabindex='0'], [data-flow][tabindex='0']");
    expect(stops).toHaveLength(1);
  });

  it("moves between pods with arrows, and Enter selects", async () => {
    const { onSelect } = show();
    await userEvent.tab();
    await userEvent.keyboard("{ArrowRight}");
    expect(card("backend")).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    expect(onSelect).toHaveBeenCalledWith({ kind: "pod", id: "pod/production/backend" });
    await userEvent.keyboard("{ArrowLeft}{ArrowDown}");
    expect(card("attacker")).toHaveFocus();
  });

  it("walks along the flows of a pod with f, and to their ends with arrows", async () => {
    const { onSelect } = show();
    card("backend").focus();
    await userEvent.keyboard("f");
    expect(document.activeElement).toHaveAccessibleName(
      /production\/frontend to production\/backend, TCP 8080: allowed/,
    );
    await userEvent.keyboard("f");
    expect(document.activeElement).toHaveAccessibleName(
      /dev\/attacker to production\/backend.*dropped at the destination/,
    );
    await userEvent.keyboard("{Enter}");
    expect(onSelect).toHaveBeenCalledWith({
      kind: "flow",
      id: "pod/dev/attacker>pod/production/backend:TCP/8080",
    });
    await userEvent.keyboard("{ArrowLeft}");
    expect(card("attacker")).toHaveFocus();
  });

  it("says so where a pod has no flows", async () => {
    show();
    card("database").focus();
    await userEvent.keyboard("f");
    expect(screen.getByRole("status")).toHaveTextContent("No flows of database are shown.");
    expect(card("database")).toHaveFocus();
  });

  it("tries a connection with t, arrows and Enter; Escape gives it up", async () => {
    const { onTry, onSelect } = show();
    card("frontend").focus();
    await userEvent.keyboard("t");
    expect(screen.getByRole("status")).toHaveTextContent(/From frontend: choose a destination/);
    await userEvent.keyboard("{ArrowRight}{Enter}");
    expect(onTry).toHaveBeenCalledExactlyOnceWith(
      "pod/production/frontend",
      "pod/production/backend",
    );
    await userEvent.keyboard("t{Escape}{Enter}");
    expect(onTry).toHaveBeenCalledTimes(1);
    expect(onSelect).toHaveBeenCalledExactlyOnceWith({ kind: "pod", id: "pod/production/backend" });
  });

  it("clears the selection with Escape", async () => {
    const { onSelect } = show({ selection: { kind: "pod", id: "pod/production/backend" } });
    expect(card("backend")).toHaveAttribute("aria-pressed", "true");
    card("backend").focus();
    await userEvent.keyboard("{Escape}");
    expect(onSelect).toHaveBeenCalledExactlyOnceWith(undefined);
  });

  it("leaves keys with modifiers to the page", async () => {
    const { onTry } = show();
    card("frontend").focus();
    await userEvent.keyboard("{Control>}t{/Control}{ArrowRight}{Enter}");
    expect(onTry).not.toHaveBeenCalled();
  });

  it("selects by pointer", () => {
    const { onSelect } = show();
    fireEvent.click(card("database"));
    expect(onSelect).toHaveBeenCalledWith({ kind: "pod", id: "pod/production/database" });
    fireEvent.click(screen.getByRole("button", { name: "Namespace production" }));
    expect(onSelect).toHaveBeenLastCalledWith({ kind: "namespace", id: "production" });
  });

  it("draws the flows of the mode, and those of the selected pod in every mode", () => {
    const { rerender, all } = show({ mode: "watched" });
    const flows = () => document.querySelectorAll("[data-flow]").length;
    expect(flows()).toBe(0);
    rerender(<NetworkGraph {...all} selection={{ kind: "pod", id: "pod/dev/attacker" }} />);
    expect(flows()).toBe(1);
    rerender(
      <NetworkGraph {...all} mode="tried" selection={{ kind: "pod", id: "pod/dev/attacker" }} />,
    );
    expect(
      [...document.querySelectorAll("[data-flow]")].map((f) => f.getAttribute("data-state")),
    ).toEqual(["dim", "lit"]);
  });

  it("lights what a hovered policy guards", () => {
    show({ hoveredPolicy: "production/allow-frontend" });
    expect(
      document.querySelector('[data-card="pod/production/backend"] [data-state="guarded"]'),
    ).not.toBeNull();
    expect(
      document.querySelector('[data-card="pod/production/frontend"] [data-state="peer"]'),
    ).not.toBeNull();
    expect(document.querySelector('[data-card="pod/dev/attacker"] [data-state]')).toBeNull();
  });

  it("has a text equivalent", () => {
    show();
    const text = screen.getByRole("region", { name: "The network in words" });
    expect(within(text).getAllByRole("listitem")).toHaveLength(4 + 2);
    expect(screen.getByRole("application", { name: "Network graph" })).toHaveAccessibleDescription(
      /4 pods in 2 namespaces/,
    );
  });

  it("folds and opens", async () => {
    const folded = graph(day(), { folded: new Set(["region/production"]) });
    const { onToggle } = show({}, folded);
    fireEvent.click(screen.getByRole("button", { name: "Show the pods of production" }));
    expect(onToggle).toHaveBeenCalledWith("region/production", false);
    screen.getByRole("button", { name: /^Namespace production, 3 pods/ }).focus();
    await userEvent.keyboard("{Enter}");
    expect(onToggle).toHaveBeenCalledTimes(2);
    await userEvent.keyboard("{ArrowRight}e");
    expect(onToggle).toHaveBeenLastCalledWith("region/dev", true);
  });

  it("says when it shows another time than now", () => {
    const { rerender, all } = show({ banner: "As it was before: kubectl apply -f x.yaml" });
    expect(screen.getByText(/As it was before: kubectl apply/)).toBeVisible();
    rerender(<NetworkGraph {...all} banner={undefined} />);
    expect(screen.queryByText(/As it was before/)).toBeNull();
  });

  it("says that flows of the cluster's own pods are left out", () => {
    show({ mode: "all" }, { ...model, systemHidden: true });
    expect(screen.getByText(/^Flows from and to kube-system are left out/)).toBeVisible();
  });

  it("names refused and unanswered in the legend only while there are such", () => {
    const [flow] = model.flows;
    if (flow === undefined) throw new Error("no flow");
    const legend = () => within(screen.getByText("Legend").closest("details") ?? document.body);
    const { rerender, all } = show();
    expect(legend().queryByText("no answer")).toBeNull();
    const unanswered = { ...model, flows: [{ ...flow, status: "no-answer" as const }] };
    rerender(<NetworkGraph {...all} model={unanswered} />);
    expect(legend().getByText("no answer")).toBeVisible();
    expect(legend().queryByText("refused")).toBeNull();
  });

  it("says what to do in an empty cluster", async () => {
    const onCommand = vi.fn();
    show({ onCommand }, graph([namespace("default")]));
    expect(screen.getByText("No pods yet")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: /kubectl run web/ }));
    expect(onCommand).toHaveBeenCalledWith(expect.stringMatching(/^kubectl run /));
  });
});

describe("the light picture", () => {
  const picture = composePicture(model, ringLayout(model));

  it("tells which pod is pointed at or focused, and is one tab stop", async () => {
    const onActive = vi.fn();
    render(<GraphPicture picture={picture} label="Four pods" onActive={onActive} />);
    await userEvent.tab();
    expect(card("frontend")).toHaveFocus();
    expect(onActive).toHaveBeenLastCalledWith("pod/production/frontend");
    await userEvent.keyboard("{ArrowDown}");
    expect(onActive).not.toHaveBeenLastCalledWith("pod/production/frontend");
    await userEvent.keyboard("{Escape}");
    expect(onActive).toHaveBeenLastCalledWith(undefined);
    expect(screen.getByRole("group", { name: "Four pods" })).toHaveAccessibleDescription(/4 pods/);
  });

  it("lights what the active pod can reach and dims the rest", () => {
    render(<GraphPicture picture={picture} label="Four pods" active="pod/dev/attacker" />);
    expect(
      [...document.querySelectorAll("[data-flow]")].map((f) => f.getAttribute("data-state")),
    ).toEqual(["dim", "lit"]);
  });

  it("draws a grid as well", () => {
    render(<GraphPicture picture={composePicture(model, gridLayout(model))} label="Grid" />);
    expect(screen.getAllByRole("button")).toHaveLength(4);
  });
});
