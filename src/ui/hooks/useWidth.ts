import { useSyncExternalStore } from "react";

/** How the workspace is arranged: all panels, the inspector as a drawer, or one panel at a time. */
export type Arrangement = "wide" | "drawer" | "tabs";

function subscribe(listener: () => void): () => void {
  window.addEventListener("resize", listener);
  return () => {
    window.removeEventListener("resize", listener);
  };
}

function arrangement(): Arrangement {
  const width = window.innerWidth;
  if (width < 760) return "tabs";
  return width < 1200 ? "drawer" : "wide";
}

export function useArrangement(): Arrangement {
  return useSyncExternalStore(subscribe, arrangement);
}
