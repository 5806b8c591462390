import type { JsonObject } from "../../api/json.ts";
import { numberAt, objectAt, objectsAt, stringAt } from "../../cluster/values.ts";
import { withLastApplied } from "../apply/last-applied.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError, PlainError, UsageError } from "../errors.ts";
import { DRY_RUN_FLAG, fieldManagerFlag, filenameFlags, printFlags } from "../flagsets.ts";
import { isImageReference, parseLabels } from "../generators/fields.ts";
import { pod as podOf } from "../generators/pod.ts";
import { exposedService } from "../generators/services.ts";
import { quote } from "../gotext.ts";
import { requireType } from "../types.ts";
import { attachOrLog } from "../write/attach-created.ts";
import { dryRunOf, SAVE_CONFIG_FLAG, waitFlags, type DryRun } from "../write/flags.ts";
import { kindWord } from "../write/deletion.ts";
import { applyOverrides } from "../write/overrides.ts";
import { resultPrinter, type Printed } from "../write/output.ts";
import { podPlace, waitForPod, isCompleted, phaseOf } from "../write/pods.ts";
import { createObject, deleteObject } from "../write/rest.ts";
import { interruptible } from "../write/waiting.ts";

export const run: Command = {
  name: "run",
  use: 'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  short: "Run a particular image on the cluster",
  long: "Make a pod that runs one image, and with -i, -t or --attach connect to it.",
  examples: `# An nginx pod
kubectl run web --image=nginx

# That shows port 5701 and has labels
kubectl run cache --image=redis --port=5701 --labels="app=cache,env=prod"

# A shell that is gone when it is left
kubectl run -it --rm test --image=busybox --restart=Never -- sh

# Only print the pod
kubectl run web --image=nginx --dry-run=client -o yaml`,
  flags: [
    { name: "annotations", type: "array", usage: "Annotation of the pod, KEY=VALUE." },
    {
      name: "attach",
      type: "bool",
      usage: "Wait for the pod and attach to it; the default with -i and -t.",
    },
    {
      name: "command",
      type: "bool",
      usage: "What stands behind -- is the program, not its arguments.",
    },
    DRY_RUN_FLAG,
    { name: "env", type: "array", usage: "Variable of the container, KEY=VALUE." },
    { name: "expose", type: "bool", usage: "Make a service for the pod too; needs --port." },
    fieldManagerFlag("kubectl-run"),
    ...filenameFlags("to use."),
    { name: "image", type: "string", required: true, usage: "Image of the container." },
    { name: "image-pull-policy", type: "string", usage: "Always, IfNotPresent or Never." },
    { name: "labels", shorthand: "l", type: "string", usage: "Labels of the pod, KEY=VALUE,…" },
    { name: "leave-stdin-open", type: "bool", usage: "Keep stdin open after the first attach." },
    {
      name: "override-type",
      type: "string",
      default: "merge",
      usage: "How --overrides is read: json, merge or strategic.",
    },
    { name: "overrides", type: "string", usage: "JSON that is merged into the new object." },
    {
      name: "pod-running-timeout",
      type: "duration",
      default: "1m0s",
      usage: "How long to wait until the pod runs.",
    },
    { name: "port", type: "string", usage: "Port that the container shows." },
    { name: "privileged", type: "bool", usage: "Run the container privileged." },
    { name: "quiet", shorthand: "q", type: "bool", usage: "Print no more than the output." },
    {
      name: "restart",
      type: "string",
      default: "Always",
      usage: "Restart policy of the pod: Always, OnFailure or Never.",
    },
    { name: "rm", type: "bool", usage: "Delete the pod when the attached command is over." },
    SAVE_CONFIG_FLAG,
    { name: "stdin", shorthand: "i", type: "bool", usage: "Keep stdin open on the container." },
    { name: "tty", shorthand: "t", type: "bool", usage: "Give the container a terminal." },
    ...waitFlags("false"),
    ...printFlags(),
  ],
  run: (context) => interruptible(() => runRun(context)),
};

const RESTART_POLICIES = new Set(["Always", "OnFailure", "Never"]);
const PULL_POLICIES = new Set(["", "Always", "IfNotPresent", "Never"]);

async function runRun(context: CommandContext): Promise<number> {
  const { flags, args, dashAt } = context;
  const dryRun = dryRunOf(context);
  const attach = flags.changed("attach")
    ? flags.bool("attach")
    : flags.bool("stdin") || flags.bool("tty");
  const printer = resultPrinter(context, { dryRun, typed: true });
  const [name] = args;
  checkArguments(context, attach, dryRun);
  if (name === undefined || dashAt === 0) {
    throw new UsageError(context.path, "NAME is required for run");
  }
  const pod = create(context, podFor(context, name), dryRun);
  const service = flags.bool("expose")
    ? create(context, serviceFor(context, name), dryRun)
    : undefined;
  if (service !== undefined) printer.print(service, "created");
  if (!attach) {
    printer.print(pod, "created");
    return 0;
  }
  const created = service === undefined ? [pod] : [pod, service];
  try {
    return await attachAndWait(context, pod.object);
  } catch (error) {
    if (context.process.cancel.reason !== undefined) created.length = 0;
    throw error;
  } finally {
    if (flags.bool("rm")) remove(context, created);
  }
}

function checkArguments(context: CommandContext, attach: boolean, dryRun: DryRun): void {
  const { flags, path, args, dashAt } = context;
  const usage = (message: string): UsageError => new UsageError(path, message);
  if (args.length === 0 || dashAt === 0) throw usage("NAME is required for run");
  const image = flags.string("image");
  if (image === "") throw new CommandError("--image is required");
  if (!isImageReference(image)) {
    throw new CommandError(`Invalid image name ${quote(image)}: invalid reference format`);
  }
  if (flags.bool("tty") && !flags.bool("stdin")) {
    throw usage("-i/--stdin is required for containers with -t/--tty=true");
  }
  if (flags.bool("expose") && flags.string("port") === "") {
    throw usage("--port must be set when exposing a service");
  }
  const restart = flags.string("restart");
  if (!RESTART_POLICIES.has(restart)) throw usage(`invalid restart policy: ${restart}`);
  if (flags.bool("rm") && !attach) {
    throw usage("--rm should only be used for attached containers");
  }
  if (attach && dryRun !== "none") {
    throw usage(
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    );
  }
  const pull = flags.string("image-pull-policy");
  if (!PULL_POLICIES.has(pull)) throw usage(`invalid image pull policy: ${pull}`);
}

function givenNamespace(context: CommandContext): string | undefined {
  const connection = context.kube();
  return connection.enforceNamespace ? connection.namespace : undefined;
}

function podFor(context: CommandContext, name: string): JsonObject {
  const { flags } = context;
  const labels = flags.string("labels");
  const annotations = flags.list("annotations");
  const object = podOf({
    name,
    namespace: givenNamespace(context),
    image: flags.string("image"),
    imagePullPolicy: flags.string("image-pull-policy"),
    labels: labels === "" ? { run: name } : parseLabels(labels),
    annotations: annotations.length === 0 ? undefined : parseAnnotations(annotations),
    env: flags.list("env"),
    port: flags.string("port"),
    words: context.args.slice(1),
    command: flags.bool("command"),
    restart: flags.string("restart"),
    stdin: flags.bool("stdin"),
    stdinOnce: flags.bool("stdin") && !flags.bool("leave-stdin-open"),
    tty: flags.bool("tty"),
    privileged: flags.bool("privileged"),
  });
  return applyOverrides(context, object);
}

function parseAnnotations(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text): [string, string] => {
      const equals = text.indexOf("=");
      if (equals <= 0) throw new CommandError(`invalid annotation: ${text}`);
      return [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}

function serviceFor(context: CommandContext, name: string): JsonObject {
  const labels = context.flags.string("labels");
  return exposedService({
    name,
    namespace: givenNamespace(context),
    selector: labels === "" ? { run: name } : parseLabels(labels),
    labels: {},
    ports: context.flags.string("port"),
    protocol: "",
    protocols: new Map(),
    targetPort: "",
    externalIP: "",
    loadBalancerIP: "",
    type: "",
    clusterIP: "",
    sessionAffinity: "",
  });
}

function create(context: CommandContext, made: JsonObject, dryRun: DryRun): Printed {
  const { flags } = context;
  const object = flags.bool("save-config") ? withLastApplied(made) : made;
  const type = requireType(stringAt(object, "kind").toLowerCase());
  if (dryRun === "client") return { type, object };
  const connection = context.kube();
  const stored = createObject(connection, { type, namespace: connection.namespace }, object, {
    dryRun: dryRun === "server",
    fieldManager: flags.string("field-manager"),
  });
  return { type, object: stored };
}

/** Attaches to the new pod; the exit status is its container's when it is not restarted. */
async function attachAndWait(context: CommandContext, pod: JsonObject): Promise<number> {
  const { flags } = context;
  const namespace = stringAt(pod, "metadata", "namespace");
  const name = stringAt(pod, "metadata", "name");
  const timeout = flags.duration("pod-running-timeout");
  await attachOrLog(context, {
    namespace,
    name,
    container: "",
    timeout,
    wishes: { stdin: flags.bool("stdin"), tty: flags.bool("tty"), quiet: flags.bool("quiet") },
  });
  const restart = flags.string("restart");
  if (flags.bool("leave-stdin-open") || restart === "Always") return 0;
  const done = await waitForPod(context, podPlace(namespace, name), timeout, (found) =>
    restart === "OnFailure" ? phaseOf(found) === "Succeeded" : isCompleted(found),
  );
  if (phaseOf(done) === "Succeeded") return 0;
  const [status] = objectsAt(done, "status", "containerStatuses");
  const ended = objectAt(status, "state", "terminated");
  const code = numberAt(ended, 0, "exitCode");
  if (code === 0) throw new CommandError(`pod ${namespace}/${name} failed with unknown exit code`);
  throw new PlainError(
    `pod ${namespace}/${name} terminated (${stringAt(ended, "reason")})\n${stringAt(ended, "message")}`,
    code,
  );
}

function remove(context: CommandContext, created: readonly Printed[]): void {
  const connection = context.kube();
  for (const { type, object } of created) {
    const place = {
      type,
      namespace: stringAt(object, "metadata", "namespace"),
      name: stringAt(object, "metadata", "name"),
    };
    deleteObject(connection, place, { propagationPolicy: "Background" });
    if (!context.flags.bool("quiet")) {
      context.process.stdout.write(
        `${kindWord(place)} ${quote(place.name)} deleted from ${place.namespace} namespace\n`,
      );
    }
  }
}
