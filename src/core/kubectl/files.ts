import type { ProcessContext } from "../shell/process.ts";

/** An absolute, normal path: `..`, `.` and double slashes resolved against the working folder. */
export function absolutePath(process: Pick<ProcessContext, "cwd">, path: string): string {
  const parts: string[] = [];
  const whole = path.startsWith("/") ? path : `${process.cwd}/${path}`;
  for (const part of whole.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** `/a/b/c` → `/a/b`. */
export function parentFolder(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
