import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { goalTable, puzzleGoals, type GoalState } from "../../../src/core/lessons/puzzle.ts";
import type { Puzzle } from "../../../src/core/lessons/schema/lesson.ts";
import { PuzzleGuide, type PuzzleGuideProps } from "../../../src/ui/puzzle/PuzzleGuide.tsx";

const PUZZLE: Puzzle = {
  id: "P01",
  title: "One door",
  level: "beginner",
  cluster: "flat",
  story: "Only a may call b.",
  allow: ["default/a -> default/b:80"],
  deny: ["default/c -> default/b:80", "default/a -> dns:53/UDP"],
  par: { policies: 1, rules: 1 },
  hints: ["One.", "Two.", "Three."],
  solution: ["kubectl apply -f x.yaml"],
  why: "Because one is enough.",
};
const GOALS = puzzleGoals(PUZZLE);

const states = (passing: readonly boolean[]): readonly GoalState[] =>
  GOALS.map((goal, index) => {
    const passes = passing[index] === true;
    return {
      goal,
      passes,
      holds: passes === (goal.flow.want === "allow"),
      reason: `reason ${index}`,
    };
  });

function show(over: Partial<PuzzleGuideProps> = {}) {
  const all: PuzzleGuideProps = {
    puzzle: PUZZLE,
    table: goalTable(GOALS),
    states: states([true, true, false]),
    cost: { policies: 0, rules: 0 },
    stars: 0,
    best: undefined,
    solutionShown: false,
    ran: new Set(),
    next: undefined,
    onShow: vi.fn(),
    onHint: vi.fn(),
    onSolution: vi.fn(),
    onWrite: vi.fn(),
    ...over,
  };
  render(<PuzzleGuide {...all} />);
  return all;
}

describe("a puzzle", () => {
  it("has the goal beside what is so; what differs says so in words", () => {
    show();
    const now = within(screen.getByRole("table", { name: /Now/ }));
    expect(screen.getByRole("table", { name: /Now 2 of 3 as wanted/ })).toBeInTheDocument();
    expect(now.getByRole("button", { name: "a to b 80: passes, as wanted" })).toBeInTheDocument();
    expect(
      now.getByRole("button", { name: "c to b 80: passes, not as wanted" }),
    ).toBeInTheDocument();
    const goal = within(screen.getByRole("table", { name: "Goal" }));
    expect(goal.getAllByText("is to be blocked")).toHaveLength(2);
    expect(goal.getAllByText("is to pass")).toHaveLength(1);
  });

  it("gives the reason of a cell, and shows its connection", async () => {
    const { onShow } = show();
    await userEvent.click(screen.getByRole("button", { name: /c to b 80/ }));
    expect(screen.getByText("reason 1")).toBeInTheDocument();
    expect(onShow).toHaveBeenCalledWith(expect.objectContaining({ reason: "reason 1" }));
  });

  it("keeps what is worth knowing for the best solution", () => {
    show({ states: states([true, false, false]), stars: 2, cost: { policies: 2, rules: 1 } });
    expect(screen.getByText("Solved.")).toBeInTheDocument();
    expect(screen.getByRole("img", { name: "2 of 3 stars" })).toBeInTheDocument();
    expect(screen.queryByText("Because one is enough.")).toBeNull();
  });

  it("tells it at par, and keeps the best in view", () => {
    const best = { stars: 3, policies: 1, rules: 1, hints: 3, at: 0 };
    show({ states: states([true, false, false]), stars: 3, cost: { policies: 1, rules: 1 }, best });
    expect(screen.getByText("Because one is enough.")).toBeInTheDocument();
    expect(screen.getAllByText(/1 policy and 1 rule/)).toHaveLength(3);
    // all hints were seen
    expect(screen.queryByRole("button", { name: /Hint/ })).toBeNull();
  });
});
