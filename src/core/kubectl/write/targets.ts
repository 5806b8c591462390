/**
 * What a writing verb works on: objects out of files, by name, or by selector, one after the other,
 * going on after a failure or not (cli-runtime `resource.Builder`, `Result.Visit`).
 */
import { isObject, type Json, type JsonObject } from "../../api/json.ts";
import { selectorMatchesText } from "./selector.ts";
import type { CommandContext } from "../command.ts";
import type { Connection } from "../connection.ts";
import { AggregateFailure, asError, CommandError, isFailure, throwGathered } from "../errors.ts";
import { quote } from "../gotext.ts";
import { readManifests, type Manifest } from "../manifests.ts";
import { fetchInfos, planRequests } from "../resources.ts";
import { getObject, type Place } from "./rest.ts";

/** One object to work on. */
export interface Target extends Place {
  /** Absent when only the name is known (delete, wait). */
  readonly object?: JsonObject;
  /** The file it was read from; empty when it was named or listed. */
  readonly source: string;
}

/** A target whose object is at hand. */
export interface Loaded extends Target {
  readonly object: JsonObject;
}

export interface TargetQuery {
  readonly filenames?: readonly string[];
  readonly kustomize?: string;
  readonly recursive?: boolean;
  readonly args?: readonly string[];
  readonly selector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly all?: boolean;
  readonly allNamespaces?: boolean;
  readonly typeAloneSelectsAll?: boolean;
  /** False stops at the first failure. */
  readonly continueOnError?: boolean;
  /** Objects out of files are got from the server first (`label -f`, `scale -f`). */
  readonly latest?: boolean;
  /** False leaves the objects of names and tuples unfetched. */
  readonly fetch?: boolean;
  /** Whether documents without kind are found out at once (default true). */
  readonly validate?: boolean;
  /** `--local`: nothing is asked of the server. */
  readonly local?: boolean;
}

export interface Targets {
  /** True when exactly one object was asked for by name. */
  readonly single: boolean;
  /**
   * Calls `fn` for each target; failures are gathered (or, without continueOnError, end it).
   * @throws what was gathered, in kubectl's order
   */
  visit(fn: (target: Target) => void | Promise<void>): Promise<void>;
  /** As {@link visit}, for verbs that need the object. */
  visitLoaded(fn: (target: Loaded) => void | Promise<void>): Promise<void>;
  /** All targets, and what failed on the way. */
  collect(): Promise<{ readonly targets: readonly Loaded[]; readonly error: Error | undefined }>;
}

/** The value of `-f`, `-k`, `-R` of the command line; checked as kubectl checks them. */
export function fileQuery(context: CommandContext): {
  filenames: readonly string[];
  kustomize: string;
  recursive: boolean;
} {
  const { flags } = context;
  const filenames = flags.list("filename");
  const kustomize = flags.has("kustomize") ? flags.string("kustomize") : "";
  const recursive = flags.bool("recursive");
  if (kustomize !== "" && filenames.length > 0) {
    throw new CommandError("only one of -f or -k can be specified");
  }
  if (kustomize !== "" && recursive) {
    throw new CommandError("the -k flag can't be used with -f or -R");
  }
  return { filenames, kustomize, recursive };
}

/** @throws CommandError unless one of -f and -k was given */
export function requireFiles(query: {
  readonly filenames: readonly string[];
  readonly kustomize: string;
}): void {
  if (query.filenames.length === 0 && query.kustomize === "") {
    throw new CommandError("must specify one of -f and -k");
  }
}

/**
 * Finds out what is meant; reads files, asks nothing of the server yet.
 * @throws CommandError in the builder's words
 */
export async function findTargets(context: CommandContext, query: TargetQuery): Promise<Targets> {
  const { filenames = [], kustomize = "", args = [] } = query;
  const filtered = (query.selector ?? "") !== "" || (query.fieldSelector ?? "") !== "";
  if (query.all === true && filtered) {
    throw new CommandError("setting 'all' parameter but found a non empty selector. ");
  }
  if (kustomize !== "") throw kustomizeFailure(context, kustomize);
  if (filenames.length > 0) {
    if (args.length > 0) {
      throw new CommandError(
        "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well",
      );
    }
    return fileTargets(context, query, filenames);
  }
  const connection = context.kube();
  const plan = planRequests(connection, {
    args,
    ...(query.allNamespaces === undefined ? {} : { allNamespaces: query.allNamespaces }),
    ...(query.typeAloneSelectsAll === undefined
      ? {}
      : { typeAloneSelectsAll: query.typeAloneSelectsAll }),
    ...(query.all === undefined ? {} : { selectAll: query.all }),
    labelSelector: query.selector === "" ? undefined : query.selector,
    fieldSelector: query.fieldSelector === "" ? undefined : query.fieldSelector,
  });
  const steps = plan.requests.map((request) => (): Target[] => {
    const { type, namespace, name } = request;
    if (name === undefined) {
      return fetchInfos(connection, request).map((info) => ({
        type: info.type,
        namespace: info.namespace,
        name: info.name,
        object: asJson(info.object),
        source: "",
      }));
    }
    return [{ type, namespace, name, source: "" }];
  });
  return new Visitor(connection, query, steps, undefined, plan.single);
}

function asJson(object: object): JsonObject {
  const json: unknown = object;
  return isObject(json) ? json : {};
}

async function fileTargets(
  context: CommandContext,
  query: TargetQuery,
  filenames: readonly string[],
): Promise<Targets> {
  const events = await readManifests(context.process, {
    filenames,
    recursive: query.recursive === true,
    validate: query.validate !== false,
  });
  const connection = context.kube();
  const namespace = {
    of: connection.namespace,
    enforced: connection.enforceNamespace,
  };
  const goOn = query.continueOnError !== false;
  const errors = events.flatMap((event) => (event.kind === "error" ? [event.error] : []));
  const steps: (() => Target[])[] = [];
  for (const event of events) {
    if (event.kind === "manifest") {
      const { manifest } = event;
      const selected =
        query.selector === undefined ||
        query.selector === "" ||
        selectorMatchesText(query.selector, manifest.object);
      if (selected) steps.push(() => [manifestTarget(manifest, namespace)]);
    } else if (!goOn) {
      steps.push(() => {
        throw event.error;
      });
    }
  }
  const rest = goOn && errors.length > 0 ? errors : undefined;
  const single = filenames.length === 1 && steps.length === 1;
  return new Visitor(connection, query, steps, rest, single);
}

/** Puts the object in its namespace: the manifest's own, else the one of the command. */
function manifestTarget(
  manifest: Manifest,
  namespace: { readonly of: string; readonly enforced: boolean },
): Target {
  const { type, object, name, source } = manifest;
  if (!type.namespaced) {
    const stripped = manifest.namespace === "" ? object : withNamespace(object, undefined);
    return { type, namespace: "", name, object: stripped, source };
  }
  if (manifest.namespace === "") {
    const placed = withNamespace(object, namespace.of);
    return { type, namespace: namespace.of, name, object: placed, source };
  }
  if (namespace.enforced && manifest.namespace !== namespace.of) {
    throw new CommandError(
      `the namespace from the provided object ${quote(manifest.namespace)} does not match the namespace ${quote(namespace.of)}. You must pass '--namespace=${manifest.namespace}' to perform this operation.`,
    );
  }
  return { type, namespace: manifest.namespace, name, object, source };
}

function withNamespace(object: JsonObject, namespace: string | undefined): JsonObject {
  const { metadata } = object;
  const fields = Object.entries(isObject(metadata) ? metadata : {});
  const kept = fields.filter(([key]) => key !== "namespace");
  const meta: [string, Json | undefined][] =
    namespace === undefined ? kept : [...kept, ["namespace", namespace]];
  return { ...object, metadata: Object.fromEntries(meta) };
}

class Visitor implements Targets {
  readonly single: boolean;
  readonly #connection: Connection;
  readonly #query: TargetQuery;
  readonly #steps: readonly (() => Target[])[];
  /** What could not be read; told after all else, as one failure. */
  readonly #unread: readonly Error[] | undefined;

  constructor(
    connection: Connection,
    query: TargetQuery,
    steps: readonly (() => Target[])[],
    unread: readonly Error[] | undefined,
    single: boolean,
  ) {
    this.#connection = connection;
    this.#query = query;
    this.#steps = steps;
    this.#unread = unread;
    this.single = single;
  }

  async visit(fn: (target: Target) => void | Promise<void>): Promise<void> {
    const errors: Error[] = [];
    const attempt = async (work: () => void | Promise<void>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        if (!isFailure(error) || this.#query.continueOnError === false) throw error;
        errors.push(asError(error));
      }
    };
    for (const step of this.#steps) {
      let found: Target[] = [];
      await attempt(() => {
        found = step();
      });
      for (const target of found) await attempt(() => fn(this.#prepared(target)));
    }
    if (this.#unread !== undefined) errors.push(gathered(this.#unread));
    throwGathered(errors);
  }

  visitLoaded(fn: (target: Loaded) => void | Promise<void>): Promise<void> {
    return this.visit((target) => fn(this.#load(target)));
  }

  async collect(): Promise<{ targets: readonly Loaded[]; error: Error | undefined }> {
    const targets: Loaded[] = [];
    try {
      await this.visitLoaded((target) => {
        targets.push(target);
      });
    } catch (error) {
      if (!isFailure(error)) throw error;
      return { targets, error };
    }
    return { targets, error: undefined };
  }

  #prepared(target: Target): Target {
    if (this.#query.latest === true && target.source !== "" && this.#query.local !== true) {
      return { ...target, object: getObject(this.#connection, target) };
    }
    return target.object === undefined && this.#query.fetch !== false ? this.#load(target) : target;
  }

  #load(target: Target): Loaded {
    const { object } = target;
    return { ...target, object: object ?? getObject(this.#connection, target) };
  }
}

function gathered(errors: readonly Error[]): Error {
  const [first] = errors;
  return first !== undefined && errors.length === 1 ? first : new AggregateFailure(errors);
}

/** The lab builds no kustomizations; a folder that has none is refused as kubectl refuses it. */
export function kustomizeFailure(context: CommandContext, path: string): Error {
  const { process } = context;
  const absolute = path.startsWith("/") ? path : `${process.cwd}/${path}`;
  const trimmed = absolute.replace(/\/+$/, "");
  const stat = process.fs.stat(trimmed === "" ? "/" : trimmed);
  if (stat === undefined) {
    return new CommandError(
      `must build at directory: not a valid directory: evalsymlink failure on '${path}' : lstat ${trimmed}: no such file or directory`,
    );
  }
  if (stat.type === "file") {
    return new CommandError(
      `must build at directory: not a valid directory: '${path}' is not a directory`,
    );
  }
  return new CommandError(
    `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${trimmed}'`,
  );
}
