import { useSyncExternalStore } from "react";

const query = "(pointer: coarse)";

function subscribe(changed: () => void): () => void {
  const list = window.matchMedia(query);
  list.addEventListener("change", changed);
  return () => {
    list.removeEventListener("change", changed);
  };
}

/** True where fingers point. */
export function useCoarsePointer(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}
