import type { PuzzleContent } from "../../store/content.ts";

export default function PuzzlePanel(_: {
  readonly content: PuzzleContent;
  readonly onRun: (command: string) => void;
  readonly onTerminal: () => void;
}) {
  return null;
}
