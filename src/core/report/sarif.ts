/**
 * Remarks as SARIF 2.1.0 (OASIS, sarif-schema-2.1.0.json), which code scanning takes. Paths are
 * relative URIs with forward slashes, as uploads require.
 */
import type { Severity } from "../lint/finding.ts";
import type { Remark, RuleText } from "./remark.ts";

const LEVEL: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "note",
};

export const SARIF_SCHEMA =
  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

export interface SarifTool {
  readonly name: string;
  readonly rules: readonly RuleText[];
}

/** A log with one run. Rules without a result are listed too, so that their pages can be found. */
export function sarifLog(tool: SarifTool, remarks: readonly Remark[]): object {
  const indexes = new Map(tool.rules.map(({ code }, index) => [code, index]));
  return {
    $schema: SARIF_SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            rules: tool.rules.map((rule) => ({
              id: rule.code,
              shortDescription: { text: rule.summary },
              ...(rule.help === undefined ? {} : { help: { text: rule.help } }),
              ...(rule.helpUri === undefined ? {} : { helpUri: rule.helpUri }),
              defaultConfiguration: { level: LEVEL[rule.severity] },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: remarks.map((remark) => result(remark, indexes.get(remark.code))),
      },
    ],
  };
}

function result(remark: Remark, ruleIndex: number | undefined): object {
  const { code, severity, message, place, object, path } = remark;
  const logical = { fullyQualifiedName: path === "" ? object : `${object} ${path}` };
  return {
    ruleId: code,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVEL[severity],
    message: { text: message },
    locations: [
      {
        ...(place === undefined
          ? {}
          : {
              physicalLocation: {
                artifactLocation: { uri: fileUri(place.file) },
                region: { startLine: place.line, startColumn: place.column },
              },
            }),
        logicalLocations: [logical],
      },
    ],
    // the same remark on the same field is the same alert, wherever its line moves
    partialFingerprints: { "netpolObjectPath/v1": `${code}:${object}:${path}` },
  };
}

/** `./a b/c.yaml` → `a%20b/c.yaml`; `C:\x` and absolute paths become file URIs. */
export function fileUri(path: string): string {
  const slashes = path.replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
  const encoded = slashes.split("/").map(segment).join("/");
  if (/^[A-Za-z]:\//.test(slashes)) return `file:///${slashes.slice(0, 2)}${encoded.slice(4)}`;
  return slashes.startsWith("/") ? `file://${encoded}` : encoded;
}

/** A lone surrogate has no encoding. */
function segment(text: string): string {
  return encodeURIComponent(text.replace(/[\uD800-\uDFFF]/gu, "\uFFFD"));
}
