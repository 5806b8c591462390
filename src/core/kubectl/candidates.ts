/** Completion functions that verbs and flags share (kubectl `pkg/util/completion`). */
import { isArray, isObject } from "../api/json.ts";
import { groupResource, RESOURCES } from "../api/scheme.ts";
import { numberAt, objectAt, objectsAt } from "../cluster/values.ts";
import type { CompletionContext, CompletionResult } from "./command.ts";
import { Directive, NOTHING } from "./directive.ts";
import { fetchInfos } from "./resources.ts";
import { matchType } from "./types.ts";

type Complete = (context: CompletionContext) => CompletionResult;

function names(candidates: readonly string[]): CompletionResult {
  return { candidates, directive: Directive.noFiles };
}

function startingWith(prefix: string, words: readonly string[]): string[] {
  return words.filter((word) => word.startsWith(prefix));
}

/** Names of the objects of some types (`po,svc`), one type after the other. */
export function objectNames(context: CompletionContext, types: string, prefix: string): string[] {
  const connection = context.kube();
  const out: string[] = [];
  for (const word of types.split(",")) {
    const type = matchType(word)?.type;
    if (type === undefined || !type.verbs.includes("list")) return [];
    const namespace = type.namespaced ? connection.namespace : "";
    out.push(...fetchInfos(connection, { type, namespace }).map((info) => info.name));
  }
  return startingWith(prefix, out);
}

/** Plural names of all types that can be got; what stands before a comma is kept. */
export function typeNames(context: CompletionContext, prefix: string): string[] {
  context.kube().ensureReachable();
  const comma = prefix.lastIndexOf(",") + 1;
  const kept = prefix.slice(0, comma);
  return startingWith(prefix.slice(comma), listableTypes()).map((name) => kept + name);
}

function listableTypes(): string[] {
  return RESOURCES.filter((type) => type.preferred && type.verbs.includes("get"))
    .sort((a, b) => compare(a.group, b.group) || compare(a.name, b.name))
    .map(groupResource);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `TYPE NAME…` or `TYPE/NAME…`; `types` narrows what is proposed, `once` allows one name only. */
export function completeTypeAndName(
  types: readonly string[] = [],
  options: { readonly once?: boolean } = {},
): Complete {
  const repeat = options.once !== true;
  return (context) => {
    const { args, prefix } = context;
    const [first] = args;
    const proposed = (): string[] =>
      types.length === 0 ? typeNames(context, prefix) : startingWith(prefix, types);
    if (first !== undefined && !first.includes("/")) {
      if (!repeat && args.length > 1) return NOTHING;
      const given = new Set(args.slice(1));
      return names(objectNames(context, first, prefix).filter((name) => !given.has(name)));
    }
    const slash = prefix.indexOf("/");
    if (slash >= 0) {
      if (!repeat && args.length > 0) return NOTHING;
      const type = prefix.slice(0, slash);
      const found = objectNames(context, type, prefix.slice(slash + 1));
      return names(
        found.map((name) => `${type}/${name}`).filter((candidate) => !args.includes(candidate)),
      );
    }
    if (first === undefined) return names(proposed());
    if (!repeat) return names([]);
    return {
      candidates: proposed().map((type) => `${type}/`),
      directive: Directive.noFiles | Directive.noSpace,
    };
  };
}

/** Types with a `scale` subresource, and their names. */
export const completeScalable = completeTypeAndName([
  "deployment",
  "replicaset",
  "replicationcontroller",
  "statefulset",
]);

/** Names of one type as arguments; `once` allows one only. */
export function completeNames(type: string, options: { readonly once?: boolean } = {}): Complete {
  return (context) => {
    if (options.once === true && context.args.length > 0) return NOTHING;
    const found = objectNames(context, type, context.prefix);
    return names(found.filter((name) => !context.args.includes(name)));
  };
}

const WITH_PODS: readonly string[] = [
  "daemonsets",
  "deployments",
  "pods",
  "jobs",
  "replicasets",
  "replicationcontrollers",
  "services",
  "statefulsets",
];

/** A pod's name, or `TYPE/NAME` of something that has pods. */
export function completePodOrOwner(context: CompletionContext): CompletionResult {
  const { args, prefix } = context;
  if (args.length > 0) return NOTHING;
  const slash = prefix.indexOf("/");
  if (slash >= 0) {
    const type = prefix.slice(0, slash);
    const found = objectNames(context, type, prefix.slice(slash + 1));
    return names(found.map((name) => `${type}/${name}`));
  }
  const pods = objectNames(context, "pod", prefix);
  const owners = startingWith(prefix, WITH_PODS).map((type) => `${type}/`);
  return {
    candidates: [...pods, ...owners],
    directive: Directive.noFiles | (pods.length === 0 ? Directive.noSpace : 0),
  };
}

/** As {@link completePodOrOwner}, then the pod's containers. */
export function completePodAndContainer(context: CompletionContext): CompletionResult {
  const [pod] = context.args;
  if (pod === undefined) return completePodOrOwner(context);
  return context.args.length === 1 ? names(containerNames(context, pod)) : NOTHING;
}

/** The value of `-c`: containers of the pod named by the first argument. */
export function completeContainers(context: CompletionContext): CompletionResult {
  const [pod] = context.args;
  return pod === undefined ? NOTHING : names(containerNames(context, pod));
}

function containerNames(context: CompletionContext, pod: string): string[] {
  const type = matchType("pods")?.type;
  if (type === undefined) return [];
  const connection = context.kube();
  const name = pod.replace(/^(?:pods?|po)\//, "");
  const [info] = fetchInfos(connection, { type, namespace: connection.namespace, name });
  const spec: unknown = info === undefined ? undefined : Reflect.get(info.object, "spec");
  if (!isObject(spec)) return [];
  const found = ["initContainers", "containers"].flatMap((field) => {
    const list = spec[field];
    return isArray(list)
      ? list.flatMap((item) =>
          isObject(item) && typeof item["name"] === "string" ? [item["name"]] : [],
        )
      : [];
  });
  return startingWith(context.prefix, found);
}

/** The value of `--namespace`. */
export function completeNamespaces(context: CompletionContext): CompletionResult {
  return names(objectNames(context, "namespaces", context.prefix));
}

/** Names in the kubeconfig: `--context`, `--cluster`, `--user` and the arguments of `config`. */
export function completeConfigEntries(
  section: "contexts" | "clusters" | "users",
  options: { readonly once?: boolean } = {},
): Complete {
  return (context) => {
    if (options.once === true && context.args.length > 0) return NOTHING;
    const entries = context.kube().config.config[section];
    return names(startingWith(context.prefix, [...entries.keys()].sort()));
  };
}

/** A fixed set of words. */
export function completeWordsOf(words: readonly string[]): Complete {
  return (context) => names(startingWith(context.prefix, words));
}

/** A pod or what has pods, then `LOCAL:REMOTE` for each port it declares. */
export function completePodAndPorts(context: CompletionContext): CompletionResult {
  const [target] = context.args;
  if (target === undefined) return completePodOrOwner(context);
  const [word = "", ...rest] = target.includes("/") ? target.split("/") : ["pods", target];
  const type = matchType(word)?.type;
  if (type === undefined) return NOTHING;
  const connection = context.kube();
  const request = { type, namespace: connection.namespace, name: rest.join("/") };
  const [info] = fetchInfos(connection, request);
  const spec: unknown = info === undefined ? undefined : Reflect.get(info.object, "spec");
  const ports =
    type.kind === "Service"
      ? objectsAt(spec, "ports").map((port) => numberAt(port, 0, "port"))
      : objectsAt(type.kind === "Pod" ? spec : objectAt(spec, "template", "spec"), "containers")
          .flatMap((container) => objectsAt(container, "ports"))
          .map((port) => numberAt(port, 0, "containerPort"));
  const given = new Set(context.args.slice(1));
  const pairs = ports.map((port) => `${port}:${port}`).filter((pair) => !given.has(pair));
  return names(startingWith(context.prefix, pairs));
}

/** `NAMESPACE/`, `POD:` or a local path, for the two arguments of `cp`. */
export function completeFileSpec(context: CompletionContext): CompletionResult {
  const { args, prefix } = context;
  if (args.length > 1) return NOTHING;
  const files = { candidates: [], directive: Directive.default };
  if (/^[./~]/.test(prefix) || prefix.includes(":")) return files;
  const slash = prefix.indexOf("/");
  if (slash >= 0) {
    const type = matchType("pods")?.type;
    if (type === undefined) return NOTHING;
    const namespace = prefix.slice(0, slash);
    const pods = fetchInfos(context.kube(), { type, namespace }).map(
      (info) => `${namespace}/${info.name}:`,
    );
    return { candidates: startingWith(prefix, pods), directive: Directive.noSpace };
  }
  const candidates = [
    ...objectNames(context, "namespaces", prefix).map((name) => `${name}/`),
    ...objectNames(context, "pods", prefix).map((name) => `${name}:`),
    ...(prefix === "" ? ["./", "/"] : []),
  ];
  return candidates.length === 0 ? files : { candidates, directive: Directive.noSpace };
}
