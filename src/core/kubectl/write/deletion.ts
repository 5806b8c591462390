/** Deleting targets and waiting until they are gone (kubectl `pkg/cmd/delete/delete.go`). */
import { stringAt } from "../../cluster/values.ts";
import { groupKind } from "../../api/scheme.ts";
import type { CommandContext } from "../command.ts";
import { caught, CommandError, throwGathered, withoutNotFound, withSource } from "../errors.ts";
import { quote } from "../gotext.ts";
import type { DryRun } from "./flags.ts";
import { deleteObject, findObject } from "./rest.ts";
import type { Target, Targets } from "./targets.ts";
import { interruptible, waitUntil } from "./waiting.ts";

export interface DeletionPlan {
  readonly dryRun: DryRun;
  /** Negative: the server's choice. */
  readonly gracePeriod: number;
  readonly propagation: "Background" | "Foreground" | "Orphan";
  readonly ignoreNotFound: boolean;
  readonly wait: boolean;
  /** Milliseconds; 0 waits a week. */
  readonly timeout: number;
  /** `name` prints no more than the name. */
  readonly output: string;
  readonly quiet?: boolean;
  /** Warn before the first cluster-scoped object although -n was given. */
  readonly warnClusterScope?: boolean;
}

const WEEK = 168 * 3_600_000;

/** Deletes all targets, then waits for them. @throws the failures, gathered */
export async function deleteTargets(
  context: CommandContext,
  targets: Targets,
  plan: DeletionPlan,
): Promise<number> {
  const deleted: (Target & { readonly uid: string })[] = [];
  let found = 0;
  let warned = plan.warnClusterScope !== true;
  const connection = context.kube();
  const failure = await caught(() =>
    targets.visit((target) => {
      found++;
      if (!warned && !target.type.namespaced) {
        warned = true;
        connection.warn("deleting cluster-scoped resources, not scoped to the provided namespace");
      }
      if (plan.dryRun !== "client") {
        try {
          const answer = deleteObject(connection, target, {
            dryRun: plan.dryRun === "server",
            gracePeriodSeconds: plan.gracePeriod,
            propagationPolicy: plan.propagation,
          });
          const uid = stringAt(answer, "details", "uid") || stringAt(answer, "metadata", "uid");
          deleted.push({ ...target, uid });
        } catch (error) {
          throw withSource("deleting", target.source, error);
        }
      }
      if (plan.quiet !== true) printDeleted(context, target, plan);
    }),
  );
  const rest = plan.ignoreNotFound ? withoutNotFound(failure) : failure;
  if (rest !== undefined) throw rest;
  if (found === 0) {
    context.process.stdout.write("No resources found\n");
    return 0;
  }
  if (plan.wait && plan.dryRun === "none") {
    await interruptible(() => waitForDeletion(context, deleted, plan.timeout || WEEK));
  }
  return 0;
}

function printDeleted(context: CommandContext, target: Target, plan: DeletionPlan): void {
  const kind = kindWord(target);
  if (plan.output === "name") {
    context.process.stdout.write(`${kind}/${target.name}\n`);
    return;
  }
  const operation = plan.gracePeriod === 0 ? "force deleted" : "deleted";
  const place = target.namespace === "" ? "" : ` from ${target.namespace} namespace`;
  const dry =
    plan.dryRun === "none" ? "" : plan.dryRun === "client" ? " (dry run)" : " (server dry run)";
  context.process.stdout.write(`${kind} ${quote(target.name)} ${operation}${place}${dry}\n`);
}

/** `networkpolicy.networking.k8s.io`. */
export function kindWord(target: Pick<Target, "type">): string {
  const { type } = target;
  return groupKind({ group: type.group, kind: type.kind.toLowerCase() });
}

/** @throws CommandError when the time is over first */
export async function waitForDeletion(
  context: CommandContext,
  targets: readonly (Target & { readonly uid: string })[],
  timeout: number,
): Promise<void> {
  const connection = context.kube();
  const deadline = context.process.clock.now() + timeout;
  const errors: Error[] = [];
  for (const target of targets) {
    const gone = await waitUntil(
      context,
      () => {
        const object = findObject(connection, target);
        if (object === undefined) return true;
        const uid = stringAt(object, "metadata", "uid");
        return target.uid !== "" && uid !== target.uid ? true : undefined;
      },
      Math.max(0, deadline - context.process.clock.now()),
    );
    if (gone === undefined) {
      const name = `${target.type.name}/${target.name}`;
      errors.push(new CommandError(`timed out waiting for the condition on ${name}`));
    }
  }
  throwGathered(errors);
}
