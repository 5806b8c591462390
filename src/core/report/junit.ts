/** Results of checks as JUnit XML, the dialect that CI systems read. */
import { xmlAttribute, xmlText } from "../draw/xml.ts";

export interface TestCase {
  readonly name: string;
  /** What it belongs to, e.g. the file. */
  readonly group: string;
  /** Absent where it passed. */
  readonly failure?: { readonly message: string; readonly details: string };
}

/** One suite with its cases, in order. */
export function junitXml(suite: string, cases: readonly TestCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="netpol" ${counts}>`,
    `  <testsuite name="${xmlAttribute(suite)}" ${counts}>`,
    ...cases.map(testCase),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase({ name, group, failure }: TestCase): string {
  const start = `    <testcase classname="${xmlAttribute(group)}" name="${xmlAttribute(name)}"`;
  if (failure === undefined) return `${start}/>`;
  return [
    `${start}>`,
    `      <failure message="${xmlAttribute(failure.message)}" type="netpol">${xmlText(failure.details)}</failure>`,
    "    </testcase>",
  ].join("\n");
}
