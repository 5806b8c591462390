import { isObject, type JsonObject } from "../../../api/json.ts";
import type { Command, CommandContext } from "../../command.ts";
import { CommandError } from "../../errors.ts";
import { getObject } from "../../write/rest.ts";
import type { Loaded } from "../../write/targets.ts";
import { interruptible, waitUntil } from "../../write/waiting.ts";
import { completeWorkloads, ROLLOUT_FLAGS, rolloutTargets } from "./shared.ts";
import { statusViewer } from "./status-text.ts";

export const rolloutStatus: Command = {
  name: "status",
  use: "status (TYPE NAME | TYPE/NAME) [flags]",
  short: "Show the status of the rollout",
  long: "Tell how far the latest rollout is and, unless told otherwise, wait until it is done.",
  examples: `# Of a deployment
kubectl rollout status deployment/web`,
  flags: [
    ...ROLLOUT_FLAGS,
    {
      name: "revision",
      type: "int64",
      usage: "Revision the rollout has to be of; 0 for the latest.",
    },
    { name: "timeout", type: "duration", usage: "How long to wait; 0 for as long as it takes." },
    {
      name: "watch",
      shorthand: "w",
      type: "bool",
      default: "true",
      usage: "Wait until the rollout is done.",
    },
  ],
  complete: completeWorkloads,
  run: (context) => interruptible(() => runStatus(context)),
};

async function runStatus(context: CommandContext): Promise<number> {
  const { flags } = context;
  const revision = flags.number("revision");
  if (revision < 0) throw new CommandError(`revision must be a positive integer: ${revision}`);
  const targets = await rolloutTargets(context);
  const followed: string[] = [];
  await targets.visitLoaded(async (target) => {
    const view = statusViewer(target.type);
    followed.push(target.name);
    await follow(context, target, (object) => view(object, target.name, revision));
  });
  if (followed.length === 0) {
    context.process.stderr.write(`No resources found in ${context.kube().namespace} namespace.\n`);
  }
  return 0;
}

function asJson(object: object): JsonObject {
  const json: unknown = object;
  return isObject(json) ? json : {};
}

/** Prints how it stands now and after each change of the object. */
async function follow(
  context: CommandContext,
  target: Loaded,
  view: (object: JsonObject) => { readonly text: string; readonly done: boolean },
): Promise<void> {
  const { flags, process } = context;
  const states: JsonObject[] = [getObject(context.kube(), target)];
  const seen = { deleted: false };
  const off = context.kube().watch(({ type, object }) => {
    const { name, namespace = "" } = object.metadata;
    const same =
      object.kind === target.type.kind && name === target.name && namespace === target.namespace;
    if (!same) return;
    if (type === "DELETED") seen.deleted = true;
    else states.push(asJson(object));
  });
  try {
    const timeout = flags.duration("timeout");
    const end = await waitUntil(
      context,
      () => {
        for (let state = states.shift(); state !== undefined; state = states.shift()) {
          const { text, done } = view(state);
          process.stdout.write(text);
          if (done || !flags.bool("watch")) return "done" as const;
        }
        return seen.deleted ? ("gone" as const) : undefined;
      },
      timeout === 0 ? undefined : timeout,
    );
    if (end === undefined) throw new CommandError("timed out waiting for the condition");
    if (end === "gone") throw new CommandError("object has been deleted");
  } finally {
    off();
  }
}
