/** A lesson, step by step: open when it begins, done by its solution, fair, its predictions right. */
import type { CheckSource } from "../../lessons/checks/registry.ts";
import type { Lesson, LessonStep } from "../../lessons/schema/lesson.ts";
import type { ContentProblem } from "../../lessons/schema/read.ts";
import type { Done } from "../lessonWorld.ts";
import { policiesIn } from "../view.ts";
import { gives } from "./beliefs.ts";
import { enforces, unfair } from "./fairness.ts";
import { proveHints } from "./hints.ts";
import { faultOf, type CheckedLine, type Lab } from "./lab.ts";
import type { Ledger } from "./ledger.ts";
import type { Folder } from "./library.ts";
import { declaredBy, judgePrediction } from "./predictions.ts";
import { openAt, type Stage } from "./stage.ts";

/** Checks on what was done; they hold in no state by themselves. */
const isDeed = (source: CheckSource): boolean =>
  typeof source === "string" && /^(ran|answered) /.test(source);

/** The policies as one value: the same as long as none changed. */
const policyMap = ({ state }: Lab): unknown => state.objects.get("networking.k8s.io/NetworkPolicy");

export async function proveLesson(
  folder: Folder<Lesson>,
  stage: Stage,
  ledger: Ledger,
): Promise<void> {
  const { content } = folder;
  const { value } = content;
  const lab = await openAt(folder, stage, ledger);
  if (lab === undefined) return;
  try {
    const before: string[] = [];
    const fallen = new Set<number>();
    for (const [i, step] of value.steps.entries()) {
      if (i > 0 && !(await sameStart(folder, stage, ledger, lab, before, i))) return;
      await new StepProof(folder, i, lab, ledger, fallen).prove();
      before.push(...step.solution);
    }
  } finally {
    lab.close();
  }
}

/** The start that the page builds for somebody who opens the step directly is the one here. */
async function sameStart(
  folder: Folder<Lesson>,
  stage: Stage,
  ledger: Ledger,
  lab: Lab,
  before: readonly string[],
  index: number,
): Promise<boolean> {
  const direct = await openAt(folder, stage, ledger, { before, path: `steps[${index}]` });
  if (direct === undefined) return false;
  const seen = ({ state }: Lab): string =>
    JSON.stringify([
      state.plugin,
      policiesIn(state).map(({ metadata, spec }) => [metadata.namespace, metadata.name, spec]),
    ]);
  const same = seen(direct) === seen(lab);
  direct.close();
  if (same) ledger.prove("starts");
  else {
    const message = "opened directly, the step does not begin where the one before it ends";
    ledger.fault(folder.content.problem(`steps[${index}]`, message));
  }
  return same;
}

class StepProof {
  readonly #folder: Folder<Lesson>;
  readonly #path: string;
  readonly #step: LessonStep;
  readonly #lab: Lab;
  readonly #ledger: Ledger;
  readonly #checks: readonly CheckSource[];
  readonly #logFrom: number;
  readonly #fallen: Set<number>;

  /** @param fallen guards of the lesson that an earlier step broke */
  constructor(
    folder: Folder<Lesson>,
    index: number,
    lab: Lab,
    ledger: Ledger,
    fallen: Set<number>,
  ) {
    const step = folder.content.value.steps[index];
    if (step === undefined) throw new RangeError(`no step ${index}`);
    this.#fallen = fallen;
    this.#folder = folder;
    this.#path = `steps[${index}]`;
    this.#step = step;
    this.#lab = lab;
    this.#ledger = ledger;
    this.#checks = step.checks ?? [];
    this.#logFrom = lab.session.log.length;
  }

  async prove(): Promise<void> {
    const lab = this.#lab;
    const open = this.#unmet(lab, false);
    const isOpen = this.#ledger.expect("stepsOpen", open.length > 0, () =>
      this.#problem(".checks", "all checks hold before the step begins"),
    );
    if (isOpen) await this.#hints();
    await this.#offered();
    const { objects, plugin } = lab.state;
    const policies = policyMap(lab);
    if (!(await this.#solved())) return;
    const changed = lab.state.objects !== objects || lab.state.plugin !== plugin;
    const seen = !changed || open.some(({ source }) => !isDeed(source));
    if (isOpen && !seen)
      this.#fault(".checks", "no check sees what the solution changes; add one that does");
    this.#guards();
    if (isOpen && seen && policyMap(lab) !== policies) this.#fair();
    this.#predicted();
  }

  async #hints(): Promise<void> {
    const { task, hints, solution } = this.#step;
    const { content } = this.#folder;
    const path = `${this.#path}.hints`;
    const hinted = { content, path, task, hints, solution, checks: this.#checks };
    await proveHints(hinted, this.#lab, this.#ledger);
  }

  /** Types the solution; do all checks hold then? */
  async #solved(): Promise<boolean> {
    for (const [i, command] of this.#step.solution.entries()) {
      const fault = faultOf(await this.#lab.type(command));
      if (fault !== undefined) this.#fault(`.solution[${i}]`, `cannot be run: ${fault}`);
    }
    const unmet = this.#unmet(this.#lab, true);
    for (const { index, text } of unmet)
      this.#fault(`.checks[${index}]`, `does not hold after the solution: ${text}`);
    if (unmet.length === 0) this.#ledger.prove("stepsDone");
    return unmet.length === 0;
  }

  /** Offered commands run; a worked example with a gap does not solve the step by itself. */
  async #offered(): Promise<void> {
    const { commands = [], labels } = this.#step;
    if (commands.length === 0) return;
    const fork = this.#lab.fork();
    for (const [i, command] of commands.entries()) {
      const ran = await fork.type(command);
      // a gap is there to be filled: what kubectl says to it is part of the lesson
      const fault = labels === "one-blank" ? undefined : faultOf(ran);
      if (fault !== undefined) this.#fault(`.commands[${i}]`, `cannot be run: ${fault}`);
    }
    if (labels === "one-blank") {
      this.#ledger.expect("blanks", this.#unmet(fork, true).length > 0, () =>
        this.#problem(".labels", "the example solves the step as it lies there; where is its gap?"),
      );
    }
    fork.close();
  }

  #guards(): void {
    const { keep = [] } = this.#folder.content.value;
    for (const [i, { holds, text }] of this.#lab.run(keep).entries()) {
      if (this.#fallen.has(i)) continue; // said by the step that broke it
      if (!holds) this.#fallen.add(i);
      this.#ledger.expect("guards", holds, () =>
        this.#folder.content.problem(`keep[${i}]`, `broken by step ${this.#step.id}: ${text}`),
      );
    }
  }

  #fair(): void {
    const world = this.#lab.world(this.#done(true));
    if (!enforces(world)) return;
    const { open, shut } = unfair(world, [
      ...this.#checks,
      ...(this.#folder.content.value.keep ?? []),
    ]);
    this.#ledger.expect("noFree", !open, () =>
      this.#problem(".checks", "allowing everything meets them: add a flow that must be blocked"),
    );
    this.#ledger.expect("noWall", !shut, () =>
      this.#problem(".checks", "denying everything meets them: add a flow that must pass"),
    );
  }

  #predicted(): void {
    const { predict } = this.#step;
    if (predict === undefined) return;
    const faults = judgePrediction(predict, this.#lab);
    if (faults === undefined) this.#ledger.prove("predictionsStated");
    else if (faults.length === 0) this.#ledger.prove("predictions");
    else for (const { at, message } of faults) this.#fault(`.predict${at}`, message);
    if (!("options" in predict)) return;
    const checks = declaredBy(predict);
    for (const belief of predict.beliefs ?? []) {
      if (belief === null) continue;
      const given = gives(belief, this.#lab.world(), { checks });
      this.#ledger.prove(given === true ? "beliefs" : "beliefsStated");
    }
  }

  /** What was done in the step; with its questions answered, or not yet. */
  #done(answered: boolean): Done {
    const { id, questions = [] } = this.#step;
    const answers = new Map(answered ? [id, ...questions].map((name) => [name, true]) : []);
    return { logFrom: this.#logFrom, answers };
  }

  #unmet(lab: Lab, answered: boolean): readonly (CheckedLine & { readonly index: number })[] {
    return lab
      .run(this.#checks, this.#done(answered))
      .map((line, index) => ({ ...line, index }))
      .filter(({ holds }) => !holds);
  }

  #problem(at: string, message: string): ContentProblem {
    return this.#folder.content.problem(`${this.#path}${at}`, message);
  }

  #fault(at: string, message: string): void {
    this.#ledger.fault(this.#problem(at, message));
  }
}
