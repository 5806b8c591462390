import type { JsonObject } from "../../api/json.ts";
import { apiVersionOf } from "../../api/scheme.ts";
import { objectAt, objectsAt, stringAt } from "../../cluster/values.ts";
import { completeTypeAndName } from "../candidates.ts";
import type { Command, CommandContext } from "../command.ts";
import { ephemeralContainer, nodePod, podCopy, type DebugOptions } from "../debug/objects.ts";
import { parseProfile } from "../debug/profiles.ts";
import { CommandError } from "../errors.ts";
import { filenameFlags } from "../flagsets.ts";
import { isImageReference } from "../generators/fields.ts";
import { quote } from "../gotext.ts";
import { attachOrFallBack, logAll } from "../write/attach-created.ts";
import { randomSuffix } from "../write/names.ts";
import { podPlace, waitForPod } from "../write/pods.ts";
import { createObject, deleteObject, patchObject } from "../write/rest.ts";
import { findTargets, type Loaded } from "../write/targets.ts";
import { interruptible } from "../write/waiting.ts";

export const debug: Command = {
  name: "debug",
  use: "debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]",
  short: "Create debugging sessions for troubleshooting workloads and nodes",
  long: "Look into a pod or a node with tools that are not there: in a container that is added to the running pod, in a copy of the pod, or in a pod on the node.",
  examples: `# A shell beside the containers of a pod
kubectl debug web -it --image=busybox

# In a copy of it
kubectl debug web -it --image=busybox --copy-to=web-debug

# On a node, with its file system under /host
kubectl debug node/kind-worker -it --image=busybox`,
  flags: [
    {
      name: "arguments-only",
      type: "bool",
      usage: "What stands behind -- are arguments, not the program.",
    },
    {
      name: "attach",
      type: "bool",
      usage: "Wait for the container and attach; the default with -i.",
    },
    {
      name: "container",
      shorthand: "c",
      type: "string",
      usage: "Name of the debugging container.",
    },
    { name: "copy-to", type: "string", usage: "Make a copy of the pod under this name." },
    { name: "custom", type: "string", usage: "File with a container to merge in." },
    { name: "env", type: "array", usage: "Variable of the container, KEY=VALUE." },
    ...filenameFlags("with the pod or node.").filter((flag) => flag.name === "filename"),
    { name: "image", type: "string", usage: "Image of the debugging container." },
    { name: "image-pull-policy", type: "string", usage: "Always, IfNotPresent or Never." },
    { name: "keep-annotations", type: "bool", usage: "Keep the annotations in a copy." },
    {
      name: "keep-init-containers",
      type: "bool",
      default: "true",
      usage: "Run init containers in a copy.",
    },
    { name: "keep-labels", type: "bool", usage: "Keep the labels in a copy." },
    { name: "keep-liveness", type: "bool", usage: "Keep liveness probes in a copy." },
    { name: "keep-readiness", type: "bool", usage: "Keep readiness probes in a copy." },
    { name: "keep-startup", type: "bool", usage: "Keep startup probes in a copy." },
    {
      name: "profile",
      type: "string",
      default: "legacy",
      usage: "legacy, general, baseline, netadmin, restricted or sysadmin.",
    },
    { name: "quiet", shorthand: "q", type: "bool", usage: "Print no more than the output." },
    { name: "replace", type: "bool", usage: "With --copy-to: delete the pod that was copied." },
    { name: "same-node", type: "bool", usage: "With --copy-to: put the copy on the same node." },
    { name: "set-image", type: "strings", usage: "With --copy-to: CONTAINER=IMAGE; * for all." },
    {
      name: "share-processes",
      type: "bool",
      default: "true",
      usage: "With --copy-to: let the containers see each other's processes.",
    },
    { name: "stdin", shorthand: "i", type: "bool", usage: "Keep stdin open on the container." },
    { name: "target", type: "string", usage: "Container whose processes are to be seen." },
    { name: "tty", shorthand: "t", type: "bool", usage: "Give the container a terminal." },
  ],
  complete: completeTypeAndName(),
  run: (context) => interruptible(() => runDebug(context)),
};

const LEGACY_NOTICE =
  '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n';

interface Made {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

async function runDebug(context: CommandContext): Promise<number> {
  const { flags, process } = context;
  const names = context.args.slice(0, context.dashAt ?? context.args.length);
  const profile = parseProfile(flags.string("profile"));
  checkFlags(context, names);
  const options: DebugOptions = {
    image: flags.string("image"),
    pullPolicy: flags.string("image-pull-policy"),
    args: context.dashAt === undefined ? [] : context.args.slice(context.dashAt),
    argumentsOnly: flags.bool("arguments-only"),
    env: flags.list("env"),
    stdin: flags.bool("stdin"),
    tty: flags.bool("tty"),
    profile,
  };
  if (profile === "legacy") process.stderr.write(LEGACY_NOTICE);
  const [first = "", ...more] = names;
  const bare = more.length === 0 && !first.includes("/");
  const filenames = flags.list("filename");
  const targets = await findTargets(context, {
    filenames,
    args: filenames.length > 0 ? [] : bare ? ["pods", first] : names,
    continueOnError: false,
    latest: true,
  });
  const attach = flags.changed("attach") ? flags.bool("attach") : flags.bool("stdin");
  await targets.visitLoaded(async (target) => {
    const made = make(context, target, options);
    if (attach && made.container !== "") await attachTo(context, made);
  });
  return 0;
}

function checkFlags(context: CommandContext, names: readonly string[]): void {
  const { flags, process } = context;
  const fail = (text: string): never => {
    throw new CommandError(text);
  };
  const image = flags.string("image");
  const container = flags.string("container");
  const copyTo = flags.string("copy-to");
  const words = context.dashAt === undefined ? 0 : context.args.length - context.dashAt;
  if (flags.bool("attach") && image === "" && container === "") {
    fail(
      "you must specify --container or create a new container using --image in order to attach.",
    );
  }
  if (copyTo !== "") {
    if (image === "" && flags.list("set-image").length === 0 && words === 0) {
      fail("you must specify --image, --set-image or command arguments.");
    }
    if (words > 0 && container === "" && image === "") {
      fail("you must specify an existing container or a new image when specifying args.");
    }
  } else {
    if (flags.bool("replace")) fail("--replace may only be used with --copy-to.");
    if (flags.bool("same-node")) fail("--same-node may only be used with --copy-to.");
    if (flags.list("set-image").length > 0) fail("--set-image may only be used with --copy-to.");
    if (image === "") fail("you must specify --image when not using --copy-to.");
  }
  if (image !== "" && !isImageReference(image)) {
    fail(`invalid image name ${quote(image)}: invalid reference format`);
  }
  if (names.length === 0 && flags.list("filename").length === 0) {
    fail("NAME or filename is required for debug");
  }
  const target = flags.string("target");
  if (target !== "") {
    if (copyTo !== "") {
      fail("--target is incompatible with --copy-to. Use --share-processes instead.");
    }
    if (!flags.bool("quiet")) {
      process.stdout.write(
        `Targeting container ${quote(target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
      );
    }
  }
  if (flags.bool("tty") && !flags.bool("stdin")) {
    fail("-i/--stdin is required for containers with -t/--tty=true");
  }
}

function make(context: CommandContext, target: Loaded, options: DebugOptions): Made {
  const { type } = target;
  if (type.group === "" && type.kind === "Node") return debugNode(context, target, options);
  if (type.group !== "" || type.kind !== "Pod") {
    throw new CommandError(
      `${quote(`${apiVersionOf(type)}, Kind=${type.kind}`)} not supported by debug`,
    );
  }
  return context.flags.string("copy-to") === ""
    ? addEphemeral(context, target, options)
    : debugCopy(context, target, options);
}

function debugNode(context: CommandContext, target: Loaded, options: DebugOptions): Made {
  const { namespace } = context.kube();
  const container = context.flags.string("container") || "debugger";
  const pod = `node-debugger-${target.name}-${randomSuffix(context, saltOf(target.name))}`;
  if (!context.flags.bool("quiet")) {
    context.process.stdout.write(
      `Creating debugging pod ${pod} with container ${container} on node ${target.name}.\n`,
    );
  }
  const { type } = podPlace(namespace, pod);
  createObject(
    context.kube(),
    { type, namespace },
    nodePod(pod, container, target.name, namespace, options),
  );
  return { namespace, pod, container };
}

function saltOf(text: string): number {
  let sum = 7;
  for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
  return sum;
}

/** The name asked for, or a new one, which is told. */
function containerName(context: CommandContext, pod: JsonObject): string {
  const given = context.flags.string("container");
  if (given !== "") return given;
  const taken = new Set(
    ["containers", "initContainers", "ephemeralContainers"].flatMap((field) =>
      objectsAt(pod, "spec", field).map((container) => stringAt(container, "name")),
    ),
  );
  for (let salt = taken.size; ; salt++) {
    const name = `debugger-${randomSuffix(context, salt)}`;
    if (taken.has(name)) continue;
    if (!context.flags.bool("quiet")) {
      context.process.stdout.write(`Defaulting debug container name to ${name}.\n`);
    }
    return name;
  }
}

function addEphemeral(context: CommandContext, target: Loaded, options: DebugOptions): Made {
  const container = containerName(context, target.object);
  const made = ephemeralContainer(container, context.flags.string("target"), options);
  const existing = objectsAt(target.object, "spec", "ephemeralContainers");
  const body = {
    spec: {
      "$setElementOrder/ephemeralContainers": [...existing, made].map((one) => ({
        name: stringAt(one, "name"),
      })),
      ephemeralContainers: [made],
    },
  };
  patchObject(context.kube(), target, "strategic", body, { subresource: "ephemeralcontainers" });
  return { namespace: target.namespace, pod: target.name, container };
}

function debugCopy(context: CommandContext, target: Loaded, options: DebugOptions): Made {
  const { flags } = context;
  const setImages = new Map(
    flags.list("set-image").map((text): [string, string] => {
      const equals = text.indexOf("=");
      if (equals <= 0)
        throw new CommandError(`invalid image name ${quote(text)}: invalid reference format`);
      return [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
  const named = flags.string("container") !== "" || options.image !== "";
  const container = named ? containerName(context, target.object) : "";
  const probes = ["liveness", "readiness", "startup"].filter((name) => flags.bool(`keep-${name}`));
  const copy = podCopy(target.object, {
    ...options,
    copyTo: flags.string("copy-to"),
    container,
    setImages,
    sameNode: flags.bool("same-node"),
    shareProcesses: flags.changed("share-processes")
      ? flags.bool("share-processes")
      : options.image !== "" || flags.bool("share-processes"),
    keepLabels: flags.bool("keep-labels"),
    keepAnnotations: flags.bool("keep-annotations"),
    keepInit: flags.bool("keep-init-containers"),
    keptProbes: new Set(probes.map((name) => `${name}Probe`)),
  });
  const { type, namespace } = target;
  createObject(context.kube(), { type, namespace }, copy);
  if (flags.bool("replace")) deleteObject(context.kube(), target, { gracePeriodSeconds: 0 });
  return { namespace, pod: flags.string("copy-to"), container };
}

async function attachTo(context: CommandContext, made: Made): Promise<void> {
  const { flags } = context;
  const connection = context.kube();
  const quiet = flags.bool("quiet");
  const pod = await waitForPod(context, podPlace(made.namespace, made.pod), undefined, (found) => {
    const state = stateOf(found, made.container);
    if (state["running"] !== undefined || state["terminated"] !== undefined) return true;
    const message = stringAt(state, "waiting", "message");
    if (message !== "" && !quiet) connection.warn(`container ${made.container}: ${message}`);
    return false;
  });
  if (stateOf(pod, made.container)["terminated"] !== undefined) {
    logAll(context, pod, made.container);
    return;
  }
  await attachOrFallBack(context, pod, made.container, {
    stdin: flags.bool("stdin"),
    tty: flags.bool("tty"),
    quiet,
  });
}

function stateOf(pod: JsonObject, container: string): JsonObject {
  const status = ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"]
    .flatMap((field) => objectsAt(pod, "status", field))
    .find((one) => stringAt(one, "name") === container);
  return objectAt(status, "state");
}
