/**
 * What the learner has done, kept on this device. Every change is made on what is stored, so that
 * several tabs do not overwrite each other; what cannot be read is set aside, never thrown away.
 */
import { createStore, type StoreApi } from "zustand/vanilla";
import { NO_PROGRESS, readProgress, type Progress } from "../core/lessons/schema/progress.ts";

export interface ProgressState {
  readonly progress: Progress;
  /** False when the browser stores nothing; it then lasts as long as the page. */
  readonly kept: boolean;
}

/** The part of Web Storage that is used. */
export interface ProgressStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const KEY = "netpol-lab/progress";
const ASIDE = "netpol-lab/progress-unreadable";

export interface ProgressStore {
  readonly store: StoreApi<ProgressState>;
  /** Makes a change on what is stored now. */
  update(change: (progress: Progress) => Progress): void;
  replace(progress: Progress): void;
  erase(): void;
  /** Reads again what another tab may have stored. */
  refresh(): void;
}

export function createProgress(storage: ProgressStorage | undefined): ProgressStore {
  const stored = (): Progress | undefined => {
    let text: string | null;
    try {
      text = storage?.getItem(KEY) ?? null;
    } catch {
      return undefined; // refused
    }
    if (text === null) return undefined;
    const read = parse(text);
    if (read === undefined) {
      try {
        storage?.setItem(ASIDE, text);
        storage?.removeItem(KEY);
      } catch {
        // no room to set it aside: it stays where it is until something new is stored
      }
    }
    return read;
  };
  const store = createStore<ProgressState>(() => ({
    progress: stored() ?? NO_PROGRESS,
    kept: storage !== undefined,
  }));
  const write = (progress: Progress): void => {
    let kept = storage !== undefined;
    try {
      storage?.setItem(KEY, JSON.stringify(progress));
    } catch {
      kept = false;
    }
    store.setState({ progress, kept });
  };
  return {
    store,
    update(change) {
      const { progress, kept } = store.getState();
      // what could not be kept is only here
      const now = kept ? (stored() ?? NO_PROGRESS) : progress;
      const next = change(now);
      if (next !== now) write(next);
    },
    replace: write,
    erase() {
      try {
        storage?.removeItem(KEY);
      } catch {
        // refused: nothing was stored either
      }
      store.setState({ progress: NO_PROGRESS });
    },
    refresh() {
      if (store.getState().kept) store.setState({ progress: stored() ?? NO_PROGRESS });
    },
  };
}

function parse(text: string): Progress | undefined {
  try {
    const read = readProgress(JSON.parse(text));
    return read.ok ? read.progress : undefined;
  } catch {
    return undefined;
  }
}

let own: ProgressStore | undefined;

/** The progress of this device; the same for the whole page. */
export function deviceProgress(): ProgressStore {
  if (own === undefined) {
    const progress = createProgress(localStorageOrNone());
    window.addEventListener("storage", ({ key }) => {
      if (key === KEY || key === null) progress.refresh();
    });
    own = progress;
  }
  return own;
}

/** Undefined where the browser stores nothing. */
export function localStorageOrNone(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined; // private windows of some browsers throw
  }
}
