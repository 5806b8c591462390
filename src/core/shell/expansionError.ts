/** An expansion that cannot be done: `${x:?message}`, bad substitution, unbound variable. */
export class ExpansionError extends Error {
  override readonly name = "ExpansionError";
  /** The exit status of a shell that stops because of it. */
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}
