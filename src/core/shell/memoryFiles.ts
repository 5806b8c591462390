/**
 * The file system of a learner's home or of a pod: immutable entries in a map, so that a snapshot
 * is a reference and undo is free. Everything is text.
 */
import { FileError, type FileStat, type FileSystem } from "./files.ts";
import { parentPath } from "./paths.ts";
import { compareText, utf8Length } from "./text.ts";

/** A file or folder as it is saved: JSON. `text` is absent for a folder. */
export interface FileEntry {
  readonly text?: string;
  readonly mode: number;
  /** Lab time, milliseconds since the epoch. */
  readonly mtime: number;
}

/** All entries by absolute path; JSON-serialisable, never mutated. */
export type FileSnapshot = Readonly<Record<string, FileEntry>>;

export interface FileLimits {
  /** Bytes of UTF-8 over all files. */
  readonly totalBytes: number;
  readonly fileBytes: number;
  /** Files and folders. */
  readonly entries: number;
  /** Characters of a path. */
  readonly pathLength: number;
}

export const DEFAULT_FILE_LIMITS: FileLimits = {
  totalBytes: 4 * 1024 * 1024,
  fileBytes: 1024 * 1024,
  entries: 2000,
  pathLength: 1024,
};

/** Which paths changed; a removed folder names each path that went. */
export type FileListener = (paths: readonly string[]) => void;

interface Entry extends FileEntry {
  readonly size: number;
}

const DIRECTORY_MODE = 0o755;
const FILE_MODE = 0o644;

/** What a process sees under /dev; not saved, not listed among the entries. */
const DEVICES: ReadonlySet<string> = new Set([
  "/dev/null",
  "/dev/zero",
  "/dev/stdin",
  "/dev/stdout",
  "/dev/stderr",
  "/dev/tty",
]);

export class MemoryFileSystem implements FileSystem {
  #entries: ReadonlyMap<string, Entry>;
  #bytes = 0;
  #taken: { readonly entries: unknown; readonly snapshot: FileSnapshot } | undefined;
  readonly #now: () => number;
  readonly #limits: FileLimits;
  readonly #listeners = new Set<FileListener>();

  /**
   * @param now lab time for `mtime`, milliseconds.
   * @param initial what to start from; `/`, `/tmp`, `/dev` and the home are there in any case.
   */
  constructor(
    now: () => number,
    initial: { readonly home?: string; readonly snapshot?: FileSnapshot } = {},
    limits: FileLimits = DEFAULT_FILE_LIMITS,
  ) {
    this.#now = now;
    this.#limits = limits;
    this.#entries = new Map([["/", { mode: DIRECTORY_MODE, mtime: now(), size: 4096 }]]);
    for (const path of ["/dev", "/tmp", initial.home ?? "/home/learner"]) {
      this.mkdir(path, { parents: true });
    }
    this.chmod("/tmp", 0o1777);
    if (initial.snapshot !== undefined) this.restore(initial.snapshot);
  }

  stat(path: string): FileStat | undefined {
    const entry = this.#entries.get(path);
    if (entry === undefined) {
      return DEVICES.has(path) ? { type: "file", size: 0, mode: 0o666, mtime: 0 } : undefined;
    }
    return {
      type: entry.text === undefined ? "directory" : "file",
      size: entry.size,
      mode: entry.mode,
      mtime: entry.mtime,
    };
  }

  read(path: string): string {
    if (path === "/dev/null") return "";
    const entry = this.#entries.get(path);
    if (entry === undefined) throw this.#missing(path);
    if (entry.text === undefined) throw new FileError("EISDIR", path);
    if ((entry.mode & 0o400) === 0) throw new FileError("EACCES", path);
    return entry.text;
  }

  write(path: string, text: string): void {
    if (DEVICES.has(path)) return;
    const old = this.#entries.get(path);
    if (old !== undefined && old.text === undefined) throw new FileError("EISDIR", path);
    if (old !== undefined && (old.mode & 0o200) === 0) throw new FileError("EACCES", path);
    if (old === undefined) this.#checkNew(path);
    const size = utf8Length(text);
    const total = this.#bytes - (old?.size ?? 0) + size;
    if (size > this.#limits.fileBytes || total > this.#limits.totalBytes) {
      throw new FileError("ENOSPC", path);
    }
    this.#set(path, { text, mode: old?.mode ?? FILE_MODE, mtime: this.#now(), size });
    this.#bytes = total;
    this.#notify([path]);
  }

  append(path: string, text: string): void {
    if (DEVICES.has(path)) return;
    const old = this.#entries.get(path);
    if (old?.text === undefined || old.text === "") {
      this.write(path, text);
      return;
    }
    if ((old.mode & 0o200) === 0) throw new FileError("EACCES", path);
    // the size is added up, not counted anew: a loop that appends line by line stays linear
    const added = utf8Length(text);
    const size = old.size + added;
    if (size > this.#limits.fileBytes || this.#bytes + added > this.#limits.totalBytes) {
      throw new FileError("ENOSPC", path);
    }
    this.#set(path, { text: old.text + text, mode: old.mode, mtime: this.#now(), size });
    this.#bytes += added;
    this.#notify([path]);
  }

  list(path: string): readonly string[] {
    const entry = this.#entries.get(path);
    if (entry === undefined) throw this.#missing(path);
    if (entry.text !== undefined) throw new FileError("ENOTDIR", path);
    const prefix = path === "/" ? "/" : path + "/";
    const names: string[] = [];
    for (const key of this.#entries.keys()) {
      if (key.length > prefix.length && key.startsWith(prefix)) {
        const name = key.slice(prefix.length);
        if (!name.includes("/")) names.push(name);
      }
    }
    if (path === "/dev") names.push(...[...DEVICES].map((device) => device.slice(5)));
    return names.sort(compareText);
  }

  mkdir(path: string, options: { readonly parents?: boolean } = {}): void {
    const old = this.#entries.get(path);
    if (old !== undefined || DEVICES.has(path)) {
      if (options.parents === true && old?.text === undefined && old !== undefined) return;
      throw new FileError("EEXIST", path);
    }
    if (options.parents === true) this.mkdir(parentPath(path), options);
    this.#checkNew(path);
    this.#set(path, { mode: DIRECTORY_MODE, mtime: this.#now(), size: 4096 });
    this.#notify([path]);
  }

  remove(path: string, options: { readonly recursive?: boolean } = {}): void {
    const entry = this.#entries.get(path);
    if (entry === undefined) {
      throw DEVICES.has(path) ? new FileError("EACCES", path) : this.#missing(path);
    }
    if (path === "/") throw new FileError("EACCES", path);
    const inside = this.#under(path);
    if (inside.length > 0 && options.recursive !== true) throw new FileError("ENOTEMPTY", path);
    const next = new Map(this.#entries);
    for (const key of [path, ...inside]) {
      const gone = next.get(key);
      if (gone?.text !== undefined) this.#bytes -= gone.size;
      next.delete(key);
    }
    this.#entries = next;
    this.#notify([path, ...inside]);
  }

  rename(from: string, to: string): void {
    const entry = this.#entries.get(from);
    if (entry === undefined) throw this.#missing(from);
    if (from === to) return;
    if (from === "/" || to.startsWith(from + "/")) throw new FileError("EACCES", from);
    const target = this.#entries.get(to);
    if (target !== undefined) {
      if (target.text === undefined && entry.text !== undefined) throw new FileError("EISDIR", to);
      if (target.text !== undefined && entry.text === undefined) throw new FileError("ENOTDIR", to);
      if (this.#under(to).length > 0) throw new FileError("ENOTEMPTY", to);
    } else {
      this.#checkParent(to);
    }
    const moved = [from, ...this.#under(from)];
    const next = new Map(this.#entries);
    if (target?.text !== undefined) this.#bytes -= target.size;
    for (const key of moved) {
      const value = next.get(key);
      next.delete(key);
      if (value !== undefined) next.set(to + key.slice(from.length), value);
    }
    this.#entries = next;
    this.#notify([...moved, ...moved.map((key) => to + key.slice(from.length))]);
  }

  chmod(path: string, mode: number): void {
    const entry = this.#entries.get(path);
    if (entry === undefined) throw this.#missing(path);
    this.#set(path, { ...entry, mode: mode & 0o7777 });
    this.#notify([path]);
  }

  /** Sets the modification time (`touch`). */
  touch(path: string, mtime: number = this.#now()): void {
    const entry = this.#entries.get(path);
    if (entry === undefined) throw this.#missing(path);
    this.#set(path, { ...entry, mtime });
    this.#notify([path]);
  }

  /** Everything, as JSON; the same object as long as nothing changed. */
  snapshot(): FileSnapshot {
    if (this.#taken?.entries === this.#entries) return this.#taken.snapshot;
    const all: Record<string, FileEntry> = Object.create(null) as Record<string, FileEntry>;
    for (const [path, { text, mode, mtime }] of this.#entries) {
      all[path] = text === undefined ? { mode, mtime } : { text, mode, mtime };
    }
    this.#taken = { entries: this.#entries, snapshot: all };
    return all;
  }

  /**
   * Replaces everything. Entries beyond the limits, with malformed paths or without their folder
   * are left out: a saved state may come from anywhere.
   */
  restore(snapshot: FileSnapshot): void {
    const before = this.#entries;
    const next = new Map<string, Entry>([
      ["/", before.get("/") ?? { mode: DIRECTORY_MODE, mtime: this.#now(), size: 4096 }],
    ]);
    let bytes = 0;
    for (const path of Object.keys(snapshot).sort(compareText)) {
      const entry = snapshot[path];
      if (entry === undefined || !this.#acceptable(path) || next.size >= this.#limits.entries) {
        continue;
      }
      const parent = next.get(parentPath(path));
      if (path !== "/" && (parent === undefined || parent.text !== undefined)) continue;
      const size = entry.text === undefined ? 4096 : utf8Length(entry.text);
      if (entry.text !== undefined) {
        if (size > this.#limits.fileBytes || bytes + size > this.#limits.totalBytes) continue;
        bytes += size;
      }
      const { mode, mtime } = entry;
      next.set(
        path,
        entry.text === undefined ? { mode, mtime, size } : { text: entry.text, mode, mtime, size },
      );
    }
    this.#entries = next;
    this.#bytes = bytes;
    const paths = new Set([...before.keys(), ...next.keys()]);
    this.#notify([...paths].filter((path) => before.get(path) !== next.get(path)));
  }

  /** Calls back after each change; returns a function that unsubscribes. */
  onChange(listener: FileListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #notify(paths: readonly string[]): void {
    if (paths.length > 0) for (const listener of [...this.#listeners]) listener(paths);
  }

  #set(path: string, entry: Entry): void {
    const next = new Map(this.#entries);
    next.set(path, entry);
    this.#entries = next;
  }

  #under(path: string): string[] {
    const prefix = path === "/" ? "/" : path + "/";
    return [...this.#entries.keys()].filter((key) => key.startsWith(prefix) && key !== path);
  }

  #acceptable(path: string): boolean {
    return (
      path === "/" ||
      (path.startsWith("/") &&
        path.length <= this.#limits.pathLength &&
        !path.includes("\0") &&
        path
          .slice(1)
          .split("/")
          .every((part) => part !== "" && part !== "." && part !== ".."))
    );
  }

  #checkNew(path: string): void {
    if (!this.#acceptable(path)) throw new FileError("ENOENT", path);
    if (this.#entries.size >= this.#limits.entries) throw new FileError("ENOSPC", path);
    this.#checkParent(path);
  }

  #checkParent(path: string): void {
    const parent = this.#entries.get(parentPath(path));
    if (parent === undefined) throw this.#missing(path);
    if (parent.text !== undefined) throw new FileError("ENOTDIR", path);
  }

  /** ENOTDIR when something on the way is a file, as open(2) says. */
  #missing(path: string): FileError {
    for (let p = parentPath(path); p !== "/"; p = parentPath(p)) {
      if (this.#entries.get(p)?.text !== undefined) return new FileError("ENOTDIR", path);
    }
    return new FileError("ENOENT", path);
  }
}
