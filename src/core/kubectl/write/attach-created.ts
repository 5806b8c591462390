/** Waiting for a pod that was just made and attaching to it, or printing its log when it is over. */
import type { JsonObject } from "../../api/json.ts";
import { stringAt } from "../../cluster/values.ts";
import type { CommandContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { defaultContainer, isCompleted, isReady, phaseOf, podPlace, waitForPod } from "./pods.ts";
import { attachToContainer, printLogs, type StreamWishes } from "./streams.ts";

export interface CreatedPod {
  readonly namespace: string;
  readonly name: string;
  /** Empty: the default one. */
  readonly container: string;
  /** Milliseconds to wait until it runs. */
  readonly timeout: number;
  readonly wishes: StreamWishes;
}

export async function attachOrLog(context: CommandContext, created: CreatedPod): Promise<void> {
  const { namespace, name, wishes } = created;
  const pod = await waitForPod(
    context,
    podPlace(namespace, name),
    created.timeout,
    (found) => isCompleted(found) || (phaseOf(found) === "Running" && isReady(found)),
  );
  if (isCompleted(pod)) {
    logAll(context, pod, created.container);
    return;
  }
  await attachOrFallBack(context, pod, created.container, wishes);
}

/** Attaches; what goes wrong is told and the log printed instead. */
export async function attachOrFallBack(
  context: CommandContext,
  pod: JsonObject,
  container: string,
  wishes: StreamWishes,
): Promise<void> {
  try {
    await attachToContainer(context, { pod, container, wishes });
  } catch (error) {
    if (!(error instanceof CommandError) || error.name !== "CommandError") throw error;
    const name = stringAt(pod, "metadata", "name");
    context.process.stderr.write(
      `warning: couldn't attach to pod/${name}, falling back to streaming logs: ${error.message}\n`,
    );
    logAll(context, pod, container);
  }
}

export function logAll(context: CommandContext, pod: JsonObject, container: string): void {
  printLogs(context, {
    namespace: stringAt(pod, "metadata", "namespace"),
    pod: stringAt(pod, "metadata", "name"),
    container: container || defaultContainer(context, pod, true),
  });
}
