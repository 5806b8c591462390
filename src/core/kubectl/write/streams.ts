/** Terminals, stdin and the words around them for `exec`, `attach`, `run -it` and `debug -it`. */
import type { JsonObject } from "../../api/json.ts";
import { objectsAt, stringAt } from "../../cluster/values.ts";
import { Cancelled, CancelSource } from "../../cluster/clock.ts";
import type { ContainerRef } from "../../cluster/types.ts";
import type { ContainerStreams, ExecOutcome } from "../../shell/kubelet.ts";
import type { CommandContext } from "../command.ts";
import { CommandError, ExitError, PlainError } from "../errors.ts";
import { defaultContainer, findContainer, isCompleted, phaseOf } from "./pods.ts";

export interface StreamWishes {
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet: boolean;
}

export interface Streams {
  /** The terminal is in raw mode: keys go to the container. */
  readonly raw: boolean;
  /** The container's side has a terminal. */
  readonly tty: boolean;
}

/** What can be had of the wishes; a terminal only where stdin is one. */
export function setUpStreams(context: CommandContext, wishes: StreamWishes): Streams {
  if (!wishes.stdin || !wishes.tty) return { raw: false, tty: wishes.stdin && wishes.tty };
  if (context.process.tty.stdin === undefined) {
    if (!wishes.quiet) {
      context.process.stderr.write(
        "Unable to use a TTY - input is not a terminal or the right kind of file\n",
      );
    }
    return { raw: false, tty: false };
  }
  return { raw: true, tty: true };
}

/** Runs `work` with the terminal in raw mode where asked, and Ctrl-C's rules. */
export async function withStreams(
  context: CommandContext,
  wishes: StreamWishes,
  streams: Streams,
  work: (streams: ContainerStreams) => Promise<ExecOutcome>,
): Promise<ExecOutcome> {
  const { process } = context;
  const terminal = streams.raw ? process.tty.stdin : undefined;
  terminal?.setRaw(true);
  try {
    return await work({
      ...(wishes.stdin ? { stdin: process.stdin } : {}),
      stdout: process.stdout,
      stderr: process.stderr,
      ...(terminal === undefined ? {} : { tty: terminal }),
      cancel: process.cancel,
    });
  } catch (error) {
    if (wishes.stdin && error instanceof Cancelled && error.reason === "SIGINT") {
      throw new ExitError(1);
    }
    throw error;
  } finally {
    terminal?.setRaw(false);
  }
}

const NOT_FOUND = "container not found (";

/** Turns how a program ended into kubectl's end. @throws PlainError, CommandError */
export function finishExec(outcome: ExecOutcome): number {
  if ("error" in outcome) {
    throw new CommandError(
      outcome.error.startsWith(NOT_FOUND)
        ? `Internal error occurred: unable to upgrade connection: ${outcome.error}`
        : `Internal error occurred: Internal error occurred: error executing command in container: ${outcome.error}`,
    );
  }
  if (outcome.exitCode === 0) return 0;
  throw new PlainError(`command terminated with exit code ${outcome.exitCode}`, outcome.exitCode);
}

export const SESSION_NOTICE = `All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.
`;

export interface AttachPlan {
  readonly pod: JsonObject;
  /** Empty: the pod's default container. */
  readonly container: string;
  readonly wishes: StreamWishes;
}

/** Attaches to a container until it ends. @throws CommandError in kubectl's words */
export async function attachToContainer(context: CommandContext, plan: AttachPlan): Promise<void> {
  const { pod, wishes } = plan;
  const { process, world } = context;
  if (isCompleted(pod)) {
    throw new CommandError(
      `cannot attach a container in a completed pod; current phase is ${phaseOf(pod)}`,
    );
  }
  const name = stringAt(pod, "metadata", "name");
  const container = plan.container || defaultContainer(context, pod, wishes.quiet);
  const spec = findContainer(pod, container);
  if (spec === undefined) {
    throw new CommandError(
      `cannot attach to the container: container ${container} not found in pod ${name}`,
    );
  }
  const allocated = spec["tty"] === true;
  if (wishes.tty && !allocated && !wishes.quiet) {
    process.stderr.write(
      `error: Unable to use a TTY - container ${container} did not allocate one\n`,
    );
  }
  const wanted = { ...wishes, tty: allocated };
  const streams = setUpStreams(context, wanted);
  if (!wishes.quiet) process.stderr.write(SESSION_NOTICE);
  const ref: ContainerRef = {
    namespace: stringAt(pod, "metadata", "namespace"),
    pod: name,
    container,
  };
  const outcome = await withStreams(context, wanted, streams, (given) =>
    spec["stdinOnce"] === true
      ? world.kubelet.attach(ref, given)
      : attachUntilInputEnds(given, (detachable) => world.kubelet.attach(ref, detachable)),
  );
  if ("error" in outcome) {
    throw new CommandError(
      outcome.error.startsWith(NOT_FOUND)
        ? `Internal error occurred: unable to upgrade connection: container ${container} not found in pod ${name}_${ref.namespace}`
        : `Internal error occurred: error attaching to container: ${outcome.error}`,
    );
  }
  const message = reattachMessage(pod, container, wanted, streams.raw);
  if (message !== "") process.stdout.write(`${message}\n`);
}

/**
 * A container whose stdin stays open for others (`stdinOnce: false`) goes on when this session's
 * input is over; the session itself ends then.
 */
async function attachUntilInputEnds(
  given: ContainerStreams,
  attach: (streams: ContainerStreams) => Promise<ExecOutcome>,
): Promise<ExecOutcome> {
  const { stdin } = given;
  if (stdin === undefined) return attach(given);
  const session = new CancelSource(given.cancel);
  try {
    return await attach({
      ...given,
      stdin: {
        read: async (cancel) => {
          const piece = await stdin.read(cancel);
          if (piece === undefined) session.cancel("SIGHUP");
          return piece;
        },
      },
      cancel: session,
    });
  } catch (error) {
    if (error instanceof Cancelled && given.cancel.reason === undefined) return { exitCode: 0 };
    throw error;
  } finally {
    session.dispose();
  }
}

function reattachMessage(
  pod: JsonObject,
  container: string,
  wishes: StreamWishes,
  raw: boolean,
): string {
  const policy = stringAt(pod, "spec", "restartPolicy");
  if (wishes.quiet || !wishes.stdin || !raw || policy !== "Always") return "";
  const name = stringAt(pod, "metadata", "name");
  const again = `'kubectl attach ${name} -c ${container} -i -t'`;
  const ephemeral = objectsAt(pod, "spec", "ephemeralContainers").some(
    (one) => stringAt(one, "name") === container,
  );
  return ephemeral
    ? `Session ended, the ephemeral container will not be restarted but may be reattached using ${again} if it is still running`
    : `Session ended, resume using ${again} command when the pod is running`;
}

/** Prints all that a container has logged so far, as `run` does for one that is done already. */
export function printLogs(context: CommandContext, ref: ContainerRef): void {
  for (const line of context.world.kubelet.logs(ref, {}) ?? []) {
    context.process.stdout.write(`${line.text}\n`);
  }
}
