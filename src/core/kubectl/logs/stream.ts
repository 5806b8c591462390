/** The log of one container: what the kubelet has, what it refuses, and what comes after. */
import type { JsonObject } from "../../api/json.ts";
import { byteLength } from "../../api/utf8.ts";
import { badRequest } from "../../cluster/errors.ts";
import { Cancelled } from "../../cluster/clock.ts";
import { at, json, numberAt, objectAt, objectsAt, stringAt } from "../../cluster/values.ts";
import type { LogLine } from "../../shell/kubelet.ts";
import type { CommandContext } from "../command.ts";
import { quote } from "../gotext.ts";
import { resourcePath } from "../paths.ts";
import { requireType } from "../types.ts";
import type { LogWindow } from "./options.ts";

/** A container whose log is asked for. */
export interface LogSource {
  readonly pod: JsonObject;
  readonly container: string;
  /** `[pod/web/nginx] ` or empty. */
  readonly prefix: string;
}

/** What the kubelet says of containers that wait for their image. */
const WAITING_TEXTS: ReadonlyMap<string, string> = new Map([
  ["ErrImagePull", "image can't be pulled"],
  ["ImagePullBackOff", "trying and failing to pull image"],
]);

export function containerStatus(pod: JsonObject, container: string): JsonObject | undefined {
  return ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"]
    .flatMap((field) => objectsAt(pod, "status", field))
    .find((status) => stringAt(status, "name") === container);
}

/** @throws ApiStatusError when the container has no log to give */
function checkStarted(source: LogSource, previous: boolean): void {
  const { pod, container } = source;
  const name = stringAt(pod, "metadata", "name");
  const status = containerStatus(pod, container);
  if (previous) {
    if (status === undefined || at(status, "lastState", "terminated") === undefined) {
      throw badRequest(
        `previous terminated container ${quote(container)} in pod ${quote(name)} not found`,
      );
    }
    return;
  }
  const waiting = objectAt(status, "state", "waiting");
  const ran = at(status, "lastState", "terminated") !== undefined;
  const isWaiting = status === undefined || at(status, "state", "waiting") !== undefined;
  if (!isWaiting || ran) return;
  const reason = stringAt(waiting, "reason") || "ContainerCreating";
  const text = WAITING_TEXTS.get(reason) ?? reason;
  throw badRequest(
    `container ${quote(container)} in pod ${quote(name)} is waiting to start: ${text}`,
  );
}

/** As many whole characters as fit into so many bytes. */
function cutBytes(text: string, limit: number): string {
  let out = "";
  let bytes = 0;
  for (const character of text) {
    bytes += byteLength(character);
    if (bytes > limit) break;
    out += character;
  }
  return out;
}

function lineText(line: LogLine, source: LogSource, window: LogWindow): string {
  const stamp = window.timestamps ? `${new Date(line.time).toISOString()} ` : "";
  return `${source.prefix}${stamp}${line.text}\n`;
}

/** The lines a window lets through. */
function select(lines: readonly LogLine[], window: LogWindow): readonly LogLine[] {
  const { since, tail } = window;
  const recent = since === undefined ? lines : lines.filter((line) => line.time >= since);
  return tail === undefined ? recent : tail === 0 ? [] : recent.slice(-tail);
}

/**
 * Prints one log as it is now; `follow` goes on until the container ends.
 * @throws ApiStatusError when there is none; Cancelled
 */
export async function printLog(
  context: CommandContext,
  source: LogSource,
  window: LogWindow,
  follow: boolean,
): Promise<void> {
  const { process, world } = context;
  const namespace = stringAt(source.pod, "metadata", "namespace");
  const pod = stringAt(source.pod, "metadata", "name");
  const { container } = source;
  context.kube().request({
    method: "GET",
    path: resourcePath(requireType("pods"), namespace, pod, "log"),
    query: { container },
  });
  checkStarted(source, window.previous);
  const ref = { namespace, pod, container };
  const follower = follow ? followFrom(context, ref, source, window) : undefined;
  try {
    const lines = world.kubelet.logs(ref, { previous: window.previous }) ?? [];
    const text = select(lines, window)
      .map((line) => lineText(line, source, window))
      .join("");
    const { limitBytes } = window;
    process.stdout.write(limitBytes === undefined ? text : cutBytes(text, limitBytes));
    follower?.begin();
    if (follower !== undefined) await untilEnd(context, source);
  } finally {
    follower?.stop();
  }
}

/** Lines that come while the first ones are being printed wait for `begin`. */
function followFrom(
  context: CommandContext,
  ref: { readonly namespace: string; readonly pod: string; readonly container: string },
  source: LogSource,
  window: LogWindow,
): { begin(): void; stop(): void } {
  const stop = context.world.kubelet.followLogs(ref, (line) => {
    context.process.stdout.write(lineText(line, source, window));
  });
  return { begin: () => undefined, stop };
}

/** Resolves when the container that runs now has ended, or its pod is gone. */
async function untilEnd(context: CommandContext, source: LogSource): Promise<void> {
  const uid = stringAt(source.pod, "metadata", "uid");
  const status = containerStatus(source.pod, source.container);
  const restarts = numberAt(status, 0, "restartCount");
  if (at(status, "state", "running") === undefined) return;
  let off: (() => void) | undefined;
  let unwatch: (() => void) | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      off = context.process.cancel.onCancel((reason) => {
        reject(new Cancelled(reason));
      });
      unwatch = context.kube().watch(({ type, object }) => {
        if (object.metadata.uid !== uid) return;
        const now = containerStatus(json(object), source.container);
        const ended =
          at(now, "state", "running") === undefined ||
          numberAt(now, restarts, "restartCount") !== restarts;
        if (type === "DELETED" || ended) resolve();
      });
    });
  } finally {
    off?.();
    unwatch?.();
  }
}
