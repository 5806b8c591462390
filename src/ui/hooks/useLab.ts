import { createContext, useContext, useDeferredValue } from "react";
import { useShallow } from "zustand/react/shallow";
import { useStore } from "zustand";
import type { Lab, LabState } from "../../store/lab.ts";

export const LabContext = createContext<Lab | undefined>(undefined);

/** The open lab: its actions, and its session for reading more. */
export function useLab(): Lab {
  const lab = useContext(LabContext);
  if (lab === undefined) throw new Error("LabContext is missing above this component");
  return lab;
}

/** One part of the lab's state, live. The selector must give the same value for the same state. */
export function useLabState<T>(select: (state: LabState) => T): T {
  return useStore(useLab().store, select);
}

/**
 * Parts of the lab's state for what is costly to derive: rendering follows when nothing more urgent
 * waits, and starts over when the state has moved on. All parts are of one moment.
 */
export function useDeferredLabState<T extends object>(select: (state: LabState) => T): T {
  return useDeferredValue(useStore(useLab().store, useShallow(select)));
}
