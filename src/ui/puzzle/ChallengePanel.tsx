import type { ChallengeContent } from "../../store/content.ts";

export default function ChallengePanel(_: {
  readonly content: ChallengeContent;
  readonly onRun: (command: string) => void;
  readonly onTerminal: () => void;
}) {
  return null;
}
