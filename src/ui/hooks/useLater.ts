import { useEffect, useState } from "react";

/**
 * The result of something that takes longer than a frame, worked out after the page was painted.
 * @param compute the same function for the same question, else the work is done again
 * @returns undefined until it is there
 */
export function useLater<T>(compute: () => T): T | undefined {
  const [done, setDone] = useState<{ readonly of: () => T; readonly value: T }>();
  useEffect(() => {
    const timer = setTimeout(() => {
      setDone({ of: compute, value: compute() });
    }, 0);
    return () => {
      clearTimeout(timer);
    };
  }, [compute]);
  return done?.of === compute ? done.value : undefined;
}
