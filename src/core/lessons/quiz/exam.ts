/**
 * The result of an exam as a code to read out and a file to hand in. Both can be checked with the
 * seed. They guard against slips and idle changes, not against somebody who reads this source.
 */
import type { ExamResult, QuizRun } from "../schema/answers.ts";
import type { Question } from "../schema/quiz.ts";
import type { Given } from "./answer.ts";
import { judge } from "./judge.ts";
import { select } from "./select.ts";
import { seeded } from "./shuffle.ts";

/** Without I, L, O and U, which are misread; read as 1, 1, 0 and not at all (Crockford). */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BITS = { count: 6, percent: 7, answers: 15, check: 25 } as const;

export interface ResultCode {
  /** One a question, in the order of the exam. */
  readonly rights: readonly boolean[];
  readonly percent: number;
  /** A digest of the answers, which the file has in full. */
  readonly answers: number;
}

/** e.g. `CKA-9T2M-0K4Q-X1`; the exam's id comes first. */
export function resultCode(exam: string, seed: string, code: ResultCode): string {
  const payload = [
    ...bitsOf(code.rights.length, BITS.count),
    ...code.rights,
    ...bitsOf(code.percent, BITS.percent),
    ...bitsOf(code.answers, BITS.answers),
  ];
  const all = [...payload, ...bitsOf(checksum(exam, seed, payload), BITS.check)];
  const digits: string[] = [];
  for (let at = 0; at < all.length; at += 5) {
    const five = all.slice(at, at + 5);
    digits.push(DIGITS.charAt(numberOf([...five, ...zeros(5 - five.length)])));
  }
  return `${exam}-${digits.join("").replaceAll(/(.{4})(?=.)/g, "$1-")}`;
}

/** @returns why it is no code of this exam with this seed, for the teacher */
export function readResultCode(
  text: string,
  exam: string,
  seed: string,
): ({ readonly ok: true } & ResultCode) | { readonly ok: false; readonly error: string } {
  const no = (error: string) => ({ ok: false, error }) as const;
  const trimmed = text.trim().slice(0, 100);
  if (!trimmed.toUpperCase().startsWith(`${exam.toUpperCase()}-`)) {
    return no(`This is no code of the exam ${exam}.`);
  }
  const digits = trimmed
    .slice(exam.length + 1)
    .toUpperCase()
    .replaceAll(/[\s-]/g, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
  if (!/^[0-9A-HJKMNP-TV-Z]+$/.test(digits)) return no("It has a letter too many.");
  const bits = Array.from(digits, (digit) => bitsOf(DIGITS.indexOf(digit), 5)).flat();
  const count = numberOf(bits.slice(0, BITS.count));
  const size = BITS.count + count + BITS.percent + BITS.answers;
  if (digits.length !== Math.ceil((size + BITS.check) / 5))
    return no("It has not the right length.");
  const payload = bits.slice(0, size);
  if (numberOf(bits.slice(size, size + BITS.check)) !== checksum(exam, seed, payload)) {
    return no("The code does not fit the seed, or was misread.");
  }
  const rest = payload.slice(BITS.count + count);
  return {
    ok: true,
    rights: payload.slice(BITS.count, BITS.count + count),
    percent: numberOf(rest.slice(0, BITS.percent)),
    answers: numberOf(rest.slice(BITS.percent)),
  };
}

const zeros = (count: number): readonly boolean[] => Array.from({ length: count }, () => false);

const bitsOf = (value: number, bits: number): readonly boolean[] =>
  Array.from({ length: bits }, (_, place) => ((value >>> (bits - 1 - place)) & 1) === 1);

const numberOf = (bits: readonly boolean[]): number =>
  bits.reduce((value, bit) => value * 2 + (bit ? 1 : 0), 0);

function checksum(exam: string, seed: string, payload: readonly boolean[]): number {
  const text = payload.map((bit) => (bit ? "1" : "0")).join("");
  return seeded("result", exam, seed, text).int(2 ** BITS.check);
}

/** The same answers, the same number. */
export function answersDigest(
  answers: readonly { readonly question: string; readonly given: Given | null }[],
): number {
  const texts = answers.flatMap(({ question, given }) => [question, JSON.stringify(given)]);
  return seeded("answers", ...texts).int(2 ** BITS.answers);
}

/** The share of points in percent, whole; 100 only where everything is right. */
export function percentOf(scores: readonly number[]): number {
  if (scores.length === 0) return 0;
  return Math.floor((100 * scores.reduce((sum, score) => sum + score, 0)) / scores.length + 1e-9);
}

/** The result file of an exam that is over. */
export function examResultOf(run: QuizRun, exam: string, name: string): ExamResult {
  const answers = run.items.map(({ question, given, right = false, score = 0 }) => ({
    question,
    given: given ?? null,
    right,
    score,
  }));
  const percent = percentOf(answers.map(({ score }) => score));
  const rights = answers.map(({ right }) => right);
  return {
    kind: "netpol-lab exam",
    version: 1,
    exam,
    seed: run.seed,
    name,
    begun: run.begun,
    ended: run.ended ?? run.begun,
    answers,
    percent,
    code: resultCode(exam, run.seed, { rights, percent, answers: answersDigest(answers) }),
  };
}

/**
 * What does not fit in a result file; nothing where it is as the page wrote it. Edited YAML is not
 * judged again, since that takes its cluster.
 */
export function checkExamResult(
  { exam, seed, answers, percent, code }: ExamResult,
  questions: readonly Question[],
): readonly string[] {
  const asked = select(questions, { kind: "exam", exam }, seed);
  if (asked.length === 0) return [`There is no exam ${exam}.`];
  const faults: string[] = [];
  const ids = answers.map(({ question }) => question);
  if (asked.map(({ id }) => id).join() !== ids.join()) {
    faults.push("These are not the questions of this exam and seed.");
  }
  const misjudged = answers.filter(({ question, given, right }) => {
    const found = asked.find(({ id }) => id === question);
    return (
      found !== undefined &&
      found.type !== "fix" &&
      judge(found, given ?? undefined).right !== right
    );
  });
  for (const { question } of misjudged) faults.push(`${question} is judged otherwise.`);
  if (percentOf(answers.map(({ score }) => score)) !== percent) {
    faults.push("The share is not that of the answers.");
  }
  const rights = answers.map(({ right }) => right);
  if (resultCode(exam, seed, { rights, percent, answers: answersDigest(answers) }) !== code) {
    faults.push("The code is not that of these answers.");
  }
  return faults;
}
