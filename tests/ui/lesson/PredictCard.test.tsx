import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { Prediction } from "../../../src/core/lessons/schema/parts.ts";
import { PredictCard, type PredictCardProps } from "../../../src/ui/lesson/PredictCard.tsx";

const OPTIONS: Prediction = {
  question: "Does it open?",
  options: ["Yes", "No", "Later"],
  answer: 0,
  because: "Nobody guards it.",
};
const NUMBER: Prediction = { question: "How many?", number: 42, because: "6 times 7." };
const CELLS: Prediction = {
  question: "Which pass?",
  cells: ["reach default/a -> default/b:80 allow", "reach default/b -> default/a:80 deny"],
  because: "One way only.",
};

function show(props: Partial<PredictCardProps> = {}) {
  const onGive = vi.fn();
  const all = { prediction: OPTIONS, record: undefined, revealed: false, onGive, ...props };
  return { ...render(<PredictCard {...all} />), onGive, all };
}

describe("a guess", () => {
  it("is given only when it is locked", async () => {
    const { onGive } = show({ then: "run it" });
    const lock = screen.getByRole("button", { name: "Lock my guess and run it" });
    expect(lock).toBeDisabled();
    await userEvent.click(screen.getByRole("radio", { name: "Yes" }));
    await userEvent.click(screen.getByRole("radio", { name: "No" }));
    expect(onGive).not.toHaveBeenCalled();
    await userEvent.click(lock);
    expect(onGive).toHaveBeenCalledWith(1);
  });

  it("stays as it was given; nothing of the answer shows before the result", async () => {
    show({ record: { given: 1, right: false } });
    await userEvent.click(screen.getByRole("radio", { name: /Yes/ }));
    expect(screen.getByRole("radio", { name: /No/ })).toBeChecked();
    expect(screen.queryByText("Nobody guards it.")).toBeNull();
    expect(screen.getByText(/locked/)).toBeInTheDocument();
  });

  it("stands beside the result, wrong ones with what to say to them", () => {
    show({ record: { given: 1, right: false }, revealed: true, feedback: "Many think so." });
    expect(screen.getByRole("status")).toHaveTextContent("It went another way. Nobody guards it.");
    expect(screen.getByText("Many think so.")).toBeInTheDocument();
    expect(screen.getByText("so it is")).toBeInTheDocument();
    expect(screen.getByText("your guess")).toBeInTheDocument();
  });

  it("says no more than needed to a right one", () => {
    show({ record: { given: 0, right: true }, revealed: true, feedback: "Many think so." });
    expect(screen.getByRole("status")).toHaveTextContent("You saw it coming.");
    expect(screen.queryByText("Many think so.")).toBeNull();
  });

  it("may be a number", async () => {
    const { onGive } = show({ prediction: NUMBER });
    const field = screen.getByRole("textbox", { name: "Your guess, a number" });
    await userEvent.type(field, "many");
    expect(screen.getByRole("button", { name: "Lock my guess" })).toBeDisabled();
    await userEvent.clear(field);
    await userEvent.type(field, "12{Enter}");
    expect(onGive).toHaveBeenCalledWith(12);
  });

  it("shows the number it should have been", () => {
    show({ prediction: NUMBER, record: { given: 12, right: false }, revealed: true });
    expect(screen.getByText("it is 42")).toBeInTheDocument();
  });

  it("may be a verdict a connection, all of them", async () => {
    const { onGive } = show({ prediction: CELLS });
    const [first, second] = screen.getAllByRole("radiogroup");
    if (first === undefined || second === undefined) throw new Error("two cells");
    await userEvent.click(within(first).getByRole("radio", { name: "passes" }));
    expect(screen.getByRole("button", { name: "Lock my guess" })).toBeDisabled();
    await userEvent.click(within(second).getByRole("radio", { name: "passes" }));
    await userEvent.click(screen.getByRole("button", { name: "Lock my guess" }));
    expect(onGive).toHaveBeenCalledWith([true, true]);
  });

  it("tells cell by cell how it went", () => {
    show({ prediction: CELLS, record: { given: [true, true], right: false }, revealed: true });
    const [first, second] = screen.getAllByRole("listitem");
    expect(first).toHaveTextContent(/a → b 80passes$/);
    expect(second).toHaveTextContent("blocked, not as you guessed");
  });
});
