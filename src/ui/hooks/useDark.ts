import { useSyncExternalStore } from "react";

const query = "(prefers-color-scheme: dark)";

function subscribe(changed: () => void): () => void {
  const list = window.matchMedia(query);
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  list.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    list.removeEventListener("change", changed);
  };
}

function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === "light" || theme === "dark"
    ? theme === "dark"
    : window.matchMedia(query).matches;
}

/** True while the page is dark, by the person's choice or the system's. For what CSS cannot colour. */
export function useDark(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}
