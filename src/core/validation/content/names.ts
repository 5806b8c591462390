/**
 * The alphabets of names and labels: each check answers the messages of what is wrong, none when
 * all is well. Texts are Kubernetes' (V5–V14, V23); limits count bytes.
 * After apimachinery/pkg/util/validation and pkg/api/validate/content.
 */
import { labelKeyErrors, labelValueErrors } from "../../api/labels.ts";
import { byteLength } from "../../api/utf8.ts";

export type StringCheck = (value: string) => string[];

const LABEL_1123 = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN = `${LABEL_1123}(\\.${LABEL_1123})*`;
const LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";

const LABEL_1123_TEXT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const LABEL_1035_TEXT =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, "u");
}

const label1123 = whole(LABEL_1123);
const label1035 = whole(LABEL_1035);
const percent = /^[0-9]+%$/;
const configKey = /^[-._a-zA-Z0-9]+$/;

/** Label by label, because one expression over the whole name could backtrack for ever. */
function matchesSubdomain(name: string): boolean {
  return name.split(".").every((label) => label1123.test(label));
}

/** "… (e.g. 'a',  or 'b', regex used for validation is '…')", with Kubernetes' two spaces. */
function regexError(text: string, pattern: string, ...examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(" or ");
  return `${text} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

function tooManyCharacters(max: number): string {
  return `must be no more than ${max} characters`;
}

/** RFC 1123 subdomain: most objects' names (V5, V6). */
export const isSubdomain: StringCheck = (name) => {
  const messages = byteLength(name) > 253 ? [tooManyCharacters(253)] : [];
  if (!matchesSubdomain(name)) messages.push(regexError(SUBDOMAIN_TEXT, SUBDOMAIN, "example.com"));
  return messages;
};

/** RFC 1123 label: namespaces, containers (V8). */
export const isDnsLabel: StringCheck = (name) => {
  const messages = byteLength(name) > 63 ? [tooManyCharacters(63)] : [];
  if (label1123.test(name)) return messages;
  if (matchesSubdomain(name)) messages.push("must not contain dots");
  else messages.push(regexError(LABEL_1123_TEXT, LABEL_1123, "my-name", "123-abc"));
  return messages;
};

/** RFC 1035 label: Services. */
export const isDns1035Label: StringCheck = (name) => {
  const messages = byteLength(name) > 63 ? [tooManyCharacters(63)] : [];
  if (!label1035.test(name)) {
    messages.push(regexError(LABEL_1035_TEXT, LABEL_1035, "my-name", "abc-123"));
  }
  return messages;
};

/** A key of labels, annotations, taints: optional prefix, slash, name (V9–V12). */
export const isQualifiedName: StringCheck = labelKeyErrors;

/** A label's value (V13, V14). */
export const isLabelValue: StringCheck = labelValueErrors;

/** The name of a port: RFC 6335 in lower case (V23). */
export const isPortName: StringCheck = (name) => {
  const messages: string[] = [];
  if (byteLength(name) > 15) messages.push(tooManyCharacters(15));
  if (!/^[-a-z0-9]+$/.test(name)) {
    messages.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  }
  if (!/[a-z]/.test(name)) messages.push("must contain at least one letter (a-z)");
  if (name.includes("--")) messages.push("must not contain consecutive hyphens");
  if (name.startsWith("-") || name.endsWith("-")) {
    messages.push("must not begin or end with a hyphen");
  }
  return messages;
};

export function isPortNumber(port: number): string[] {
  return inRange(port, 1, 65535);
}

export function inRange(number: number, low: number, high: number): string[] {
  return number >= low && number <= high ? [] : [`must be between ${low} and ${high}, inclusive`];
}

export const isPercent: StringCheck = (text) =>
  percent.test(text)
    ? []
    : [
        regexError(
          "a valid percent string must be a numeric string followed by an ending '%'",
          "[0-9]+%",
          "1%",
          "93%",
        ),
      ];

/** A key of a ConfigMap's or Secret's data. */
export const isConfigKey: StringCheck = (text) => {
  const messages = byteLength(text) > 253 ? [tooManyCharacters(253)] : [];
  if (!configKey.test(text)) {
    messages.push(
      regexError(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        "[-._a-zA-Z0-9]+",
        "key.name",
        "KEY_NAME",
        "key-name",
      ),
    );
  }
  if (text === ".") messages.push("must not be '.'");
  else if (text === "..") messages.push("must not be '..'");
  else if (text.startsWith("..")) messages.push("must not start with '..'");
  return messages;
};

/** The name of an environment variable: printable ASCII but `=`. */
export const isEnvVarName: StringCheck = (text) => {
  const messages = text === "" ? ["environment variable name must be non-empty"] : [];
  if (/[^ -<>-~]/.test(text)) {
    messages.push(
      "a valid environment variable name must consist only of printable ASCII characters other than '='",
    );
  }
  return messages;
};

/** What any name must be to stand in a URL's path. */
export const isPathSegment: StringCheck = (name) => {
  if (name === "." || name === "..") return [`may not be '${name}'`];
  return ["/", "%"].filter((bad) => name.includes(bad)).map((bad) => `may not contain '${bad}'`);
};
