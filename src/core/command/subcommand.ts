/** What a sub-command of `netpol` is given and is: the same in the lab's terminal and headless. */
export interface SubCommand {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
}
