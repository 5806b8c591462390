/** Programs that change files and folders: mkdir, rmdir, rm, cp, mv, touch, chmod, mktemp. */
import { FileError } from "../files.ts";
import { errorText } from "../messages.ts";
import { joinPath, lastName, parentPath, resolvePath } from "../paths.ts";
import type { ProcessContext, Program } from "../process.ts";
import { attempt, complain, parseOptions, program, quote, UsageError } from "./program.ts";

function missingOperand(context: ProcessContext, word = "missing operand"): UsageError {
  const name = (context.argv[0] ?? "").split("/").at(-1) ?? "";
  return new UsageError(`${word}\nTry '${name} --help' for more information.`);
}

const mkdir = program((context) => {
  const { options, operands } = parseOptions(context.argv, {
    flags: "pv",
    values: "m",
    long: { parents: "p", verbose: "v", mode: "m" },
  });
  if (operands.length === 0) throw missingOperand(context);
  let status = 0;
  for (const name of operands) {
    const path = resolvePath(context.cwd, name);
    const made = attempt(
      context,
      () => {
        context.fs.mkdir(path, { parents: options.has("p") });
      },
      (_, text) => `cannot create directory ${quote(context, name)}: ${text}`,
    );
    if (!made) status = 1;
    else if (options.has("v")) context.stdout.write(`mkdir: created directory '${name}'\n`);
  }
  return status;
});

const rmdir = program((context) => {
  const { operands } = parseOptions(context.argv, {
    flags: "pv",
    long: { parents: "p", verbose: "v" },
  });
  if (operands.length === 0) throw missingOperand(context);
  let status = 0;
  for (const name of operands) {
    const path = resolvePath(context.cwd, name);
    const removed = attempt(
      context,
      () => {
        if (context.fs.stat(path)?.type === "file") throw new FileError("ENOTDIR", path);
        context.fs.remove(path);
      },
      (_, text) => `failed to remove '${name}': ${text}`,
    );
    if (!removed) status = 1;
  }
  return status;
});

const rm = program((context) => {
  const { options, operands } = parseOptions(context.argv, {
    flags: "rRfvid",
    long: { recursive: "r", force: "f", verbose: "v", dir: "d" },
  });
  const recursive = options.has("r") || options.has("R");
  if (operands.length === 0) {
    if (options.has("f")) return 0;
    throw missingOperand(context);
  }
  let status = 0;
  for (const name of operands) {
    const path = resolvePath(context.cwd, name);
    const stat = context.fs.stat(path);
    if (stat === undefined && options.has("f")) continue;
    if (path === "/" && recursive) {
      complain(context, "it is dangerous to operate recursively on '/'");
      context.stderr.write("rm: use --no-preserve-root to override this failsafe\n");
      return 1;
    }
    if (/(^|\/)\.{1,2}\/?$/.test(name) && recursive) {
      complain(context, `refusing to remove '.' or '..' directory: skipping '${name}'`);
      status = 1;
      continue;
    }
    if (stat?.type === "directory" && !recursive && !options.has("d")) {
      complain(context, `cannot remove '${name}': Is a directory`);
      status = 1;
      continue;
    }
    const removed = attempt(
      context,
      () => {
        context.fs.remove(path, { recursive });
      },
      (_, text) => `cannot remove '${name}': ${text}`,
    );
    if (!removed) status = 1;
    else if (options.has("v")) {
      context.stdout.write(
        stat?.type === "directory" ? `removed directory '${name}'\n` : `removed '${name}'\n`,
      );
    }
  }
  return status;
});

interface Target {
  readonly path: string;
  readonly name: string;
}

/** Where each source goes: into the folder named last, or to that name. Throws UsageError. */
function targets(
  context: ProcessContext,
  operands: readonly string[],
  into: string | undefined,
): { readonly sources: readonly string[]; readonly target: (source: string) => Target } {
  const sources = into === undefined ? operands.slice(0, -1) : operands;
  const last = into ?? operands.at(-1);
  if (last === undefined) throw missingOperand(context, "missing file operand");
  if (sources.length === 0) {
    throw missingOperand(context, `missing destination file operand after ${quote(context, last)}`);
  }
  const folder = resolvePath(context.cwd, last);
  const isFolder = context.fs.stat(folder)?.type === "directory";
  if (!isFolder && (sources.length > 1 || into !== undefined)) {
    throw new UsageError(
      `target '${last}': ${context.fs.stat(folder) === undefined ? "No such file or directory" : "Not a directory"}`,
    );
  }
  return {
    sources,
    target: (source) => {
      if (!isFolder) return { path: folder, name: last };
      const name = lastName(resolvePath(context.cwd, source));
      return {
        path: joinPath(folder, name),
        name: joinPath(last.replace(/\/+$/, "") || "/", name),
      };
    },
  };
}

function copyTree(context: ProcessContext, from: string, to: string): void {
  const stat = context.fs.stat(from);
  if (stat?.type !== "directory") {
    context.fs.write(to, context.fs.read(from));
    if (stat !== undefined) context.fs.chmod(to, stat.mode);
    return;
  }
  if (context.fs.stat(to) === undefined) context.fs.mkdir(to);
  for (const name of context.fs.list(from))
    copyTree(context, joinPath(from, name), joinPath(to, name));
}

const cp = program((context) => {
  const { options, operands } = parseOptions(context.argv, {
    flags: "rRafvpniuT",
    values: "t",
    long: {
      recursive: "r",
      archive: "a",
      force: "f",
      verbose: "v",
      "no-clobber": "n",
      "target-directory": "t",
    },
  });
  const recursive = ["r", "R", "a"].some((letter) => options.has(letter));
  const { sources, target } = targets(context, operands, options.get("t"));
  let status = 0;
  for (const source of sources) {
    const from = resolvePath(context.cwd, source);
    const to = target(source);
    const stat = context.fs.stat(from);
    const problem =
      stat === undefined
        ? `cannot stat '${source}': No such file or directory`
        : stat.type === "directory" && !recursive
          ? `-r not specified; omitting directory '${source}'`
          : from === to.path
            ? `'${source}' and '${to.name}' are the same file`
            : stat.type === "directory" && to.path.startsWith(from + "/")
              ? `cannot copy a directory, '${source}', into itself, '${to.name}'`
              : undefined;
    if (problem !== undefined) {
      complain(context, problem);
      status = 1;
      continue;
    }
    if (options.has("n") && context.fs.stat(to.path) !== undefined) continue;
    const copied = attempt(
      context,
      () => {
        copyTree(context, from, to.path);
      },
      (error, text) =>
        error.path === from
          ? `cannot open '${source}' for reading: ${text}`
          : `cannot create regular file '${to.name}': ${text}`,
    );
    if (!copied) status = 1;
    else if (options.has("v")) context.stdout.write(`'${source}' -> '${to.name}'\n`);
  }
  return status;
});

const mv = program((context) => {
  const { options, operands } = parseOptions(context.argv, {
    flags: "fvniuT",
    values: "t",
    long: { force: "f", verbose: "v", "no-clobber": "n", "target-directory": "t" },
  });
  const { sources, target } = targets(context, operands, options.get("t"));
  let status = 0;
  for (const source of sources) {
    const from = resolvePath(context.cwd, source);
    const to = target(source);
    if (context.fs.stat(from) === undefined) {
      complain(context, `cannot stat '${source}': No such file or directory`);
      status = 1;
      continue;
    }
    if (from === to.path) {
      complain(context, `'${source}' and '${to.name}' are the same file`);
      status = 1;
      continue;
    }
    if (options.has("n") && context.fs.stat(to.path) !== undefined) continue;
    const moved = attempt(
      context,
      () => {
        context.fs.rename(from, to.path);
      },
      (error, text) =>
        to.path.startsWith(from + "/")
          ? `cannot move '${source}' to a subdirectory of itself, '${to.name}'`
          : error.code === "EISDIR"
            ? `cannot overwrite directory '${to.name}' with non-directory '${source}'`
            : `cannot move '${source}' to '${to.name}': ${text}`,
    );
    if (!moved) status = 1;
    else if (options.has("v")) context.stdout.write(`renamed '${source}' -> '${to.name}'\n`);
  }
  return status;
});

const touch = program((context) => {
  const { options, operands } = parseOptions(context.argv, {
    flags: "acm",
    values: "dtr",
    long: { "no-create": "c", date: "d" },
  });
  if (operands.length === 0) throw missingOperand(context, "missing file operand");
  let status = 0;
  for (const name of operands) {
    const path = resolvePath(context.cwd, name);
    const stat = context.fs.stat(path);
    if (stat === undefined && options.has("c")) continue;
    const touched = attempt(
      context,
      () => {
        if (stat?.type === "directory") return;
        context.fs.write(path, stat === undefined ? "" : context.fs.read(path));
      },
      (_, text) => `cannot touch '${name}': ${text}`,
    );
    if (!touched) status = 1;
  }
  return status;
});

/** Applies `644`, `+x`, `u=rw,go-w`; undefined when it is no mode. */
export function changeMode(mode: number, text: string): number | undefined {
  if (/^[0-7]{1,4}$/.test(text)) return Number.parseInt(text, 8);
  let result = mode;
  for (const clause of text.split(",")) {
    const match = /^([ugoa]*)((?:[-+=][rwxXst]*)+)$/.exec(clause);
    if (match === null) return undefined;
    const who = match[1] === "" || match[1]?.includes("a") === true ? "ugo" : (match[1] ?? "");
    for (const [, sign, letters = ""] of (match[2] ?? "").matchAll(/([-+=])([rwxXst]*)/g)) {
      let bits = 0;
      for (const letter of letters) {
        const bit =
          letter === "r" ? 4 : letter === "w" ? 2 : letter === "x" || letter === "X" ? 1 : 0;
        for (const class_ of who) bits |= bit << (class_ === "u" ? 6 : class_ === "g" ? 3 : 0);
      }
      const mask = Array.from(who).reduce(
        (all, class_) => all | (7 << (class_ === "u" ? 6 : class_ === "g" ? 3 : 0)),
        0,
      );
      if (sign === "+") result |= bits;
      else if (sign === "-") result &= ~bits;
      else result = (result & ~mask) | bits;
    }
  }
  return result;
}

const chmod = program((context) => {
  const argv = context.argv.map((arg, i) => (i > 0 && /^-[rwxXst]+$/.test(arg) ? `a${arg}` : arg));
  const { options, operands } = parseOptions(argv, {
    flags: "Rvcf",
    long: { recursive: "R", verbose: "v" },
  });
  const [mode, ...names] = operands;
  if (mode === undefined) throw missingOperand(context);
  if (names.length === 0)
    throw missingOperand(context, `missing operand after ${quote(context, mode)}`);
  if (changeMode(0, mode) === undefined) {
    throw new UsageError(
      `invalid mode: ${quote(context, mode)}\nTry 'chmod --help' for more information.`,
    );
  }
  let status = 0;
  const change = (path: string, name: string): void => {
    const stat = context.fs.stat(path);
    if (stat === undefined) {
      complain(context, `cannot access '${name}': No such file or directory`);
      status = 1;
      return;
    }
    context.fs.chmod(path, changeMode(stat.mode, mode) ?? stat.mode);
    if (options.has("R") && stat.type === "directory") {
      for (const inner of context.fs.list(path))
        change(joinPath(path, inner), joinPath(name, inner));
    }
  };
  for (const name of names) change(resolvePath(context.cwd, name), name);
  return status;
});

const mktemp = program((context) => {
  const { options, operands } = parseOptions(context.argv, {
    flags: "dqut",
    values: "p",
    long: { directory: "d", quiet: "q", tmpdir: "p", "dry-run": "u" },
  });
  const template = operands[0] ?? "tmp.XXXXXXXXXX";
  if (!/X{3,}/.test(template))
    throw new UsageError(`too few X's in template ${quote(context, template)}`);
  const folder = options.get("p") ?? (operands.length === 0 || options.has("t") ? "/tmp" : ".");
  for (let seed = Math.trunc(context.clock.now()); ; seed++) {
    const name = template.replace(/X{3,}(?!.*X{3})/, (xs) => letters(seed, xs.length));
    const shown = folder === "." ? name : joinPath(folder, name);
    const path = resolvePath(context.cwd, shown);
    if (context.fs.stat(path) !== undefined) continue;
    try {
      if (options.has("d")) context.fs.mkdir(path);
      else {
        context.fs.write(path, "");
        context.fs.chmod(path, 0o600);
      }
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new UsageError(
        `failed to create ${options.has("d") ? "directory" : "file"} via template '${joinPath(parentPath(path), template)}': ${errorText(error)}`,
      );
    }
    context.stdout.write(shown + "\n");
    return 0;
  }
});

/** Letters that look drawn, from a number; the same number gives the same. */
function letters(seed: number, length: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  let state = seed | 0;
  let out = "";
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
    out += alphabet[(state >>> 16) % alphabet.length] ?? "A";
  }
  return out;
}

export const FILE_PROGRAMS: readonly (readonly [string, Program])[] = [
  ["mkdir", mkdir],
  ["rmdir", rmdir],
  ["rm", rm],
  ["cp", cp],
  ["mv", mv],
  ["touch", touch],
  ["chmod", chmod],
  ["mktemp", mktemp],
];
