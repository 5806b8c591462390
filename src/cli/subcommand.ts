/** What a sub-command of `netpol` is given and is. */
export interface SubCommandInput {
  readonly positionals: readonly string[];
  /** Values of -f, in order. */
  readonly manifests: readonly string[];
  readonly command: string | undefined;
  readonly files: string | undefined;
  readonly output: string | undefined;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
}

export interface SubCommand {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  /** Resolves with the exit status. Throws UsageError or CommandError. */
  run(input: SubCommandInput): Promise<number>;
}
