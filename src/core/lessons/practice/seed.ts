/**
 * Seeds: `VERSION.TARGET.RANDOM` is one item, `VERSION.TARGET.RANDOM.COUNT` a set of them for a
 * class. TARGET is a belief's slug, a topic, or `mixed`. What a seed of a version gives never
 * changes; whoever changes the generator so that it would, raises the version and keeps the old one
 * or says that such links are out of date.
 */
import { Random } from "./random.ts";
import { TARGETS, targetNamed, type Target } from "./targets.ts";

export const VERSION = 1;
export const MIXED = "mixed";
export const SET_SIZE = 10;
const MAX_SET = 30;

export interface Seed {
  readonly text: string;
  /** Those it may be made for; all of them for `mixed`. */
  readonly targets: readonly Target[];
  /** Items of the set; undefined for one item. */
  readonly count?: number;
}

const FORM = /^(\d{1,3})\.([a-z][a-z-]{0,30})\.([a-z0-9]{1,20})(?:\.(\d{1,2}))?$/;

export type SeedResult =
  | { readonly ok: true; readonly seed: Seed }
  /** `version`: made by another version of the lab. */
  | { readonly ok: false; readonly reason: "form" | "version" };

/** Reads what a link says. */
export function readSeed(text: string): SeedResult {
  const [, version, name = "", random, size] = FORM.exec(text) ?? [];
  if (version === undefined || random === undefined) return { ok: false, reason: "form" };
  if (Number(version) !== VERSION) return { ok: false, reason: "version" };
  const targets = targetsNamed(name);
  if (targets.length === 0) return { ok: false, reason: "form" };
  if (size === undefined) return { ok: true, seed: { text, targets } };
  const count = Number(size);
  if (count < 1 || count > MAX_SET) return { ok: false, reason: "form" };
  return { ok: true, seed: { text, targets, count } };
}

/** By slug, by topic, or all. */
function targetsNamed(name: string): readonly Target[] {
  if (name === MIXED) return TARGETS;
  const own = targetNamed(name);
  return own === undefined ? TARGETS.filter(({ topic }) => topic === name) : [own];
}

/** @param random letters and digits that make it another item */
export function seedOf(target: string, random: string, count?: number): string {
  const size = count === undefined ? "" : `.${count}`;
  return `${VERSION}.${target}.${random}${size}`;
}

/** Letters and digits from any text, such as the time or a number of the page. */
export function randomPart(source: string): string {
  const random = new Random(source);
  return Array.from({ length: 6 }, () =>
    "abcdefghijkmnpqrstuvwxyz23456789".charAt(random.below(32)),
  ).join("");
}

/** The seeds of a set's items, or the one item itself; in a set targets follow each other without repeating while there are others. */
export function itemsOf({ text, targets, count }: Seed): readonly string[] {
  if (count === undefined) return [text];
  const random = new Random(`set ${text}`);
  const order: Target[] = [];
  while (order.length < count) order.push(...random.shuffle(targets));
  return order
    .slice(0, count)
    .map(({ slug }, index) => seedOf(slug, `${randomPart(`${text} ${index}`)}${index}`));
}
