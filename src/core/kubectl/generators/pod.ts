/** The pod of `kubectl run`. */
import type { JsonObject } from "../../api/json.ts";
import { CommandError } from "../errors.ts";
import { atoi, fields, someOf, someText } from "./fields.ts";

export interface RunOptions {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly image: string;
  readonly imagePullPolicy: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>> | undefined;
  readonly env: readonly string[];
  readonly port: string;
  /** The words behind the name: arguments, or with `command` the program itself. */
  readonly words: readonly string[];
  readonly command: boolean;
  readonly restart: string;
  readonly stdin: boolean;
  readonly stdinOnce: boolean;
  readonly tty: boolean;
  readonly privileged: boolean;
}

/** @throws CommandError when an environment variable or the port does not parse */
export function pod(options: RunOptions): JsonObject {
  const env = options.env.map((text) => {
    const equals = text.indexOf("=");
    const name = text.slice(0, Math.max(0, equals));
    if (equals <= 0 || !/^[ -<>-~]+$/.test(name)) throw new CommandError(`invalid env: ${text}`);
    const value = text.slice(equals + 1);
    return fields({ name, value: someText(value) });
  });
  const container = fields({
    name: options.name,
    image: options.image,
    command: options.command ? someOf(options.words) : undefined,
    args: options.command ? undefined : someOf(options.words),
    ports: options.port === "" ? undefined : [{ containerPort: atoi(options.port) }],
    env: someOf(env),
    resources: {},
    imagePullPolicy: someText(options.imagePullPolicy),
    securityContext: options.privileged ? { privileged: true } : undefined,
    stdin: options.stdin ? true : undefined,
    stdinOnce: options.stdinOnce ? true : undefined,
    tty: options.tty ? true : undefined,
  });
  return {
    kind: "Pod",
    apiVersion: "v1",
    metadata: fields({
      name: options.name,
      namespace: options.namespace,
      labels: options.labels,
      annotations: options.annotations,
    }),
    spec: { containers: [container], restartPolicy: options.restart, dnsPolicy: "ClusterFirst" },
    status: {},
  };
}
