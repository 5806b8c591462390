import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { NO_PROGRESS, type Progress } from "../../../src/core/lessons/schema/progress.ts";
import { readClass } from "../../../src/store/classroom.ts";
import { ClassRoom } from "../../../src/ui/teach/ClassRoom.tsx";

const learner = (name: string, steps: number): Progress => ({
  ...NO_PROGRESS,
  name,
  lessons: {
    L01: {
      step: "look",
      at: 1,
      steps: Object.fromEntries(
        ["open", "names", "hearsay", "outside", "check", "look"]
          .slice(0, steps)
          .map((id) => [
            id,
            { done: true, hints: 0, solutionShown: false, attempts: 1, beliefs: ["M03"] },
          ]),
      ),
    },
  },
  puzzles: { P01: { stars: steps > 1 ? 3 : 0, policies: 1, rules: 1, hints: 0, at: 1 } },
});
const file = (name: string, value: unknown): File => new File([JSON.stringify(value)], name);

beforeEach(() => {
  localStorage.clear();
  render(<ClassRoom />);
});

const drop = (...files: File[]): Promise<void> =>
  userEvent.upload(screen.getByLabelText("Files of the class"), files);

const names = (): (string | null)[] =>
  within(screen.getByRole("table", { name: /Learners by lesson/ }))
    .getAllByRole("rowheader")
    .map(({ textContent }) => textContent);

describe("the class", () => {
  it("is a table of the files that were dropped, and names those that are none", async () => {
    await drop(
      file("a.json", learner("Zoe", 2)),
      file("b.json", learner("Ada", 1)),
      new File(["words"], "c.json"),
    );
    expect(await screen.findByText("2 of 3 files taken in.")).toBeVisible();
    expect(
      screen.getByText("it is no JSON, or not the whole of it", { exact: false }),
    ).toBeVisible();
    expect(names()).toEqual(["Ada", "Zoe"]);
  });

  it("is sorted by any column, both ways", async () => {
    await drop(file("a.json", learner("Ada", 1)), file("z.json", learner("Zoe", 2)));
    await userEvent.click(await screen.findByRole("button", { name: "Puzzles" }));
    expect(names()).toEqual(["Ada", "Zoe"]);
    await userEvent.click(screen.getByRole("button", { name: /Puzzles/ }));
    expect(names()).toEqual(["Zoe", "Ada"]);
    expect(screen.getByRole("columnheader", { name: /Puzzles/ })).toHaveAttribute(
      "aria-sort",
      "descending",
    );
  });

  it("shows misconceptions by how many have them", async () => {
    await drop(file("a.json", learner("Ada", 1)), file("z.json", learner("Zoe", 2)));
    await userEvent.click(await screen.findByRole("radio", { name: "Misconceptions" }));
    const row = screen.getByRole("row", { name: /M03/ });
    expect(within(row).getByRole("cell", { name: "0 of 2" })).toBeVisible();
    expect(within(row).getByRole("cell", { name: "2" })).toBeVisible();
  });

  it("is kept when the teacher says so, and forgotten when emptied", async () => {
    await drop(file("a.json", learner("Ada", 1)));
    expect(readClass()).toBeUndefined();
    await userEvent.click(await screen.findByRole("checkbox", { name: /Keep the learners/ }));
    expect(readClass()).toHaveLength(1);
    await drop(file("z.json", learner("Zoe", 2)));
    expect(readClass()).toHaveLength(2);
    await userEvent.click(screen.getByRole("button", { name: "Empty the table" }));
    expect(readClass()).toBeUndefined();
    expect(screen.queryByRole("table")).toBeNull();
  });
});
