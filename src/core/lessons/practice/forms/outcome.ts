/** What the caller's tool reports: the name is looked up, then the connection is tried. */
import type { Misconception } from "../../misconceptions.ts";
import { dnsAsk } from "../asks.ts";
import {
  feedbackOf,
  idsOf,
  sentences,
  wrongAnswers,
  type Form,
  type Game,
  type Made,
} from "../item.ts";
import { endText, why } from "../words.ts";
import { checkOf, podName, portOf, renumbered, type Ask } from "../world.ts";

/** As `try` of the lessons' checks names them. */
type Outcome = "ok" | "timeout" | "refused" | "dns-timeout";

const TEXT: Readonly<Record<Outcome, string>> = {
  ok: "The connection opens",
  timeout: "The connection times out",
  refused: "The connection is refused",
  "dns-timeout": "The look-up of the name times out",
};
const OUTCOMES = Object.keys(TEXT) as Outcome[];

/** A port on which nothing of the vocabulary listens. */
const IDLE_PORT = 9999;

/** An attempt: a name to look up first or an address, and whether anything listens there. */
interface Attempt {
  readonly ask: Ask;
  readonly lookUp: Ask | undefined;
  readonly served: boolean;
  /** As `try` takes it. */
  readonly to: string;
  readonly port: number;
  readonly text: string;
}

function outcome({ ask, lookUp, served }: Attempt, passes: (ask: Ask) => boolean): Outcome {
  if (lookUp !== undefined && !passes(lookUp)) return "dns-timeout";
  if (!passes(ask)) return "timeout";
  return served ? "ok" : "refused";
}

function attempts({ world, random, target }: Game): readonly Attempt[] {
  const { scene } = world;
  const names = scene.pods.map(podName);
  return random.shuffle(scene.services.map(podName)).flatMap((to) => {
    const [namespace = "", name = ""] = to.split("/");
    const port = portOf(scene, to);
    if (port === undefined) return [];
    const service = renumbered(scene, to);
    if (target.kind === "service" && service === undefined) return [];
    const direct = target.kind === "pods" && random.chance(35);
    const idle = direct && random.chance(50);
    return random.shuffle(names.filter((from) => from !== to)).map((from): Attempt => {
      if (direct) {
        const at = idle ? IDLE_PORT : port;
        return {
          ask: { from, to, port: at, protocol: "TCP" },
          lookUp: undefined,
          served: !idle,
          to,
          port: at,
          text: `${endText(from)} calls ${endText(to)} by its address, on port ${at}. ${idle ? "Nothing listens there." : "The pod listens there."}`,
        };
      }
      const dialled = service?.port ?? port;
      return {
        ask: { from, to, port, protocol: "TCP", ...(service && { service }) },
        lookUp: dnsAsk(from),
        served: true,
        to: `${name}.${namespace}`,
        port: dialled,
        text: `${endText(from)} calls the Service by its name, as \`${name}.${namespace}:${dialled}\`.`,
      };
    });
  });
}

function attempted(game: Game, attempt: Attempt): Made | undefined {
  const { world, target, random, book } = game;
  const believed = (belief: Misconception): Outcome =>
    outcome(attempt, (ask) => world.believes(belief, ask));
  const right = outcome(attempt, (ask) => world.allows(ask));
  if (believed(target.belief) === right) return undefined;
  const wrong = wrongAnswers(game, right, believed) ?? [];
  const steps = [...(attempt.lookUp ? [attempt.lookUp] : []), attempt.ask];
  if (steps.some((ask) => world.hinges(ask))) return undefined;
  const shown = random.shuffle(OUTCOMES);
  const decides = right === "dns-timeout" ? (attempt.lookUp ?? attempt.ask) : attempt.ask;
  const beliefs = shown.map((one) => wrong.find(({ answer }) => answer === one)?.beliefs ?? []);
  return {
    question: {
      type: "outcome",
      stem: `${attempt.text} The plugin drops what is not allowed. How does the attempt end?`,
      options: shown.map((one, index) => {
        const text = TEXT[one];
        const [belief] = beliefs[index] ?? [];
        return belief === undefined
          ? { text }
          : { text, belief: belief.id, feedback: feedbackOf(book, belief.id) };
      }),
      answer: shown.indexOf(right),
      why: sentences(
        why(world.explain(decides)),
        right === "refused" ? "The packet arrives, and nothing listens on that port." : undefined,
      ),
    },
    services: attempt.lookUp !== undefined,
    checks: [
      `try ${attempt.ask.from} -> ${attempt.to}:${attempt.port} ${right}`,
      ...steps.map((ask) => checkOf(ask, world.allows(ask))),
    ],
    policies: world.scene.policies,
    answers: shown,
    beliefs: beliefs.map(idsOf),
  };
}

export const OUTCOME: Form = {
  name: "outcome",
  weight: 4,
  suits: ({ kind }) => kind !== "node",
  make: (game) => {
    for (const attempt of attempts(game)) {
      const made = attempted(game, attempt);
      if (made !== undefined) return made;
    }
    return undefined;
  },
};
