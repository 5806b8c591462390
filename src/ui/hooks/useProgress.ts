import { useStore } from "zustand";
import type { Progress } from "../../core/lessons/schema/progress.ts";
import { deviceProgress } from "../../store/progress.ts";

/** A part of what the learner has done; drawn again when it changes, in any tab. */
export function useProgress<T>(select: (progress: Progress) => T): T {
  return useStore(deviceProgress().store, ({ progress }) => select(progress));
}

/** Is it stored on this device? */
export function useProgressKept(): boolean {
  return useStore(deviceProgress().store, ({ kept }) => kept);
}
