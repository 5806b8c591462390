/** The machine's files as `netpol` reads them: text, also out of gzip. Nothing is written. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import {
  FileError,
  type FileErrorCode,
  type FileStat,
  type FileSystem,
} from "../core/shell/files.ts";

const CODES: ReadonlySet<string> = new Set<FileErrorCode>([
  "ENOENT",
  "EISDIR",
  "ENOTDIR",
  "EACCES",
]);

function asFileError(error: unknown, path: string): FileError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EPERM") return new FileError("EACCES", path);
  if (CODES.has(code)) return new FileError(code as FileErrorCode, path);
  throw error;
}

function refuse(path: string): never {
  throw new FileError("EACCES", path);
}

/** Bytes as text; those that begin as gzip does are unpacked first. */
export function textOf(bytes: Buffer | string): string {
  if (typeof bytes === "string") return bytes;
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (packed ? gunzipSync(bytes) : bytes).toString("utf8").replace(/^\uFEFF/, "");
}

export const machineFiles: FileSystem = {
  stat(path): FileStat | undefined {
    try {
      const stat = statSync(path);
      return {
        type: stat.isDirectory() ? "directory" : "file",
        size: stat.size,
        mode: stat.mode & 0o777,
        mtime: stat.mtimeMs,
      };
    } catch {
      return undefined;
    }
  },
  read(path) {
    try {
      return textOf(readFileSync(path));
    } catch (error) {
      throw asFileError(error, path);
    }
  },
  list(path) {
    try {
      return readdirSync(path).sort();
    } catch (error) {
      throw asFileError(error, path);
    }
  },
  write: refuse,
  append: refuse,
  mkdir: refuse,
  remove: refuse,
  rename: refuse,
  chmod: refuse,
};
