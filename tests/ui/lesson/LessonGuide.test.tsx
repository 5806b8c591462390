import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { LessonStep } from "../../../src/core/lessons/schema/lesson.ts";
import type { StepRecord } from "../../../src/core/lessons/schema/progress.ts";
import {
  LessonGuide,
  StepFoot,
  type LessonGuideProps,
} from "../../../src/ui/lesson/LessonGuide.tsx";
import { StepList } from "../../../src/ui/lesson/StepList.tsx";

const STEP: LessonStep = {
  id: "one",
  title: "One may, one may not",
  task: "Apply the `file`.",
  commands: ["kubectl apply -f a.yaml"],
  predict: { question: "Does it?", options: ["Yes", "No"], answer: 0, because: "So." },
  checks: ["policies default == 1"],
  hints: ["Look.", "Look closer.", "kubectl apply -f a.yaml"],
  solution: ["kubectl apply -f a.yaml"],
};
const FRESH: StepRecord = { done: false, hints: 0, solutionShown: false, attempts: 0, beliefs: [] };
const GUESSED: StepRecord = { ...FRESH, prediction: { given: 0, right: true } };

function props(over: Partial<LessonGuideProps> = {}) {
  return {
    step: STEP,
    blocks: [],
    record: FRESH,
    checks: [{ text: "There is 1 policy", holds: false, now: "There are 0." }],
    ran: new Set<string>(),
    looking: false,
    stuck: false,
    onGive: vi.fn(),
    onRun: vi.fn(),
    onHint: vi.fn(),
    onSolution: vi.fn(),
    onWrite: vi.fn(),
    ...over,
  };
}

describe("a step", () => {
  it("keeps its goals back until the guess is made, for they would give it away", () => {
    const { rerender } = render(<LessonGuide {...props()} />);
    expect(screen.queryByText("There is 1 policy")).toBeNull();
    rerender(<LessonGuide {...props({ record: GUESSED })} />);
    expect(screen.getByText("There is 1 policy")).toBeInTheDocument();
  });

  it("runs its one command with the guess", async () => {
    const all = props();
    render(<LessonGuide {...all} />);
    await userEvent.click(screen.getByRole("radio", { name: "No" }));
    await userEvent.click(screen.getByRole("button", { name: "Lock my guess and run it" }));
    expect(all.onGive).toHaveBeenCalledWith(1);
    expect(all.onRun).toHaveBeenCalledWith("kubectl apply -f a.yaml");
  });

  it.each([
    ["a file that is to be filled in first", { ...STEP, labels: "one-blank" as const }],
    ["several commands", { ...STEP, commands: ["a", "b"] }],
  ])("runs nothing with the guess: %s", async (_, step) => {
    const all = props({ step });
    render(<LessonGuide {...all} />);
    await userEvent.click(screen.getByRole("radio", { name: "No" }));
    await userEvent.click(screen.getByRole("button", { name: "Lock my guess" }));
    expect(all.onRun).not.toHaveBeenCalled();
  });

  it("says what is missing when it is asked", async () => {
    render(<LessonGuide {...props({ record: GUESSED })} />);
    expect(screen.queryByText("There are 0.")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "What is missing?" }));
    expect(screen.getByText("There are 0.")).toBeInTheDocument();
  });

  it("shows the hints that were asked for, and writes the solution without running it", async () => {
    const all = props({ record: { ...GUESSED, hints: 2, solutionShown: true } });
    render(<LessonGuide {...all} />);
    expect(screen.getByText("Look closer.")).toBeInTheDocument();
    expect(screen.getByText("Hint 2 of 3")).toBeInTheDocument();
    expect(screen.queryByText("Hint 3 of 3")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Write it to the prompt" }));
    expect(all.onWrite).toHaveBeenCalledWith("kubectl apply -f a.yaml");
    expect(all.onRun).not.toHaveBeenCalled();
  });

  it("has one guess only, also when it is done and asks questions", () => {
    const all = props({ record: { ...GUESSED, done: true }, questions: <p>two questions</p> });
    render(<LessonGuide {...all} checks={all.checks.map((one) => ({ ...one, holds: true }))} />);
    expect(screen.getAllByText(/Guess first/)).toHaveLength(1);
    expect(screen.getByText("This step is done.")).toBeInTheDocument();
    expect(screen.getByText("two questions")).toBeInTheDocument();
  });

  it("ticks nothing that the cluster does not show, also in a step that was done before", () => {
    render(<LessonGuide {...props({ record: { ...GUESSED, done: true } })} />);
    expect(screen.getByRole("region", { name: "As it is now" })).toHaveTextContent("0 of 1");
    expect(screen.getByText(/You have done this step/)).toBeInTheDocument();
    expect(screen.queryByText("This step is done.")).toBeNull();
  });

  it("offers help after several attempts", () => {
    render(<LessonGuide {...props({ record: GUESSED, stuck: true })} />);
    expect(screen.getByText(/A hint makes the step smaller/)).toBeInTheDocument();
  });
});

describe("the way on", () => {
  const foot = (record: StepRecord, over = {}) => {
    const act = {
      onHint: vi.fn(),
      onSolution: vi.fn(),
      onBack: vi.fn(),
      onNext: vi.fn(),
      onSkip: vi.fn(),
    };
    render(
      <StepFoot record={record} hints={3} first={false} last={false} looking={false} building={false} {...act} {...over} />,
    ); // prettier-ignore
    return act;
  };

  it("is open when the step is done, and else a skip that marks nothing", async () => {
    const act = foot(GUESSED);
    expect(screen.queryByRole("button", { name: "Next step" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Skip" }));
    expect(act.onSkip).toHaveBeenCalled();
    expect(act.onNext).not.toHaveBeenCalled();
  });

  it("goes on from a step that is done", async () => {
    const act = foot({ ...GUESSED, done: true });
    await userEvent.click(screen.getByRole("button", { name: "Next step" }));
    expect(act.onNext).toHaveBeenCalled();
    expect(screen.queryByRole("button", { name: /Hint/ })).toBeNull();
  });

  it("ends with the last step", () => {
    foot({ ...GUESSED, done: true }, { last: true });
    expect(screen.getByRole("button", { name: "Finish" })).toBeInTheDocument();
  });

  it("leads to what is said of a wrong turn", async () => {
    const onTurn = vi.fn();
    foot(GUESSED, { onTurn });
    await userEvent.click(screen.getByRole("button", { name: /Read why/ }));
    expect(onTurn).toHaveBeenCalled();
  });

  it("lists all steps to jump to", async () => {
    const onPick = vi.fn();
    render(
      <StepList
        steps={[
          { id: "a", title: "First", done: true },
          { id: "b", title: "Second", done: false },
        ]}
        current={1}
        onPick={onPick}
      />,
    );
    const toggle = screen.getByRole("button", { name: /Step 2 of 2/ });
    expect(screen.queryByRole("button", { name: /First/ })).toBeNull();
    await userEvent.click(toggle);
    await userEvent.click(screen.getByRole("button", { name: "First, done" }));
    expect(onPick).toHaveBeenCalledWith(0);
    expect(toggle).toHaveAttribute("aria-expanded", "false");
  });
});
