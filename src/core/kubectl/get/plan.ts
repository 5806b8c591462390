import type { CommandContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { quote } from "../gotext.ts";
import { readManifests } from "../manifests.ts";
import { planRequests } from "../resources.ts";
import type { ResourcePlan, ResourceRequest } from "../resources.ts";
import type { GetOptions } from "./options.ts";

export interface GetPlan extends ResourcePlan {
  /** Failures of files that could not be read; told after the rest. */
  readonly errors: readonly Error[];
}

/**
 * What to ask the server for: the arguments, or the objects that files name.
 * @throws CommandError
 */
export async function planGet(
  context: CommandContext,
  options: GetOptions & { readonly singleResourceType?: boolean },
): Promise<GetPlan> {
  const connection = context.kube();
  if (!options.fromFiles) {
    const plan = planRequests(connection, {
      args: context.args,
      allNamespaces: options.allNamespaces,
      labelSelector: options.labelSelector,
      fieldSelector: options.fieldSelector,
      typeAloneSelectsAll: true,
      singleResourceType: options.singleResourceType === true,
    });
    if (options.subresource !== "" && plan.requests.some(({ name }) => name === undefined)) {
      throw new CommandError("subresource cannot be used when bulk resources are specified");
    }
    return { ...plan, errors: [] };
  }
  return planFiles(context);
}

/** The objects named by `-f`, as requests; used by every command that only reads them. */
export async function planFiles(context: CommandContext): Promise<GetPlan> {
  if (context.args.length > 0) {
    throw new CommandError(
      "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well",
    );
  }
  const connection = context.kube();
  const filenames = context.flags.list("filename");
  const events = await readManifests(context.process, {
    filenames,
    recursive: context.flags.bool("recursive"),
    validate: false,
  });
  const requests: ResourceRequest[] = [];
  const errors: Error[] = [];
  for (const event of events) {
    if (event.kind === "error") {
      errors.push(event.error);
      continue;
    }
    const { type, name, namespace } = event.manifest;
    if (connection.enforceNamespace && namespace !== "" && namespace !== connection.namespace) {
      errors.push(
        new CommandError(
          `the namespace from the provided object ${quote(namespace)} does not match the namespace ${quote(connection.namespace)}. You must pass '--namespace=${namespace}' to perform this operation.`,
        ),
      );
      continue;
    }
    requests.push({
      type,
      name,
      namespace: type.namespaced ? namespace || connection.namespace : "",
    });
  }
  return { requests, errors, single: requests.length === 1 && filenames.length === 1 };
}
