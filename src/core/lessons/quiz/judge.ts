/**
 * Judges an answer to a question of any type. What is right was proven when the bank was built;
 * what an answer would mean is computed on the question's cluster, where there is one.
 */
import { explain } from "../../netpol/explain.ts";
import { explanationLines } from "../../netpol/words.ts";
import { readCheck, runChecks, type CheckSource } from "../checks/registry.ts";
import type { Question } from "../schema/quiz.ts";
import type { Given, Judgement, Part, QuestionWorld, Trace, YamlProblem } from "./answer.ts";
import {
  beliefBehind,
  counterexample,
  endName,
  flowOf,
  flowsOf,
  targetName,
  type NamedFlow,
} from "./counterexample.ts";

type Of<T extends Question["type"]> = Question & { readonly type: T };
type Answer<K extends Given["kind"]> = (Given & { readonly kind: K }) | undefined;

/** What a type of question makes of an answer; the rest is the same for all. */
interface Found {
  readonly score: number;
  readonly parts: readonly Part[];
  readonly belief?: string | undefined;
  readonly feedback?: string | undefined;
  readonly problems?: readonly YamlProblem[];
  /** The belief's counterexample would not be about what was answered. */
  readonly unlike?: boolean;
  /** The connection that decides, where there is one. */
  readonly about?: NamedFlow | undefined;
  /** The cluster on which that is to be seen, where it is not the question's. */
  readonly seenOn?: QuestionWorld;
}

/**
 * @param given undefined, or of another kind than the question asks for: not answered
 * @param world the question's cluster; without it there is no trace, no counterexample, and a fix
 * is wrong
 */
export function judge(
  question: Question,
  given: Given | undefined,
  world?: QuestionWorld,
): Judgement {
  const found = find(question, given, world);
  const { score, parts, belief, feedback, problems, about, seenOn, unlike = false } = found;
  const right = score === 1;
  const flows = flowsOf(checksOf(question));
  const shown =
    world === undefined || right || belief === undefined || unlike
      ? undefined
      : counterexample(seenOn ?? world, belief, about === undefined ? flows : [about, ...flows]);
  const trace = traceOf(seenOn ?? world, shown ?? about ?? flows[0]);
  return {
    right,
    score,
    parts,
    reason: question.why,
    ...(!right && belief !== undefined && { belief }),
    ...(feedback !== undefined && { feedback }),
    ...(problems !== undefined && { problems }),
    ...(shown !== undefined && { counterexample: shown }),
    ...(trace !== undefined && { trace }),
  };
}

/** Everything a question declares to hold, its own lists first. */
function checksOf(question: Question): readonly CheckSource[] {
  const own =
    question.type === "matrix" ? question.cells : question.type === "fix" ? question.goal : [];
  const flow = question.type === "spot" ? [`reach ${question.flow} allow`] : [];
  return [...own, ...flow, ...(question.verify?.checks ?? [])];
}

function traceOf(
  world: QuestionWorld | undefined,
  named: NamedFlow | undefined,
): Trace | undefined {
  if (world === undefined || named === undefined) return undefined;
  const flow = flowOf(world, named);
  if (flow === undefined) return undefined;
  const port = named.protocol === "TCP" ? named.port : `${named.port}/${named.protocol}`;
  return {
    title: `${named.from} → ${named.to}:${port}`,
    lines: explanationLines(explain(world.world.network, flow)),
  };
}

function find(
  question: Question,
  given: Given | undefined,
  world: QuestionWorld | undefined,
): Found {
  const as = <K extends Given["kind"]>(kind: K): Answer<K> =>
    given?.kind === kind ? (given as Answer<K>) : undefined;
  switch (question.type) {
    case "single":
    case "outcome":
      return chosen(question, as("option"), world);
    case "spot":
      return spotted(question, as("option"));
    case "multi":
      return several(question, as("options"));
    case "matrix":
      return cells(question, as("cells"), world);
    case "fix":
      return fixed(question, as("yaml"), world);
    case "order":
      return ordered(question, as("order"));
    case "match":
      return matched(question, as("pairs"));
    case "fill":
      return filled(question, as("text"));
  }
}

const whole = (right: boolean): number => (right ? 1 : 0);

function chosen(
  question: Of<"single" | "outcome">,
  given: Answer<"option">,
  world: QuestionWorld | undefined,
): Found {
  const option = given && question.options[given.option];
  return {
    unlike: option?.example === false,
    score: whole(given?.option === question.answer),
    parts: question.options.map((_, index) => ({ right: index === question.answer })),
    belief: option?.belief,
    feedback: option?.feedback,
    about: world && refuted(option?.claims ?? [], world),
  };
}

/** The connection of the first claim that does not hold. */
function refuted(claims: readonly CheckSource[], { world }: QuestionWorld): NamedFlow | undefined {
  const claim = claims.find((source) => !readCheck(source).run(world).holds);
  return claim === undefined ? undefined : flowsOf([claim])[0];
}

function spotted(question: Of<"spot">, given: Answer<"option">): Found {
  const option = given && question.options[given.option];
  return {
    score: whole(given?.option === question.answer),
    parts: question.options.map((_, index) => ({ right: index === question.answer })),
    belief: option?.belief,
    about: flowsOf([`reach ${question.flow} allow`])[0],
  };
}

/**
 * Hits are worth as much as false alarms cost, so that choosing all and choosing none both score
 * nothing (Youden's index).
 */
function several(question: Of<"multi">, given: Answer<"options">): Found {
  const picked = new Set(given?.options);
  const keys = new Set(question.answers);
  const others = question.options.length - keys.size;
  const hits = question.answers.filter((index) => picked.has(index)).length;
  const alarms = question.options.filter((_, i) => picked.has(i) && !keys.has(i)).length;
  const score = hits / keys.size - (others === 0 ? 0 : alarms / others);
  const wrong = question.options.find((_, i) => picked.has(i) && !keys.has(i));
  const missed = question.options.find((_, i) => !picked.has(i) && keys.has(i));
  return {
    score: Math.max(0, score),
    parts: question.options.map(({ feedback }, index) => {
      const right = picked.has(index) === keys.has(index);
      const text = right ? undefined : keys.has(index) ? "This one belongs to it." : feedback;
      return { right, ...(text !== undefined && { text }) };
    }),
    belief: wrong?.belief,
    unlike: wrong?.example === false,
    feedback: wrong?.feedback ?? (missed && `You left one out: ${missed.text}.`),
  };
}

function cells(
  question: Of<"matrix">,
  given: Answer<"cells">,
  world: QuestionWorld | undefined,
): Found {
  const checks = question.cells.map(readCheck);
  const keys = checks.map(({ flow }) => flow?.want === "allow");
  const answers = keys.map((_, index) => given?.cells[index] ?? null);
  const rights = keys.map((key, index) => answers[index] === key);
  const first = rights.indexOf(false);
  const about = first < 0 ? undefined : checks[first]?.flow;
  const flows = flowsOf(question.cells);
  const complete = answers.flatMap((answer) => answer ?? []);
  const behind =
    world === undefined || complete.length < keys.length
      ? undefined
      : beliefBehind(world, flows, complete);
  return {
    score: rights.filter(Boolean).length / keys.length,
    parts: rights.map((right) => ({ right })),
    belief: behind?.id,
    feedback:
      about === undefined
        ? undefined
        : cellFeedback(about, answers[first] ?? null, keys[first] === true, world),
    about,
  };
}

/** "grafana to store on 80 passes." and the gate that says so. */
function cellFeedback(
  flow: NamedFlow,
  said: boolean | null,
  passes: boolean,
  world: QuestionWorld | undefined,
): string {
  const port = flow.protocol === "TCP" ? String(flow.port) : `${flow.protocol} ${flow.port}`;
  const names =
    world === undefined
      ? `${flow.from} to ${flow.to} on ${port}`
      : `${endName(world, flow.from)} to ${targetName(world, flow)}`;
  const what = `${names} ${passes ? "passes" : "does not pass"}${said === null ? "; you left it open" : ""}.`;
  const why = world && gateSentence(world, flow);
  return why === undefined ? what : `${what} ${why}`;
}

/** The gate that drops the connection, or that lets it through by a rule; else that none is guarded. */
function gateSentence(world: QuestionWorld, named: NamedFlow): string | undefined {
  const flow = flowOf(world, named);
  if (flow === undefined) return undefined;
  const explanation = explain(world.world.network, flow);
  const { egress, ingress } = explanation.verdict;
  const [out, into] = explanationLines(explanation);
  if (!egress.allowed) return out?.text;
  if (!ingress.allowed || ingress.reason === "matched-rule") return into?.text;
  if (egress.reason === "matched-rule") return out?.text;
  return `No policy guards the way out of ${endName(world, named.from)} or into ${endName(world, named.to)}.`;
}

function fixed(
  question: Of<"fix">,
  given: Answer<"yaml">,
  world: QuestionWorld | undefined,
): Found {
  const goal = question.goal.map(readCheck);
  const none = { score: 0, parts: goal.map(({ text }) => ({ right: false, text: `${text}.` })) };
  if (given === undefined || world === undefined) return none;
  const edited = world.withPolicies(given.text);
  if (!edited.ok) {
    const [first] = edited.problems;
    const feedback =
      first === undefined
        ? "The API server does not take this YAML."
        : `Line ${first.line}: ${first.message}`;
    return { ...none, feedback, problems: edited.problems };
  }
  const results = runChecks(goal, edited.world.world);
  const first = results.findIndex(({ holds }) => !holds);
  const flows = flowsOf(question.goal);
  const wanted = goal.flatMap(({ flow }) => (flow === undefined ? [] : [flow.want === "allow"]));
  // somebody with that belief thinks that this text reaches the goal
  const behind =
    first < 0 || flows.length < goal.length ? undefined : beliefBehind(edited.world, flows, wanted);
  return {
    // the broken text itself reaches most of the goal: a part of it is worth nothing
    score: whole(first < 0),
    parts: results.map(({ holds, text }, index) => ({
      right: holds,
      text: holds ? `${goal[index]?.text ?? ""}.` : `${goal[index]?.text ?? ""}: ${text}`,
    })),
    belief: behind?.id,
    feedback: first < 0 ? undefined : `${goal[first]?.text ?? ""}. ${results[first]?.text ?? ""}`,
    about: first < 0 ? flows[0] : goal[first]?.flow,
    seenOn: edited.world,
  };
}

/** The longest run of steps that follow each other as they should; a single step is no run. */
function ordered(question: Of<"order">, given: Answer<"order">): Found {
  const { items } = question;
  const order = items.map((_, place) => given?.items[place] ?? -1);
  const complete = items.every((_, item) => order.includes(item));
  let longest = 1;
  let run = 1;
  for (let place = 1; place < order.length; place++) {
    run = order[place] === (order[place - 1] ?? -1) + 1 ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  const first = order.findIndex((item, place) => item !== place);
  const score = complete ? (longest - 1) / (items.length - 1) : 0;
  return {
    score,
    parts: order.map((item, place) => ({ right: item === place })),
    feedback:
      first < 0 || !complete ? undefined : `Step ${first + 1} should be: ${items[first] ?? ""}.`,
  };
}

/** Rights that say the same are the same, whichever of them was chosen. */
function matched({ pairs }: Of<"match">, given: Answer<"pairs">): Found {
  const chosenText = pairs.map((_, index) => pairs[given?.rights[index] ?? -1]?.right);
  const rights = pairs.map(({ right }, index) => chosenText[index] === right);
  const first = pairs[rights.indexOf(false)];
  return {
    score: rights.filter(Boolean).length / pairs.length,
    parts: rights.map((right, index) => ({
      right,
      ...(!right && { text: `It is: ${pairs[index]?.right ?? ""}.` }),
    })),
    feedback: first && `${first.left} goes with: ${first.right}.`,
  };
}

/** Without blanks, quotes and backticks; upper and lower case differ, as they do in Kubernetes. */
export function normaliseFill(text: string): string {
  return text.slice(0, 400).replaceAll(/[\s"'`“”‘’]/g, "");
}

function filled(question: Of<"fill">, given: Answer<"text">): Found {
  const text = normaliseFill(given?.text ?? "");
  const right = question.accept.some((accepted) => normaliseFill(accepted) === text);
  const [first] = question.accept;
  return {
    score: whole(right),
    parts: [{ right }],
    feedback: right ? undefined : `The answer is \`${first ?? ""}\`.`,
  };
}
