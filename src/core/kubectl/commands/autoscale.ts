import type { JsonObject } from "../../api/json.ts";
import { apiVersionOf } from "../../api/scheme.ts";
import { withLastApplied } from "../apply/last-applied.ts";
import { completeScalable } from "../candidates.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { DRY_RUN_FLAG, fieldManagerFlag, filenameFlags, printFlags } from "../flagsets.ts";
import { fields, someOf } from "../generators/fields.ts";
import { requireType } from "../types.ts";
import { dryRunOf, SAVE_CONFIG_FLAG } from "../write/flags.ts";
import { resultPrinter } from "../write/output.ts";
import { createObject } from "../write/rest.ts";
import { fileQuery, findTargets, type Loaded } from "../write/targets.ts";

export const autoscale: Command = {
  name: "autoscale",
  use: "autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]",
  short: "Auto-scale a deployment, replica set, stateful set, or replication controller",
  long: "Make an autoscaler that keeps the number of pods between two bounds, by their use of CPU or memory.",
  examples: `# Between 2 and 10 pods
kubectl autoscale deployment web --min=2 --max=10

# At 80 per cent of the CPU that the pods ask for
kubectl autoscale deployment web --max=5 --cpu=80%`,
  flags: [
    {
      name: "cpu",
      type: "string",
      usage: "CPU to aim at: per cent of the request, or a quantity.",
    },
    {
      name: "cpu-percent",
      type: "int32",
      default: "-1",
      usage: "CPU to aim at, per cent of the request.",
      deprecated:
        "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
    },
    DRY_RUN_FLAG,
    fieldManagerFlag("kubectl-autoscale"),
    ...filenameFlags("with the object to scale."),
    { name: "max", type: "int32", default: "-1", required: true, usage: "At most so many pods." },
    { name: "memory", type: "string", usage: "Memory to aim at: per cent, or a quantity." },
    { name: "min", type: "int32", default: "-1", usage: "At least so many pods." },
    { name: "name", type: "string", usage: "Name of the autoscaler; the object's unless given." },
    SAVE_CONFIG_FLAG,
    ...printFlags(),
  ],
  complete: completeScalable,
  run: runAutoscale,
};

async function runAutoscale(context: CommandContext): Promise<number> {
  const { flags, args } = context;
  const dryRun = dryRunOf(context);
  const printer = resultPrinter(context, { dryRun, typed: true });
  const min = flags.number("min");
  const max = flags.number("max");
  if (max < 1) {
    throw new CommandError(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
  }
  if (max < min) {
    throw new CommandError(
      `--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`,
    );
  }
  const targets = await findTargets(context, { ...fileQuery(context), args });
  await targets.visitLoaded((target) => {
    if (!target.type.verbs.includes("patch") || !SCALABLE.has(target.type.kind)) {
      throw new CommandError(`cannot autoscale a ${target.type.kind}`);
    }
    const made = autoscaler(context, target);
    const object = flags.bool("save-config") ? withLastApplied(made) : made;
    const type = requireType("horizontalpodautoscalers");
    const stored =
      dryRun === "client"
        ? object
        : createObject(context.kube(), { type, namespace: target.namespace }, object, {
            dryRun: dryRun === "server",
            fieldManager: flags.string("field-manager"),
          });
    printer.print({ type, object: stored }, "autoscaled");
  });
  return 0;
}

const SCALABLE = new Set(["Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"]);

function autoscaler(context: CommandContext, target: Loaded): JsonObject {
  const { flags } = context;
  const percent = flags.number("cpu-percent");
  const cpu = flags.string("cpu") || (percent >= 0 ? `${percent}%` : "");
  const min = flags.number("min");
  const metrics = [metric("cpu", cpu), metric("memory", flags.string("memory"))].flat();
  return {
    kind: "HorizontalPodAutoscaler",
    apiVersion: "autoscaling/v2",
    metadata: { name: flags.string("name") || target.name },
    spec: fields({
      scaleTargetRef: {
        kind: target.type.kind,
        name: target.name,
        apiVersion: apiVersionOf(target.type),
      },
      minReplicas: min > 0 ? min : undefined,
      maxReplicas: flags.number("max"),
      metrics: someOf(metrics),
    }),
    status: { desiredReplicas: 0, currentMetrics: null },
  };
}

/** `70%` aims at use of the request, `500m` at an average. @throws CommandError */
function metric(name: string, text: string): JsonObject[] {
  if (text === "") return [];
  const percent = /^(\d+)%$/.exec(text)?.[1];
  if (percent === undefined && !/^\d+(?:\.\d+)?(?:m|[kMGTPE]i?)?$/.test(text)) {
    throw new CommandError(
      `invalid ${name} value: ${text}. It must be a percentage (e.g., '70%') or a resource quantity (e.g., '500m')`,
    );
  }
  const target =
    percent === undefined
      ? { type: "AverageValue", averageValue: text }
      : { type: "Utilization", averageUtilization: Number(percent) };
  return [{ type: "Resource", resource: { name, target } }];
}
