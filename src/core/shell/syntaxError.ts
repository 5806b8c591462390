/** Why a text is not a command. The words for each dialect are in messages.ts. */
export type SyntaxProblem =
  /** A token where none of its kind may stand. */
  | { readonly type: "token"; readonly token: string; readonly expected?: string }
  /** The text ends inside a construct. */
  | { readonly type: "end" }
  /** A quote or bracket that is never closed. */
  | { readonly type: "unclosed"; readonly closer: string }
  /** A here-document without its last line. */
  | { readonly type: "here-document"; readonly delimiter: string }
  /** `[[ … ]]` that does not read as a condition. */
  | { readonly type: "conditional"; readonly token: string }
  | { readonly type: "identifier"; readonly name: string }
  /** Beyond what the parser follows. */
  | { readonly type: "nesting" };

export class ShellSyntaxError extends Error {
  override readonly name = "ShellSyntaxError";
  readonly problem: SyntaxProblem;
  /** From 1. */
  readonly line: number;
  /** The line of source at fault, which bash prints after the message. */
  readonly sourceLine: string;

  constructor(problem: SyntaxProblem, line: number, sourceLine: string) {
    super(problem.type);
    this.problem = problem;
    this.line = line;
    this.sourceLine = sourceLine;
  }

  /** True when more input could make it right: the line editor then asks for the next line. */
  get incomplete(): boolean {
    return ["end", "unclosed", "here-document"].includes(this.problem.type);
  }
}
