import type { CompletionResult } from "./command.ts";

/** Bits of what the shell is to do with the candidates (cobra's ShellCompDirective). */
export const Directive = {
  default: 0,
  error: 1,
  noSpace: 2,
  noFiles: 4,
  /** The candidates are file endings to filter by. */
  fileExtensions: 8,
  directories: 16,
  keepOrder: 32,
} as const;

/** No candidates, and no files either. */
export const NOTHING: CompletionResult = { candidates: [], directive: Directive.noFiles };
