import { useEffect, useState } from "react";
import type { QuestionWorld } from "../../../core/lessons/quiz/answer.ts";

/** The first picture of the question comes before the work for its cluster. */
const WAIT_MS = 250;

export type Loaded =
  | { readonly state: "none" | "loading" }
  | { readonly state: "ready"; readonly world: QuestionWorld }
  | { readonly state: "failed"; readonly why: string };

/** The question's cluster, built while the learner reads. */
export function useQuestionWorld(load: (() => Promise<QuestionWorld>) | undefined): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ state: "loading" });
  useEffect(() => {
    if (load === undefined) return undefined;
    let here = true;
    const timer = setTimeout(() => {
      load().then(
        (world) => {
          if (here) setLoaded({ state: "ready", world });
        },
        (error: unknown) => {
          if (here) setLoaded({ state: "failed", why: whyOf(error) });
        },
      );
    }, WAIT_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [load]);
  return load === undefined ? { state: "none" } : loaded;
}

export const whyOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
