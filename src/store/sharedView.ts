/** How a shared lab was looked at, kept from the opening of its link until the lab is there. */
import type { SharedView } from "../core/session/share/format.ts";
import type { Lab } from "./lab.ts";
import type { PreferencesStore } from "./preferences.ts";

const waiting = new Map<string, SharedView>();

/** @param name under which the lab lies on the shelf */
export function keepView(name: string, view: SharedView): void {
  waiting.set(name, view);
}

/** Puts a lab that has just been opened to the view that waits for it, if one does. */
export function showView(name: string, lab: Lab, preferences: PreferencesStore): void {
  const view = waiting.get(name);
  if (view === undefined) return;
  waiting.delete(name);
  const { selected, network, at } = view;
  if (selected !== undefined) lab.select(selected);
  if (at !== undefined) lab.store.setState(({ matrix }) => ({ matrix: { ...matrix, at } }));
  preferences.setState({ networkView: network ?? "graph" });
}
