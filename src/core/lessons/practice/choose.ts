/**
 * What to practise next: mostly what is weakest and due, some of everything known, now and then
 * something new. Pure; chance comes in as a text.
 */
import type { BookEntry } from "../schema/quiz.ts";
import type { Progress } from "../schema/progress.ts";
import { practiceItem } from "./generate.ts";
import type { PracticeItem } from "./item.ts";
import { Random } from "./random.ts";
import { randomPart, seedOf } from "./seed.ts";
import { TARGETS, targetNamed, type Target } from "./targets.ts";

export type Reason = "weakest" | "review" | "new";

export interface Choice {
  readonly seed: string;
  readonly target: Target;
  readonly because: Reason;
}

/** Of a hundred. */
const WEAKEST = 60;
const REVIEW = 30;
/** Milliseconds after which a belief without a card is due again: a day for each right answer. */
const DAY = 24 * 60 * 60 * 1000;

interface Standing {
  readonly target: Target;
  readonly seen: number;
  readonly failed: number;
  readonly last: number;
  readonly due: boolean;
}

/**
 * The belief that a generated item was made for: its seed says so.
 * @param question id of an answer, e.g. `gen:1.or-as-and.k3f9`
 */
export function beliefOf(question: string): string | undefined {
  const [, slug = ""] = question.startsWith("gen:") ? question.split(".") : [];
  return targetNamed(slug)?.belief.id;
}

/** Seen, failed and due, for each belief that can be practised. */
export function standings(progress: Progress, now: number): readonly Standing[] {
  return TARGETS.map((target): Standing => {
    const { id } = target.belief;
    const answers = progress.answers.filter(
      ({ question, belief }) => belief === id || beliefOf(question) === id,
    );
    const failed = answers.filter(({ right }) => !right).length;
    const last = answers.reduce((latest, { at }) => Math.max(latest, at), 0);
    const card = Object.hasOwn(progress.cards, id) ? progress.cards[id] : undefined;
    const due = card?.due ?? last + (answers.length - failed) * DAY;
    return { target, seen: answers.length, failed, last, due: answers.length > 0 && due <= now };
  });
}

/** Failures count more when there were few answers: a guess before there is a measure. */
const weakness = ({ failed, seen }: Standing): number => (failed + 1) / (seen + 2);

/**
 * @param now milliseconds since the epoch
 * @param seedSource another text for another item: the page's random number, or a test's
 */
export function nextChoice(progress: Progress, now: number, seedSource: string): Choice {
  const random = new Random(`next ${seedSource}`);
  const all = standings(progress, now);
  const latest = progress.answers.at(-1);
  const last = latest && (beliefOf(latest.question) ?? latest.belief);
  const known = all.filter(({ seen }) => seen > 0);
  // the same twice in a row only where there is nothing else
  const seen = known.filter(({ target }) => target.belief.id !== last);
  const due = seen.filter((one) => one.due);
  const fresh = all.filter((one) => one.seen === 0);
  const dice = random.below(100);
  const wanted: Reason = dice < WEAKEST ? "weakest" : dice < WEAKEST + REVIEW ? "review" : "new";
  const pools: Readonly<Record<Reason, () => Standing | undefined>> = {
    weakest: () => due.toSorted((a, b) => weakness(b) - weakness(a) || a.last - b.last)[0],
    review: () => (seen.length === 0 ? undefined : random.pick(seen)),
    new: () => (fresh.length === 0 ? undefined : fresh[0]),
  };
  const order: readonly Reason[] = [wanted, "new", "review", "weakest"];
  for (const because of order) {
    const found = pools[because]();
    if (found !== undefined) return choice(found.target, because, random, seedSource);
  }
  return choice(random.pick(TARGETS), "review", random, seedSource);
}

function choice(target: Target, because: Reason, random: Random, source: string): Choice {
  const seed = seedOf(target.slug, randomPart(`${source} ${random.below(1_000_000)}`));
  return { seed, target, because };
}

/** As {@link nextChoice}, with the item. */
export function nextItem(
  progress: Progress,
  now: number,
  seedSource: string,
  book: readonly BookEntry[],
): PracticeItem {
  return practiceItem(nextChoice(progress, now, seedSource).seed, book);
}
