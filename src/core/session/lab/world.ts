/**
 * A sub-command of `lab` is one object, listed in registry.ts; help, errors, completion and
 * docs/shell.md follow from it. `lab` does from the prompt what the page does by its buttons.
 */
import type { ProcessContext } from "../../shell/process.ts";

/** How fast waits pass, as the page's select has it. */
export const SPEEDS = ["1", "4", "instant"] as const;
export type LabSpeed = (typeof SPEEDS)[number];

/** A lesson, a puzzle or a broken cluster that can be opened. */
export interface LabDoor {
  /** e.g. `L07` */
  readonly id: string;
  readonly title: string;
  /** In their order; absent where there are no steps. */
  readonly steps?: readonly { readonly id: string; readonly title: string }[];
}

/** What the page around a lab offers; a part that it does not have answers with an error. */
export interface LabPlace {
  readonly speed?: () => LabSpeed;
  readonly setSpeed?: (speed: LabSpeed) => void;
  readonly doors?: () => readonly LabDoor[];
  /** Opens a lesson at a step, or a puzzle or a broken cluster. */
  readonly open?: (id: string, step?: string) => void;
  /** Shows the link to this lab, or gives the text that says what became of it. */
  readonly share?: () => Promise<string>;
}

/** The lab as `lab` sees it. */
export interface LabWorld {
  readonly plugin: () => string;
  readonly setPlugin: (id: string) => void;
  /** The line of moments; labels[0] is the start. */
  readonly moments: () => { readonly labels: readonly string[]; readonly position: number };
  readonly goTo: (position: number) => void;
  readonly page?: LabPlace;
}

/** Something that the person can mend; printed after `error: `. */
export class LabError extends Error {
  override readonly name = "LabError";
}

export interface LabCommand {
  readonly name: string;
  /** The usage line after `lab`, e.g. `plugin [NAME]`. */
  readonly use: string;
  readonly short: string;
  /** Paragraphs, wrapped by help. */
  readonly long: string;
  /** Lines of the Examples section. */
  readonly examples: string;
  readonly takes: { readonly min: number; readonly max: number };
  /** Candidates for the argument after these. */
  readonly complete?: (world: LabWorld, before: readonly string[]) => readonly string[];
  /** Prints, and throws {@link LabError} for what it cannot do. */
  readonly run: (
    world: LabWorld,
    args: readonly string[],
    process: ProcessContext,
  ) => void | Promise<void>;
}
