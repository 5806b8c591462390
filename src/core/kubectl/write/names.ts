/** Names drawn on the client's side. */
import type { CommandContext } from "../command.ts";

/** The letters of generated names: no vowels, no 0, 1, 3 (apimachinery `util/rand`). */
const LETTERS = "bcdfghjklmnpqrstvwxz2456789";

/**
 * Five letters that differ from call to call and are the same in every run of the same lab: drawn
 * from its clock and from what the cluster holds.
 */
export function randomSuffix(context: CommandContext, salt = 0): string {
  let state = (context.process.clock.now() ^ Math.imul(salt + 1, 0x9e3779b1)) >>> 0;
  let out = "";
  for (let i = 0; i < 5; i++) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39) >>> 0;
    state = (state ^ (state >>> 12)) >>> 0;
    out += LETTERS.charAt(state % LETTERS.length);
  }
  return out;
}
