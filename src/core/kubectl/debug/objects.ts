/** The containers and pods that `kubectl debug` makes. */
import type { Json, JsonObject } from "../../api/json.ts";
import { objectAt, objectsAt, stringAt, stringsAt } from "../../cluster/values.ts";
import { CommandError } from "../errors.ts";
import { fields, someOf, someText } from "../generators/fields.ts";
import { nodeSpecOf, withProfile, type Profile } from "./profiles.ts";

export interface DebugOptions {
  readonly image: string;
  readonly pullPolicy: string;
  readonly args: readonly string[];
  readonly argumentsOnly: boolean;
  readonly env: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly profile: Profile;
}

function envOf(options: DebugOptions): readonly JsonObject[] | undefined {
  return someOf(
    options.env.map((text) => {
      const equals = text.indexOf("=");
      if (equals <= 0) throw new CommandError(`invalid env: ${text}`);
      return { name: text.slice(0, equals), value: text.slice(equals + 1) };
    }),
  );
}

function words(options: DebugOptions): JsonObject {
  if (options.args.length === 0) return {};
  return options.argumentsOnly ? { args: options.args } : { command: options.args };
}

function newContainer(name: string, options: DebugOptions, messages: string): JsonObject {
  return fields({
    name,
    image: someText(options.image),
    ...words(options),
    env: envOf(options),
    resources: {},
    imagePullPolicy: someText(options.pullPolicy),
    stdin: options.stdin ? true : undefined,
    tty: options.tty ? true : undefined,
    terminationMessagePolicy: messages,
  });
}

export function ephemeralContainer(
  name: string,
  target: string,
  options: DebugOptions,
): JsonObject {
  return fields({
    ...withProfile(newContainer(name, options, "File"), options.profile, "ephemeral"),
    targetContainerName: someText(target),
  });
}

export function nodePod(
  name: string,
  container: string,
  node: string,
  namespace: string,
  options: DebugOptions,
): JsonObject {
  const labels =
    options.profile === "legacy" ? undefined : { "app.kubernetes.io/managed-by": "kubectl-debug" };
  const made = newContainer(container, options, "FallbackToLogsOnError");
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: fields({ name, namespace, labels }),
    spec: {
      containers: [withProfile(made, options.profile, "node")],
      nodeName: node,
      restartPolicy: "Never",
      tolerations: [{ operator: "Exists" }],
      ...nodeSpecOf(options.profile),
    },
  };
}

export interface CopyOptions extends DebugOptions {
  readonly copyTo: string;
  readonly container: string;
  readonly setImages: ReadonlyMap<string, string>;
  readonly sameNode: boolean;
  readonly shareProcesses: boolean;
  readonly keepLabels: boolean;
  readonly keepAnnotations: boolean;
  readonly keepInit: boolean;
  /** Probes that are kept: livenessProbe, readinessProbe, startupProbe. */
  readonly keptProbes: ReadonlySet<string>;
}

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"];

/** A copy of a pod with its images changed and a container added or changed. */
export function podCopy(pod: JsonObject, options: CopyOptions): JsonObject {
  const spec = objectAt(pod, "spec");
  const {
    ephemeralContainers: _ephemeral,
    nodeName,
    initContainers,
    containers: _containers,
    ...rest
  } = spec;
  const containers = objectsAt(spec, "containers").map((container) => copied(container, options));
  const known = containers.some((container) => stringAt(container, "name") === options.container);
  const changed = known
    ? containers.map((container) =>
        stringAt(container, "name") === options.container
          ? changedBy(container, options)
          : container,
      )
    : options.container === ""
      ? containers
      : [...containers, added(options)];
  const labels = stringsAt(pod, "metadata", "labels");
  const annotations = stringsAt(pod, "metadata", "annotations");
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: fields({
      name: options.copyTo,
      namespace: stringAt(pod, "metadata", "namespace"),
      labels: options.keepLabels && Object.keys(labels).length > 0 ? labels : undefined,
      annotations:
        options.keepAnnotations && Object.keys(annotations).length > 0 ? annotations : undefined,
    }),
    spec: fields({
      ...rest,
      containers: changed,
      initContainers: options.keepInit ? initContainers : undefined,
      nodeName: options.sameNode ? nodeName : undefined,
      shareProcessNamespace: options.shareProcesses ? true : undefined,
    }),
  };
}

function copied(container: JsonObject, options: CopyOptions): JsonObject {
  const image = options.setImages.get(stringAt(container, "name")) ?? options.setImages.get("*");
  const kept = Object.entries(container).filter(
    ([key]) => !PROBES.includes(key) || options.keptProbes.has(key),
  );
  const entries: [string, Json | undefined][] =
    image === undefined ? kept : [...kept.filter(([key]) => key !== "image"), ["image", image]];
  return Object.fromEntries(entries);
}

function changedBy(container: JsonObject, options: CopyOptions): JsonObject {
  const { command, args, ...rest } = container;
  return withProfile(
    fields({
      ...rest,
      ...(options.args.length > 0 ? words(options) : { command, args }),
      image: someText(options.image) ?? container["image"],
      env: envOf(options) ?? container["env"],
      imagePullPolicy: someText(options.pullPolicy) ?? container["imagePullPolicy"],
      stdin: options.stdin ? true : container["stdin"],
      tty: options.tty ? true : container["tty"],
    }),
    options.profile,
    "copy",
  );
}

function added(options: CopyOptions): JsonObject {
  if (options.image === "") {
    throw new CommandError("you must specify image when creating new container");
  }
  const made = newContainer(options.container, options, "FallbackToLogsOnError");
  return withProfile(made, options.profile, "copy");
}
