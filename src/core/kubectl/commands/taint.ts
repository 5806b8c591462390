import type { JsonObject } from "../../api/json.ts";
import { objectsAt, stringAt, withAt } from "../../cluster/values.ts";
import { twoWayPatch } from "../apply/strategic.ts";
import { labelKeyErrors, labelValueErrors } from "../../api/labels.ts";
import { completeTypeAndName } from "../candidates.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError, UsageError } from "../errors.ts";
import {
  DRY_RUN_FLAG,
  fieldManagerFlag,
  printFlags,
  SELECTOR_FLAG,
  VALIDATE_FLAG,
} from "../flagsets.ts";
import { fields, someText } from "../generators/fields.ts";
import { ALL_FLAG, dryRunOf } from "../write/flags.ts";
import { resultPrinter } from "../write/output.ts";
import { patchObject } from "../write/rest.ts";
import { findTargets } from "../write/targets.ts";

export const taint: Command = {
  name: "taint",
  use: "taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N",
  short: "Update the taints on one or more nodes",
  long: "Add or remove taints: marks that keep pods off a node unless they tolerate them. The effect is NoSchedule, PreferNoSchedule or NoExecute; a - at the end removes the taint.",
  examples: `# No pods without a toleration
kubectl taint nodes kind-worker dedicated=special:NoSchedule

# Remove it
kubectl taint nodes kind-worker dedicated:NoSchedule-`,
  flags: [
    ALL_FLAG,
    DRY_RUN_FLAG,
    fieldManagerFlag("kubectl-taint"),
    { name: "overwrite", type: "bool", usage: "Allow taints that are there to be replaced." },
    SELECTOR_FLAG,
    VALIDATE_FLAG,
    ...printFlags(),
  ],
  complete: completeTypeAndName(["node"]),
  run: runTaint,
};

interface Taint {
  readonly key: string;
  readonly value: string;
  /** Empty in removals: all effects. */
  readonly effect: string;
}

const EFFECTS = new Set(["NoSchedule", "PreferNoSchedule", "NoExecute"]);

function parseTaint(text: string): Taint {
  const [head = "", effect = "", more] = text.split(":");
  if (more !== undefined) throw new CommandError(`invalid taint spec: ${text}`);
  const [key = "", value = "", rest] = head.split("=");
  if (rest !== undefined) throw new CommandError(`invalid taint spec: ${text}`);
  const errors = [...labelKeyErrors(key), ...labelValueErrors(value)];
  if (errors.length > 0)
    throw new CommandError(`invalid taint spec: ${text}, ${errors.join("; ")}`);
  if (effect !== "" && !EFFECTS.has(effect)) {
    throw new CommandError(`invalid taint effect: ${effect}, unsupported taint effect`);
  }
  return { key, value, effect };
}

function parseTaints(texts: readonly string[]): {
  add: readonly Taint[];
  remove: readonly Taint[];
} {
  const add: Taint[] = [];
  const remove: Taint[] = [];
  for (const text of texts) {
    if (text.endsWith("-")) remove.push(parseTaint(text.slice(0, -1)));
    else {
      const one = parseTaint(text);
      if (one.effect === "") throw new CommandError(`invalid taint spec: ${text}`);
      if (add.some((other) => other.key === one.key && other.effect === one.effect)) {
        throw new CommandError(`duplicated taints with the same key and effect: ${text}`);
      }
      add.push(one);
    }
  }
  return { add, remove };
}

async function runTaint(context: CommandContext): Promise<number> {
  const { flags, args, path } = context;
  const dryRun = dryRunOf(context);
  const printer = resultPrinter(context, { dryRun });
  const isTaint = (arg: string): boolean => /[=:]/.test(arg) || arg.endsWith("-");
  const resources = args.filter((arg) => !isTaint(arg));
  const specs = args.filter(isTaint);
  if (args.length < 1) {
    throw new UsageError(path, "one or more resources must be specified as <resource> <name>");
  }
  if (specs.length < 1) {
    throw new UsageError(path, "at least one taint update is required");
  }
  let wanted: ReturnType<typeof parseTaints>;
  try {
    wanted = parseTaints(specs);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new UsageError(path, error.message);
  }
  const targets = await findTargets(context, {
    args: resources,
    selector: flags.string("selector"),
    all: flags.bool("all"),
  });
  await targets.visitLoaded((target) => {
    if (target.type.kind !== "Node") {
      throw new CommandError(
        `invalid resource type ${target.type.name}, only node types are supported`,
      );
    }
    const before = objectsAt(target.object, "spec", "taints");
    const { taints, operation } = changeTaints(
      before,
      wanted,
      target.name,
      flags.bool("overwrite"),
    );
    const after = withAt(
      target.object,
      ["spec", "taints"],
      taints.length === 0 ? undefined : taints,
    );
    const body = twoWayPatch(target.type, target.object, after);
    const object =
      dryRun === "client"
        ? after
        : patchObject(context.kube(), target, "strategic", body, {
            dryRun: dryRun === "server",
            fieldManager: flags.string("field-manager"),
          });
    printer.print({ type: target.type, object }, operation);
  });
  return 0;
}

function changeTaints(
  before: readonly JsonObject[],
  wanted: { readonly add: readonly Taint[]; readonly remove: readonly Taint[] },
  node: string,
  overwrite: boolean,
): { readonly taints: readonly JsonObject[]; readonly operation: string } {
  const same = (taint: JsonObject, { key, effect }: Taint): boolean =>
    stringAt(taint, "key") === key && (effect === "" || stringAt(taint, "effect") === effect);
  if (!overwrite) {
    const held = wanted.add.filter((one) => before.some((taint) => same(taint, one)));
    const [first] = held;
    if (first !== undefined) {
      const keys = held.map((one) => one.key).join(",");
      throw new CommandError(
        `node ${node} already has ${keys} taint(s) with same effect(s) and --overwrite is false`,
      );
    }
  }
  for (const one of wanted.remove) {
    if (!before.some((taint) => same(taint, one))) {
      const what = one.effect === "" ? one.key : `${one.key}:${one.effect}`;
      throw new CommandError(`taint "${what}" not found`);
    }
  }
  const kept = before.filter(
    (taint) => ![...wanted.add, ...wanted.remove].some((one) => same(taint, one)),
  );
  const added = wanted.add.map(({ key, value, effect }) =>
    fields({ key, value: someText(value), effect }),
  );
  const modified = wanted.add.some((one) => before.some((taint) => same(taint, one)));
  const operation = wanted.add.length === 0 ? "untainted" : modified ? "modified" : "tainted";
  return { taints: [...added, ...kept], operation };
}
