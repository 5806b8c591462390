/** Where to go after a lesson: the next one, and what its module has to practise with. */
import { CHALLENGES, COURSE, LESSONS, PUZZLES } from "../../store/content.ts";
import type { WayOn } from "./Summary.tsx";

export function waysOn(id: string): readonly WayOn[] {
  const order = [...LESSONS.keys()];
  const next = LESSONS.get(order[order.indexOf(id) + 1] ?? "");
  const module = COURSE.modules.find(({ lessons }) => lessons.includes(id));
  const last = module?.lessons.at(-1) === id;
  const puzzle = last ? PUZZLES.get(module.puzzles?.[0] ?? "") : undefined;
  const challenge = last ? CHALLENGES.get(module.challenges?.[0] ?? "") : undefined;
  return [
    ...(next === undefined
      ? []
      : [
          {
            href: `#/learn/${next.id}`,
            kind: `Next lesson, ${next.minutes} minutes`,
            title: next.title,
          },
        ]),
    ...(puzzle === undefined
      ? []
      : [{ href: `#/puzzle/${puzzle.id}`, kind: "Puzzle", title: puzzle.title }]),
    ...(challenge === undefined
      ? []
      : [{ href: `#/challenge/${challenge.id}`, kind: "Broken cluster", title: challenge.title }]),
    { href: "#/quiz", kind: "Quiz", title: "Test what stayed" },
    { href: "#/learn", kind: "Course", title: "All lessons" },
  ];
}
