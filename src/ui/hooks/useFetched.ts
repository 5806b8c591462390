import { useEffect, useState } from "react";

export type Fetched<T> =
  | { readonly kind: "waiting" }
  | { readonly kind: "here"; readonly value: T }
  | { readonly kind: "failed"; readonly message: string };

/** Fetches something once; `fetch` must be the same function at every drawing. */
export function useFetched<T>(fetch: () => Promise<T>): Fetched<T> {
  const [fetched, setFetched] = useState<Fetched<T>>({ kind: "waiting" });
  useEffect(() => {
    let left = false;
    fetch().then(
      (value) => {
        if (!left) setFetched({ kind: "here", value });
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        if (!left) setFetched({ kind: "failed", message });
      },
    );
    return () => {
      left = true;
    };
  }, [fetch]);
  return fetched;
}
