/**
 * What is wrong with a lesson is found, at its place and for its own reason: each folder of
 * tests/fixtures/lessons-bad/ stands on the small course of lessons-good and differs from it in one
 * point. Nothing else may be complained of.
 */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { verifyFolder } from "../../src/cli/lessons/verifyLessons.ts";
import { formatProblem } from "../../src/core/lessons/schema/read.ts";

const BAD = "tests/fixtures/lessons-bad";

/** Folder, place, what is said. A place in `good` is where the missing thing is named. */
const FAULTS: readonly (readonly [folder: string, place: string, message: string])[] = [
  [
    "allow-all-passes",
    "L01/lesson.yaml:47:5",
    "steps[1].checks: allowing everything meets them: add a flow that must be blocked",
  ],
  [
    "belief-says-otherwise",
    "quiz/quiz.yaml:30:9",
    "questions[1].options[0]: the evaluator of M27 does not give this option",
  ],
  [
    "belief-without-its-evaluator",
    "misconceptions.yaml:10:13",
    "misconceptions[1].flags[0]: no such variation of the evaluator: any_ns",
  ],
  [
    "camera-on-nothing",
    "demos/walls/demo.yaml:18:31",
    "scenes[1].camera.select: there is no policy default/db-out to select",
  ],
  [
    "change-in-no-check",
    "L01/lesson.yaml:47:5",
    "steps[1].checks: no check sees what the solution changes; add one that does",
  ],
  [
    "check-without-port",
    "L01/lesson.yaml:49:9",
    'steps[1].checks[1]: "reach default/web -> default/db deny" is not of the form: reach FROM -> TO:PORT[/PROTOCOL] allow|deny',
  ],
  [
    "cluster-refused",
    "scenarios/small/cluster.yaml:14:1",
    'Pod "db" is invalid: spec.containers[0].ports[0].containerPort: Invalid value: 543200: must be between 1 and 65535, inclusive',
  ],
  [
    "command-cannot-be-run",
    "L01/lesson.yaml:15:16",
    'steps[0].commands[0]: cannot be run: error: the server doesn\'t have a resource type "podds"',
  ],
  ["compare-a-missing-file", "L01/text.md:17:22", "there is no file web-out.yaml"],
  ["course-names-nothing", "course.yaml:8:20", "modules[0].puzzles[1]: no such puzzle: P02"],
  [
    "deny-all-passes",
    "L01/lesson.yaml:45:5",
    "steps[1].checks: denying everything meets them: add a flow that must pass",
  ],
  [
    "distractor-is-true",
    "quiz/quiz.yaml:13:9",
    "questions[0].options[0].claims: what this option says is so",
  ],
  [
    "done-before-it-begins",
    "L01/lesson.yaml:47:5",
    "steps[1].checks: all checks hold before the step begins",
  ],
  ["exclamation-mark", "L01/text.md:7:205", "an exclamation mark; say it calmly"],
  [
    "fix-mends-nothing",
    "quiz/quiz.yaml:111:5",
    "questions[4].solution: does not reach the goal: Dropped at the ingress gate of db.",
  ],
  [
    "fix-tears-a-wall-down",
    "challenges/D01/challenge.yaml:16:5",
    "guard[0]: does not hold after the solution: Allowed: web may connect to db.",
  ],
  [
    "gap-already-filled",
    "L01/lesson.yaml:61:5",
    "steps[2].labels: the example solves the step as it lies there; where is its gap?",
  ],
  [
    "guard-broken",
    "L01/lesson.yaml:10:5",
    "keep[0]: broken by step wall: Dropped at the ingress gate of db.",
  ],
  [
    "hard-to-read",
    "L02/text.md:1:1",
    "reading grade 36.6; at most 9: shorter sentences, shorter words",
  ],
  ["heading-of-no-step", "L01/text.md:13:1", "there is no step more"],
  [
    "hint-says-nothing-new",
    "L01/lesson.yaml:24:9",
    "steps[0].hints[0]: says nothing that the task and the hints before it have not said",
  ],
  [
    "hint-solves-it-another-way",
    "challenges/D01/challenge.yaml:19:5",
    "hints[1]: gives the whole solution; only the last hint may",
  ],
  [
    "hint-spells-the-solution",
    "L01/lesson.yaml:52:9",
    "steps[1].hints[1]: gives the whole solution; only the last hint may",
  ],
  ["id-of-another-folder", "L01/lesson.yaml:1:1", "id: the folder is called L01"],
  [
    "labels-grow-back",
    "L01/lesson.yaml:62:5",
    "steps[2].labels: one-blank after empty: labels fade",
  ],
  ["link-to-nowhere", "L01/text.md:15:167", "there is no #/learn/L01/walls"],
  ["long-sentence", "L01/text.md:3:156", "a sentence of 32 words; 25 are enough"],
  [
    "matrix-cell-is-not-so",
    "quiz/quiz.yaml:66:9",
    "questions[2].cells[1]: the declared answer is not so: Dropped at the ingress gate of db.",
  ],
  ["missing-file", "L01/lesson.yaml:54:16", "steps[1].solution[0]: no such file: db-out.yaml"],
  ["missing-start-file", "L02/lesson.yaml:9:23", "start.apply[1]: no such file: more.yaml"],
  [
    "no-heading-for-a-step",
    "good:L01/lesson.yaml:57:5",
    'steps[2].id: text.md has no heading "## gap"',
  ],
  ["no-text", "good:L01/lesson.yaml:1:1", "there is no text.md beside it"],
  ["no-yaml", "L01/lesson.yaml:9:5", "yaml: line 8: did not find expected ',' or ']'"],
  ["not-in-the-course", "good:L02/lesson.yaml:1:1", "course.yaml does not name this lesson"],
  [
    "nothing-is-broken",
    "challenges/D01/challenge.yaml:13:1",
    "goal: holds at the start: nothing is broken",
  ],
  [
    "nothing-said-to-a-belief",
    "quiz/quiz.yaml:10:9",
    "questions[0].options[0]: nothing is said to those who choose it",
  ],
  [
    "outcome-is-another",
    "quiz/quiz.yaml:84:5",
    "questions[3].answer: declared 1, the command says 0",
  ],
  [
    "par-is-not-reached",
    "puzzles/P01/puzzle.yaml:12:21",
    "par.rules: par is 2, the solution takes 1",
  ],
  [
    "prediction-cell-is-not-so",
    "L01/lesson.yaml:66:11",
    "steps[2].predict.cells[1]: is not so: Dropped at the ingress gate of web.",
  ],
  [
    "prediction-counts-wrong",
    "L01/lesson.yaml:18:7",
    "steps[0].predict.number: declared 16, computed 12",
  ],
  [
    "prediction-is-not-so",
    "L01/lesson.yaml:43:7",
    "steps[1].predict.key: is not so: Dropped at the ingress gate of db.",
  ],
  [
    "prediction-without-its-option",
    "L01/lesson.yaml:40:7",
    "steps[1].predict.answer: there is no option 3",
  ],
  [
    "puzzle-goal-missed",
    "puzzles/P01/puzzle.yaml:11:5",
    "deny[1]: is not so after the solution: Allowed: stranger may connect to web.",
  ],
  [
    "puzzle-solved-at-the-start",
    "puzzles/P01/puzzle.yaml:8:1",
    "allow: the goal is reached before anything is done",
  ],
  [
    "question-is-not-so",
    "quiz/quiz.yaml:21:11",
    "questions[0].verify.checks[0]: the declared answer is not so: Allowed: stranger may connect to db.",
  ],
  [
    "question-nobody-asks",
    "good:quiz/quiz.yaml:59:5",
    "questions[2].lesson: no step of L01 asks Q003",
  ],
  [
    "question-on-no-ground",
    "quiz/quiz.yaml:113:5",
    'questions[4].verify: the scenario cannot be built: kubectl delete pod nobody: Error from server (NotFound): pods "nobody" not found',
  ],
  ["raw-html", "L01/text.md:10:15", "raw HTML is not shown; use Markdown and the directives"],
  [
    "right-option-with-a-belief",
    "L01/lesson.yaml:41:17",
    "steps[1].predict.beliefs[0]: the right option gives no belief away",
  ],
  ["scenario-with-a-slip", "scenarios/small/scenario.yaml:2:1", "sumary: is not a known field"],
  [
    "scene-shows-something-else",
    "demos/walls/demo.yaml:20:9",
    "scenes[1].checks[0]: is not what the room sees: Dropped at the ingress gate of db.",
  ],
  [
    "solution-cannot-be-typed",
    "L01/lesson.yaml:77:9",
    "steps[2].solution[1]: cannot be run: error: unknown shorthand flag: 'F' in -F",
  ],
  [
    "solution-does-too-little",
    "L01/lesson.yaml:69:9",
    "steps[2].checks[0]: does not hold after the solution: Allowed: api may connect to web.",
  ],
  [
    "spot-names-another-policy",
    "quiz/quiz.yaml:69:5",
    "questions[2].answer: declared 1, computed 0",
  ],
  [
    "start-refused",
    "good:L02/lesson.yaml:8:1",
    'start: the start cannot be built: kubectl apply -f db-in.yaml The NetworkPolicy "db-in" is invalid: spec.ingress[0].ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive',
  ],
  ["step-too-long", "L02/text.md:1:1", "158 words; a step has at most 130"],
  ["stray-file", "L01/notes.txt:1:1", "nothing in a folder of lessons has this name"],
  [
    "term-before-its-card",
    "L01/text.md:7:118",
    '"peer" comes before it is explained: write :term[peer] here',
  ],
  ["term-not-in-the-glossary", "L01/text.md:3:71", "the glossary has no term box"],
  [
    "two-hints",
    "L01/lesson.yaml:23:5",
    "steps[0].hints: Too small: expected array to have exactly 3 items",
  ],
  ["two-steps-of-one-name", "L01/lesson.yaml:57:5", "steps[2].id: there is a step look already"],
  ["unknown-belief", "L01/lesson.yaml:8:23", "misconceptions[1]: no such belief: M99"],
  ["unknown-cluster", "L01/lesson.yaml:7:1", "cluster: no such cluster: large"],
  ["unknown-directive", "L01/text.md:9:1", "there is no directive :::warning"],
  ["unknown-field", "L01/lesson.yaml:3:1", "author: there is no such field"],
  [
    "unknown-kind-of-check",
    "L01/lesson.yaml:22:9",
    'steps[0].checks[0]: "typed" is no kind of check (one of reach, try, isolated, open, policies, policy, pod, types, selected, label, plugin, ran, answered)',
  ],
  ["unknown-plugin", "L01/lesson.yaml:9:3", "start.plugin: no such network plugin: calicoo"],
  ["unknown-question", "L01/lesson.yaml:55:23", "steps[1].questions[1]: no such question: Q999"],
  ["unknown-term-taught", "L01/lesson.yaml:6:17", "teaches[1]: no such term in the glossary: wall"],
  ["unused-file", "L01/files/left-over.yaml:1:1", "nothing uses this file"],
  [
    "word-to-avoid",
    "L01/lesson.yaml:14:5",
    'steps[0].task: "Simply": leave it out: what is simple to you may not be to the reader',
  ],
];

describe("a bad lesson", () => {
  it("is in the table, and there are many", () => {
    expect(FAULTS.map(([folder]) => folder)).toEqual(readdirSync(BAD).toSorted());
    expect(FAULTS.length).toBeGreaterThan(60);
  });

  it.each(FAULTS)(
    "%s is refused",
    async (folder, place, message) => {
      const { problems } = await verifyFolder(`${BAD}/${folder}`);
      const where = place.startsWith("good:")
        ? place.replace("good:", "tests/fixtures/lessons-good/")
        : `${BAD}/${folder}/${place}`;
      expect(problems.map(formatProblem)).toEqual([`${where} ${message}`]);
    },
    120_000,
  );
});
