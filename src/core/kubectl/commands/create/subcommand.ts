/** What all `create KIND` commands do alike: name, dry run, the request, its refusal, the line. */
import type { JsonObject } from "../../../api/json.ts";
import { findKind, type ResourceType } from "../../../api/scheme.ts";
import { stringAt } from "../../../cluster/values.ts";
import { withLastApplied } from "../../apply/last-applied.ts";
import type { Command, CommandContext, FlagSpec } from "../../command.ts";
import { CommandError, isFailure, UsageError } from "../../errors.ts";
import { DRY_RUN_FLAG, fieldManagerFlag, printFlags, VALIDATE_FLAG } from "../../flagsets.ts";
import { dryRunOf, SAVE_CONFIG_FLAG, validationOf } from "../../write/flags.ts";
import { resultPrinter } from "../../write/output.ts";
import { createObject } from "../../write/rest.ts";

/** What a generator is given beside the flags. */
export interface NewObject {
  readonly context: CommandContext;
  readonly name: string;
  /** Only when `-n` was given, else undefined: the manifest then names no namespace. */
  readonly namespace: string | undefined;
  /** What stands behind `--`. */
  readonly command: readonly string[];
}

export interface CreateSpec {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly use: string;
  readonly short: string;
  readonly long?: string;
  readonly examples: string;
  readonly flags: readonly FlagSpec[];
  /** False leaves `--validate` out. */
  readonly validate?: boolean;
  /** @throws CommandError when the flags make no object */
  readonly build: (wanted: NewObject) => JsonObject;
  /** Put before the server's message; the server's own form is kept when absent. */
  readonly refusal?: string;
}

export const CREATE_FLAGS: readonly FlagSpec[] = [
  DRY_RUN_FLAG,
  fieldManagerFlag("kubectl-create"),
  SAVE_CONFIG_FLAG,
  VALIDATE_FLAG,
  ...printFlags(),
];

/** The one name a create command takes; what follows `--` does not count. */
export function requireName(context: CommandContext): string {
  const { args, dashAt } = context;
  const count = dashAt ?? args.length;
  const [name] = args;
  if (count !== 1 || name === undefined) {
    throw new UsageError(context.path, `exactly one NAME is required, got ${count}`);
  }
  return name;
}

/** The namespace for a manifest: only when it was asked for. */
export function givenNamespace(context: CommandContext): string | undefined {
  const connection = context.kube();
  return connection.enforceNamespace ? connection.namespace : undefined;
}

/** The type of a generated object, which is always one of the table. */
export function typeOf(object: JsonObject): ResourceType {
  const type = findKind(stringAt(object, "apiVersion"), stringAt(object, "kind"));
  if (type === undefined) {
    throw new CommandError(`no matches for kind "${stringAt(object, "kind")}"`);
  }
  return type;
}

/** Makes the command out of what is particular to it. */
export function createSubcommand(spec: CreateSpec): Command {
  const { build, refusal, validate: _validate, flags, ...rest } = spec;
  return {
    ...rest,
    flags: [...flags, ...CREATE_FLAGS],
    run: (context) => {
      const name = requireName(context);
      const dryRun = dryRunOf(context);
      const fieldValidation = validationOf(context);
      const printer = resultPrinter(context, { dryRun, typed: true });
      const namespace = givenNamespace(context);
      const made = build({ context, name, namespace, command: context.args.slice(1) });
      const object = context.flags.bool("save-config") ? withLastApplied(made) : made;
      const type = typeOf(object);
      const stored = dryRun === "client" ? object : send();
      printer.print({ type, object: stored }, "created");
      return Promise.resolve(0);

      function send(): JsonObject {
        const connection = context.kube();
        const place = { type, namespace: type.namespaced ? connection.namespace : "" };
        try {
          return createObject(connection, place, object, {
            dryRun: dryRun === "server",
            fieldManager: context.flags.string("field-manager"),
            fieldValidation,
          });
        } catch (error) {
          if (refusal === undefined || !isFailure(error)) throw error;
          throw new CommandError(`${refusal}${error.message}`);
        }
      }
    },
  };
}
