/** The syntax tree of the shell's language (POSIX sh with what of bash people use with kubectl). */

export type WordPart =
  /** Plain text; `*?[` in it match files, `~` and `{a,b}` expand. */
  | { readonly type: "literal"; readonly text: string }
  /** Text out of '…', \x or $'…': taken as it is. */
  | { readonly type: "quoted"; readonly text: string }
  /** "…": expands, but is neither split nor matched against files. */
  | { readonly type: "double"; readonly parts: readonly WordPart[] }
  | ParameterPart
  /** $(…) */
  | { readonly type: "command"; readonly body: readonly List[] }
  /** `…`, parsed when it runs, as its quoting is undone first. */
  | { readonly type: "backtick"; readonly source: string; readonly line: number }
  /** $((…)) */
  | { readonly type: "arithmetic"; readonly expression: Word }
  /** <(…) and >(…) */
  | { readonly type: "process"; readonly direction: "<" | ">"; readonly body: readonly List[] };

export interface ParameterPart {
  readonly type: "parameter";
  /** A name, a digit string, or one of ? $ ! # @ * - _ */
  readonly name: string;
  /** `${a[i]}`; `@` and `*` stand for all elements. */
  readonly index?: Word | "@" | "*";
  /** `${#x}` the length, `${!x}` indirection or the keys of an array, `${!x*}` names. */
  readonly prefix?: "#" | "!" | "!*";
  readonly operator?: ParameterOperator;
  /** As written, for "bad substitution". */
  readonly source: string;
  /** Set when no shell can expand it. */
  readonly bad?: true;
}

export type ParameterOperator =
  | {
      readonly type: "default" | "assign" | "error" | "alternative";
      readonly colon: boolean;
      readonly word: Word;
    }
  /** # ## % %% */
  | {
      readonly type: "trim";
      readonly side: "prefix" | "suffix";
      readonly longest: boolean;
      readonly pattern: Word;
    }
  | {
      readonly type: "replace";
      /** first, all, at the start, at the end */
      readonly mode: "first" | "all" | "start" | "end";
      readonly pattern: Word;
      readonly replacement: Word;
    }
  | { readonly type: "slice"; readonly offset: Word; readonly length?: Word }
  | {
      readonly type: "case";
      readonly upper: boolean;
      readonly all: boolean;
      readonly pattern: Word;
    }
  /** ${x@Q} and its kin */
  | { readonly type: "transform"; readonly name: string };

export interface Word {
  readonly parts: readonly WordPart[];
  /** As written. */
  readonly source: string;
}

export interface Assignment {
  readonly name: string;
  readonly index?: Word;
  readonly append: boolean;
  /** A word, or the elements of `name=(…)`. */
  readonly value: Word | readonly ArrayElement[];
}

export interface ArrayElement {
  readonly index?: Word;
  readonly value: Word;
}

export type RedirectOperator =
  "<" | ">" | ">>" | ">|" | "<>" | "<&" | ">&" | "&>" | "&>>" | "<<" | "<<-" | "<<<";

export interface Redirect {
  readonly operator: RedirectOperator;
  /** The descriptor named before the operator. */
  readonly fd?: number;
  /** The file, the descriptor, or (for here-documents, filled in when read) the text. */
  readonly target: Word;
}

export interface SimpleCommand {
  readonly type: "simple";
  readonly assignments: readonly Assignment[];
  readonly words: readonly CommandWord[];
  readonly redirects: readonly Redirect[];
  readonly line: number;
}

/** A word of a command; `declare a=(…)` passes assignments as arguments. */
export type CommandWord = Word | { readonly assignment: Assignment; readonly source: string };

export type ConditionalExpression =
  | { readonly type: "unary"; readonly operator: string; readonly operand: Word }
  | {
      readonly type: "binary";
      readonly operator: string;
      readonly left: Word;
      readonly right: Word;
    }
  | { readonly type: "not"; readonly operand: ConditionalExpression }
  | {
      readonly type: "and" | "or";
      readonly left: ConditionalExpression;
      readonly right: ConditionalExpression;
    };

export interface CaseItem {
  readonly patterns: readonly Word[];
  readonly body: readonly List[];
  readonly end: ";;" | ";&" | ";;&";
}

export type CompoundBody =
  | { readonly type: "group"; readonly body: readonly List[] }
  | { readonly type: "subshell"; readonly body: readonly List[] }
  | { readonly type: "arithmetic"; readonly expression: Word }
  | { readonly type: "conditional"; readonly expression: ConditionalExpression }
  | {
      readonly type: "if";
      readonly branches: readonly {
        readonly condition: readonly List[];
        readonly body: readonly List[];
      }[];
      readonly otherwise?: readonly List[];
    }
  | {
      readonly type: "while";
      readonly until: boolean;
      readonly condition: readonly List[];
      readonly body: readonly List[];
    }
  | {
      readonly type: "for";
      readonly name: string;
      /** Absent: "$@". */
      readonly words?: readonly Word[];
      readonly body: readonly List[];
    }
  | {
      readonly type: "for-arithmetic";
      readonly initial: Word;
      readonly condition: Word;
      readonly step: Word;
      readonly body: readonly List[];
    }
  | { readonly type: "case"; readonly subject: Word; readonly items: readonly CaseItem[] };

export interface CompoundCommand {
  readonly type: "compound";
  readonly body: CompoundBody;
  readonly redirects: readonly Redirect[];
  readonly line: number;
}

export interface FunctionDefinition {
  readonly type: "function";
  readonly name: string;
  readonly body: CompoundCommand;
  /** As written, for `type` and `declare -f`. */
  readonly source: string;
  readonly line: number;
}

export type Command = SimpleCommand | CompoundCommand | FunctionDefinition;

export interface Pipeline {
  readonly negated: boolean;
  readonly timed: boolean;
  readonly commands: readonly Command[];
  /** Whether the command at the same index also sends its stderr down the pipe (`|&`). */
  readonly pipeStderr: readonly boolean[];
}

/** Pipelines joined by && and ||. */
export interface AndOr {
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: "&&" | "||"; readonly pipeline: Pipeline }[];
  readonly background: boolean;
  /** As written, for `jobs`. */
  readonly source: string;
  readonly line: number;
}

/** What stands on one line: and-or lists between `;` and `&`. */
export type List = readonly AndOr[];
