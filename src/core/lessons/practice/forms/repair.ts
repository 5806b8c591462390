/**
 * A right policy with one slip in it: mend the text, or pick the line to change. What is wanted is
 * given as connections; what mends it is whatever makes them so.
 */
import type { NetworkPolicy } from "../../../api/objects.ts";
import { MISCONCEPTIONS, type Misconception } from "../../misconceptions.ts";
import { allAsks, dnsAsk } from "../asks.ts";
import { feedbackOf, idsOf, sentences, type Form, type Game, type Made } from "../item.ts";
import { editText } from "../lineDiff.ts";
import { MUTATIONS, slipsOf } from "../mutations.ts";
import { policiesOf } from "../templates.ts";
import { bullets, endText, targetText, why } from "../words.ts";
import { checkOf, podName, type Ask, type World } from "../world.ts";
import { writeYaml } from "../yaml.ts";

/** Goals that the slip misses, and goals that it keeps. */
const MISSED = 2;
const KEPT = 3;

interface Goal {
  readonly ask: Ask;
  readonly passes: boolean;
}

interface Repair {
  readonly right: NetworkPolicy;
  readonly broken: NetworkPolicy;
  readonly world: World;
  readonly goals: readonly Goal[];
  /** Missed as it stands, and not noticed with the belief. */
  readonly missed: Goal;
}

function meets(world: World, goals: readonly Goal[], belief?: Misconception): boolean {
  return goals.every(({ ask, passes }) => {
    return (belief === undefined ? world.allows(ask) : world.believes(belief, ask)) === passes;
  });
}

/** Everything there is to ask, in the order of the seed, the target's kind first. */
function asksOf({ world, target, random }: Game): readonly Ask[] {
  const own = allAsks(world, target.kind, random);
  const pods = target.kind === "pods" ? [] : allAsks(world, "pods", random);
  return [...own, ...pods, ...world.scene.pods.map((pod) => dnsAsk(podName(pod)))];
}

/** How far a connection is from what the policy is about. */
function distance({ ground: { cast } }: Game, { from, to }: Ask): number {
  const near = (end: string): number => (end.startsWith(`${cast.home}/`) ? 0 : 1);
  const target = `${cast.target.namespace}/${cast.target.name}`;
  return to === target ? 0 : 1 + near(to) + near(from);
}

/** A policy that is right as it stands, though somebody with the belief would change it. */
function soundOf(game: Game): Repair | undefined {
  const { world, ground, target, random } = game;
  const [right] = policiesOf(random.pick(target.policies), ground, random);
  if (right === undefined) return undefined;
  const now = world.with([right]);
  const asks = asksOf(game).toSorted((a, b) => distance(game, a) - distance(game, b));
  const goals = asks.map((ask): Goal => ({ ask, passes: now.allows(ask) }));
  const doubted = goals.filter((goal) => !meets(now, [goal], target.belief));
  const [first] = doubted;
  if (first === undefined) return undefined;
  const chosen = doubted.slice(0, MISSED);
  const rest = goals.filter((goal) => !chosen.includes(goal));
  const other = rest.find(({ passes }) => passes !== first.passes);
  if (other === undefined) return undefined;
  const guards = [other, ...rest.filter((goal) => goal !== other)].slice(0, KEPT);
  const all = random.shuffle([...chosen, ...guards]);
  if (all.some(({ ask }) => now.hinges(ask))) return undefined;
  return { right, broken: right, world: now, goals: all, missed: first };
}

function repairOf(game: Game): Repair | undefined {
  const { world, ground, target, random } = game;
  for (const slip of random.shuffle(slipsOf(target.belief.flag))) {
    const names = slip.shows?.policies ?? [];
    for (const name of random.shuffle(names)) {
      const [right] = policiesOf([name], ground, random);
      const broken = right && slip.change(right, ground);
      if (right === undefined || broken === undefined) continue;
      const wanted = world.with([right]);
      const now = world.with([broken]);
      const missed: Goal[] = [];
      const kept: Goal[] = [];
      for (const ask of asksOf(game)) {
        const passes = wanted.allows(ask);
        // with the belief all is well
        if (now.believes(target.belief, ask) !== passes) continue;
        (now.allows(ask) === passes ? kept : missed).push({ ask, passes });
      }
      const [first] = missed;
      if (first === undefined) continue;
      const chosen = missed.slice(0, MISSED);
      const other = kept.find(({ passes }) => passes !== first.passes);
      if (other === undefined) continue;
      const near = kept.toSorted((a, b) => distance(game, a.ask) - distance(game, b.ask));
      const guard = near.find(({ passes }) => passes !== first.passes) ?? other;
      const guards = [guard, ...near.filter((goal) => goal !== guard)].slice(0, KEPT);
      const goals = random.shuffle([...chosen, ...guards]);
      if (goals.some(({ ask }) => now.hinges(ask) || wanted.hinges(ask))) continue;
      return { right, broken, world: now, goals, missed: first };
    }
  }
  return undefined;
}

const goalText = ({ ask, passes }: Goal): string =>
  `${endText(ask.from)} ${passes ? "reaches" : "does not reach"} ${targetText(ask)}.`;

const suits: Form["suits"] = ({ belief }) => slipsOf(belief.flag).length > 0;

function common(game: Game, { world, broken, goals, missed }: Repair) {
  return {
    lead: bullets(goals.map(goalText)),
    services: game.target.kind === "service",
    checks: goals.map(({ ask }) => checkOf(ask, world.allows(ask))),
    goal: goals.map(({ ask, passes }) => checkOf(ask, passes)),
    policies: [broken],
    why: why(world.explain(missed.ask)),
  };
}

export const FIX: Form = {
  name: "fix",
  weight: 3,
  suits,
  make: (game) => {
    const repair = repairOf(game);
    if (repair === undefined) return undefined;
    const { right, broken } = repair;
    const { why: because, lead: _, ...rest } = common(game, repair);
    return {
      question: {
        type: "fix",
        stem: "The policy is to do what the list says, and has a mistake. Mend it.",
        broken: `${writeYaml(broken)}\n`,
        goal: [...rest.goal],
        solution: `${writeYaml(right)}\n`,
        why: `As it stands: ${because}`,
      },
      ...rest,
      answers: [writeYaml(right)],
      beliefs: [[game.target.belief.id]],
    } satisfies Made;
  },
};

/** Of a hundred questions for the line to change, those in which nothing is wrong. */
const SOUND = 20;

interface Edit {
  readonly text: string;
  readonly yaml: string;
  readonly beliefs: readonly Misconception[];
  /** What is wrong afterwards, as a sentence. */
  readonly missed?: string;
}

/** Those who think that the goals are met, the wanted belief first. */
function believers(
  world: World,
  goals: readonly Goal[],
  wanted: Misconception,
): readonly Misconception[] {
  const all = MISCONCEPTIONS.filter((belief) => meets(world, goals, belief));
  return all.includes(wanted) ? [wanted, ...all.filter((belief) => belief !== wanted)] : all;
}

/** Edits that miss the goal, each another text. */
function wrongEdits(game: Game, { broken, right, goals }: Repair, count: number): readonly Edit[] {
  const { world, ground, random } = game;
  const before = writeYaml(broken);
  const found = new Map<string, Edit>();
  for (const { change } of random.shuffle(MUTATIONS)) {
    const edited = change(broken, ground);
    const yaml = edited && writeYaml(edited);
    if (edited === undefined || yaml === undefined || yaml === writeYaml(right)) continue;
    const text = editText(before, yaml);
    if (text === undefined || found.has(text)) continue;
    const there = world.with([edited]);
    const missed = goals.find((goal) => !meets(there, [goal]));
    if (missed === undefined) continue;
    found.set(text, {
      text,
      yaml,
      beliefs: believers(there, goals, game.target.belief),
      missed: `Then ${goalText({ ...missed, passes: !missed.passes })}`,
    });
    if (found.size === count) break;
  }
  return [...found.values()];
}

export const LINE: Form = {
  name: "line",
  weight: 3,
  suits: ({ belief }) => slipsOf(belief.flag).some(({ shows }) => shows?.large !== true),
  make: (game) => {
    const { random, target } = game;
    const sound = random.chance(SOUND);
    const repair = sound ? soundOf(game) : repairOf(game);
    if (repair === undefined) return undefined;
    const { right, broken, goals, world } = repair;
    const yaml = writeYaml(broken);
    const nothing: Edit = {
      text: "None: it does that already",
      yaml,
      beliefs: sound ? [] : believers(world, goals, target.belief),
    };
    const text = sound ? "" : editText(yaml, writeYaml(right));
    if (text === undefined) return undefined;
    const mended: Edit = { text, yaml: writeYaml(right), beliefs: [] };
    const key = sound ? nothing : mended;
    const others = wrongEdits(game, repair, sound ? 3 : 2);
    if (others.length < (sound ? 3 : 2)) return undefined;
    const options = random.shuffle(sound ? [nothing, ...others] : [mended, nothing, ...others]);
    const { why: because, lead, ...rest } = common(game, repair);
    return {
      question: {
        type: "single",
        stem: "The policy should do what the list says. Which line would you change?",
        options: options.map((option) => {
          const [belief] = option.beliefs;
          if (option === key) return { text: option.text };
          const feedback = sentences(option.missed, feedbackOf(game.book, belief?.id));
          return {
            text: option.text,
            ...(belief && { belief: belief.id }),
            ...(feedback !== "" && { feedback }),
          };
        }),
        answer: options.indexOf(key),
        why: sound ? because : `As it stands: ${because}`,
      },
      lead: [lead],
      ...rest,
      answers: options.map((option) => option.yaml),
      beliefs: options.map(({ beliefs }) => idsOf(beliefs)),
    } satisfies Made;
  },
};
