/** Which policy lets it through, or stops it: the one without which it would be otherwise. */
import { MISCONCEPTIONS } from "../../misconceptions.ts";
import { allAsks } from "../asks.ts";
import { idsOf, type Form, type Game, type Made } from "../item.ts";
import { endText, targetText, why } from "../words.ts";
import { checkOf, podName, type Ask, type World } from "../world.ts";

interface Removal {
  readonly policy: string;
  readonly without: World;
}

/** The policies that change the answer when they are taken away. */
function decisive(removals: readonly Removal[], with_: boolean, answer: (world: World) => boolean) {
  return removals.filter(({ without }) => answer(without) !== with_).map(({ policy }) => policy);
}

function spot(game: Game, ask: Ask, removals: readonly Removal[]): Made | undefined {
  const { world, target, random } = game;
  const passes = world.allows(ask);
  if (world.believes(target.belief, ask) === passes || world.hinges(ask)) return undefined;
  const [key, second] = decisive(removals, passes, (one) => one.allows(ask));
  if (key === undefined || second !== undefined) return undefined;
  if (removals.some(({ without }) => without.hinges(ask))) return undefined;
  const shown = random.shuffle(removals.map(({ policy }) => policy));
  // who has the belief and is told how it ends would pick this one
  const picks = MISCONCEPTIONS.flatMap((belief) => {
    if (world.believes(belief, ask) !== passes) return [];
    const [only, more] = decisive(removals, world.believes(belief, ask), (one) =>
      one.believes(belief, ask),
    );
    return only === undefined || more !== undefined ? [] : [{ belief, policy: only }];
  });
  const beliefs = shown.map((policy) =>
    policy === key
      ? []
      : picks.filter((pick) => pick.policy === policy).map(({ belief }) => belief),
  );
  const at = ask.protocol === "TCP" ? String(ask.port) : `${ask.port}/${ask.protocol}`;
  return {
    question: {
      type: "spot",
      stem: passes
        ? `${endText(ask.from)} reaches ${targetText(ask)}. Which policy lets it?`
        : `${endText(ask.from)} does not reach ${targetText(ask)}. Which policy keeps it out?`,
      flow: `${ask.from} -> ${ask.to}:${at}`,
      find: passes ? "allows" : "blocks",
      options: shown.map((policy, index) => {
        const [belief] = beliefs[index] ?? [];
        return belief === undefined ? { policy } : { policy, belief: belief.id };
      }),
      answer: shown.indexOf(key),
      why: why(world.explain(ask)),
    },
    checks: [checkOf(ask, passes)],
    policies: world.scene.policies,
    answers: shown,
    beliefs: beliefs.map(idsOf),
  };
}

export const SPOT: Form = {
  name: "spot",
  weight: 2,
  suits: ({ kind }) => kind === "pods" || kind === "dns",
  policies: 3,
  make: (game) => {
    const { world, target, random } = game;
    const { policies } = world.scene;
    if (policies.length < 3) return undefined;
    const asks = allAsks(world, target.kind, random).filter(
      (ask) => world.believes(target.belief, ask) !== world.allows(ask),
    );
    if (asks.length === 0) return undefined;
    const removals = policies.map((policy) => ({
      policy: podName(policy),
      without: world.with(policies.filter((other) => other !== policy)),
    }));
    for (const ask of asks) {
      const made = spot(game, ask, removals);
      if (made !== undefined) return made;
    }
    return undefined;
  },
};
