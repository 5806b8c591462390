/**
 * What the workspace shows of the lab: the session's state as plain values for React, what is
 * selected, what is being edited. Everything that can be computed from these is computed.
 */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { ClusterState } from "../core/cluster/types.ts";
import type { CardId, FlowRequest } from "../core/graph/types.ts";
import type { Session } from "../core/session/session.ts";
import type { TriedFlow } from "../core/session/tried.ts";
import type { FileSnapshot } from "../core/shell/memoryFiles.ts";

export type Selected =
  | { readonly kind: "pod"; readonly id: CardId }
  | { readonly kind: "flow"; readonly flow: FlowRequest }
  /** `NAMESPACE/NAME` */
  | { readonly kind: "policy"; readonly id: string }
  | { readonly kind: "namespace"; readonly name: string };

export type InspectorTab = "selection" | "editor" | "changes";

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
  readonly selected: Selected | undefined;
  readonly tab: InspectorTab;
  readonly open: OpenFile | undefined;
  readonly saved: SaveStatus;
  readonly notices: readonly Notice[];
}

export interface Lab {
  readonly session: Session;
  readonly store: StoreApi<LabState>;
  select(selected: Selected | undefined): void;
  openFile(path: string, options?: { readonly line?: number }): void;
  /** Opens a file and resolves when the person is done with it. */
  edit(path: string): Promise<void>;
  closeFile(): void;
  notify(text: string, kind?: Notice["kind"]): void;
  dismiss(id: number): void;
  close(): void;
}

function shown(session: Session): Omit<
  LabState,
  "selected" | "tab" | "open" | "saved" | "notices"
> {
  const { moments, position } = session.history;
  return {
    cluster: session.cluster.state,
    files: session.files.snapshot(),
    tried: session.tried,
    log: session.log,
    labels: moments.map((moment) => moment.label),
    position,
    before: moments[position - 1]?.state.cluster,
  };
}

/** Wraps a session for the page; changes are told once a turn of the event loop. */
export function createLab(session: Session, options: { readonly durable: boolean }): Lab {
  const store = createStore<LabState>(() => ({
    ...shown(session),
    selected: undefined,
    tab: "selection",
    open: undefined,
    saved: options.durable ? "saved" : "memory",
    notices: [],
  }));
  let pending = false;
  let notices = 0;
  let finished: (() => void) | undefined;
  const refresh = (): void => {
    if (pending) return;
    pending = true;
    queueMicrotask(() => {
      pending = false;
      store.setState(shown(session));
    });
  };
  const stop = session.subscribe(refresh);
  const lab: Lab = {
    session,
    store,
    select(selected) {
      store.setState({ selected, ...(selected === undefined ? {} : { tab: "selection" }) });
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
    edit(path) {
      lab.closeFile();
      return new Promise((resolve) => {
        finished = resolve;
        store.setState({ open: { path, waiting: true }, tab: "editor" });
      });
    },
    closeFile() {
      store.setState({ open: undefined });
      finished?.();
      finished = undefined;
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
      session.close();
    },
  };
  return lab;
}
