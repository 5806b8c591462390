/** "May A reach B?": true or false, each with the reason that leads there. */
import { allAsks } from "../asks.ts";
import {
  feedbackOf,
  idsOf,
  sentences,
  wrongAnswers,
  type Form,
  type Game,
  type Made,
} from "../item.ts";
import { believedReason, endText, gateSentence, targetText, why } from "../words.ts";
import { checkOf, type Ask } from "../world.ts";

const said = (passes: boolean): string => (passes ? "It may" : "It may not");

function claim(game: Game, ask: Ask): Made | undefined {
  const { world, target, random, book } = game;
  const passes = world.allows(ask);
  if (world.believes(target.belief, ask) === passes || world.hinges(ask)) return undefined;
  const wrong = wrongAnswers(game, String(passes), (belief) => String(world.believes(belief, ask)));
  const beliefs = idsOf(wrong?.[0]?.beliefs ?? []);
  const explanation = world.explain(ask);
  const entry = book.find(({ id }) => id === target.belief.id);
  const [belief = ""] = (entry?.belief ?? "").split(/(?<=[.?!]) /);
  const reason = believedReason(world, target.belief, ask) ?? belief;
  const options = [
    { text: sentences(`${said(passes)}.`, gateSentence(explanation)) },
    {
      text: sentences(`${said(!passes)}.`, reason),
      belief: target.belief.id,
      feedback: feedbackOf(book, target.belief.id),
    },
  ];
  const order = random.shuffle([0, 1]);
  const caller = ask.from.startsWith("node:") ? `The kubelet on ${endText(ask.from)}` : undefined;
  return {
    question: {
      type: "single",
      stem:
        caller === undefined
          ? `May ${endText(ask.from)} open a connection to ${targetText(ask)}?`
          : `${caller} probes ${targetText(ask)}, a pod of its own node. May it open the connection?`,
      options: order.flatMap((index) => options[index] ?? []),
      answer: order.indexOf(0),
      why: why(explanation),
    },
    services: ask.service !== undefined,
    checks: [checkOf(ask, passes)],
    policies: world.scene.policies,
    answers: order.map((index) => String(index === 0 ? passes : !passes)),
    beliefs: order.map((index) => (index === 0 ? [] : beliefs)),
  };
}

export const CLAIM: Form = {
  name: "claim",
  weight: 3,
  suits: () => true,
  make: (game) => {
    for (const ask of allAsks(game.world, game.target.kind, game.random)) {
      const made = claim(game, ask);
      if (made !== undefined) return made;
    }
    return undefined;
  },
};
