import { createContext, useContext, useSyncExternalStore } from "react";
import type { Preferences, PreferencesStore } from "../../store/preferences.ts";

export const PreferencesContext = createContext<PreferencesStore | undefined>(undefined);

/** The store itself, for what outlives a component. */
export function usePreferencesStore(): PreferencesStore {
  const store = useContext(PreferencesContext);
  if (store === undefined) throw new Error("PreferencesContext is missing above this component");
  return store;
}

/** One preference, live. */
export function usePreference<K extends keyof Preferences>(key: K): Preferences[K] {
  const store = usePreferencesStore();
  return useSyncExternalStore(store.subscribe, () => store.getState()[key]);
}

/** The function that changes preferences. */
export function useSetPreferences(): PreferencesStore["setState"] {
  return usePreferencesStore().setState;
}
