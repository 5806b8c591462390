/** Results of exams among the files that a class handed in. */
import { MAX_PROGRESS_FILE, type DroppedFile } from "./handIn.ts";
import { checkExamResult } from "./quiz/exam.ts";
import { readExamResult, type ExamResult } from "./schema/answers.ts";
import type { Question } from "./schema/quiz.ts";

export interface CheckedExam {
  readonly file: string;
  readonly result: ExamResult;
  /** What does not fit in it; nothing when it is as the page wrote it. */
  readonly faults: readonly string[];
}

/** Takes the results of exams out of the files; the rest is for others to read. */
export function splitExams(files: readonly DroppedFile[]): {
  readonly exams: readonly { readonly file: string; readonly result: ExamResult }[];
  readonly rest: readonly DroppedFile[];
} {
  const read = files.map((file) => ({ file, result: examIn(file) }));
  return {
    exams: read.flatMap(({ file, result }) =>
      result === undefined ? [] : [{ file: file.name, result }],
    ),
    rest: read.flatMap(({ file, result }) => (result === undefined ? [file] : [])),
  };
}

function examIn({ text }: DroppedFile): ExamResult | undefined {
  if (text.length > MAX_PROGRESS_FILE) return undefined;
  try {
    return readExamResult(JSON.parse(text));
  } catch {
    return undefined; // no JSON: whoever reads the rest says so
  }
}

/** Adds results beside those that are there, each once, and holds them to the questions. */
export function withExams(
  present: readonly CheckedExam[],
  exams: readonly { readonly file: string; readonly result: ExamResult }[],
  questions: readonly Question[],
): readonly CheckedExam[] {
  const known = new Set(present.map(({ result }) => JSON.stringify(result)));
  const added = exams.filter(({ result }) => {
    const text = JSON.stringify(result);
    if (known.has(text)) return false;
    known.add(text);
    return true;
  });
  return [
    ...present,
    ...added.map(({ file, result }) => ({
      file,
      result,
      faults: checkExamResult(result, questions),
    })),
  ];
}
