/**
 * Undo and redo of everything: a line of moments, each the lab as it was *after* what its label says.
 * Pure; states are immutable, so a moment costs only what changed.
 */
export interface Moment<S> {
  /** What was done, e.g. the command as typed, or `Deleted web`. */
  readonly label: string;
  /** Lab time, milliseconds since the epoch. */
  readonly time: number;
  readonly state: S;
}

export interface History<S> {
  /** moments[0] is the start. */
  readonly moments: readonly Moment<S>[];
  /** Which moment the lab is at. */
  readonly position: number;
}

/** How many steps back are kept; older ones are forgotten. */
export const HISTORY_LIMIT = 100;

export function startHistory<S>(state: S, time: number): History<S> {
  return { moments: [{ label: "Start", time, state }], position: 0 };
}

/** Adds a moment after the present one; what had been undone is dropped. */
export function record<S>(history: History<S>, moment: Moment<S>): History<S> {
  const kept = [...history.moments.slice(0, history.position + 1), moment];
  const moments = kept.slice(Math.max(0, kept.length - HISTORY_LIMIT - 1));
  return { moments, position: moments.length - 1 };
}

/** The present moment with a newer state: what controllers did after the command belongs to it. */
export function amend<S>(history: History<S>, state: S): History<S> {
  const present = history.moments[history.position];
  if (present === undefined || present.state === state) return history;
  const moments = history.moments.with(history.position, { ...present, state });
  return { moments, position: history.position };
}

/** Moves to a moment; out of range moves to the nearest. */
export function goTo<S>(history: History<S>, position: number): History<S> {
  const clamped = Math.min(Math.max(0, position), history.moments.length - 1);
  return { moments: history.moments, position: clamped };
}

export const canUndo = (history: History<unknown>): boolean => history.position > 0;
export const canRedo = (history: History<unknown>): boolean =>
  history.position < history.moments.length - 1;

/**
 * The line as it was when `past` was kept, its present moment exactly as it was then. What was done
 * since stays ahead of it, to be redone.
 */
export function rewind<S>(history: History<S>, past: History<S>): History<S> {
  const same = past.moments.findIndex((moment, i) => {
    const now = history.moments[i];
    return now?.time !== moment.time || now.label !== moment.label;
  });
  const common = same < 0 ? past.moments.length : same;
  const done = past.moments.slice(0, past.position + 1);
  const ahead = history.moments.slice(Math.min(common, done.length));
  return { moments: [...done, ...ahead].slice(0, HISTORY_LIMIT + 1), position: past.position };
}
