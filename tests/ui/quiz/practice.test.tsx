/** Practice as a learner meets it: an item, the next one, the result; a set by its link. */
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { itemsOf, readSeed } from "../../../src/core/lessons/practice/seed.ts";
import { practiceItem } from "../../../src/core/lessons/practice/generate.ts";
import { NEW_RUN, loadRun, readRun, saveRun } from "../../../src/store/practice.ts";
import { deviceProgress } from "../../../src/store/progress.ts";
import { createPreferences } from "../../../src/store/preferences.ts";
import { PreferencesContext } from "../../../src/ui/hooks/usePreferences.ts";
import Practice from "../../../src/ui/quiz/Practice.tsx";

const open = (seed?: string) =>
  render(
    <PreferencesContext value={createPreferences(undefined)}>
      <Practice seed={seed} />
    </PreferencesContext>,
  );

beforeEach(() => {
  Element.prototype.scrollIntoView = vi.fn(); // jsdom has none
  window.sessionStorage.clear();
  deviceProgress().erase();
});

/** The first seed of the target whose item is a choice of one. */
function choiceSeed(target: string): string {
  const seeds = Array.from({ length: 40 }, (_, i) => `1.${target}.u${i}`);
  const found = seeds.find((seed) => practiceItem(seed, []).question.type === "single");
  if (found === undefined) throw new Error(`no choice for ${target}`);
  return found;
}

const radios = (): HTMLElement[] =>
  screen.getAllByRole("radio").filter((radio) => radio.closest("form") !== null);

describe("a link to one item", () => {
  it("asks it, says what was wrong, and shows the result", async () => {
    const user = userEvent.setup();
    const seed = choiceSeed("or-as-and");
    const { question } = practiceItem(seed, []);
    if (question.type !== "single") throw new Error("not a choice");
    open(seed);
    expect(await screen.findByRole("heading", { name: "One question" })).toBeVisible();
    expect(screen.getByRole("complementary", { name: "The cluster" })).toHaveTextContent(
      "Namespace",
    );
    expect(radios()).toHaveLength(question.options.length);
    const [first] = radios();
    if (first === undefined) throw new Error("no options");
    await user.click(first);
    for (const unsure of screen.queryAllByRole("radio", { name: "Not sure" }))
      await user.click(unsure);
    await user.click(screen.getByRole("button", { name: "Check" }));
    expect(await screen.findByText(/^(Right|Not right)\.$/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "See the result" }));
    const results = screen.getByRole("region", { name: /of 1 right$/ });
    expect(within(results).getByText(new RegExp(`#/practice/${seed}$`))).toBeVisible();
    expect(deviceProgress().store.getState().progress.answers).toMatchObject([
      { question: `gen:${seed}`, topic: "and-or" },
    ]);
  });
});

describe("a link that is none", () => {
  it.each([
    ["1.mixed.ABC.10", "no address of a set"],
    ["9.mixed.abc.10", "another version of the lab"],
  ])("%s: says what to do", (seed, text) => {
    open(seed);
    expect(screen.getByRole("alert")).toHaveTextContent(text);
    expect(screen.getByRole("link", { name: "Practise without a link" })).toHaveAttribute(
      "href",
      "#/practice",
    );
  });
});

describe("practice without a link", () => {
  it("asks something new first, and makes a set for a class", async () => {
    const user = userEvent.setup();
    open();
    expect(await screen.findByText("Something you have not practised yet.")).toBeVisible();
    await user.selectOptions(screen.getByLabelText("Topic"), "And, or");
    await user.selectOptions(screen.getByLabelText("Questions"), "5");
    await user.click(screen.getByRole("button", { name: "Make a set" }));
    const link = screen.getByRole("link", { name: "Open it" }).getAttribute("href") ?? "";
    const read = readSeed(link.replace("#/practice/", ""));
    expect(read.ok && read.seed.count).toBe(5);
    expect(read.ok && itemsOf(read.seed)).toHaveLength(5);
    expect(screen.getByRole("button", { name: "Copy the link for your class" })).toBeVisible();
  });

  it("asks the same item again after a reload, but not one that was answered", async () => {
    const seed = choiceSeed("and-as-or");
    const { question } = practiceItem(seed, []);
    saveRun("", { done: [], current: seed });
    const { unmount } = open();
    expect(
      await screen.findByText(question.stem.split("`")[0]?.trim() ?? "", { exact: false }),
    ).toBeVisible();
    expect(loadRun("").current).toBe(seed);
    unmount();
    const done = { seed, topic: "and-or", right: true, score: 1, at: 5 };
    saveRun("", { done: [done], current: seed });
    open();
    expect(await screen.findByText("1 of 1 right in this round")).toBeVisible();
    expect(loadRun("").current).not.toBe(seed);
  });
});

describe("a kept run", () => {
  it.each([
    [null],
    [7],
    [{ done: "x" }],
    [{ done: [{}] }],
    [{ done: [{ seed: "nothing", topic: "a", right: true, score: 1, at: 1 }] }],
    [{ current: "1.mixed.abc.10" }],
  ])("%j is none", (value) => {
    expect(readRun(value)).toEqual(NEW_RUN);
  });
});
