/** Long computations in short turns, so that nobody waits for them. */
import type { Steps } from "../core/session/lint.ts";

/** Milliseconds of one turn: less than half a frame. */
const TURN = 7;

/** Runs steps to their end, with pauses for the page; undefined when it was given up on the way. */
export async function runSteps<T>(
  steps: Steps<T>,
  isGivenUp: () => boolean = () => false,
): Promise<T | undefined> {
  for (;;) {
    const until = performance.now() + TURN;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (performance.now() < until);
    await new Promise((resolve) => {
      setTimeout(resolve, 0);
    });
    if (isGivenUp()) return undefined;
  }
}
