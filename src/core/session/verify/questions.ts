/** Questions: is the declared answer what the lab computes, and is every other one wrong? */
import type { CheckSource } from "../../lessons/checks/registry.ts";
import type { Question } from "../../lessons/schema/quiz.ts";
import type { Content, ContentProblem } from "../../lessons/schema/read.ts";
import { BeginError } from "../begin.ts";
import { gives } from "./beliefs.ts";
import { enforces, unfair } from "./fairness.ts";
import type { Lab } from "./lab.ts";
import type { Ledger } from "./ledger.ts";
import type { Stage } from "./stage.ts";

type Verify = NonNullable<Question["verify"]>;

/** Proves one question of a bank; its names have been proven before. */
export async function proveQuestion(
  content: Content<unknown>,
  index: number,
  question: Question,
  stage: Stage,
  ledger: Ledger,
): Promise<void> {
  const path = `questions[${index}]`;
  const problem = (at: string, message: string): ContentProblem =>
    content.problem(`${path}${at}`, message);
  const { verify } = question;
  if (verify === undefined) {
    ledger.prove("questionsStated");
    for (const option of wrongOptions(question))
      if (option.belief !== undefined) ledger.prove("beliefsStated");
    return;
  }
  if (!stage.has(verify.cluster)) return; // the cluster has a fault of its own
  const proof = new QuestionProof(question, verify, stage, ledger, problem);
  try {
    await proof.prove();
  } catch (error) {
    if (!(error instanceof BeginError)) throw error;
    const message = `the scenario cannot be built: ${error.message.replaceAll("\n", " ")}`;
    ledger.fault(problem(".verify", message));
  }
}

interface WrongOption {
  readonly index: number;
  readonly belief?: string | undefined;
  readonly claims?: readonly CheckSource[] | undefined;
  readonly example?: false | undefined;
}

function wrongOptions(question: Question): readonly WrongOption[] {
  if (!("options" in question)) return [];
  const keys: readonly number[] = "answers" in question ? question.answers : [question.answer];
  if (question.type === "spot")
    return question.options
      .map(({ belief }, index) => ({ index, belief }))
      .filter(({ index }) => !keys.includes(index));
  return question.options
    .map(({ belief, claims, example }, index) => ({ index, belief, claims, example }))
    .filter(({ index }) => !keys.includes(index));
}

class QuestionProof {
  readonly #question: Question;
  readonly #verify: Verify;
  readonly #stage: Stage;
  readonly #ledger: Ledger;
  readonly #problem: (at: string, message: string) => ContentProblem;

  constructor(
    question: Question,
    verify: Verify,
    stage: Stage,
    ledger: Ledger,
    problem: (at: string, message: string) => ContentProblem,
  ) {
    this.#question = question;
    this.#verify = verify;
    this.#stage = stage;
    this.#ledger = ledger;
    this.#problem = problem;
  }

  async prove(): Promise<void> {
    const question = this.#question;
    const lab = await this.#open(this.#verify.policies);
    try {
      const right = this.#holds(lab, this.#verify.checks, ".verify.checks");
      const own = question.type === "matrix" ? this.#holds(lab, question.cells, ".cells") : true;
      const key = await this.#key(lab);
      if (right && own && key) this.#ledger.prove("questions");
      this.#options(lab);
    } finally {
      lab.close();
    }
  }

  async #open(policies: string | undefined): Promise<Lab> {
    const { cluster, plugin, commands = [] } = this.#verify;
    const lab = await this.#stage.open(cluster, { files: {}, start: { plugin }, policies });
    for (const command of commands) {
      const { code, err } = await lab.type(command);
      if (code !== 0) throw new BeginError(`${command}: ${err.trim()}`);
    }
    return lab;
  }

  #holds(lab: Lab, checks: readonly CheckSource[], at: string): boolean {
    const unmet = lab.run(checks).flatMap(({ holds, text }, i) => (holds ? [] : [{ i, text }]));
    for (const { i, text } of unmet)
      this.#ledger.fault(this.#problem(`${at}[${i}]`, `the declared answer is not so: ${text}`));
    return unmet.length === 0;
  }

  /** What the type of question lets compute beyond the checks. */
  async #key(lab: Lab): Promise<boolean> {
    const question = this.#question;
    if (question.type === "spot") return this.#spot(lab, question);
    if (question.type === "fix") return this.#fix(question);
    if (question.type === "outcome" && question.attempt !== undefined)
      return this.#outcome(lab, question, question.attempt);
    return true;
  }

  /** Each named policy is taken away: does the verdict on the flow change? */
  async #spot(lab: Lab, question: Question & { readonly type: "spot" }): Promise<boolean> {
    const passes = `reach ${question.flow} allow`;
    const before = lab.run([passes])[0]?.holds;
    const decisive: boolean[] = [];
    for (const { policy } of question.options) {
      const [namespace = "", name = ""] = policy.split("/");
      const fork = lab.fork();
      const { code, err } = await fork.type(`kubectl delete networkpolicy ${name} -n ${namespace}`);
      if (code !== 0) throw new BeginError(err.trim());
      decisive.push(fork.run([passes])[0]?.holds !== before);
      fork.close();
    }
    const wanted = question.find !== "not-needed";
    const right = decisive.flatMap((changes, i) => (changes === wanted ? [i] : []));
    if (right.length === 1 && right[0] === question.answer) {
      this.#ledger.prove("options", question.options.length - 1);
      return true;
    }
    const said = right.length === 0 ? "none" : right.join(", ");
    const message = `declared ${question.answer}, computed ${said}`;
    this.#ledger.fault(this.#problem(".answer", message));
    return false;
  }

  async #fix(question: Question & { readonly type: "fix" }): Promise<boolean> {
    const broken = await this.#open(question.broken);
    const isBroken = broken.run(question.goal).some(({ holds }) => !holds);
    broken.close();
    if (!isBroken) this.#ledger.fault(this.#problem(".broken", "the goal holds: nothing is broken"));
    const mended = await this.#open(question.solution);
    const unmet = mended.run(question.goal).filter(({ holds }) => !holds);
    for (const { text } of unmet)
      this.#ledger.fault(this.#problem(".solution", `does not reach the goal: ${text}`));
    let fair = true;
    if (unmet.length === 0 && enforces(mended.world())) {
      const { open, shut } = unfair(mended.world(), question.goal);
      fair = this.#ledger.expect("noFree", !open, () => this.#problem(".goal", "allowing everything reaches it")) && fair;
      fair = this.#ledger.expect("noWall", !shut, () => this.#problem(".goal", "denying everything reaches it")) && fair;
    }
    mended.close();
    return isBroken && unmet.length === 0 && fair;
  } // prettier-ignore

  /** The command is run. Where the options quote messages, the right one, and no other, is said. */
  async #outcome(
    lab: Lab,
    question: Question & { readonly type: "outcome" },
    attempt: string,
  ): Promise<boolean> {
    const fork = lab.fork();
    const { out, err } = await fork.type(attempt);
    fork.close();
    const said = `${out}\n${err}`.toLowerCase();
    const quoted = question.options.flatMap(({ text }, i) =>
      said.includes(text.replaceAll("`", "").toLowerCase()) ? [i] : [],
    );
    if (quoted.length === 0) return true; // the options say what happened, not what was printed
    if (quoted.length === 1 && quoted[0] === question.answer) {
      this.#ledger.prove("options", question.options.length - 1);
      return true;
    }
    const message = `declared ${question.answer}, the command says ${quoted.join(", ")}`;
    this.#ledger.fault(this.#problem(".answer", message));
    return false;
  }

  /** Claims of the right options hold and those of the others do not; beliefs give their option. */
  #options(lab: Lab): void {
    const question = this.#question;
    if (!("options" in question) || question.type === "spot") return;
    const world = lab.world();
    const wrong = wrongOptions(question);
    for (const [i, option] of question.options.entries()) {
      const { claims } = option;
      if (claims === undefined) continue;
      const isWrong = wrong.some(({ index }) => index === i);
      const holds = lab.run(claims).every((line) => line.holds);
      if (holds === !isWrong) {
        if (isWrong) this.#ledger.prove("options");
        continue;
      }
      const message = isWrong
        ? "what this option says is so"
        : "what the right option says is not so";
      this.#ledger.fault(this.#problem(`.options[${i}].claims`, message));
    }
    for (const { index, belief, claims, example } of wrong) {
      if (belief === undefined) continue;
      // the belief leads to this option by a way that its evaluator does not go
      const given =
        example === false
          ? undefined
          : gives(belief, world, { claims, checks: this.#verify.checks });
      if (given === true) this.#ledger.prove("beliefs");
      else if (given === false && claims !== undefined) {
        const message = `the evaluator of ${belief} does not give this option`;
        this.#ledger.fault(this.#problem(`.options[${index}]`, message));
      } else this.#ledger.prove("beliefsStated");
    }
  }
}
