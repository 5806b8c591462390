import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { NO_PROGRESS, type Progress } from "../../../src/core/lessons/schema/progress.ts";
import { createPreferences } from "../../../src/store/preferences.ts";
import { deviceProgress } from "../../../src/store/progress.ts";
import { PreferencesContext } from "../../../src/ui/hooks/usePreferences.ts";
import ProgressPage from "../../../src/ui/progress/ProgressPage.tsx";

const STEP = { done: true, hints: 0, solutionShown: false, attempts: 1, beliefs: [] };
const ADA: Progress = {
  ...NO_PROGRESS,
  name: "Ada",
  lessons: { L01: { step: "x", at: 1, steps: { x: STEP, y: STEP } } },
  puzzles: { P01: { stars: 2, policies: 1, rules: 1, hints: 0, at: 1 } },
};

beforeEach(() => {
  deviceProgress().erase();
  render(
    <PreferencesContext value={createPreferences(undefined)}>
      <ProgressPage />
    </PreferencesContext>,
  );
});

const pick = (text: string): Promise<void> =>
  userEvent.upload(screen.getByLabelText("Progress file"), new File([text], "ada.json"));
const now = (): Progress => deviceProgress().store.getState().progress;

describe("the progress page", () => {
  it("keeps the name that is given", async () => {
    await userEvent.type(screen.getByLabelText(/Your name/), "Grace");
    expect(now().name).toBe("Grace");
  });

  it("says what a file holds, and merges it in", async () => {
    await pick(JSON.stringify(ADA));
    const group = await screen.findByRole("group", { name: "What to do with the file" });
    expect(group).toHaveTextContent("holds 2 steps and 1 puzzle. Here there is nothing.");
    await userEvent.click(screen.getByRole("button", { name: "Merge" }));
    expect(now()).toEqual(ADA);
    expect(screen.getByText("ada.json was merged in.")).toBeVisible();
  });

  it("replaces what is here, or leaves it", async () => {
    deviceProgress().update((state) => ({ ...state, name: "Grace" }));
    await pick(JSON.stringify(ADA));
    await userEvent.click(await screen.findByRole("button", { name: "Leave it" }));
    expect(now().name).toBe("Grace");
    await pick(JSON.stringify(ADA));
    await userEvent.click(await screen.findByRole("button", { name: "Replace" }));
    expect(now()).toEqual(ADA);
  });

  it("says why a file is not taken", async () => {
    await pick("no JSON");
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "ada.json was not taken: it is no JSON, or not the whole of it.",
    );
    expect(now()).toEqual(NO_PROGRESS);
  });

  it("asks before it erases, and can bring it back", async () => {
    deviceProgress().replace(ADA);
    await userEvent.click(await screen.findByRole("button", { name: "Erase my progress" }));
    await userEvent.click(screen.getByRole("button", { name: "Keep it" }));
    expect(now()).toEqual(ADA);
    await userEvent.click(screen.getByRole("button", { name: "Erase my progress" }));
    await userEvent.click(screen.getByRole("button", { name: "Erase it" }));
    expect(now()).toEqual(NO_PROGRESS);
    expect(screen.getByText(/brings it back: import it/)).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Bring it back" }));
    expect(now()).toEqual(ADA);
  });
});
