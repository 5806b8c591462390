/** Dates in UTC, the lab's time zone: strftime and the forms `ls -l` and `diff -u` print. */

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July",
  "August", "September", "October", "November", "December",
]; // prettier-ignore

function two(value: number): string {
  return value.toString().padStart(2, "0");
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

function isoWeek(date: Date): { readonly week: number; readonly year: number } {
  const thursday = new Date(date.getTime());
  thursday.setUTCDate(thursday.getUTCDate() + 3 - ((thursday.getUTCDay() + 6) % 7));
  const year = thursday.getUTCFullYear();
  return { week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1, year };
}

const DIRECTIVES: ReadonlyMap<string, (date: Date) => string> = new Map<
  string,
  (date: Date) => string
>([
  ["Y", (d) => d.getUTCFullYear().toString()],
  ["C", (d) => two(Math.floor(d.getUTCFullYear() / 100))],
  ["y", (d) => two(d.getUTCFullYear() % 100)],
  ["m", (d) => two(d.getUTCMonth() + 1)],
  ["d", (d) => two(d.getUTCDate())],
  ["e", (d) => d.getUTCDate().toString().padStart(2)],
  ["H", (d) => two(d.getUTCHours())],
  ["k", (d) => d.getUTCHours().toString().padStart(2)],
  ["I", (d) => two(((d.getUTCHours() + 11) % 12) + 1)],
  ["l", (d) => (((d.getUTCHours() + 11) % 12) + 1).toString().padStart(2)],
  ["M", (d) => two(d.getUTCMinutes())],
  ["S", (d) => two(d.getUTCSeconds())],
  ["N", (d) => d.getUTCMilliseconds().toString().padStart(3, "0") + "000000"],
  ["p", (d) => (d.getUTCHours() < 12 ? "AM" : "PM")],
  ["P", (d) => (d.getUTCHours() < 12 ? "am" : "pm")],
  ["A", (d) => DAYS[d.getUTCDay()] ?? ""],
  ["a", (d) => (DAYS[d.getUTCDay()] ?? "").slice(0, 3)],
  ["B", (d) => MONTHS[d.getUTCMonth()] ?? ""],
  ["b", (d) => (MONTHS[d.getUTCMonth()] ?? "").slice(0, 3)],
  ["h", (d) => (MONTHS[d.getUTCMonth()] ?? "").slice(0, 3)],
  ["j", (d) => dayOfYear(d).toString().padStart(3, "0")],
  ["u", (d) => (((d.getUTCDay() + 6) % 7) + 1).toString()],
  ["w", (d) => d.getUTCDay().toString()],
  ["V", (d) => two(isoWeek(d).week)],
  ["G", (d) => isoWeek(d).year.toString()],
  ["s", (d) => Math.floor(d.getTime() / 1000).toString()],
  ["Z", () => "UTC"],
  ["z", () => "+0000"],
  ["n", () => "\n"],
  ["t", () => "\t"],
  ["%", () => "%"],
  ["F", (d) => strftime("%Y-%m-%d", d.getTime())],
  ["T", (d) => strftime("%H:%M:%S", d.getTime())],
  ["R", (d) => strftime("%H:%M", d.getTime())],
  ["D", (d) => strftime("%m/%d/%y", d.getTime())],
  ["x", (d) => strftime("%m/%d/%y", d.getTime())],
  ["X", (d) => strftime("%H:%M:%S", d.getTime())],
  ["r", (d) => strftime("%I:%M:%S %p", d.getTime())],
  ["c", (d) => strftime("%a %b %e %H:%M:%S %Y", d.getTime())],
]);

/** @param time milliseconds since the epoch. */
export function strftime(format: string, time: number): string {
  const date = new Date(time);
  return format.replace(/%([-_0^#]?)(:?[a-zA-Z%])/g, (whole, flag: string, letter: string) => {
    if (letter === ":z") return "+00:00";
    const text = DIRECTIVES.get(letter)?.(date);
    if (text === undefined) return whole;
    if (flag === "-") return text.replace(/^[0 ]+(?=.)/, "");
    if (flag === "_") return text.replace(/^0+(?=.)/, (zeros) => " ".repeat(zeros.length));
    return flag === "^" ? text.toUpperCase() : text;
  });
}

/** `2026-11-21 10:00:00.000000000 +0000`, as `diff -u` heads its files. */
export function diffTime(time: number): string {
  return strftime("%Y-%m-%d %H:%M:%S.%N +0000", time);
}

/** `Nov 21 10:00`, or with the year when it lies more than half a year off, as `ls -l`. */
export function listTime(time: number, now: number): string {
  const recent = now - time < 15_778_476_000 && time <= now;
  return strftime(recent ? "%b %e %H:%M" : "%b %e  %Y", time);
}
