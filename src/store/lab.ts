/**
 * What the workspace shows of the lab: the session's state as plain values for React, what is
 * selected, what is being edited. Everything that can be computed from these is computed.
 */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { ClusterState } from "../core/cluster/types.ts";
import type { Lit } from "../core/graph/emphasis.ts";
import type { CardId, FlowRequest } from "../core/graph/types.ts";
import type { KubeObject } from "../core/api/objects.ts";
import { HOME } from "../core/session/home.ts";
import type { WatchedFlow } from "../core/session/scenario.ts";
import type { Session } from "../core/session/session.ts";
import type { SourceFile } from "../core/session/documents.ts";
import type { Imported } from "../core/session/import.ts";
import { applyEditsTo } from "../core/session/edits.ts";
import { objectText } from "../core/session/objectText.ts";
import type { ClusterEdit } from "../core/netpol/edit.ts";
import type { Direction } from "../core/netpol/types.ts";
import { FileError } from "../core/shell/files.ts";
import type { Activity } from "./activity.ts";
import { applyFile, checkManifest } from "./manifests.ts";
import { MATRIX_SETTINGS, type MatrixSettings } from "./matrix.ts";
import {
  editsOfApply,
  previewOn,
  samePreview,
  type Preview,
  type PreviewRequest,
} from "./preview.ts";
import type { LabClock } from "./labClock.ts";
import { Terminals } from "./terminals.ts";
import type { TriedFlow } from "../core/session/tried.ts";
import type { FileSnapshot } from "../core/shell/memoryFiles.ts";

export type Selected =
  /** `radius`: only what passes in that direction stands out. */
  | { readonly kind: "pod"; readonly id: CardId; readonly radius?: Direction }
  | { readonly kind: "flow"; readonly flow: FlowRequest }
  /** `NAMESPACE/NAME` */
  | { readonly kind: "policy"; readonly id: string }
  | { readonly kind: "namespace"; readonly name: string };

export type InspectorTab = "selection" | "editor" | "changes" | "findings";

/** A file open in the editor; `done` is called when the person closes it (vi, kubectl edit wait). */
export interface OpenFile {
  readonly path: string;
  /** Whose command waits for it, e.g. `kubectl edit`. */
  readonly waiting: boolean;
  /** A line to show, 1-based; a new object shows it again. */
  readonly reveal?: { readonly line: number };
}

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly kind: "info" | "error";
}

export type SaveStatus = "saved" | "saving" | "memory" | "failed";

export interface LabState {
  readonly cluster: ClusterState;
  readonly files: FileSnapshot;
  readonly tried: readonly TriedFlow[];
  readonly log: readonly string[];
  readonly labels: readonly string[];
  readonly position: number;
  /** The cluster before the last thing that was done, for "what changed". */
  readonly before: ClusterState | undefined;
  /** What the graph shows instead of the present, until it is applied or cancelled. */
  readonly preview: Preview | undefined;
  /** The cluster at each moment of the timeline. */
  readonly clusters: readonly ClusterState[];
  /** Two moments that were picked to be compared, by position; else the last step is what changed. */
  readonly compare: Compare | undefined;
  readonly matrix: MatrixSettings;
  /** Flows that the picture watches: those of the scenario, or of the step of a lesson. */
  readonly watch: readonly WatchedFlow[];
  /** What is pointed at in a text beside the picture. */
  readonly lit: Lit | undefined;
  readonly selected: Selected | undefined;
  readonly tab: InspectorTab;
  readonly open: OpenFile | undefined;
  readonly saved: SaveStatus;
  readonly notices: readonly Notice[];
}

/** Positions in the timeline; `from` may be the later one. */
export interface Compare {
  readonly from: number;
  readonly to: number;
}

export interface ApplyResult {
  readonly ok: boolean;
  readonly text: string;
}

export interface Problem {
  readonly from: number;
  readonly to: number;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  /** What the linter found it by; absent where the API server speaks. */
  readonly about?: {
    readonly code: string;
    readonly title: string;
    readonly why: string;
    readonly remedy: string;
  };
  readonly fixes?: readonly ProblemFix[];
}

/** A way to mend a problem: another text, or edits of what is in the cluster. */
export interface ProblemFix {
  readonly title: string;
  /** The text that was looked at; of another one the fix says nothing. */
  readonly of: string;
  readonly text?: string;
  readonly edits?: readonly ClusterEdit[];
}

/** What came of dropped files; `id` is the name of the new lab, absent when nothing was taken. */
export interface ImportResult extends Imported {
  readonly id?: string;
}

export interface LabOptions {
  readonly clock: LabClock;
  /** What is done in it; nothing in particular unless said. */
  readonly activity?: Activity;
  /** False when the browser stores nothing. */
  readonly durable: boolean;
  /** What the terminals of the saved lab showed. */
  readonly scrollbacks?: readonly string[];
  readonly onClose: () => void;
  readonly onReset: () => Promise<void>;
  readonly onImport: (files: readonly SourceFile[]) => Promise<ImportResult>;
}

export interface Lab {
  readonly session: Session;
  readonly activity: Activity;
  readonly store: StoreApi<LabState>;
  readonly terminals: Terminals;
  select(selected: Selected | undefined): void;
  /** Watches other flows on the picture. */
  setWatch(watch: readonly WatchedFlow[]): void;
  /** Lights what a text speaks of on the picture, until it is told otherwise. */
  light(lit: Lit | undefined): void;
  openFile(path: string, options?: { readonly line?: number }): void;
  /** Shows a live object's YAML; it is a file that can be applied. */
  openObject(object: KubeObject, line: number): void;
  newPolicy(): void;
  /** Opens a file and resolves when the person is done with it. */
  edit(path: string): Promise<void>;
  closeFile(): void;
  writeFile(path: string, text: string): void;
  /** `kubectl apply -f PATH`, with what it printed. */
  applyFile(path: string): Promise<ApplyResult>;
  /** What kubectl would say of the text, at its place; nothing is changed. */
  checkFile(path: string, text: string): Promise<readonly Problem[]>;
  /** Shows on the graph what edits would do, or the present again; nothing is written. */
  preview(request: PreviewRequest | undefined): void;
  /** Makes what is previewed: the edits as one moment, or the file as `kubectl apply` does. */
  applyPreview(): Promise<void>;
  /** Makes edits through the API as one moment of the lab, and says so when it is refused. */
  applyEdits(label: string, edits: readonly ClusterEdit[]): Promise<ApplyResult>;
  /** Sends a packet from pod to pod, as a tool in the pod would. */
  tryFlow(flow: FlowRequest): void;
  openImport(files: readonly SourceFile[]): Promise<ImportResult>;
  reset(): Promise<void>;
  notify(text: string, kind?: Notice["kind"]): void;
  dismiss(id: number): void;
  close(): void;
}

const NEW_POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: my-policy
spec:
  podSelector: {}
  policyTypes:
    - Ingress
`;

const FILE_PROBLEMS: ReadonlyMap<string, string> = new Map([
  ["ENOSPC", "the home folder is full"],
  ["EACCES", "it is write-protected"],
]);

function fileProblem(error: unknown): string {
  if (!(error instanceof FileError)) throw error;
  return FILE_PROBLEMS.get(error.code) ?? error.code;
}

function shown(
  session: Session,
): Omit<
  LabState,
  | "preview"
  | "compare"
  | "matrix"
  | "watch"
  | "lit"
  | "selected"
  | "tab"
  | "open"
  | "saved"
  | "notices"
> {
  const { moments, position } = session.history;
  return {
    cluster: session.cluster.state,
    files: session.files.snapshot(),
    tried: session.tried,
    log: session.log,
    labels: moments.map((moment) => moment.label),
    clusters: moments.map((moment) => moment.state.cluster),
    position,
    before: moments[position - 1]?.state.cluster,
  };
}

/** The list of before where its items are the same, so that nobody draws it again. */
function kept<T>(before: readonly T[], now: readonly T[]): readonly T[] {
  const same = before.length === now.length && before.every((item, i) => item === now[i]);
  return same ? before : now;
}

/** Wraps a session for the page; changes are told once a turn of the event loop. */
export function createLab(session: Session, options: LabOptions): Lab {
  const store = createStore<LabState>(() => ({
    ...shown(session),
    preview: undefined,
    compare: undefined,
    matrix: MATRIX_SETTINGS,
    watch: session.scenario.watch,
    lit: undefined,
    selected: undefined,
    tab: "selection",
    open: undefined,
    saved: options.durable ? "saved" : "memory",
    notices: [],
  }));
  let pending = false;
  let notices = 0;
  let finished: (() => void) | undefined;
  /** The open file, once something was typed in it, and how often it was checked. */
  let typed: string | undefined;
  let checks = 0;
  const refresh = (): void => {
    if (pending) return;
    pending = true;
    queueMicrotask(() => {
      pending = false;
      const next = shown(session);
      const { cluster, preview, compare, ...state } = store.getState();
      const labels = kept(state.labels, next.labels);
      store.setState({
        ...next,
        labels,
        clusters: kept(state.clusters, next.clusters),
        preview: next.cluster === cluster ? preview : previewOn(next.cluster, preview),
        // positions mean other moments once something new was done
        compare: labels === state.labels ? compare : undefined,
      });
    });
  };
  const stop = session.subscribe(refresh);
  const lab: Lab = {
    session,
    activity: options.activity ?? { kind: "free" },
    store,
    terminals: new Terminals(session, options.clock, options.scrollbacks),
    select(selected) {
      store.setState({ selected, ...(selected === undefined ? {} : { tab: "selection" }) });
    },
    setWatch(watch) {
      const known = store.getState().watch;
      const same =
        known.length === watch.length &&
        watch.every((flow, i) => {
          const old = known[i];
          return (
            flow.from === old?.from &&
            flow.to === old.to &&
            flow.port === old.port &&
            flow.protocol === old.protocol
          );
        });
      if (!same) store.setState({ watch });
    },
    light(lit) {
      store.setState({ lit });
    },
    openFile(path, { line } = {}) {
      const { open } = store.getState();
      const waiting = open?.path === path && open.waiting;
      if (open !== undefined && open.path !== path) lab.closeFile();
      store.setState({
        open: { path, waiting, ...(line === undefined ? {} : { reveal: { line } }) },
        tab: "editor",
      });
    },
    openObject(object, line) {
      const { namespace, name } = object.metadata;
      const path = `/tmp/live/${[object.kind.toLowerCase(), namespace, name].filter(Boolean).join("-")}.yaml`;
      session.files.mkdir("/tmp/live", { parents: true });
      session.files.write(path, objectText(object));
      lab.openFile(path, { line });
    },
    newPolicy() {
      let n = 1;
      const pathOf = (): string => `${HOME}/policy${n === 1 ? "" : `-${n}`}.yaml`;
      while (session.files.stat(pathOf()) !== undefined) n++;
      session.files.write(pathOf(), NEW_POLICY);
      lab.openFile(pathOf());
    },
    writeFile(path, text) {
      typed = path;
      try {
        session.files.write(path, text);
      } catch (error) {
        lab.notify(`${path} could not be saved: ${fileProblem(error)}`, "error");
      }
    },
    async applyFile(path) {
      const result = await applyFile(session, path);
      if (result.ok && store.getState().preview?.file === path) lab.preview(undefined);
      return result;
    },
    async checkFile(path, text) {
      const check = ++checks;
      const { problems, objects } = await checkManifest(session, text);
      if (check === checks && typed === path) {
        const { cluster, preview } = store.getState();
        const faulty = problems.some(({ severity }) => severity === "error");
        const edits = faulty ? [] : editsOfApply(cluster, objects);
        const label = `${path.slice(path.lastIndexOf("/") + 1)} as typed`;
        if (edits.length > 0) lab.preview({ label, edits, file: path });
        else if (preview?.file === path) lab.preview(undefined);
      }
      const { cluster } = store.getState();
      // the linter is fetched when a text is first looked at
      const { findingsInText } = await import("./findings.ts");
      const found = await findingsInText(cluster, text, objects, () => check !== checks);
      return [...problems, ...found];
    },
    preview(request) {
      const { cluster, preview } = store.getState();
      if (!samePreview(request, preview)) store.setState({ preview: previewOn(cluster, request) });
    },
    async applyPreview() {
      const { preview } = store.getState();
      if (preview === undefined) return;
      const { label, edits, file } = preview;
      const result = await (file === undefined
        ? lab.applyEdits(label, edits)
        : lab.applyFile(file));
      if (file !== undefined && !result.ok) lab.notify(result.text, "error");
    },
    async applyEdits(label, edits) {
      const result = await applyEditsTo(session, label, edits);
      if (store.getState().preview?.file === undefined) lab.preview(undefined);
      if (result.ok) return { ok: true, text: label };
      lab.notify(`Not applied: ${result.message}`, "error");
      return { ok: false, text: result.message };
    },
    tryFlow(flow) {
      session.attempt(flow);
    },
    openImport: options.onImport,
    reset: options.onReset,
    edit(path) {
      lab.closeFile();
      return new Promise((resolve) => {
        finished = resolve;
        store.setState({ open: { path, waiting: true }, tab: "editor" });
      });
    },
    closeFile() {
      typed = undefined;
      checks++;
      if (store.getState().preview?.file !== undefined) lab.preview(undefined);
      store.setState({ open: undefined });
      const done = finished;
      finished = undefined;
      if (done === undefined) return;
      done();
      lab.terminals.focus();
    },
    notify(text, kind = "info") {
      const notice = { id: ++notices, text, kind };
      store.setState((state) => ({ notices: [...state.notices.slice(-3), notice] }));
    },
    dismiss(id) {
      store.setState((state) => ({ notices: state.notices.filter((n) => n.id !== id) }));
    },
    close() {
      lab.closeFile();
      stop();
      options.onClose();
      lab.terminals.close();
      session.close();
    },
  };
  return lab;
}
