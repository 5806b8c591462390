/** The order in which options are shown: by seed, so that a link shows everybody the same. */
import { createRandom, type Random } from "../../cluster/random.ts";
import type { Question } from "../schema/quiz.ts";

/** A random source for texts such as a seed and a question's id; the same texts, the same numbers. */
export function seeded(...texts: readonly string[]): Random {
  let hash = 0x811c9dc5; // FNV-1a
  for (const text of texts) {
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ 0xff, 0x01000193); // "ab", "c" is not "a", "bc"
  }
  const random = createRandom(hash);
  random.next(); // seeds that differ in one bit have close first numbers
  return random;
}

/** The items in a random order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const rest = [...items];
  const out: T[] = [];
  while (rest.length > 0) out.push(...rest.splice(random.int(rest.length), 1));
  return out;
}

/** How many things of a question are shuffled: its options, its items, or the rights of its pairs. */
function shuffledCount(question: Question): number {
  switch (question.type) {
    case "order":
      return question.items.length;
    case "match":
      return question.pairs.length;
    case "matrix":
    case "fix":
    case "fill":
      return 0;
    default:
      return question.options.length;
  }
}

/**
 * Indices of the question's own list in the order in which they are shown. Items to be ordered
 * never stand in their right order already.
 */
export function shownOrder(question: Question, seed: string): readonly number[] {
  const own = Array.from({ length: shuffledCount(question) }, (_, index) => index);
  const order = shuffled(own, seeded(seed, question.id));
  const solved = order.every((item, index) => item === index);
  return question.type === "order" && solved ? [...order.slice(1), ...order.slice(0, 1)] : order;
}

/** Is the learner asked how sure they are? One question in three, the same ones for the seed. */
export function asksConfidence(seed: string, position: number): boolean {
  return position % 3 === seeded(seed, "confidence").int(3);
}
