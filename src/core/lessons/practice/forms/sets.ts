/** "Who may reach this pod?" and "Whom may this pod call?": sets of ends, four to choose from. */
import { asksFrom, asksInto, targetsOf } from "../asks.ts";
import {
  feedbackOf,
  idsOf,
  wrongAnswers,
  type Candidate,
  type Form,
  type Game,
  type Made,
} from "../item.ts";
import { endText, portText, setText, why } from "../words.ts";
import { checkOf, podName, type Ask } from "../world.ts";

const OPTIONS = 4;

interface Asked {
  readonly asks: readonly Ask[];
  readonly stem: string;
  /** The end that differs from one connection to the next. */
  readonly end: (ask: Ask) => string;
  readonly every: string;
  readonly services?: boolean;
}

/** `+-+`: a sign for each connection. */
const signs = (asks: readonly Ask[], passes: (ask: Ask) => boolean): string =>
  asks.map((ask) => (passes(ask) ? "+" : "-")).join("");

function setQuestion(game: Game, asked: Asked): Made | undefined {
  const { world, target, random, book } = game;
  const { asks, stem, end, every } = asked;
  if (asks.length < 2) return undefined;
  const right = signs(asks, (ask) => world.allows(ask));
  // cheap, and most scenes fail here
  if (signs(asks, (ask) => world.believes(target.belief, ask)) === right) return undefined;
  const wrong = wrongAnswers(game, right, (belief) =>
    signs(asks, (ask) => world.believes(belief, ask)),
  );
  if (wrong === undefined || wrong.length < OPTIONS - 1) return undefined;
  if (asks.some((ask) => world.hinges(ask))) return undefined;
  const key: Candidate = { answer: right, beliefs: [] };
  const options = random.shuffle([key, ...wrong.slice(0, OPTIONS - 1)]);
  const differs = (answer: string): number =>
    asks.findIndex((_, index) => answer.charAt(index) !== right.charAt(index));
  const at = asks[differs(wrong[0]?.answer ?? "")];
  const ends = asks.map(end);
  if (at === undefined) return undefined;
  return {
    question: {
      type: "single",
      stem,
      options: options.map(({ answer, beliefs }) => {
        const text = setText(
          ends.filter((_, index) => answer.charAt(index) === "+"),
          ends,
          every,
        );
        const [belief] = beliefs;
        return belief === undefined
          ? { text }
          : { text, belief: belief.id, feedback: feedbackOf(book, belief.id) };
      }),
      answer: options.indexOf(key),
      why: why(world.explain(at)),
    },
    services: asked.services === true,
    checks: asks.map((ask, index) => checkOf(ask, right.charAt(index) === "+")),
    policies: world.scene.policies,
    answers: options.map(({ answer }) => answer),
    beliefs: options.map(({ beliefs }) => idsOf(beliefs)),
  };
}

function first<T>(list: readonly T[], make: (item: T) => Made | undefined): Made | undefined {
  for (const item of list) {
    const made = make(item);
    if (made !== undefined) return made;
  }
  return undefined;
}

export const WHO: Form = {
  name: "who",
  weight: 6,
  suits: ({ kind }) => kind !== "node",
  make: (game) => {
    const { world, target, random } = game;
    const { kind } = target;
    return first(targetsOf(world, kind, random), (to) => {
      const asks = asksInto(world, to, kind);
      const [ask] = asks;
      if (ask === undefined) return undefined;
      const { service } = ask;
      return setQuestion(game, {
        asks,
        stem:
          kind === "dns"
            ? `Which of the pods may look up a name, at ${endText(to)} on ${portText(ask)}?`
            : service === undefined
              ? `Which of the other pods may open a connection to ${endText(to)} on ${portText(ask)}?`
              : `The Service \`${service.name}\` listens on port ${service.port}. Who may reach ${endText(to)} through it?`,
        end: ({ from }) => endText(from),
        every: kind === "dns" ? "All pods of the table" : "All the other pods",
        services: kind === "service",
      });
    });
  },
};

export const WHOM: Form = {
  name: "whom",
  weight: 4,
  suits: ({ kind }) => kind === "pods" || kind === "dns",
  make: (game) => {
    const { world, random } = game;
    return first(random.shuffle(world.scene.pods.map(podName)), (from) =>
      setQuestion(game, {
        asks: asksFrom(world, from),
        stem: `To which of these may ${endText(from)} open a connection, each on the port it listens on?`,
        end: ({ to }) => endText(to),
        every: "All the other servers, and the cluster’s DNS",
      }),
    );
  },
};
