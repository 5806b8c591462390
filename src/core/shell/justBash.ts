/**
 * sed, awk, cut and the like from the just-bash library, and jq, which is ours. The host gives the
 * loader (the browser's or Node's entry), so that the library is fetched when one of them is first
 * used. It gets one command, its input and the lab's files; it never sees a network or a script.
 */
import { FileError, type FileSystem } from "./files.ts";
import { joinPath, resolvePath } from "./paths.ts";
import { utf8Length } from "./text.ts";
import type { TextToolRequest, TextToolResult, TextTools } from "./world.ts";

/** The part of the library that is used. */
export interface JustBashModule {
  readonly Bash: new (options: JustBashOptions) => {
    exec(
      command: string,
      options: {
        readonly args: string[];
        readonly stdin: string;
        readonly cwd: string;
        readonly env: Record<string, string>;
        readonly replaceEnv: boolean;
        readonly rawScript: boolean;
      },
    ): Promise<{ readonly stdout: string; readonly stderr: string; readonly exitCode: number }>;
  };
  readonly defineCommand: (
    name: string,
    execute: (
      args: string[],
      context: { readonly stdin: unknown },
    ) => Promise<{ stdout: string; stderr: string; exitCode: number }>,
  ) => unknown;
}

interface JustBashOptions {
  readonly fs: LibraryFileSystem;
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly commands: string[];
  readonly customCommands: unknown[];
  readonly executionLimits: Record<string, number>;
  readonly defenseInDepth: boolean;
}

/** The commands taken from the library. Those that must stream or call back are our own. */
export const TEXT_TOOL_NAMES: readonly string[] = [
  "awk", "base64", "column", "comm", "cut", "du", "expand", "expr", "file", "find", "fold", "gzip",
  "gunzip", "join", "md5sum", "nl", "od", "paste", "readlink", "rev", "sed", "sha1sum",
  "sha256sum",  "split", "stat", "strings", "tac", "tr", "tree", "unexpand", "zcat",
]; // prettier-ignore

/** Names under which the same command is known. */
const SYNONYMS: Readonly<Record<string, string>> = { gawk: "awk", mawk: "awk" };

const LIMITS: Record<string, number> = {
  maxCommandCount: 10_000,
  maxAwkIterations: 1_000_000,
  maxSedIterations: 1_000_000,
  maxExecutionTimeMs: 20_000,
  maxLiveBytes: 128 * 1024 * 1024,
  maxInputBytes: 32 * 1024 * 1024,
  maxTraversalEntries: 20_000,
};

/** @param load gives the library, e.g. `() => import("just-bash/browser")`; called once. */
export function createTextTools(load: () => Promise<JustBashModule>): TextTools {
  let loading: Promise<JustBashModule> | undefined;
  return {
    names: new Set(["jq", ...TEXT_TOOL_NAMES, ...Object.keys(SYNONYMS)]),
    run: async (request) => {
      if (request.name === "jq") {
        const { runJq } = await import("./jq/jq.ts");
        return runJq(request);
      }
      loading ??= load();
      let library: JustBashModule;
      try {
        library = await loading;
      } catch {
        loading = undefined; // offline for a moment: the next use tries again
        return { stdout: "", stderr: `${request.name}: cannot be loaded\n`, exitCode: 126 };
      }
      return runOne(library, request);
    },
  };
}

async function runOne(library: JustBashModule, request: TextToolRequest): Promise<TextToolResult> {
  const name = Object.hasOwn(SYNONYMS, request.name)
    ? (SYNONYMS[request.name] ?? request.name)
    : request.name;
  const env = Object.fromEntries(request.env);
  const bash = new library.Bash({
    fs: libraryFiles(request.fs),
    cwd: request.cwd,
    env,
    commands: [...TEXT_TOOL_NAMES],
    customCommands: callbacks(library, request),
    executionLimits: LIMITS,
    defenseInDepth: false,
  });
  const result = await bash.exec(name, {
    args: name === "sed" ? sedArguments(request) : [...request.args],
    stdin: request.stdin,
    cwd: request.cwd,
    env,
    replaceEnv: true,
    rawScript: true,
  });
  return {
    stdout: result.stdout,
    stderr: result.stderr.replace(/^bash: line \d+: /gm, ""),
    exitCode: result.exitCode,
  };
}

const SED_ADDRESS = String.raw`(?:[0-9]+|\$|\/[^\/\n]*\/)`;
/** `2i\TEXT` on one line, a GNU way of writing `2i TEXT`. */
const SED_TEXT = new RegExp(
  String.raw`^(\s*(?:${SED_ADDRESS}(?:,${SED_ADDRESS})?)?!?\s*[aic])\\(?=[^\n])`,
);

/** What the library's sed does not know: one-line texts behind a backslash, copies of `-i.bak`. */
function sedArguments({ args, fs, cwd }: TextToolRequest): string[] {
  const suffix = args.map((arg) => /^-i(.+)$/.exec(arg)?.[1]).find((found) => found !== undefined);
  for (const arg of suffix === undefined ? [] : args) {
    const path = resolvePath(cwd, arg);
    if (!arg.startsWith("-") && fs.stat(path)?.type === "file") {
      fs.write(`${path}${suffix ?? ""}`, fs.read(path));
    }
  }
  return args.map((arg) => (/^-i./.test(arg) ? "-i" : arg.replace(SED_TEXT, "$1\\\n")));
}

/** The programs that `find -exec` may call: run by the surrounding shell. */
function callbacks(library: JustBashModule, request: TextToolRequest): unknown[] {
  if (request.name !== "find") return [];
  const names = new Set<string>();
  request.args.forEach((arg, i) => {
    const next = request.args[i + 1];
    if (["-exec", "-execdir", "-ok"].includes(arg) && next !== undefined) names.add(next);
  });
  return [...names].map((name) =>
    library.defineCommand(name, async (args) => request.spawn([name, ...args], "")),
  );
}

interface LibraryStat {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly isSymbolicLink: boolean;
  readonly mode: number;
  readonly size: number;
  readonly mtime: Date;
}

type Content = string | Uint8Array;

/** The library's file system, over ours. */
interface LibraryFileSystem {
  readFile(path: string, options?: unknown): Promise<string>;
  readFileBuffer(path: string): Promise<Uint8Array>;
  writeFile(path: string, content: Content, options?: unknown): Promise<void>;
  appendFile(path: string, content: Content, options?: unknown): Promise<void>;
  exists(path: string): Promise<boolean>;
  stat(path: string): Promise<LibraryStat>;
  lstat(path: string): Promise<LibraryStat>;
  mkdir(path: string, options?: { readonly recursive?: boolean }): Promise<void>;
  readdir(path: string): Promise<string[]>;
  rm(
    path: string,
    options?: { readonly recursive?: boolean; readonly force?: boolean },
  ): Promise<void>;
  cp(from: string, to: string): Promise<void>;
  mv(from: string, to: string): Promise<void>;
  resolvePath(base: string, path: string): string;
  getAllPaths(): string[];
  chmod(path: string, mode: number): Promise<void>;
  symlink(target: string, path: string): Promise<void>;
  link(from: string, to: string): Promise<void>;
  readlink(path: string): Promise<string>;
  realpath(path: string): Promise<string>;
  utimes(path: string): Promise<void>;
}

/** The errors of the library's own file systems, which its commands know to word. */
const ERRORS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  EISDIR: "illegal operation on a directory",
  ENOTDIR: "not a directory",
  EEXIST: "file already exists",
  ENOTEMPTY: "directory not empty",
  EACCES: "permission denied",
  ENOSPC: "no space left on device",
};

function attempt<T>(operation: string, work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    if (!(error instanceof FileError))
      return Promise.reject(error instanceof Error ? error : new Error("failed"));
    const text = ERRORS[error.code] ?? error.code;
    return Promise.reject(new Error(`${error.code}: ${text}, ${operation} '${error.path}'`));
  }
}

/** Folders of programs are empty to the library, so that names go to its own commands. */
function isSystem(path: string): boolean {
  return /^\/(?:usr\/)?(?:local\/)?s?bin(?:\/|$)/.test(path);
}

function libraryFiles(fs: FileSystem): LibraryFileSystem {
  const normal = (path: string): string => resolvePath("/", path);
  const statOf = (path: string): LibraryStat => {
    const stat = isSystem(path) ? undefined : fs.stat(normal(path));
    if (stat === undefined) throw new FileError("ENOENT", path);
    return {
      isFile: stat.type === "file",
      isDirectory: stat.type === "directory",
      isSymbolicLink: false,
      mode: stat.mode,
      size: stat.size,
      mtime: new Date(stat.mtime),
    };
  };
  const copy = (from: string, to: string): void => {
    if (fs.stat(from)?.type !== "directory") {
      fs.write(to, fs.read(from));
      return;
    }
    fs.mkdir(to, { parents: true });
    for (const name of fs.list(from)) copy(joinPath(from, name), joinPath(to, name));
  };
  const read = (path: string): string => fs.read(normal(path));
  const refuse = (path: string): Promise<never> =>
    attempt("link", () => {
      throw new FileError("EACCES", path);
    });
  return {
    readFile: (path) => attempt("open", () => read(path)),
    readFileBuffer: (path) => attempt("open", () => encodeUtf8(read(path))),
    writeFile: (path, content, options) =>
      attempt("open", () => {
        fs.write(normal(path), contentText(content, options));
      }),
    appendFile: (path, content, options) =>
      attempt("open", () => {
        fs.append(normal(path), contentText(content, options));
      }),
    exists: (path) => Promise.resolve(!isSystem(path) && fs.stat(normal(path)) !== undefined),
    stat: (path) => attempt("stat", () => statOf(path)),
    lstat: (path) => attempt("lstat", () => statOf(path)),
    mkdir: (path, options) =>
      attempt("mkdir", () => {
        fs.mkdir(normal(path), { parents: options?.recursive ?? false });
      }),
    readdir: (path) => attempt("scandir", () => [...fs.list(normal(path))]),
    rm: (path, options) =>
      attempt("rm", () => {
        if (options?.force === true && fs.stat(normal(path)) === undefined) return;
        fs.remove(normal(path), { recursive: options?.recursive ?? false });
      }),
    cp: (from, to) =>
      attempt("cp", () => {
        copy(normal(from), normal(to));
      }),
    mv: (from, to) =>
      attempt("mv", () => {
        fs.rename(normal(from), normal(to));
      }),
    resolvePath,
    getAllPaths: () => [],
    chmod: (path, mode) =>
      attempt("chmod", () => {
        fs.chmod(normal(path), mode);
      }),
    symlink: (_, path) => refuse(path),
    link: (_, path) => refuse(path),
    readlink: (path) =>
      attempt("readlink", () => {
        statOf(path);
        throw new FileError("EACCES", path);
      }),
    realpath: (path) =>
      attempt("realpath", () => {
        statOf(path);
        return normal(path);
      }),
    utimes: () => Promise.resolve(),
  };
}

function contentText(content: Content, options: unknown): string {
  if (typeof content !== "string") return decodeUtf8(content);
  const encoding =
    typeof options === "string"
      ? options
      : (options as { encoding?: unknown } | undefined)?.encoding;
  if (encoding !== "binary" && encoding !== "latin1") return content;
  return decodeUtf8(Uint8Array.from(content, (c) => c.charCodeAt(0)));
}

/** Text as bytes of UTF-8. */
export function encodeUtf8(text: string): Uint8Array {
  const out = new Uint8Array(utf8Length(text));
  let at = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0xfffd;
    if (point < 0x80) out[at++] = point;
    else if (point < 0x800) {
      out[at++] = 0xc0 | (point >> 6);
      out[at++] = 0x80 | (point & 0x3f);
    } else if (point < 0x10000) {
      out[at++] = 0xe0 | (point >> 12);
      out[at++] = 0x80 | ((point >> 6) & 0x3f);
      out[at++] = 0x80 | (point & 0x3f);
    } else {
      out[at++] = 0xf0 | (point >> 18);
      out[at++] = 0x80 | ((point >> 12) & 0x3f);
      out[at++] = 0x80 | ((point >> 6) & 0x3f);
      out[at++] = 0x80 | (point & 0x3f);
    }
  }
  return out;
}

/** Bytes of UTF-8 as text; what is none becomes the replacement character. */
export function decodeUtf8(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i] ?? 0;
    const length =
      first < 0x80
        ? 1
        : first < 0xc2
          ? 0
          : first < 0xe0
            ? 2
            : first < 0xf0
              ? 3
              : first < 0xf5
                ? 4
                : 0;
    let point = length === 1 ? first : first & (0xff >> (length + 1));
    let good = length > 0;
    for (let k = 1; k < length; k++) {
      const next = bytes[i + k] ?? 0;
      if ((next & 0xc0) !== 0x80) good = false;
      point = (point << 6) | (next & 0x3f);
    }
    out += good && point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
    i += good ? length : 1;
  }
  return out;
}
