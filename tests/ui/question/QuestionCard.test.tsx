/** One question on the page, of every type: by keyboard, judged, explained, locked. */
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { QuestionWorld } from "../../../src/core/lessons/quiz/answer.ts";
import { shownOrder } from "../../../src/core/lessons/quiz/shuffle.ts";
import type { Question } from "../../../src/core/lessons/schema/quiz.ts";
import type { CodeEditorProps } from "../../../src/ui/components/code/CodeEditor.tsx";
import { QuestionCard } from "../../../src/ui/components/question/QuestionCard.tsx";
import type {
  QuestionCardProps,
  QuestionResult,
} from "../../../src/ui/components/question/types.ts";
import { BANK, questionOf, worldOf } from "../../support/questions.ts";

// the real editor measures what it draws, which this page cannot
vi.mock("../../../src/ui/components/code/CodeEditor.tsx", () => ({
  default: ({ value, label, onChange, onApply }: CodeEditorProps) => (
    <textarea
      aria-label={label}
      value={value}
      onChange={({ target }) => {
        onChange(target.value);
      }}
      onKeyDown={(event) => {
        if (event.ctrlKey && event.key === "Enter") onApply();
      }}
    />
  ),
}));

interface Shown {
  readonly user: UserEvent;
  readonly results: QuestionResult[];
  readonly check: () => Promise<void>;
}

function show(question: Question, props: Partial<QuestionCardProps> = {}): Shown {
  const results: QuestionResult[] = [];
  const user = userEvent.setup();
  render(
    <QuestionCard
      question={question}
      stem={[{ kind: "paragraph", children: [{ kind: "text", text: "What is asked?" }] }]}
      seed="s"
      mode="learn"
      onAnswer={(result) => results.push(result)}
      {...props}
    />,
  );
  return {
    user,
    results,
    check: () => user.click(screen.getByRole("button", { name: "Check" })),
  };
}

const status = (): string =>
  screen
    .getAllByRole("status")
    .map((element) => element.textContent)
    .join(" ");

// built once, before the clock of any test runs
beforeAll(async () => {
  for (const id of ["Q035", "Q037", "Q039", "Q043"]) {
    const question = BANK.find((one) => one.id === id);
    if (question !== undefined) await worldOf(question);
  }
}, 60_000);

const lab = (question: Question) => () => worldOf(question);

describe("a choice of one", () => {
  const question = questionOf("Q037", "single");
  const texts = question.options.map(({ text }) => text);

  it("is a group of radio buttons named by the question, shuffled by the seed", () => {
    show(question);
    const group = screen.getByRole("radiogroup", { name: "What is asked?" });
    const shown = within(group).getAllByRole("radio");
    expect(shown.map((radio) => radio.getAttribute("aria-labelledby")?.length)).not.toContain(0);
    const order = shownOrder(question, "s").map((index) => texts[index]);
    order.forEach((text, place) => {
      expect(shown[place]).toHaveAccessibleName(text);
    });
  });

  it("answered wrong by keyboard: says so, why, and what it would mean", async () => {
    const { user, results } = show(question, { world: lab(question) });
    const wrong = screen.getByRole("radio", { name: texts[0] ?? "" });
    wrong.focus();
    await user.keyboard("[Space][Enter]");
    expect(results).toMatchObject([
      { given: { kind: "option", option: 0 }, judgement: { right: false, belief: "M17" } },
    ]);
    await waitFor(() => {
      expect(status()).toContain("grafana could not reach web/store on 80. It can.");
    });
    expect(status()).toContain("Not right. You joined the two items.");
    expect(screen.getByRole("radio", { name: /^Wrong: ?Only prometheus/ })).toBeDisabled();
    expect(
      screen.getByRole("radio", { name: /^The right answer: ?All pods in ops/ }),
    ).toBeDisabled();
    expect(screen.queryByRole("button", { name: "Check" })).toBeNull();
    // the focus is not lost with the button that was pressed
    expect(document.activeElement).not.toBe(document.body);
  });

  it("moves by arrow keys", async () => {
    const { user } = show(question);
    const radios = screen.getAllByRole("radio");
    radios[0]?.focus();
    await user.keyboard("[ArrowDown][ArrowDown]");
    expect(radios[2]).toBeChecked();
    await user.keyboard("[ArrowUp]");
    expect(radios[1]).toBeChecked();
  });

  it("asks for an answer before it checks, and counts one alone", async () => {
    const { user, check, results } = show(question);
    await check();
    expect(status()).toBe("Choose an answer first.");
    await user.click(screen.getByRole("radio", { name: texts[1] ?? "" }));
    await check();
    expect(results).toHaveLength(1);
    expect(status()).toContain("Right. Two dashes are two ways in.");
    await user.click(screen.getByRole("radio", { name: texts[0] ?? "" }));
    expect(results).toHaveLength(1);
  });

  it("opens the reason gate by gate, and the sandbox", async () => {
    const opened = vi.fn(() => Promise.reject(new Error("No room.")));
    const { user, check } = show(question, { world: lab(question), onSandbox: opened });
    await user.click(screen.getByRole("radio", { name: texts[0] ?? "" }));
    await check();
    const why = await screen.findByRole("button", { name: "Why?" });
    await user.click(why);
    expect(why).toHaveAttribute("aria-expanded", "true");
    expect(screen.getByRole("region", { name: /^Why: monitoring\/grafana/ })).toHaveTextContent(
      "Ingress of store is guarded by 1 policy; a rule lets this in.",
    );
    await user.click(screen.getByRole("button", { name: "Open in the sandbox" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("No room.");
  });

  it("asks how sure one is, and says it afterwards", async () => {
    const { user, check, results } = show(question, { askConfidence: true });
    await user.click(screen.getByRole("radio", { name: texts[1] ?? "" }));
    await check();
    expect(status()).toBe("Say how sure you are first.");
    await user.click(screen.getByRole("radio", { name: "Sure" }));
    await check();
    expect(results[0]?.sure).toBe(true);
    expect(screen.getByText("you were sure")).toBeVisible();
  });

  it("is locked when it was answered before", () => {
    show(question, { answered: { given: { kind: "option", option: 2 }, sure: false } });
    expect(screen.getByText("Not right.")).toBeVisible();
    expect(screen.getByText("you were not sure")).toBeVisible();
    for (const radio of screen.getAllByRole("radio")) expect(radio).toBeDisabled();
  });

  it("tells nothing in an exam, and may be changed", async () => {
    const onGiven = vi.fn();
    const { user } = show(question, { mode: "exam", onGiven, world: lab(question) });
    await user.click(screen.getByRole("radio", { name: texts[0] ?? "" }));
    await user.click(screen.getByRole("radio", { name: texts[1] ?? "" }));
    expect(onGiven).toHaveBeenLastCalledWith({ kind: "option", option: 1 });
    expect(screen.queryByText(/right/i)).toBeNull();
    expect(screen.queryByRole("button", { name: "Check" })).toBeNull();
  });

  it("goes on without a cluster that could not be built", async () => {
    const { user, check, results } = show(question, {
      world: () => Promise.reject(new Error("no such cluster")),
    });
    await user.click(screen.getByRole("radio", { name: texts[0] ?? "" }));
    await check();
    expect(results).toHaveLength(1);
    expect(status()).toContain("Not right.");
  });
});

it("outcome shows the command and takes one answer", async () => {
  const question = questionOf("Q011", "outcome");
  const { user, check, results } = show(question);
  expect(screen.getByLabelText("The command")).toHaveTextContent("kubectl exec frontend");
  await user.click(screen.getByRole("radio", { name: "Connection timed out" }));
  await check();
  expect(results[0]?.judgement).toMatchObject({ right: false, belief: "M27" });
});

it("multi takes several by Space, and says each that was wrong", async () => {
  const question = questionOf("Q017", "multi");
  const { user, check, results } = show(question);
  for (const name of ["A call worked", "A plugin that can"]) {
    screen.getByRole("checkbox", { name: new RegExp(`^${name}`) }).focus();
    await user.keyboard("[Space]");
  }
  const third = screen.getByRole("checkbox", { name: /describe netpol/ });
  await user.click(third);
  await check();
  expect(results[0]).toMatchObject({ given: { options: [1, 2, 3] }, judgement: { right: false } });
  expect(screen.getByText(/repeats what you wrote/, { ignore: "[role=status]" })).toBeVisible();
  expect(status()).toContain("Partly right, 67 %.");
});

it("matrix takes an answer a connection, none at first, and names the first wrong one", async () => {
  const question = questionOf("Q039", "matrix");
  const { user, check, results } = show(question, { world: lab(question) });
  expect(
    screen.getAllByRole("radio").filter((radio) => (radio as HTMLInputElement).checked),
  ).toEqual([]);
  const rows = screen.getAllByRole("row").slice(1);
  for (const [index, row] of rows.entries()) {
    if (index === 3) await check(); // one is open
    within(row).getByRole("radio", { name: "Passes" }).focus();
    await user.keyboard(index === 0 ? "[Space]" : "[ArrowRight]");
  }
  expect(status()).not.toContain("Right");
  expect(results).toEqual([]);
  await check();
  await waitFor(() => {
    expect(results).toMatchObject([{ judgement: { score: 1 / 2, belief: "M17" } }]);
  });
  expect(status()).toContain("debug to frontend on 8080 passes.");
  expect(within(rows[1] ?? document.body).getByText("It passes")).toBeVisible();
});

it("spot shows the policies, each a choice", async () => {
  const question = questionOf("Q035", "spot");
  const { user, check, results } = show(question, { world: lab(question) });
  const radio = screen.getByRole("radio", { name: "default/db-legacy" });
  expect(radio).toHaveAccessibleDescription(expect.stringContaining("port: 5432") as string);
  radio.focus();
  await user.keyboard("[Space]");
  await check();
  expect(results[0]?.judgement.right).toBe(true);
});

it("order moves steps by buttons that keep the focus, and says the place", async () => {
  const question = questionOf("Q015", "order");
  const { user, check, results } = show(question);
  const names = (): (string | null | undefined)[] =>
    screen.getAllByRole("listitem").map((item) => item.textContent.replace(/^\d/, ""));
  await check();
  expect(status()).toContain("Move the steps into order first.");
  for (const [place, text] of question.items.entries()) {
    const name = `Move up: ${text}`;
    screen.getByRole("button", { name }).focus();
    for (let steps = names().indexOf(text) - place; steps > 0; steps--) {
      await user.keyboard("[Enter]");
      expect(screen.getByRole("button", { name })).toHaveFocus();
    }
  }
  expect(status()).toMatch(/Moved to place \d of 5\./);
  expect(names()).toEqual(question.items);
  await check();
  expect(results[0]?.judgement).toMatchObject({ right: true, score: 1 });
});

it("match takes a choice for each line", async () => {
  const question = questionOf("Q045", "match");
  const { user, check, results } = show(question);
  const fields = screen.getAllByRole("combobox");
  await check();
  expect(status()).toBe("Choose a match for each line first.");
  for (const [index, field] of fields.entries()) {
    const { right } = question.pairs[index === 0 ? 1 : index] ?? { right: "" };
    await user.selectOptions(field, right);
  }
  await check();
  expect(results[0]?.judgement.score).toBeCloseTo(4 / 5);
  expect(screen.getByText("It is: Nobody.")).toBeVisible();
});

it("fill takes a value with Enter", async () => {
  const { user, results } = show(questionOf("Q008", "fill"));
  await user.type(screen.getByRole("textbox", { name: "What is asked?" }), "[[]{Enter}");
  expect(results[0]?.judgement.right).toBe(false);
  expect(status()).toContain("The answer is {}.");
});

describe("fix", () => {
  const question = questionOf("Q043", "fix");

  const edit = async (user: UserEvent, text: string): Promise<void> => {
    const editor = await screen.findByRole("textbox", { name: "Policy" });
    await user.clear(editor);
    await user.click(editor);
    await user.paste(text);
  };

  it("gives the server's words for text that it does not take, and waits", async () => {
    const { user, check, results } = show(question, { world: lab(question) });
    await check();
    expect(status()).toBe("Change the policy first.");
    await edit(user, question.broken.replace("9100", "99100"));
    await check();
    expect(await screen.findByRole("alert")).toHaveTextContent(
      /Line 18: .*must be between 1 and 65535/,
    );
    expect(results).toEqual([]);
    await edit(user, question.solution);
    expect(screen.queryByRole("alert")).toBeNull();
    await user.keyboard("{Control>}[Enter]{/Control}");
    await waitFor(() => {
      expect(results[0]?.judgement.right).toBe(true);
    });
  });

  it("says which goal is not reached, and offers a solution", async () => {
    const { user, check, results } = show(question, { world: lab(question) });
    await edit(user, `${question.broken}# looked at\n`);
    await check();
    await waitFor(() => {
      expect(results[0]?.judgement).toMatchObject({ right: false, belief: "M17" });
    });
    expect(screen.getByText("Does not hold:", { exact: false })).toBeInTheDocument();
    expect(screen.getByText("Show one that works")).toBeVisible();
  });

  it("is not judged without its cluster: it says so and waits", async () => {
    const broken = (): Promise<QuestionWorld> => Promise.reject(new Error("Offline."));
    const { user, check, results } = show(question, { world: broken });
    await edit(user, question.solution);
    await check();
    await waitFor(() => {
      expect(status()).toContain("could not be built: Offline.");
    });
    expect(results).toEqual([]);
  });
});
