/** What a learner answers to a question, and what is said about it. */
import type { CheckWorld } from "../checks/check.ts";
import type { ClusterObjects } from "../../netpol/endpoints.ts";
import type { Line } from "../../netpol/phrases.ts";

/**
 * An answer, in the order of the question's own lists; shuffling is the page's. What was left open
 * is null. Plain data: it is saved, and part of a result file.
 */
export type Given =
  /** single, outcome, spot: index of the option. */
  | { readonly kind: "option"; readonly option: number }
  /** multi: indices of the options chosen. */
  | { readonly kind: "options"; readonly options: readonly number[] }
  /** matrix: does the connection pass, one a cell. */
  | { readonly kind: "cells"; readonly cells: readonly (boolean | null)[] }
  /** fix: the edited text. */
  | { readonly kind: "yaml"; readonly text: string }
  /** order: indices of the items in the order given. */
  | { readonly kind: "order"; readonly items: readonly number[] }
  /** match: for each left, the index of the pair whose right was chosen. */
  | { readonly kind: "pairs"; readonly rights: readonly (number | null)[] }
  /** fill. */
  | { readonly kind: "text"; readonly text: string };

/** The cluster of a question as the judge sees it; `session` builds it. */
export interface QuestionWorld {
  readonly world: CheckWorld;
  /** The same cluster with policies as they were written: two beliefs are about defaults. */
  readonly objects: ClusterObjects;
  /**
   * The cluster with these policies instead of the question's, as the API server would take them.
   * @param yaml one or several documents, as a person typed them
   */
  withPolicies(yaml: string): Edited;
}

export type Edited =
  | { readonly ok: true; readonly world: QuestionWorld }
  | { readonly ok: false; readonly problems: readonly YamlProblem[] };

/** What the YAML parser or the API server says, at a 1-based line. */
export interface YamlProblem {
  readonly line: number;
  readonly column?: number;
  readonly message: string;
}

/** One option, cell, item, pair or goal, in the order of the question. */
export interface Part {
  /** Is what was answered here right? */
  readonly right: boolean;
  /** One short sentence where there is something to say. */
  readonly text?: string;
}

/** What the learner's own answer would mean, shown on a connection that is otherwise. */
export interface Counterexample {
  /** Id of the misconception, as in the book. */
  readonly belief: string;
  readonly flag: string;
  /** e.g. `monitoring/grafana`. */
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: "TCP" | "UDP" | "SCTP";
  /** Does it pass? What the belief expects is the contrary. */
  readonly passes: boolean;
  /** "If both items had to match, grafana would be kept out. It gets in." */
  readonly text: string;
}

/** Why a connection passes or not: the evaluator's explanation as sentences. */
export interface Trace {
  /** e.g. `monitoring/grafana → web/store:80`. */
  readonly title: string;
  readonly lines: readonly Line[];
}

export interface Judgement {
  readonly right: boolean;
  /** From 0 to 1 where parts count; 1 exactly when right. */
  readonly score: number;
  readonly parts: readonly Part[];
  /** The reason, as the author wrote it. */
  readonly reason: string;
  /** The misconception that the answer gives away. */
  readonly belief?: string;
  /** What to say to this answer. */
  readonly feedback?: string;
  /** Where the YAML of a fix cannot be taken. */
  readonly problems?: readonly YamlProblem[];
  readonly counterexample?: Counterexample;
  readonly trace?: Trace;
}
