import { closeBrackets } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, linter, type Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, StateEffect, StateField, type Extension } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  type DecorationSet,
} from "@codemirror/view";
import { useEffect, useRef } from "react";
import { diagnosticOf } from "./diagnostics.ts";
import { theme } from "./theme.ts";
import styles from "./code.module.css";

/** A problem at a place of the text; offsets in UTF-16 units. */
export interface EditorProblem {
  readonly from: number;
  readonly to: number;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  /** What the linter found it by. */
  readonly about?: {
    readonly code: string;
    readonly title: string;
    readonly why: string;
    readonly remedy: string;
  };
  readonly fixes?: readonly EditorFix[];
}

/** A way to mend a problem of the text `of`: another text, or something outside the editor. */
export interface EditorFix {
  readonly title: string;
  readonly of: string;
  readonly text?: string;
}

export interface CodeEditorProps {
  readonly value: string;
  readonly label: string;
  readonly onChange: (text: string) => void;
  /** Asked after a pause in typing; what it finds is shown at its line. */
  readonly check: (text: string) => Promise<readonly EditorProblem[]>;
  /** A fix that is none of the text was chosen. */
  readonly onFix?: (fix: EditorFix) => void;
  /** Ctrl-Enter or Cmd-Enter. */
  readonly onApply: () => void;
  /** Escape leaves the editor. */
  readonly onLeave: () => void;
  /** What Ctrl-Enter does, for the editor's name: "applies", "saves and closes". */
  readonly applies: string;
  /** `:wq`, `:w`, `:q` typed on a line of its own, as in vi; the line is taken out again. */
  readonly onViCommand?: (() => void) | undefined;
  /** False where the editor stands within a text to be read: it waits to be chosen. */
  readonly takesFocus?: boolean;
  /** 1-based line to bring into view and light; a new object reveals again. */
  readonly reveal?: { readonly line: number } | undefined;
  /** Further features (completion, hover, preview) plug in here. */
  readonly extensions?: readonly Extension[];
}

const setReveal = StateEffect.define<number | undefined>();

const revealField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects)
      if (effect.is(setReveal)) {
        if (effect.value === undefined) return Decoration.none;
        const line = transaction.state.doc.line(
          Math.min(effect.value, transaction.state.doc.lines),
        );
        return Decoration.set([Decoration.line({ class: "cm-reveal" }).range(line.from)]);
      }
    return transaction.docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Enter after `:wq` and its like ends the editing, as fingers that know vi expect. */
function viCommand(view: EditorView, onViCommand: (() => void) | undefined): boolean {
  const { state } = view;
  const line = state.doc.lineAt(state.selection.main.head);
  if (onViCommand === undefined || !/^\s*:(wq?|x|q)!?\s*$/.test(line.text)) return false;
  view.dispatch({ changes: { from: Math.max(0, line.from - 1), to: line.to } });
  onViCommand();
  return true;
}

/** CodeMirror with YAML, problems at their line, and the page's keys. */
export default function CodeEditor(props: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (host.current === null) return;
    const check = linter(
      async (editor): Promise<Diagnostic[]> => {
        const text = editor.state.doc.toString();
        const found = await latest.current.check(text);
        const end = editor.state.doc.length;
        return found.map((problem) =>
          diagnosticOf(problem, end, (fix) => {
            latest.current.onFix?.(fix);
          }),
        );
      },
      { delay: 350 },
    );
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          lineNumbers(),
          highlightActiveLineGutter(),
          foldGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          indentUnit.of("  "),
          bracketMatching(),
          closeBrackets(),
          highlightActiveLine(),
          highlightSelectionMatches(),
          yaml(),
          lintGutter(),
          check,
          revealField,
          keymap.of([
            { key: "Enter", run: (target) => viCommand(target, latest.current.onViCommand) },
            {
              key: "Mod-Enter",
              run: () => {
                latest.current.onApply();
                return true;
              },
            },
            {
              key: "Mod-s",
              run: () => true, // saved as it is typed; the browser's dialog would only confuse
            },
            ...defaultKeymap,
            ...searchKeymap,
            ...historyKeymap,
            ...lintKeymap,
            {
              key: "Escape",
              run: () => {
                latest.current.onLeave();
                return true;
              },
            },
            indentWithTab,
          ]),
          theme,
          EditorView.contentAttributes.of({
            "aria-label": `${latest.current.label}. Escape leaves the editor, Ctrl Enter ${latest.current.applies}.`,
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
          ...(latest.current.extensions ?? []),
        ],
      }),
    });
    view.current = editor;
    if (latest.current.takesFocus !== false) editor.focus();
    return () => {
      editor.destroy();
      view.current = undefined;
    };
  }, []);

  // a change from outside (the file was written by a command) replaces the text
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() === props.value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: props.value } });
  }, [props.value]);

  useEffect(() => {
    const editor = view.current;
    const line = props.reveal?.line;
    if (editor === undefined || line === undefined) return;
    const { from } = editor.state.doc.line(Math.min(Math.max(1, line), editor.state.doc.lines));
    editor.dispatch({
      effects: [setReveal.of(line), EditorView.scrollIntoView(from, { y: "center" })],
      selection: { anchor: from },
    });
  }, [props.reveal]);

  return <div ref={host} className={styles["code"]} />;
}
