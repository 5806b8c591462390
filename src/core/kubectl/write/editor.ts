/** Opening an editor on a temporary file (kubectl `pkg/cmd/util/editor/editor.go`). */
import { FileError } from "../../shell/files.ts";
import type { ProcessContext } from "../../shell/process.ts";
import type { CommandContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { quote } from "../gotext.ts";

export interface EditedFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Writes `text` to a new temporary file, lets it be edited and reads it again.
 * @param extension with the dot
 * @throws CommandError when the editor cannot be run or fails
 */
export async function editTemporary(
  context: CommandContext,
  text: string,
  extension: string,
): Promise<EditedFile> {
  const { process } = context;
  const path = temporaryPath(context, "kubectl-edit-", extension);
  process.fs.write(path, text);
  await launch(context, path);
  try {
    return { path, text: process.fs.read(path) };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new CommandError(`open ${path}: no such file or directory`);
  }
}

/** The folder for temporary files; made when it is missing. */
export function temporaryFolder(context: CommandContext): string {
  const folder = (context.process.env.get("TMPDIR") ?? "").replace(/\/+$/, "") || "/tmp";
  if (context.process.fs.stat(folder) === undefined) {
    context.process.fs.mkdir(folder, { parents: true });
  }
  return folder;
}

/** A path in the folder for temporary files that is not taken. */
export function temporaryPath(context: CommandContext, prefix: string, suffix = ""): string {
  const folder = temporaryFolder(context);
  let number = (Math.imul(context.process.clock.now() >>> 0, 0x9e3779b1) >>> 0) + 1_000_000_000;
  for (;;) {
    const path = `${folder}/${prefix}${number}${suffix}`;
    if (context.process.fs.stat(path) === undefined) return path;
    number++;
  }
}

async function launch(context: CommandContext, path: string): Promise<void> {
  const { process, world } = context;
  const wanted = process.env.get("KUBE_EDITOR") || process.env.get("EDITOR") || "";
  if (wanted === "" && world.openEditor !== undefined) {
    await world.openEditor(path);
    return;
  }
  const editor = wanted || "vi";
  const argv = editorArgv(editor, path, process.env.get("SHELL") || "/bin/bash");
  const status = await spawnQuietly(context, argv);
  if (status === 0) return;
  const isBareName = status === 127 && !editor.includes("/") && !editor.includes(" ");
  throw new CommandError(
    isBareName
      ? `unable to launch the editor ${quote(editor)}`
      : `there was a problem with the editor ${quote(editor)}`,
  );
}

/** Runs a program; when there is none, the words about it are the caller's to say. */
export async function spawnQuietly(
  context: CommandContext,
  argv: readonly string[],
  overrides: Partial<ProcessContext> = {},
): Promise<number> {
  let said = "";
  const status = await context.process.spawn(argv, {
    ...overrides,
    stderr: {
      write: (text) => {
        said += text;
      },
    },
  });
  if (status !== 126 && status !== 127) context.process.stderr.write(said);
  return status;
}

/** An editor with arguments is split at spaces; with quotes in it, the shell is left to it. */
function editorArgv(editor: string, path: string, shell: string): string[] {
  if (!editor.includes(" ")) return [editor, path];
  if (!/["'\\]/.test(editor)) return [...editor.split(" "), path];
  return [shell, "-c", `${editor} ${quote(path)}`];
}
