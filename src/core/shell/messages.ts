/** The words of the three shells. What programs say of their own is with the programs. */
import type { Dialect } from "./dialect.ts";
import type { FileError, FileErrorCode } from "./files.ts";
import type { ShellSyntaxError } from "./syntaxError.ts";

/** strerror's text for each code. */
export const ERROR_TEXTS: Readonly<Record<FileErrorCode, string>> = {
  ENOENT: "No such file or directory",
  EISDIR: "Is a directory",
  ENOTDIR: "Not a directory",
  EEXIST: "File exists",
  ENOTEMPTY: "Directory not empty",
  EACCES: "Permission denied",
  ENOSPC: "No space left on device",
};

/** The system's text for an error of the file system. */
export function errorText(error: FileError): string {
  return ERROR_TEXTS[error.code];
}

/** How the shell was started, which decides how its messages begin. */
export interface MessageContext {
  readonly dialect: Dialect;
  /** $0 */
  readonly name: string;
  /** A prompt, `-c` text, a file, or standard input. */
  readonly source: "interactive" | "command" | "file" | "stdin";
  readonly line: number;
}

/** What stands before every message of the shell, with its colon and blank. */
export function messagePrefix(context: MessageContext): string {
  const { dialect, name, source, line } = context;
  if (dialect === "bash") {
    return source === "interactive" ? `${name}: ` : `${name}: line ${line}: `;
  }
  if (dialect === "dash") return `${name}: ${source === "interactive" ? 1 : line}: `;
  return source === "file" ? `${name}: line ${line}: ` : `${name}: `;
}

export const NOT_FOUND: Readonly<Record<Dialect, (name: string) => string>> = {
  bash: (name) => `${name}: command not found`,
  busybox: (name) => `${name}: not found`,
  dash: (name) => `${name}: not found`,
};

/** A command given by path that cannot be run. */
export function cannotRun(
  dialect: Dialect,
  path: string,
  why: "missing" | "directory" | "permission" | "interpreter",
): string {
  if (why === "missing") {
    return `${path}: ${dialect === "bash" ? ERROR_TEXTS.ENOENT : "not found"}`;
  }
  if (why === "interpreter") {
    return dialect === "bash"
      ? `${path}: cannot execute: required file not found`
      : `${path}: not found`;
  }
  const directory = why === "directory" && dialect === "bash";
  return `${path}: ${directory ? ERROR_TEXTS.EISDIR : ERROR_TEXTS.EACCES}`;
}

/** A redirection that fails. */
export function cannotOpen(
  dialect: Dialect,
  path: string,
  error: FileError,
  writing: boolean,
): string {
  if (dialect === "bash") return `${path}: ${errorText(error)}`;
  const verb =
    dialect === "dash"
      ? writing
        ? "cannot create"
        : "cannot open"
      : writing
        ? "can't create"
        : "can't open";
  let text = errorText(error);
  if (error.code === "ENOENT") {
    if (dialect === "dash") text = writing ? "Directory nonexistent" : "No such file";
    else text = writing ? "nonexistent directory" : "no such file";
  }
  return `${verb} ${path}: ${text}`;
}

/** The lines for text that is not a command, without the last newline. */
export function syntaxErrorText(error: ShellSyntaxError, context: MessageContext): string {
  const { problem, line } = error;
  const { dialect, name, source } = context;
  if (dialect !== "bash") return otherSyntaxError(error, context);
  const start =
    source === "interactive"
      ? `${name}: `
      : `${name}: ${source === "command" ? "-c: " : ""}line ${line}: `;
  const later =
    source === "interactive"
      ? `${name}: `
      : `${name}: ${source === "command" ? "-c: " : ""}line ${line + 1}: `;
  const shown = source === "interactive" ? "" : `\n${start}\`${error.sourceLine}'`;
  switch (problem.type) {
    case "token":
      return `${start}syntax error near unexpected token \`${problem.token}'${shown}`;
    case "end":
      return `${later}syntax error: unexpected end of file`;
    case "unclosed":
      return `${problem.closer === ")" ? later : start}unexpected EOF while looking for matching \`${problem.closer}'`;
    case "here-document":
      return `${start}here-document delimited by end-of-file (wanted \`${problem.delimiter}')`;
    case "conditional":
      return `${start}conditional binary operator expected\n${start}syntax error near \`${problem.token}'${shown}`;
    case "identifier":
      return `${start}\`${problem.name}': not a valid identifier`;
    case "nesting":
      return `${start}maximum nesting level exceeded`;
  }
}

function otherSyntaxError(error: ShellSyntaxError, context: MessageContext): string {
  const { problem, line } = error;
  const { dialect, name } = context;
  const dash = dialect === "dash";
  const start = dash
    ? `${name}: ${line}: Syntax error: `
    : `${name}: ${context.source === "file" ? `line ${line}: ` : ""}syntax error: `;
  switch (problem.type) {
    case "token":
    case "conditional": {
      const token = problem.token === "newline" ? "newline" : `"${problem.token}"`;
      const expected = "expected" in problem ? problem.expected : undefined;
      const tail = expected === undefined ? "" : ` (expecting "${expected}")`;
      return dash ? `${start}${token} unexpected${tail}` : `${start}unexpected ${token}${tail}`;
    }
    case "end":
      return dash ? `${start}end of file unexpected` : `${start}unexpected end of file`;
    case "unclosed": {
      if (problem.closer === "}") return `${start}${dash ? "Missing" : "missing"} '}'`;
      if (problem.closer === ")") {
        return dash
          ? `${start}end of file unexpected (expecting ")")`
          : `${start}unexpected end of file (expecting ")")`;
      }
      if (problem.closer === "`") {
        return `${start}${dash ? "EOF in backquote substitution" : "unterminated quoted string"}`;
      }
      return `${start}${dash ? "Unterminated" : "unterminated"} quoted string`;
    }
    case "here-document":
      return `${start}${dash ? "end of file unexpected" : "unexpected end of file"}`;
    case "identifier":
      return `${start}${dash ? "Bad" : "bad"} for loop variable`;
    case "nesting":
      return `${start}${dash ? "Nesting too deep" : "nesting too deep"}`;
  }
}
