import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { Scenario, WatchedFlow } from "../../../src/core/session/scenario.ts";
import { Guide, type GuideProps } from "../../../src/ui/guide/Guide.tsx";

const flow = (text: string, want: WatchedFlow["want"]): WatchedFlow => ({
  text,
  from: "default/a",
  to: "default/b",
  port: 80,
  protocol: "TCP",
  want,
});
const PASS = flow("The web is reached", "allowed");
const DROP = flow("The database is not", "blocked");

const scenario: Scenario = {
  id: "x",
  title: "Two doors",
  summary: "",
  level: "Start here",
  story: ["The pod `web` is **open**."],
  steps: [
    { text: "Look.", command: "kubectl get pods" },
    { text: "Close.", command: "kubectl apply -f deny.yaml" },
  ],
  watch: [PASS, DROP],
  outside: [],
};

function show(props: Partial<GuideProps> = {}) {
  const onRun = vi.fn();
  const onSelect = vi.fn();
  const all: GuideProps = {
    scenario,
    checks: [
      { flow: PASS, allowed: true },
      { flow: DROP, allowed: true },
    ],
    ran: new Set(),
    onRun,
    onSelect,
    ...props,
  };
  const view = render(<Guide {...all} />);
  return { ...view, all, onRun, onSelect };
}

describe("the guide", () => {
  it("runs a step's command, and marks those that were run", async () => {
    const { onRun, rerender, all } = show();
    const steps = within(screen.getByRole("list", { name: "Commands to try" }));
    await userEvent.click(steps.getByRole("button", { name: "Run kubectl get pods" }));
    expect(onRun).toHaveBeenCalledWith("kubectl get pods");
    const marks = () => steps.getAllByRole("button").map((b) => b.querySelectorAll("svg").length);
    const before = steps.getByRole("button", { name: /get pods/ }).innerHTML;
    expect(marks()).toEqual([1, 1]);
    rerender(<Guide {...all} ran={new Set(["kubectl get pods"])} />);
    expect(steps.getByRole("button", { name: /get pods/ }).innerHTML).not.toBe(before);
  });

  it("ticks what is as wanted and says what is missing", () => {
    show();
    expect(screen.getByText("1 of 2 as wanted")).toBeInTheDocument();
    expect(
      screen.getByRole("button", { name: "The web is reached: as wanted" }),
    ).toBeInTheDocument();
    expect(screen.getByRole("button", { name: /^The database is not/ })).toHaveTextContent(
      "passes now, is to be blocked",
    );
    expect(screen.queryByRole("status")).toBeNull();
  });

  it.each<[boolean | undefined, WatchedFlow, string]>([
    [false, PASS, "blocked now, is to pass"],
    [true, DROP, "passes now, is to be blocked"],
    [undefined, PASS, "one end is not running yet"],
    [undefined, DROP, "one end is not running yet"],
  ])("allowed: %s reads as missing", (allowed, check, text) => {
    show({ checks: [{ flow: check, allowed }] });
    expect(screen.getByText(text)).toBeInTheDocument();
    expect(screen.getByText("0 of 1 as wanted")).toBeInTheDocument();
  });

  it("says so when all is as wanted, and takes it back", () => {
    const { rerender, all } = show({
      checks: [
        { flow: PASS, allowed: true },
        { flow: DROP, allowed: false },
      ],
    });
    expect(screen.getByRole("status")).toHaveTextContent("Everything is as wanted.");
    rerender(<Guide {...all} checks={[{ flow: PASS, allowed: false }]} />);
    expect(screen.queryByRole("status")).toBeNull();
  });

  it("leads from a check to its flow", async () => {
    const { onSelect } = show();
    await userEvent.click(screen.getByRole("button", { name: /^The database is not/ }));
    expect(onSelect).toHaveBeenCalledWith(DROP);
  });

  it("has neither steps nor goal where there are none", () => {
    show({ scenario: { ...scenario, steps: [] }, checks: [] });
    expect(screen.queryByRole("list", { name: "Commands to try" })).toBeNull();
    expect(screen.queryByRole("heading", { name: /Goal/ })).toBeNull();
  });
});
