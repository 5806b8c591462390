/**
 * What the page remembers about itself, apart from any lab: theme, panels, waiting speed.
 * Kept in localStorage; whatever is read back is checked, and a bad value falls to its default.
 */
import { createStore } from "zustand/vanilla";
import type { Speed } from "./labClock.ts";

export type Theme = "system" | "light" | "dark";
export type PanelId = "guide" | "network" | "terminal" | "inspector";
/** The two pictures of the network. */
export type NetworkView = "graph" | "matrix";
export type FlowFilter = "all" | "tried" | "watched" | "selected";

export interface Preferences {
  readonly theme: Theme;
  readonly speed: Speed;
  readonly screenReader: boolean;
  readonly flowFilter: FlowFilter;
  readonly networkView: NetworkView;
  readonly hidden: readonly PanelId[];
  readonly maximised: PanelId | undefined;
  /** Percentages by panel, per group of panels. */
  readonly sizes: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export const DEFAULT_PREFERENCES: Preferences = {
  theme: "system",
  speed: "1",
  screenReader: false,
  flowFilter: "watched",
  networkView: "graph",
  hidden: [],
  maximised: undefined,
  sizes: {},
};

const KEY = "netpol-lab/preferences";
const PANELS: readonly PanelId[] = ["guide", "network", "terminal", "inspector"];

const isPanel = (value: unknown): value is PanelId => PANELS.some((panel) => panel === value);

function oneOf<T>(values: readonly T[], value: unknown, otherwise: T): T {
  return values.find((candidate) => candidate === value) ?? otherwise;
}

function readSizes(value: unknown): Preferences["sizes"] {
  const sizes: Record<string, Record<string, number>> = {};
  if (typeof value !== "object" || value === null) return sizes;
  for (const group of ["columns", "rows"]) {
    const given: unknown = Object.entries(value).find(([key]) => key === group)?.[1];
    if (typeof given !== "object" || given === null) continue;
    const checked: Record<string, number> = {};
    for (const [panel, size] of Object.entries(given))
      if (isPanel(panel) || panel === "centre")
        if (typeof size === "number" && size >= 0 && size <= 100) checked[panel] = size;
    sizes[group] = checked;
  }
  return sizes;
}

/** Reads stored preferences; anything unknown or malformed falls to its default. */
export function readPreferences(stored: string | null): Preferences {
  let raw: unknown;
  try {
    raw = JSON.parse(stored ?? "{}");
  } catch {
    return DEFAULT_PREFERENCES;
  }
  if (typeof raw !== "object" || raw === null) return DEFAULT_PREFERENCES;
  const given = new Map<string, unknown>(Object.entries(raw));
  const hidden: unknown = given.get("hidden");
  const maximised = given.get("maximised");
  return {
    theme: oneOf(["system", "light", "dark"] as const, given.get("theme"), "system"),
    speed: oneOf(["1", "4", "instant"] as const, given.get("speed"), "1"),
    screenReader: given.get("screenReader") === true,
    flowFilter: oneOf(
      ["all", "tried", "watched", "selected"] as const,
      given.get("flowFilter"),
      DEFAULT_PREFERENCES.flowFilter,
    ),
    networkView: oneOf(["graph", "matrix"] as const, given.get("networkView"), "graph"),
    hidden: Array.isArray(hidden) ? hidden.filter(isPanel) : [],
    maximised: isPanel(maximised) ? maximised : undefined,
    sizes: readSizes(given.get("sizes")),
  };
}

/** The part of Web Storage that is used; private windows may refuse it. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export function createPreferences(storage: TextStorage | undefined) {
  const store = createStore<Preferences>(() => {
    try {
      return readPreferences(storage?.getItem(KEY) ?? null);
    } catch {
      return DEFAULT_PREFERENCES;
    }
  });
  store.subscribe((state) => {
    try {
      storage?.setItem(KEY, JSON.stringify(state));
    } catch {
      // storage full or refused: preferences last as long as the page
    }
  });
  return store;
}

export type PreferencesStore = ReturnType<typeof createPreferences>;
