/** A few connections, each to be set to allow or deny. */
import { MISCONCEPTIONS } from "../../misconceptions.ts";
import { allAsks } from "../asks.ts";
import { idsOf, type Form } from "../item.ts";
import { why } from "../words.ts";
import { checkOf, type Ask } from "../world.ts";

/** At most so many on which the belief errs; the rest it gets right. */
const ERRING = 3;
const CELLS = 5;

export const MATRIX: Form = {
  name: "matrix",
  weight: 4,
  // a cell of the matrix names no Service
  suits: ({ kind }) => kind !== "service",
  make: ({ world, target, random }) => {
    const { kind, belief } = target;
    const asks = allAsks(world, kind, random);
    const more = kind === "pods" ? [] : allAsks(world, "pods", random);
    const judged = [...asks, ...more].map((ask) => ({ ask, passes: world.allows(ask) }));
    const errs = ({ ask, passes }: { ask: Ask; passes: boolean }): boolean =>
      world.believes(belief, ask) !== passes;
    const erring = judged.slice(0, asks.length).filter(errs);
    const [first] = erring;
    if (first === undefined) return undefined;
    const chosen = erring.slice(0, 1 + random.below(ERRING));
    const others = judged.filter((cell) => !erring.includes(cell));
    // one of either kind at least, so that neither "all" nor "none" is right
    for (const passes of [true, false]) {
      const found = others.find((cell) => cell.passes === passes && !chosen.includes(cell));
      if (chosen.some((cell) => cell.passes === passes)) continue;
      if (found === undefined) return undefined;
      chosen.push(found);
    }
    for (const cell of others) {
      if (chosen.length < CELLS && !chosen.includes(cell)) chosen.push(cell);
    }
    if (chosen.length < 3 || chosen.some(({ ask }) => world.hinges(ask))) return undefined;
    const cells = random.shuffle(chosen);
    const checks = cells.map(({ ask, passes }) => checkOf(ask, passes));
    return {
      question: {
        type: "matrix",
        stem: "Which of these connections do the policies let pass?",
        cells: checks,
        why: why(world.explain(first.ask)),
      },
      checks,
      policies: world.scene.policies,
      answers: cells.map(({ passes }) => String(passes)),
      beliefs: cells.map(({ ask, passes }) =>
        idsOf(MISCONCEPTIONS.filter((one) => world.believes(one, ask) !== passes)),
      ),
    };
  },
};
