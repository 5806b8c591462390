/** How control leaves a command other than by its end. Thrown through the interpreter. */

export class BreakSignal extends Error {
  override readonly name = "BreakSignal";
  readonly kind: "break" | "continue";
  /** Loops still to leave. */
  readonly levels: number;
  constructor(kind: "break" | "continue", levels: number) {
    super(kind);
    this.kind = kind;
    this.levels = levels;
  }
}

/** `return` from a function or a sourced file. */
export class ReturnSignal extends Error {
  override readonly name = "ReturnSignal";
  readonly status: number;
  constructor(status: number) {
    super("return");
    this.status = status;
  }
}

/** `exit`, `set -e`, an error that ends a shell. */
export class ExitSignal extends Error {
  override readonly name = "ExitSignal";
  readonly status: number;
  constructor(status: number) {
    super("exit");
    this.status = status;
  }
}

/** An error that gives up the command line but not an interactive shell. */
export class DiscardSignal extends Error {
  override readonly name = "DiscardSignal";
  readonly status: number;
  constructor(status: number) {
    super("discard");
    this.status = status;
  }
}
