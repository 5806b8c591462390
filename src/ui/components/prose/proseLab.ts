/** What prose asks of the lab it stands beside. Pages without a lab show the same prose, at rest. */
import { createContext, use } from "react";
import type { PolicyPart, YamlLine } from "../../../core/lessons/prose.ts";
import type { CellState } from "../../../core/report/matrix.ts";

/** The gates of a pod as they are now. */
export interface GatesNow {
  readonly ingress: GateNow;
  readonly egress: GateNow;
}

export interface GateNow {
  /** Names of the policies that guard it; none: it is open. */
  readonly policies: readonly string[];
}

export interface MatrixEnd {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
}

/** Who may call whom at one port. */
export interface MatrixNow {
  readonly ends: readonly MatrixEnd[];
  /** Of the caller and the called by their places in {@link ends}. */
  cell(from: number, to: number): { readonly state: CellState; readonly reason: string };
}

/** A labelled part of a worked policy: which of its lines, of the first of that label or the next. */
export interface LitPart {
  readonly lines: readonly YamlLine[];
  readonly part: PolicyPart;
  /** The line that carries the label, from 0. */
  readonly line: number;
}

export interface ProseLab {
  /** Types a command into the terminal, visibly, and runs it. */
  readonly run: (command: string) => void;
  /** Why commands wait, in a sentence; undefined when they may run. */
  readonly held?: string | undefined;
  /** Commands that were run, as typed. */
  readonly ran: ReadonlySet<string>;
  /** Undefined where there is no such pod. */
  readonly gates: (pod: string) => GatesNow | undefined;
  readonly matrix: (port: string) => MatrixNow | undefined;
  /** Shows a cell's connection and why. */
  readonly onCell?: (port: string, from: string, to: string) => void;
  /** Shows on the graph what a part of a policy speaks of; undefined ends it. */
  readonly light?: (part: LitPart | undefined) => void;
  /** The lines whose part has to do with what is selected on the graph. */
  readonly litLines?: (lines: readonly YamlLine[]) => ReadonlySet<number>;
}

export const ProseLabContext = createContext<ProseLab | null>(null);

export function useProseLab(): ProseLab | null {
  return use(ProseLabContext);
}

/** Texts of the files that the prose compares, by name. */
export const ProseFilesContext = createContext<Readonly<Record<string, string>>>({});

export interface GlossaryEntry {
  readonly term: string;
  readonly short: string;
  readonly more: string;
}

/** Words that have a card, by their name in lower case. */
export const GlossaryContext = createContext<ReadonlyMap<string, GlossaryEntry> | null>(null);
