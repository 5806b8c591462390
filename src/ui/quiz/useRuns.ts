import { useStore } from "zustand";
import type { QuizRun } from "../../core/lessons/schema/answers.ts";
import { deviceQuizRuns } from "../../store/quizRuns.ts";

/** The quizzes that are kept, the newest last. */
export function useRuns(): ReadonlyMap<string, QuizRun> {
  return useStore(deviceQuizRuns().store);
}
