import type { JsonObject } from "../../api/json.ts";
import { stringAt } from "../../cluster/values.ts";
import type { ContainerRef } from "../../cluster/types.ts";
import type { InputStream } from "../../shell/process.ts";
import { completeContainers, completeFileSpec } from "../candidates.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError, PlainError } from "../errors.ts";
import { absolutePath, parentFolder } from "../files.ts";
import {
  defaultContainer,
  findContainer,
  invalidContainer,
  isCompleted,
  phaseOf,
  podPlace,
} from "../write/pods.ts";
import { getObject } from "../write/rest.ts";
import { finishExec } from "../write/streams.ts";

export const cp: Command = {
  name: "cp",
  use: "cp <file-spec-src> <file-spec-dest>",
  short: "Copy files and directories to and from containers",
  long: "Copy files and folders between here and a container. The image has to have tar.",
  examples: `# Into a pod
kubectl cp ./notes.txt web:/tmp/notes.txt

# Out of one in another namespace
kubectl cp shop/web:/tmp/notes.txt ./notes.txt`,
  flags: [
    {
      name: "container",
      shorthand: "c",
      type: "string",
      usage: "Container to copy to or from; the default one, or the first, unless given.",
      complete: completeContainers,
    },
    { name: "no-preserve", type: "bool", usage: "Do not keep owner and mode in the container." },
    { name: "retries", type: "int", usage: "How often to go on with a copy that broke off." },
  ],
  complete: completeFileSpec,
  run: runCopy,
};

interface FileSpec {
  readonly pod: string;
  readonly namespace: string;
  readonly path: string;
}

function parseSpec(text: string): FileSpec {
  const colon = text.indexOf(":");
  const malformed = (): CommandError =>
    new CommandError("filespec must match the canonical format: [[namespace/]pod:]file/path");
  if (colon === 0) throw malformed();
  if (colon < 0) return { pod: "", namespace: "", path: text };
  const parts = text.slice(0, colon).split("/");
  const path = text.slice(colon + 1);
  const [first = "", second] = parts;
  if (parts.length === 1) return { pod: first, namespace: "", path };
  if (parts.length === 2) return { pod: second ?? "", namespace: first, path };
  throw malformed();
}

async function runCopy(context: CommandContext): Promise<number> {
  const [from, to, ...more] = context.args;
  if (from === undefined || to === undefined || more.length > 0) {
    throw new CommandError("source and destination are required");
  }
  const source = parseSpec(from);
  const destination = parseSpec(to);
  if (source.pod !== "" && destination.pod !== "") {
    throw new CommandError("one of src or dest must be a local file specification");
  }
  if (source.pod === "" && destination.pod === "") {
    throw new CommandError("one of src or dest must be a remote file specification");
  }
  if (source.path === "" || destination.path === "") {
    throw new CommandError("filepath can not be empty");
  }
  return source.pod === ""
    ? copyIn(context, source.path, destination)
    : copyOut(context, source, destination.path);
}

class Remote {
  readonly #context: CommandContext;
  readonly #ref: ContainerRef;

  constructor(context: CommandContext, spec: FileSpec) {
    this.#context = context;
    const connection = context.kube();
    const namespace = spec.namespace || connection.namespace;
    const pod: JsonObject = getObject(connection, podPlace(namespace, spec.pod));
    if (isCompleted(pod)) {
      throw new CommandError(
        `cannot exec into a container in a completed pod; current phase is ${phaseOf(pod)}`,
      );
    }
    const container = context.flags.string("container") || defaultContainer(context, pod, false);
    if (findContainer(pod, container) === undefined) {
      throw invalidContainer(container, stringAt(pod, "metadata", "name"));
    }
    this.#ref = { namespace, pod: spec.pod, container };
  }

  /** Runs a shell line in the container; what tar is missing, the shell is missing too. */
  async run(script: string, args: readonly string[], stdin?: InputStream): Promise<Ran> {
    const out = { stdout: "", stderr: "" };
    const outcome = await this.#context.world.kubelet.exec(
      this.#ref,
      ["sh", "-c", script, "sh", ...args],
      {
        ...(stdin === undefined ? {} : { stdin }),
        stdout: {
          write: (text) => {
            out.stdout += text;
          },
        },
        stderr: {
          write: (text) => {
            out.stderr += text;
          },
        },
        cancel: this.#context.process.cancel,
      },
    );
    if ("error" in outcome) {
      finishExec({ error: outcome.error.replaceAll('exec: "sh"', 'exec: "tar"') });
      return { status: 1, ...out };
    }
    return { status: outcome.exitCode, ...out };
  }
}

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function textInput(text: string): InputStream {
  let left: string | undefined = text;
  return {
    read: () => {
      const piece = left;
      left = undefined;
      return Promise.resolve(piece);
    },
  };
}

function baseName(path: string): string {
  return path.split("/").findLast((part) => part !== "") ?? "";
}

async function copyIn(context: CommandContext, path: string, to: FileSpec): Promise<number> {
  const { fs } = context.process;
  const local = absolutePath(context.process, path);
  if (fs.stat(local) === undefined) {
    throw new CommandError(`${path} doesn't exist in local filesystem`);
  }
  const remote = new Remote(context, to);
  const isFolder = await remote.run('test -d "$1"', [to.path]);
  const target =
    isFolder.status === 0 ? `${to.path.replace(/\/+$/, "")}/${baseName(local)}` : to.path;
  const folder = target.includes("/") ? parentFolder(target) : ".";
  const there = await remote.run('test -d "$1"', [folder]);
  if (there.status !== 0) {
    context.process.stderr.write(
      `tar: can't change directory to '${folder}': No such file or directory\n`,
    );
    throw new PlainError("command terminated with exit code 1");
  }
  await sendTree(context, remote, local, target);
  return 0;
}

async function sendTree(
  context: CommandContext,
  remote: Remote,
  local: string,
  target: string,
): Promise<void> {
  const { fs } = context.process;
  if (fs.stat(local)?.type === "directory") {
    await remote.run('mkdir -p "$1"', [target]);
    for (const name of fs.list(local)) {
      await sendTree(context, remote, `${local}/${name}`, `${target}/${name}`);
    }
    return;
  }
  const ran = await remote.run('cat > "$1"', [target], textInput(fs.read(local)));
  if (ran.status === 0) return;
  context.process.stderr.write(ran.stderr);
  throw new PlainError(`command terminated with exit code ${ran.status}`, ran.status);
}

async function copyOut(context: CommandContext, from: FileSpec, path: string): Promise<number> {
  const { process } = context;
  const remote = new Remote(context, from);
  const exists = await remote.run('test -e "$1"', [from.path]);
  if (from.path.startsWith("/")) {
    process.stdout.write("tar: removing leading '/' from member names\n");
  }
  if (exists.status !== 0) {
    const shown = from.path.replace(/^\/+/, "");
    process.stdout.write(`tar: ${shown}: No such file or directory\n`);
    process.stdout.write("tar: error exit delayed from previous errors\n");
    return 0;
  }
  const local = absolutePath(process, path);
  const target =
    process.fs.stat(local)?.type === "directory" ? `${local}/${baseName(from.path)}` : local;
  await receiveTree(context, remote, from.path, target, 0);
  return 0;
}

/** Deeper folders than this are not followed. */
const MAX_DEPTH = 50;

async function receiveTree(
  context: CommandContext,
  remote: Remote,
  path: string,
  local: string,
  depth: number,
): Promise<void> {
  const { fs } = context.process;
  const listed = await remote.run('test -d "$1" && ls -A "$1"', [path]);
  if (listed.status === 0 && depth < MAX_DEPTH) {
    fs.mkdir(local, { parents: true });
    for (const name of listed.stdout.split("\n").filter((line) => line !== "")) {
      await receiveTree(context, remote, `${path}/${name}`, `${local}/${name}`, depth + 1);
    }
    return;
  }
  const content = await remote.run('cat "$1"', [path]);
  fs.mkdir(parentFolder(local), { parents: true });
  fs.write(local, content.stdout);
}
