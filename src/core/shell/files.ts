/** A small POSIX-like file system of text files, in memory, serialisable. Paths are absolute and normal. */
export interface FileStat {
  readonly type: "file" | "directory";
  /** Bytes of UTF-8. */
  readonly size: number;
  /** e.g. 0o644 */
  readonly mode: number;
  /** Lab time, milliseconds since the epoch. */
  readonly mtime: number;
}

export type FileErrorCode =
  "ENOENT" | "EISDIR" | "ENOTDIR" | "EEXIST" | "ENOTEMPTY" | "EACCES" | "ENOSPC";

/** Thrown by every operation that fails; programs word it as they do in life. */
export class FileError extends Error {
  override readonly name = "FileError";
  readonly code: FileErrorCode;
  readonly path: string;
  constructor(code: FileErrorCode, path: string) {
    super(`${code}: ${path}`);
    this.code = code;
    this.path = path;
  }
}

export interface FileSystem {
  stat(path: string): FileStat | undefined;
  read(path: string): string;
  /** Creates or replaces; the folder must exist. */
  write(path: string, text: string): void;
  append(path: string, text: string): void;
  /** Names in the folder, sorted by code point. */
  list(path: string): readonly string[];
  mkdir(path: string, options?: { readonly parents?: boolean }): void;
  remove(path: string, options?: { readonly recursive?: boolean }): void;
  rename(from: string, to: string): void;
  chmod(path: string, mode: number): void;
}
