/**
 * What kubectl asks of the kubelet behind the API server: programs in containers. kubectl sees this
 * interface only; the implementation (which image has which tools) is in core/tools.
 */
import type { Cancel } from "../cluster/clock.ts";
import type { ContainerRef } from "../cluster/types.ts";
import type { InputStream, OutputStream, Tty } from "./process.ts";

export interface ContainerStreams {
  /** Absent: /dev/null. */
  readonly stdin?: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Present when the container's side is to have a terminal (`-t`). */
  readonly tty?: Tty;
  readonly cancel: Cancel;
}

/** How a program in a container ended; `error` is containerd's own message (no such program …). */
export type ExecOutcome = { readonly exitCode: number } | { readonly error: string };

export interface Kubelet {
  /** Runs a program beside the container's main process. */
  exec(ref: ContainerRef, argv: readonly string[], streams: ContainerStreams): Promise<ExecOutcome>;
  /** Connects to the main process; resolves when it ends or the connection is left. */
  attach(ref: ContainerRef, streams: ContainerStreams): Promise<ExecOutcome>;
  /**
   * Connects to a port on the loopback of a pod, as port-forward does: no policy sees that.
   * @returns kubelet's message when it fails
   */
  forward(pod: Omit<ContainerRef, "container">, port: number): string | undefined;
  /** All that the main process printed, with the lab time of each line (milliseconds). */
  logs(ref: ContainerRef, options: { readonly previous?: boolean }): readonly LogLine[] | undefined;
  /** Calls back for each further line; returns a function that unsubscribes. */
  followLogs(ref: ContainerRef, listener: (line: LogLine) => void): () => void;
}

export interface LogLine {
  readonly time: number;
  readonly stream: "stdout" | "stderr";
  /** Without the newline. */
  readonly text: string;
}
