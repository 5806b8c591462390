import { useState } from "react";
import { readLastLab, type LastLab } from "../../store/lastLab.ts";

/** The lab that was open last on this device, if any. */
export function useLastLab(): LastLab | undefined {
  const [last] = useState(() => {
    try {
      return readLastLab(window.localStorage);
    } catch {
      return undefined; // storage refused
    }
  });
  return last;
}
