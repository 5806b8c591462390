import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The page's tokens as an editor theme; both themes come with the tokens. */
const view = EditorView.theme({
  "&": { height: "100%", fontSize: "12.5px", background: "var(--panel)", color: "var(--text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--accent)", padding: "8px 0" },
  ".cm-gutters": {
    background: "var(--panel)",
    color: "var(--faint)",
    border: "none",
    fontVariantNumeric: "tabular-nums",
  },
  ".cm-activeLine, .cm-activeLineGutter": { background: "var(--sunk)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection": {
    background: "var(--accent-soft) !important",
  },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  ".cm-tooltip": {
    background: "var(--raised)",
    border: "1px solid var(--line)",
    borderRadius: "8px",
    boxShadow: "var(--shadow-float)",
    color: "var(--text)",
    maxWidth: "min(560px, 90vw)",
  },
  ".cm-diagnostic": { padding: "6px 10px", fontFamily: "var(--font)", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--deny)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--warn)" },
  ".cm-diagnostic-info": { borderLeft: "3px solid var(--accent)" },
  ".cm-diagnosticAction": {
    margin: "6px 8px 2px 0",
    padding: "4px 10px",
    borderRadius: "7px",
    background: "var(--accent)",
    color: "var(--on-accent)",
    font: "500 12px var(--font)",
    cursor: "pointer",
  },
  ".cm-finding": { maxWidth: "460px" },
  ".cm-finding p": { margin: "0" },
  ".cm-finding details": { marginTop: "3px", color: "var(--muted)", fontSize: "12px" },
  ".cm-finding summary": { cursor: "pointer", fontFamily: "var(--mono)", fontSize: "11px" },
  ".cm-panels": { background: "var(--sunk)", color: "var(--text)", border: "none" },
  ".cm-reveal": { background: "var(--accent-soft)" },
});

const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--allow)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warn)" },
  { tag: [tags.comment, tags.meta], color: "var(--faint)", fontStyle: "italic" },
  { tag: [tags.punctuation, tags.separator], color: "var(--muted)" },
]);

export const theme = [view, syntaxHighlighting(highlight)];
