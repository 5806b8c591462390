/** Redirections: what `<`, `>`, `2>&1`, here-documents and their kin do to the open files. */
import type { Redirect, Word } from "./ast.ts";
import type { Expander } from "./expand.ts";
import { FileError } from "./files.ts";
import { cannotOpen } from "./messages.ts";
import { OpenFile, openForReading, openForWriting, openNull, type FileTable } from "./openFiles.ts";
import { resolvePath } from "./paths.ts";
import type { ShellState } from "./state.ts";
import { textInput } from "./streams.ts";
import { DeviceError, type World } from "./world.ts";
import type { Cancel } from "../cluster/clock.ts";

/** A redirection that failed; `lines` are complete but for the shell's prefix. */
export class RedirectError extends Error {
  override readonly name = "RedirectError";
  readonly lines: readonly { readonly text: string; readonly withLine: boolean }[];
  constructor(lines: readonly { readonly text: string; readonly withLine: boolean }[]) {
    super(lines.map((line) => line.text).join("\n"));
    this.lines = lines;
  }
}

export interface RedirectContext {
  readonly world: World;
  readonly state: ShellState;
  readonly expander: Expander;
  readonly cancel: Cancel;
  /** Starts the commands of `<(…)` and gives the end to read their output from. */
  openProcess(word: Word): OpenFile | undefined;
}

/** Applies redirections in order to `files`. Throws {@link RedirectError}. */
export async function applyRedirects(
  redirects: readonly Redirect[],
  files: FileTable,
  context: RedirectContext,
): Promise<void> {
  for (const redirect of redirects) await applyOne(redirect, files, context);
}

function fail(text: string): RedirectError {
  return new RedirectError([{ text, withLine: true }]);
}

async function applyOne(
  redirect: Redirect,
  files: FileTable,
  context: RedirectContext,
): Promise<void> {
  const { operator, target } = redirect;
  const fd = redirect.fd ?? (operator.startsWith("<") ? 0 : 1);
  switch (operator) {
    case "<<":
    case "<<-":
      files.set(
        fd,
        new OpenFile({ input: textInput(await context.expander.text(target, "none")) }),
      );
      return;
    case "<<<":
      files.set(
        fd,
        new OpenFile({ input: textInput((await context.expander.text(target)) + "\n") }),
      );
      return;
    case "<&":
    case ">&":
      await duplicate(redirect, fd, files, context);
      return;
    case "&>":
    case "&>>": {
      const file = await open(target, operator === "&>" ? ">" : ">>", files, context);
      files.set(2, file.retain());
      files.set(1, file);
      return;
    }
    default:
      files.set(fd, await open(target, operator, files, context));
  }
}

async function duplicate(
  redirect: Redirect,
  fd: number,
  files: FileTable,
  context: RedirectContext,
): Promise<void> {
  const text = await context.expander.text(redirect.target);
  if (text === "-") {
    files.close(fd);
    return;
  }
  const move = /^([0-9]+)(-?)$/.exec(text);
  if (move === null) {
    if (
      redirect.operator === ">&" &&
      redirect.fd === undefined &&
      context.world.dialect === "bash"
    ) {
      const file = await open(redirect.target, ">", files, context);
      files.set(2, file.retain());
      files.set(1, file);
      return;
    }
    throw fail(`${text}: ambiguous redirect`);
  }
  const number = Number(move[1]);
  const file = files.get(number);
  if (file === undefined) throw fail(`${text}: Bad file descriptor`);
  if (number !== fd) files.set(fd, file.retain());
  if (move[2] === "-" && number !== fd) files.close(number);
}

async function open(
  target: Word,
  operator: "<" | ">" | ">>" | ">|" | "<>",
  files: FileTable,
  context: RedirectContext,
): Promise<OpenFile> {
  const { world, state, expander } = context;
  const process = context.openProcess(target);
  if (process !== undefined) return process;
  const fields =
    world.dialect === "bash" ? await expander.fields([target]) : [await expander.text(target)];
  const [name] = fields;
  if (fields.length !== 1 || name === undefined) throw fail(`${target.source}: ambiguous redirect`);
  const path = resolvePath(state.cwd, name);
  const writing = operator !== "<";
  const same = standardDevice(path, files);
  if (same !== undefined) return same.retain();
  try {
    const device = world.openDevice?.(name, context.cancel);
    if (device !== undefined) {
      const { input, output, close } = await device;
      return new OpenFile({
        ...(input === undefined ? {} : { input }),
        ...(output === undefined ? {} : { output }),
        ...(close === undefined
          ? {}
          : {
              onClose: () => {
                close();
              },
            }),
      });
    }
    if (name === "") throw new FileError("ENOENT", name);
    if (path === "/dev/null" || path === "/dev/zero") return openNull();
    if (!writing) {
      if (world.fs.stat(path)?.type === "directory") throw new FileError("EISDIR", path);
      return openForReading(world.fs, path);
    }
    if (
      operator === ">" &&
      state.options.has("noclobber") &&
      world.fs.stat(path)?.type === "file"
    ) {
      throw fail(`${name}: cannot overwrite existing file`);
    }
    if (operator === "<>") {
      if (world.fs.stat(path) === undefined) world.fs.write(path, "");
      return openForReading(world.fs, path);
    }
    return openForWriting(world.fs, path, operator !== ">>");
  } catch (error) {
    if (error instanceof FileError) throw fail(cannotOpen(world.dialect, name, error, writing));
    if (error instanceof DeviceError) throw new RedirectError(error.lines);
    throw error;
  }
}

const STANDARD: ReadonlyMap<string, number> = new Map([
  ["/dev/stdin", 0],
  ["/dev/stdout", 1],
  ["/dev/stderr", 2],
  ["/dev/tty", 0],
]);

function standardDevice(path: string, files: FileTable): OpenFile | undefined {
  const fd =
    STANDARD.get(path) ?? (/^\/dev\/fd\/[0-9]+$/.test(path) ? Number(path.slice(8)) : undefined);
  return fd === undefined ? undefined : files.get(fd);
}
