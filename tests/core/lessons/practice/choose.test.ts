/** What comes next: the weakest that is due, something known, something new. */
import { describe, expect, it } from "vitest";
import {
  beliefOf,
  nextChoice,
  nextItem,
  standings,
} from "../../../../src/core/lessons/practice/choose.ts";
import { TARGETS } from "../../../../src/core/lessons/practice/targets.ts";
import { NO_PROGRESS, type Progress } from "../../../../src/core/lessons/schema/progress.ts";

const NOW = Date.UTC(2026, 2, 14);
const DAY = 24 * 60 * 60 * 1000;

type Answer = Progress["answers"][number];

const answer = (belief: string, right: boolean, daysAgo: number): Answer => ({
  question: "gen:1.mixed.a",
  topic: "and-or",
  belief,
  right,
  score: right ? 1 : 0,
  seconds: 20,
  at: NOW - daysAgo * DAY,
});

const with_ = (...answers: readonly Answer[]): Progress => ({
  ...NO_PROGRESS,
  answers: [...answers],
});

const card = (due: number): Progress["cards"][string] => ({
  due,
  stability: 1,
  difficulty: 5,
  elapsed_days: 0,
  scheduled_days: 1,
  learning_steps: 0,
  reps: 1,
  lapses: 0,
  state: 2,
});

const many = (progress: Progress, count = 400) =>
  Array.from({ length: count }, (_, i) => nextChoice(progress, NOW, `s${i}`));

const share = (progress: Progress, reason: string): number => {
  const all = many(progress);
  return all.filter(({ because }) => because === reason).length / all.length;
};

/** Three known beliefs; M17 fails, M22 is well known, the last answer was about M38. */
const SOME = with_(
  answer("M17", false, 9),
  answer("M17", false, 8),
  answer("M22", true, 9),
  answer("M22", true, 8),
  answer("M22", false, 7),
  answer("M38", true, 6),
);

describe("the next item", () => {
  it("begins with what the course begins with", () => {
    const [first] = TARGETS;
    for (const { target, because } of many(NO_PROGRESS, 30)) {
      expect([target, because]).toEqual([first, "new"]);
    }
  });

  it("is the weakest that is due in six of ten, a review in three, new in one", () => {
    expect(share(SOME, "weakest")).toBeCloseTo(0.6, 1);
    expect(share(SOME, "review")).toBeCloseTo(0.3, 1);
    expect(share(SOME, "new")).toBeCloseTo(0.1, 1);
    const weakest = many(SOME).filter(({ because }) => because === "weakest");
    expect(new Set(weakest.map(({ target }) => target.belief.id))).toEqual(new Set(["M17"]));
    const fresh = many(SOME).filter(({ because }) => because === "new");
    expect(fresh.every(({ target }) => !["M17", "M22", "M38"].includes(target.belief.id))).toBe(
      true,
    );
  });

  it("is not what was asked last, while there is something else", () => {
    const beliefs = many(SOME).map(({ target }) => target.belief.id);
    expect(beliefs).not.toContain("M38");
    const all = with_(...TARGETS.map(({ belief }) => answer(belief.id, true, 30)));
    expect(many(all, 50).length).toBe(50);
  });

  it("knows what an item was made for by its seed, right or wrong", () => {
    const made: Answer = { ...answer("M17", true, 3), question: "gen:1.service-port.abc1" };
    const { belief: _, ...untold } = made;
    const seen = standings(with_(untold), NOW).filter((one) => one.seen > 0);
    expect(seen.map(({ target }) => target.slug)).toEqual(["service-port"]);
    expect(beliefOf("gen:1.mixed.abc")).toBeUndefined();
    expect(beliefOf("Q001")).toBeUndefined();
  });

  it("lets a card say what is due", () => {
    const later = { ...SOME, cards: { M17: card(NOW + DAY), M22: card(NOW - DAY) } };
    const weakest = many(later).filter(({ because }) => because === "weakest");
    expect(new Set(weakest.map(({ target }) => target.belief.id))).toEqual(new Set(["M22"]));
  });

  it("has nothing due right after a right answer: something new comes instead", () => {
    const fresh = with_(answer("M17", true, 0));
    expect(standings(fresh, NOW).some(({ due }) => due)).toBe(false);
    expect(share(fresh, "new")).toBe(1);
  });

  it("is another with another source, the same with the same", () => {
    expect(new Set(many(SOME).map(({ seed }) => seed)).size).toBe(400);
    expect(nextChoice(SOME, NOW, "a")).toEqual(nextChoice(SOME, NOW, "a"));
    const item = nextItem(SOME, NOW, "a", []);
    expect(item.seed).toBe(nextChoice(SOME, NOW, "a").seed);
  });
});
