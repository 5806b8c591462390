/** Remarks as workflow commands of GitHub Actions: lines in the log that annotate the diff. */
import type { Severity } from "../lint/finding.ts";
import type { Remark } from "./remark.ts";

const COMMAND: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "notice",
};

/** One line a remark. */
export function githubAnnotations(remarks: readonly Remark[]): string {
  return remarks.map(annotation).join("");
}

function annotation({ code, severity, message, place, object }: Remark): string {
  const properties = [
    ...(place === undefined
      ? []
      : [
          `file=${property(place.file.replace(/^(?:\.\/)+/, ""))}`,
          `line=${place.line}`,
          `col=${place.column}`,
        ]),
    `title=${property(code)}`,
  ];
  return `::${COMMAND[severity]} ${properties.join(",")}::${data(`${object}: ${message}`)}\n`;
}

/** What would end the line or begin another command (actions/toolkit `command.ts`). */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
