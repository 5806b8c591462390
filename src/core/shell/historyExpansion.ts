/** `!!`, `!n`, `!-n`, `!text`, `!$` and `^old^new`, as an interactive bash reads them. */

export type HistoryExpansion =
  | { readonly type: "same" }
  | { readonly type: "changed"; readonly line: string }
  /** Nothing in the history fits. */
  | { readonly type: "missing"; readonly event: string };

const EVENT =
  /^!(?:(!)|(-?[0-9]+)|(\$)|(\?[^?\n]*\??)|([^\s!=("$;|&<>'?:^*-][^\s;|&<>'"():]*))(?::(\$|\^|\*|[0-9]+))?/;

export function expandHistory(line: string, history: readonly string[]): HistoryExpansion {
  const quick = /^\^([^^\n]*)\^([^^\n]*)\^?$/.exec(line);
  if (quick !== null) {
    const last = history.at(-1);
    const [, old = "", replacement = ""] = quick;
    if (last === undefined || !last.includes(old)) return { type: "missing", event: `:s${line}` };
    return { type: "changed", line: last.replace(old, () => replacement) };
  }
  if (!line.includes("!")) return { type: "same" };
  let out = "";
  let changed = false;
  let single = false;
  let double = false;
  for (let i = 0; i < line.length;) {
    const c = line[i] ?? "";
    if (c === "\\") {
      out += line.slice(i, i + 2);
      i += 2;
      continue;
    }
    if (c === "'" && !double) single = !single;
    if (c === '"' && !single) double = !double;
    const match = c === "!" && !single ? EVENT.exec(line.slice(i)) : null;
    if (match === null) {
      out += c;
      i += 1;
      continue;
    }
    const event = find(match, history);
    if (event === undefined) return { type: "missing", event: match[0] };
    out += event;
    i += match[0].length;
    changed = true;
  }
  return changed ? { type: "changed", line: out } : { type: "same" };
}

function find(match: RegExpExecArray, history: readonly string[]): string | undefined {
  const [, last, number, argument, containing, starting, designator] = match;
  let line: string | undefined;
  if (last !== undefined || argument !== undefined) line = history.at(-1);
  else if (number !== undefined) {
    const value = Number(number);
    line = value < 0 ? history.at(value) : history[value - 1];
  } else if (containing !== undefined) {
    const text = containing.slice(1).replace(/\?$/, "");
    line = history.findLast((entry) => entry.includes(text));
  } else if (starting !== undefined) {
    line = history.findLast((entry) => entry.startsWith(starting));
  }
  const word = argument === undefined ? designator : "$";
  if (line === undefined || word === undefined) return line;
  const words = line.split(/\s+/).filter((piece) => piece !== "");
  if (word === "$") return words.at(-1);
  if (word === "^") return words[1];
  if (word === "*") return words.slice(1).join(" ");
  return words[Number(word)];
}
