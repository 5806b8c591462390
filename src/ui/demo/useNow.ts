import { useEffect, useState } from "react";

/** The time of day in milliseconds, a second apart; it stands still while nobody needs it. */
export function useNow(runs: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 500);
    return () => {
      clearInterval(timer);
    };
  }, [runs]);
  return now;
}
