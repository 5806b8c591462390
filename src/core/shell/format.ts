/** printf's format and echo's escapes, for builtins and programs alike. */
import { quoteForShell } from "./parameterExpansion.ts";
import { codePoint, LETTER_ESCAPES } from "./characters.ts";

const ESCAPE =
  /\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|(0[0-7]{0,3}|[1-7][0-7]{0,2})|([\s\S]))/g;

/**
 * Backslash escapes as `echo -e` and `%b` know them; `\c` ends the output.
 * @param octalZero only `\0NNN` is octal (echo), not `\NNN` (formats).
 */
export function unescapeEcho(
  text: string,
  octalZero: boolean,
): { readonly text: string; readonly stop: boolean } {
  let stop = false;
  let out = "";
  let last = 0;
  for (const match of text.matchAll(ESCAPE)) {
    out += text.slice(last, match.index);
    last = match.index + match[0].length;
    const [whole, hex, short, long, octal, one] = match;
    const code = hex ?? short ?? long;
    if (code !== undefined) out += codePoint(Number.parseInt(code, 16));
    else if (octal !== undefined) {
      if (octalZero && !octal.startsWith("0")) out += whole;
      else out += codePoint(Number.parseInt(octal.replace(/^0(?=[0-7])/, ""), 8) & 0xff);
    } else if (one === "c") {
      stop = true;
      return { text: out, stop };
    } else out += LETTER_ESCAPES.get(one ?? "") ?? whole;
  }
  return { text: out + text.slice(last), stop };
}

export interface Formatted {
  readonly text: string;
  /** What could not be read, without the shell's prefix: `abc: invalid number`. */
  readonly errors: readonly string[];
}

const DIRECTIVE = /%(?:%|([-+ #0]*)(\*|[0-9]+)?(?:\.(\*|[0-9]*))?[hlLjzt]*(\([^)]*\)T|[\s\S]|$))/g;

/** More output than this from one printf is cut. */
const MAX_OUTPUT = 1024 * 1024;
const MAX_WIDTH = 10_000;

/**
 * printf: the format is used again while arguments are left.
 * @param time formats `%(…)T`: a strftime format and seconds since the epoch, or -1 for now.
 */
export function formatPrintf(
  format: string,
  args: readonly string[],
  time: (format: string, seconds: number) => string,
): Formatted {
  const errors: string[] = [];
  let at = 0;
  let text = "";
  let stop = false;
  const next = (): string | undefined => args[at++];
  do {
    const start = at;
    let last = 0;
    for (const match of format.matchAll(DIRECTIVE)) {
      const plain = unescapeEcho(format.slice(last, match.index), false);
      text += plain.text;
      if (plain.stop) return { text, errors };
      last = match.index + match[0].length;
      const [whole, flags = "", width, precision, conversion = ""] = match;
      if (whole === "%%") {
        text += "%";
        continue;
      }
      const spec = {
        flags,
        width: width === "*" ? integer(next(), errors) : Number(width ?? 0),
        precision:
          precision === undefined
            ? undefined
            : precision === "*"
              ? integer(next(), errors)
              : Number(precision),
      };
      if (conversion === "b") {
        const piece = unescapeEcho(next() ?? "", true);
        text += pad(piece.text, spec);
        stop = piece.stop;
        if (stop) return { text, errors };
        continue;
      }
      if (conversion.endsWith("T") && conversion.startsWith("(")) {
        const value = next();
        text += pad(
          time(conversion.slice(1, -2), value === undefined ? -1 : integer(value, errors)),
          spec,
        );
        continue;
      }
      const piece = convert(conversion, spec, next, errors);
      if (piece === undefined) {
        errors.push(`\`${conversion === "" ? whole : conversion}': invalid format character`);
        return { text, errors };
      }
      text += piece;
    }
    const tail = unescapeEcho(format.slice(last), false);
    text += tail.text;
    if (tail.stop || at === start || text.length > MAX_OUTPUT) break;
  } while (at < args.length);
  return { text, errors };
}

interface Spec {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
}

function pad(text: string, spec: Spec, zero = false): string {
  const width = Math.min(Math.abs(spec.width), MAX_WIDTH);
  if (spec.flags.includes("-") || spec.width < 0) return text.padEnd(width);
  if (!zero || !spec.flags.includes("0")) return text.padStart(width);
  const sign = /^[-+ ]|^0[xX]/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}

function convert(
  conversion: string,
  spec: Spec,
  next: () => string | undefined,
  errors: string[],
): string | undefined {
  switch (conversion) {
    case "s":
      return pad((next() ?? "").slice(0, spec.precision), spec);
    case "q": {
      const text = next() ?? "";
      return pad(
        text === "" ? "''" : /^[\w@%+=:,./-]+$/.test(text) ? text : backslashed(text),
        spec,
      );
    }
    case "c":
      return pad(Array.from(next() ?? "")[0] ?? "", spec);
    case "d":
    case "i":
      return signed(integer(next(), errors), spec);
    case "u":
    case "o":
    case "x":
    case "X":
      return unsigned(integer(next(), errors), conversion, spec);
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G":
      return float(number(next(), errors), conversion, spec);
    default:
      return undefined;
  }
}

/** As `%q`: a backslash before what the shell would read. */
function backslashed(text: string): string {
  if (/\p{Cc}/u.test(text)) {
    const named = Array.from(text)
      .map((c) =>
        c === "\n" ? "\\n" : c === "\t" ? "\\t" : c === "'" || c === "\\" ? `\\${c}` : c,
      )
      .join("");
    return `$'${named}'`;
  }
  return text.length > 5000 ? quoteForShell(text) : text.replace(/[^\w@%+=:,./-]/gu, "\\$&");
}

function integer(text: string | undefined, errors: string[]): number {
  if (text === undefined || text === "") return 0;
  if (/^["']/.test(text)) return text.codePointAt(1) ?? 0;
  const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/.exec(text);
  if (match?.[0].length !== text.length) errors.push(`${text}: invalid number`);
  if (match === null) return 0;
  const digits = match[2] ?? "0";
  const value = /^0[xX]/.test(digits)
    ? Number.parseInt(digits, 16)
    : digits.startsWith("0") && digits.length > 1
      ? Number.parseInt(digits, 8)
      : Number(digits);
  return match[1] === "-" ? -value : value;
}

function number(text: string | undefined, errors: string[]): number {
  if (text === undefined || text === "") return 0;
  if (/^["']/.test(text)) return text.codePointAt(1) ?? 0;
  const value = Number(text);
  if (!Number.isNaN(value)) return value;
  errors.push(`${text}: invalid number`);
  const prefix = Number.parseFloat(text);
  return Number.isNaN(prefix) ? 0 : prefix;
}

function signed(value: number, spec: Spec): string {
  const digits = BigInt(Math.trunc(value))
    .toString()
    .replace("-", "")
    .padStart(Math.min(spec.precision ?? 1, MAX_WIDTH), "0");
  const sign =
    value < 0 ? "-" : spec.flags.includes("+") ? "+" : spec.flags.includes(" ") ? " " : "";
  return pad(sign + digits, spec, spec.precision === undefined);
}

function unsigned(value: number, conversion: string, spec: Spec): string {
  const base = conversion === "o" ? 8 : conversion === "u" ? 10 : 16;
  let digits = BigInt.asUintN(64, BigInt(Math.trunc(value))).toString(base);
  if (conversion === "X") digits = digits.toUpperCase();
  digits = digits.padStart(Math.min(spec.precision ?? 1, MAX_WIDTH), "0");
  if (spec.flags.includes("#") && value !== 0)
    digits = (base === 8 ? "0" : base === 16 ? `0${conversion}` : "") + digits;
  return pad(digits, spec, spec.precision === undefined);
}

function float(value: number, conversion: string, spec: Spec): string {
  const precision = Math.min(spec.precision ?? 6, 100);
  const lower = conversion.toLowerCase();
  let text: string;
  if (!Number.isFinite(value)) text = Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
  else if (lower === "f") text = value.toFixed(precision);
  else if (lower === "e") text = exponent(value.toExponential(precision));
  else text = general(value, precision === 0 ? 1 : precision, spec.flags.includes("#"));
  if (conversion !== lower) text = text.toUpperCase();
  if (!text.startsWith("-")) {
    text = (spec.flags.includes("+") ? "+" : spec.flags.includes(" ") ? " " : "") + text;
  }
  return pad(text, spec, true);
}

function exponent(text: string): string {
  return text.replace(/e([-+])(\d)$/, "e$10$2");
}

function general(value: number, precision: number, keepZeros: boolean): string {
  const scientific = value.toExponential(precision - 1);
  const power = Number(scientific.slice(scientific.indexOf("e") + 1));
  const text =
    power < -4 || power >= precision ? exponent(scientific) : value.toFixed(precision - 1 - power);
  return keepZeros || !text.includes(".") ? text : text.replace(/\.?0+(?=e|$)/, "");
}
