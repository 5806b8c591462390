/**
 * Text from cluster objects and files may hold terminal escapes (a pod's name cannot, but an
 * annotation, an event's message or a log line can). Printed raw they could move the cursor, hide
 * text, or make the terminal type.
 */

/** Colours and bold (`ESC [ … m`) are harmless and stay. */
const SEQUENCE =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])?/g;

const COLOUR = /^\u001b\[[0-9;]*m$/;

/** Control characters that terminals act on, other than tab and newline. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g;

/** Takes out every escape sequence but colours; other control characters come out as `^X`. */
export function sanitizeForTerminal(text: string): string {
  if (!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text)) return text;
  return text
    .replace(/\r\n/g, "\n")
    .replace(SEQUENCE, (sequence) => (COLOUR.test(sequence) ? sequence : ""))
    .replace(CONTROLS, (c) => {
      const code = c.charCodeAt(0);
      if (code === 0x7f) return "^?";
      return code < 0x20 ? `^${String.fromCharCode(code + 0x40)}` : "";
    });
}
