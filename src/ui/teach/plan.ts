/** A session of ninety minutes; what is named here exists, or the row is left out. */

export type PlanPart = "demo" | "lesson" | "challenge" | "topic" | "practice";

export interface PlanRow {
  readonly minutes: number;
  readonly title: string;
  readonly how: string;
  /** What is opened; the row is left out when none of it is there. */
  readonly opens: readonly { readonly part: PlanPart; readonly id: string }[];
}

export const PLAN: readonly PlanRow[] = [
  {
    minutes: 10,
    title: "Show it",
    how: "One cluster, first without a policy, then with a default deny. Let the room guess before every command.",
    opens: [{ part: "demo", id: "allow-deny" }],
  },
  {
    minutes: 20,
    title: "In pairs",
    how: "One types, the other reads aloud what should happen next. They change places between the two lessons.",
    opens: [
      { part: "lesson", id: "L02" },
      { part: "lesson", id: "L04" },
    ],
  },
  {
    minutes: 10,
    title: "Vote twice",
    how: "Ask a question, count hands, let neighbours talk for a minute, and vote again. Only then show the answer.",
    opens: [
      { part: "topic", id: "policytypes" },
      { part: "topic", id: "union" },
      { part: "topic", id: "and-or" },
    ],
  },
  {
    minutes: 20,
    title: "The dash",
    how: "Each works alone, at their own speed. Who is done early takes a puzzle.",
    opens: [{ part: "lesson", id: "L07" }],
  },
  {
    minutes: 15,
    title: "A race",
    how: "Groups mend a broken cluster. The first group explains what the cause was, not what they typed.",
    opens: [
      { part: "challenge", id: "D05" },
      { part: "challenge", id: "D08" },
    ],
  },
  {
    minutes: 10,
    title: "Guess together",
    how: "Walk through the steps on the projector. The room predicts each of them before it runs.",
    opens: [{ part: "lesson", id: "L10" }],
  },
  {
    minutes: 5,
    title: "On the way out",
    how: "Three fresh questions, the same for everybody. Then they export their progress and hand you the file.",
    opens: [{ part: "practice", id: "exit-1" }],
  },
];
