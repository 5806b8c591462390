/** Problems as CodeMirror shows them: the message, why it matters, and a button for each fix. */
import type { Action, Diagnostic } from "@codemirror/lint";
import type { EditorView } from "@codemirror/view";
import type { EditorFix, EditorProblem } from "./CodeEditor.tsx";

/** @param end of the text, which may have become shorter than it was when it was checked */
export function diagnosticOf(
  problem: EditorProblem,
  end: number,
  onFix: (fix: EditorFix) => void,
): Diagnostic {
  const { from, to, severity, message, about, fixes = [] } = problem;
  return {
    from: Math.min(from, end),
    to: Math.min(to, end),
    severity,
    message,
    ...(about && { renderMessage: () => explained(message, about) }),
    actions: fixes.map((fix) => actionOf(fix, onFix)),
  };
}

function explained(
  message: string,
  { code, title, why, remedy }: NonNullable<EditorProblem["about"]>,
): HTMLElement {
  const box = document.createElement("div");
  box.className = "cm-finding";
  const first = document.createElement("p");
  first.textContent = message;
  const more = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = code;
  summary.title = "Learn more";
  const heading = document.createElement("strong");
  heading.textContent = `${title}.`;
  const text = document.createElement("p");
  text.append(heading, ` ${why} ${remedy}`);
  more.append(summary, text);
  box.append(first, more);
  return box;
}

function actionOf(fix: EditorFix, onFix: (fix: EditorFix) => void): Action {
  return {
    name: fix.title,
    apply(view) {
      // typed on since: the next check finds it again
      if (view.state.doc.toString() !== fix.of) return;
      if (fix.text === undefined) onFix(fix);
      else replaceText(view, fix.of, fix.text);
    },
  };
}

/** Changes what differs and nothing else, so that the cursor stays where it is; one step of undo. */
function replaceText(view: EditorView, old: string, text: string): void {
  let start = 0;
  while (start < old.length && start < text.length && old[start] === text[start]) start++;
  let end = 0;
  const most = Math.min(old.length, text.length) - start;
  while (end < most && old.at(-1 - end) === text.at(-1 - end)) end++;
  view.dispatch({
    changes: { from: start, to: old.length - end, insert: text.slice(start, text.length - end) },
    scrollIntoView: true,
    userEvent: "input.fix",
  });
  view.focus();
}
