/** Dates: broken-down times as arrays, and strptime. */
import { strftime } from "../time.ts";
import { described, isArray, JqError, type JqValue } from "./values.ts";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Seconds since the epoch → `[year, month, day, hours, minutes, seconds, weekday, yearday]`. */
export function gmtime(seconds: JqValue): readonly number[] {
  if (typeof seconds !== "number") throw new JqError("gmtime() requires a number");
  const date = new Date(Math.floor(seconds) * 1000);
  if (Number.isNaN(date.getTime()))
    throw new JqError("error converting number of seconds since epoch to datetime");
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  return [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds() + (seconds - Math.floor(seconds)),
    date.getUTCDay(),
    Math.floor((date.getTime() - start) / 86_400_000),
  ];
}

export function mktime(value: JqValue): number {
  if (!isArray(value)) throw new JqError("mktime requires array of 6 numbers");
  const parts = value.slice(0, 6).filter((part) => typeof part === "number");
  if (parts.length < 6) throw new JqError("mktime requires parsed datetime inputs");
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  return Date.UTC(year, month, day, hours, minutes, Math.floor(seconds)) / 1000;
}

export function formatTime(value: JqValue, format: JqValue): string {
  if (typeof format !== "string") throw new JqError("strftime/1 requires a string format");
  if (typeof value !== "number" && !isArray(value))
    throw new JqError("strftime/1 requires parsed datetime inputs");
  return strftime(format, (isArray(value) ? mktime(value) : Math.floor(value)) * 1000);
}

type Fields = Record<"year" | "month" | "day" | "hours" | "minutes" | "seconds", number> & {
  pm: boolean | undefined;
  offset: number;
  epoch: number | undefined;
};

const digits = (most: number): RegExp => new RegExp(`^\\s*\\d{1,${most}}`);

const NUMERIC: ReadonlyMap<
  string,
  readonly [most: number, set: (fields: Fields, value: number) => void]
> = new Map([
  ["Y", [4, (f: Fields, v: number) => (f.year = v)]],
  ["y", [2, (f: Fields, v: number) => (f.year = v < 69 ? 2000 + v : 1900 + v)]],
  ["m", [2, (f: Fields, v: number) => (f.month = v - 1)]],
  ["d", [2, (f: Fields, v: number) => (f.day = v)]],
  ["e", [2, (f: Fields, v: number) => (f.day = v)]],
  ["H", [2, (f: Fields, v: number) => (f.hours = v)]],
  ["I", [2, (f: Fields, v: number) => (f.hours = v)]],
  ["M", [2, (f: Fields, v: number) => (f.minutes = v)]],
  ["S", [2, (f: Fields, v: number) => (f.seconds = v)]],
  ["j", [3, (f: Fields, v: number) => ((f.month = 0), (f.day = v))]],
  ["s", [12, (f: Fields, v: number) => (f.epoch = v)]],
]);

const TOGETHER: ReadonlyMap<string, string> = new Map([
  ["T", "%H:%M:%S"],
  ["R", "%H:%M"],
  ["D", "%m/%d/%y"],
  ["F", "%Y-%m-%d"],
  ["c", "%a %b %e %H:%M:%S %Y"],
]);

/** The broken-down time that a text tells. @throws JqError */
export function parseTime(value: JqValue, format: JqValue): readonly number[] {
  if (typeof value !== "string")
    throw new JqError(`strptime/1 requires string inputs and arguments`);
  if (typeof format !== "string") throw new JqError(`${described(format)} cannot be a date format`);
  const fields: Fields = {
    year: 1900,
    month: 0,
    day: 1,
    hours: 0,
    minutes: 0,
    seconds: 0,
    pm: undefined,
    offset: 0,
    epoch: undefined,
  };
  const whole = format.replace(
    /%([TRDFc])/g,
    (text, letter: string) => TOGETHER.get(letter) ?? text,
  );
  const rest = readTime(value, whole, fields);
  if (rest !== "")
    throw new JqError(
      `date ${JSON.stringify(value)} does not match format ${JSON.stringify(format)}`,
    );
  if (fields.pm !== undefined) fields.hours = (fields.hours % 12) + (fields.pm ? 12 : 0);
  const { year, month, day, hours, minutes, seconds } = fields;
  return gmtime(fields.epoch ?? Date.UTC(year, month, day, hours, minutes, seconds) / 1000);
}

/** What is left over; undefined when it does not match. */
function readTime(value: string, format: string, fields: Fields): string | undefined {
  let rest = value;
  for (let i = 0; i < format.length; i++) {
    const c = format[i] ?? "";
    if (/\s/.test(c)) {
      rest = rest.trimStart();
      continue;
    }
    if (c !== "%") {
      if (!rest.startsWith(c)) return undefined;
      rest = rest.slice(1);
      continue;
    }
    const letter = format[++i] ?? "";
    const read = readField(rest, letter, fields);
    if (read === undefined) return undefined;
    rest = rest.slice(read);
  }
  return rest;
}

/** How many characters the field takes. */
function readField(text: string, letter: string, fields: Fields): number | undefined {
  const numeric = NUMERIC.get(letter);
  if (numeric !== undefined) {
    const found = digits(numeric[0]).exec(text)?.[0];
    if (found === undefined) return undefined;
    numeric[1](fields, Number(found));
    return found.length;
  }
  const word = /^[A-Za-z]+/.exec(text)?.[0] ?? "";
  const short = word.slice(0, 3).toLowerCase();
  switch (letter) {
    case "b":
    case "B":
    case "h":
      fields.month = MONTHS.indexOf(short);
      return fields.month < 0 ? undefined : word.length;
    case "a":
    case "A":
      return DAYS.includes(short) ? word.length : undefined;
    case "p":
      fields.pm = word.toLowerCase() === "pm";
      return /^[ap]m$/i.test(word) ? 2 : undefined;
    case "Z":
      return word === "" ? undefined : word.length;
    case "z":
      return /^(?:[+-]\d\d:?\d\d|Z)/.exec(text)?.[0].length;
    case "%":
      return text.startsWith("%") ? 1 : undefined;
    default:
      return undefined;
  }
}
