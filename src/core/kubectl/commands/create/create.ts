import type { JsonObject } from "../../../api/json.ts";
import { lastAppliedText, withLastApplied } from "../../apply/last-applied.ts";
import type { Command, CommandContext } from "../../command.ts";
import { CommandError, UsageError, withSource } from "../../errors.ts";
import { filenameFlags, SELECTOR_FLAG } from "../../flagsets.ts";
import { readAll, readFileOr } from "../../manifests.ts";
import { editAndCreate } from "../../write/edit-create.ts";
import { dryRunOf, validationOf } from "../../write/flags.ts";
import { resultPrinter } from "../../write/output.ts";
import { createObject } from "../../write/rest.ts";
import { fileQuery, findTargets, requireFiles, type Targets } from "../../write/targets.ts";
import { parseGoJson } from "../../write/go-json.ts";
import { createClusterRole } from "./clusterrole.ts";
import { createConfigMap } from "./configmap.ts";
import { createCronJob } from "./cronjob.ts";
import { createDeployment } from "./deployment.ts";
import { createIngress } from "./ingress.ts";
import { createJob } from "./job.ts";
import { createNamespace } from "./namespace.ts";
import { createPodDisruptionBudget } from "./poddisruptionbudget.ts";
import { createPriorityClass } from "./priorityclass.ts";
import { createQuota } from "./quota.ts";
import { createRole } from "./role.ts";
import { createClusterRoleBinding, createRoleBinding } from "./rolebinding.ts";
import { createSecret } from "./secret.ts";
import { createService } from "./service.ts";
import { createServiceAccount } from "./serviceaccount.ts";
import { CREATE_FLAGS } from "./subcommand.ts";
import { createToken } from "./token.ts";

export const create: Command = {
  name: "create",
  use: "create -f FILENAME",
  short: "Create a resource from a file or from stdin",
  long: "Create objects that files describe, or one of the kinds below out of its name and flags.",
  examples: `# The objects of a file
kubectl create -f ./policy.yaml

# From stdin
cat policy.yaml | kubectl create -f -

# A deployment without a file
kubectl create deployment web --image=nginx`,
  flags: [
    { name: "edit", type: "bool", usage: "Open an editor on the objects before they are created." },
    ...filenameFlags("with the objects to create."),
    { name: "raw", type: "string", usage: "Path on the server to POST the file to." },
    SELECTOR_FLAG,
    {
      name: "windows-line-endings",
      type: "bool",
      usage: "With --edit: give the editor lines that end as on Windows.",
    },
    ...CREATE_FLAGS,
  ],
  subcommands: [
    createClusterRole,
    createClusterRoleBinding,
    createConfigMap,
    createCronJob,
    createDeployment,
    createIngress,
    createJob,
    createNamespace,
    createPodDisruptionBudget,
    createPriorityClass,
    createQuota,
    createRole,
    createRoleBinding,
    createSecret,
    createService,
    createServiceAccount,
    createToken,
  ],
  run: runCreate,
};

async function runCreate(context: CommandContext): Promise<number> {
  const { flags, args } = context;
  if (args.length > 0) {
    throw new UsageError(context.path, `Unexpected args: [${args.join(" ")}]`);
  }
  const files = fileQuery(context);
  requireFiles(files);
  const dryRun = dryRunOf(context);
  const printer = resultPrinter(context, { dryRun });
  const fieldValidation = validationOf(context);
  if (flags.string("raw") !== "") return createRaw(context, flags.string("raw"), files.filenames);
  const targets = await findTargets(context, {
    ...files,
    selector: flags.string("selector"),
    validate: fieldValidation !== "Ignore",
  });
  if (flags.bool("edit")) return editAndCreate(context, targets);
  await createAll(context, targets, (target, object) => {
    const stored =
      dryRun === "client"
        ? object
        : createObject(context.kube(), target, object, {
            dryRun: dryRun === "server",
            fieldManager: flags.string("field-manager"),
            fieldValidation,
          });
    printer.print({ type: target.type, object: stored }, "created");
  });
  return 0;
}

async function createAll(
  context: CommandContext,
  targets: Targets,
  send: (
    target: { type: Parameters<typeof createObject>[1]["type"]; namespace: string },
    object: JsonObject,
  ) => void,
): Promise<void> {
  let count = 0;
  await targets.visitLoaded(({ type, namespace, object, source }) => {
    const annotated = context.flags.bool("save-config") || lastAppliedText(object) !== undefined;
    try {
      send({ type, namespace }, annotated ? withLastApplied(object) : object);
      count++;
    } catch (error) {
      throw withSource("creating", source, error);
    }
  });
  if (count === 0) throw new CommandError("no objects passed to create");
}

async function createRaw(
  context: CommandContext,
  path: string,
  filenames: readonly string[],
): Promise<number> {
  const [file = "", more] = filenames;
  if (more !== undefined) throw new CommandError("--raw can only use a single local file or stdin");
  const text =
    file === "-" ? await readAll(context.process) : readFileOr(context.process, file, (why) => why);
  const body = parseGoJson(text);
  if ("error" in body) throw new CommandError(body.error);
  const answer = context.kube().request({ method: "POST", path, body: body.value });
  context.process.stdout.write(`${JSON.stringify(answer)}\n`);
  return 0;
}
