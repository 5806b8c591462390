/** An item from its seed: the same for ever. */
import type { BookEntry, Question } from "../schema/quiz.ts";
import { CLAIM } from "./forms/claim.ts";
import { MATRIX } from "./forms/matrix.ts";
import { OUTCOME } from "./forms/outcome.ts";
import { FIX, LINE } from "./forms/repair.ts";
import { WHO, WHOM } from "./forms/sets.ts";
import { SPOT } from "./forms/spot.ts";
import type { Form, Made, PracticeItem } from "./item.ts";
import { Random } from "./random.ts";
import { clusterYaml, drawGround, policiesYaml } from "./scene.ts";
import { readSeed } from "./seed.ts";
import type { Target } from "./targets.ts";
import { OTHERS, policiesOf, type TemplateName } from "./templates.ts";
import { numberedBlock, paragraph, picture, yamlBlock } from "./words.ts";
import { World } from "./world.ts";

/** A new one is a file and a line here; but it changes what seeds give (see `seed.ts`). */
export const FORMS: readonly Form[] = [WHO, WHOM, CLAIM, MATRIX, OUTCOME, SPOT, FIX, LINE];

/** Scenes that are drawn for a form before another form is tried. */
const DRAWS = 12;
const MAX_POLICIES = 3;

/** Thrown for a text that is no seed of one item. */
export class SeedError extends Error {
  override readonly name = "SeedError";
}

/**
 * @param seed of one item, as `seedOf` makes it
 * @param book the words about beliefs, for the feedback
 * @throws SeedError
 */
export function practiceItem(seed: string, book: readonly BookEntry[]): PracticeItem {
  const read = readSeed(seed);
  if (!read.ok || read.seed.count !== undefined) {
    throw new SeedError(`“${seed}” is no seed of an item`);
  }
  const random = new Random(seed);
  const target = random.pick(read.seed.targets);
  for (const form of formsFor(target, random)) {
    for (let draw = 0; draw < DRAWS; draw++) {
      const found = attempt(target, form, random, book);
      if (found !== undefined) return itemOf(seed, target, form, found);
    }
  }
  throw new SeedError(`“${seed}” gives no item`);
}

/** The forms that suit, in a random order in which heavier ones tend to come first. */
function formsFor(target: Target, random: Random): readonly Form[] {
  const rest = FORMS.filter((form) => form.suits(target));
  const out: Form[] = [];
  while (rest.length > 0) {
    const drawn = random.pick(rest.flatMap((form) => Array<Form>(form.weight).fill(form)));
    out.push(...rest.splice(rest.indexOf(drawn), 1));
  }
  return out;
}

interface Found {
  readonly made: Made;
  readonly world: World;
}

function attempt(
  target: Target,
  form: Form,
  random: Random,
  book: readonly BookEntry[],
): Found | undefined {
  const ground = drawGround(random, { capital: target.capital === true });
  const { cast: _, ...objects } = ground;
  const names = drawPolicies(target, form.policies ?? 1, random);
  const world = new World({ ...objects, policies: policiesOf(names, ground, random) });
  const made = form.make({ world, ground, target, random, book });
  return made && { made, world };
}

/** The policies in which the belief shows, and others around them. */
function drawPolicies(target: Target, least: number, random: Random): TemplateName[] {
  const own = random.pick(target.policies);
  const wanted = Math.max(least, Math.min(MAX_POLICIES, own.length + random.below(3)));
  const others = random
    .shuffle(OTHERS.filter((name) => !own.includes(name)))
    .slice(0, wanted - own.length);
  // what comes last matters to one belief
  return random.chance(50) ? [...others, ...own] : [...own, ...others];
}

/** By points, see `levelOf`. */
const LEVELS = ["beginner", "CKAD", "CKAD", "CKA", "CKS"] as const;

/** By what has to be kept in mind at once. */
function levelOf(form: Form, { policies }: Made, world: World): Question["level"] {
  const spans = new Set(world.scene.pods.map(({ metadata }) => metadata.namespace)).size > 2;
  const hard = form.name === "claim" ? 0 : form.name === "fix" || form.name === "spot" ? 2 : 1;
  const points = hard + Math.max(0, policies.length - 1) + (spans ? 1 : 0);
  return LEVELS[points] ?? "CKS";
}

function itemOf(seed: string, target: Target, form: Form, { made, world }: Found): PracticeItem {
  const { question, lead = [], services = false, checks, goal, policies, answers, beliefs } = made;
  const yaml = policiesYaml(policies);
  const common = {
    id: `gen:${seed}`,
    lesson: target.lesson,
    topic: target.topic,
    level: levelOf(form, made, world),
    verify: { cluster: "empty", policies: yaml, checks: [...checks] },
  };
  return {
    seed,
    form: form.name,
    target,
    question: { ...common, ...question },
    stem: [
      paragraph(question.stem),
      ...lead,
      // these two show the policies themselves: to be picked, to be edited
      ...(question.type === "fix" || question.type === "spot"
        ? []
        : [form.name === "line" ? numberedBlock(yaml) : yamlBlock(yaml)]),
    ],
    picture: picture(world.scene, services),
    cluster: clusterYaml(world.scene),
    policies: yaml,
    ...(goal && { goal }),
    answers,
    beliefs,
  };
}
