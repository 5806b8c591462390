/** Whatever is typed: the reading of it ends, and only with a syntax error or a command. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { completeLine } from "../../../src/core/shell/completion.ts";
import { createInterpreter } from "../../../src/core/shell/createInterpreter.ts";
import { VirtualClock } from "../../../src/core/cluster/clock.ts";
import { walk } from "../../../src/core/shell/editorScreen.ts";
import { KeyDecoder } from "../../../src/core/shell/keys.ts";
import { editLine, startEditing } from "../../../src/core/shell/lineEditor.ts";
import { MemoryFileSystem } from "../../../src/core/shell/memoryFiles.ts";
import { Parser } from "../../../src/core/shell/parser.ts";
import { compilePattern, matches } from "../../../src/core/shell/pattern.ts";
import { Regex, RegexError } from "../../../src/core/shell/regex.ts";
import { sanitizeForTerminal } from "../../../src/core/shell/sanitize.ts";
import { ShellSyntaxError } from "../../../src/core/shell/syntaxError.ts";
import { diffLines } from "../../../src/core/shell/coreutils/diff.ts";

const piece = fc.oneof(
  fc.constantFrom(
    "if", "then", "fi", "for", "in", "do", "done", "case", "esac", "while", "{", "}", "(", ")", "((", "))",
    "[[", "]]", "|", "||", "&", "&&", ";", ";;", "<", ">", "<<EOF", "<<<", "<(", "$(", "$((", "${", "`", "'", '"',
    "\\", "\n", " ", "a", "$x", "${x:-", "${#", "EOF\n", "=", "a=(", "!", "function f", "f()", "2>&1", "#", "*", "~",
  ),
  fc.string({ unit: "grapheme", maxLength: 5 }),
); // prettier-ignore
const source = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));

describe("parser", () => {
  test.each(["bash", "busybox", "dash"] as const)(
    "%s: ends with commands or a syntax error",
    (dialect) => {
      fc.assert(
        fc.property(source, fc.boolean(), (text, partial) => {
          const parser = new Parser(text, { dialect, partial });
          try {
            for (let count = 0; parser.next() !== undefined; count++)
              expect(count).toBeLessThan(1000);
          } catch (error) {
            if (!(error instanceof ShellSyntaxError)) throw error;
          }
        }),
        { numRuns: 600 },
      );
    },
  );

  test.each([
    ["echo 'a", true],
    ['echo "a', true],
    ["echo $(a", true],
    ["if x", true],
    ["for i in 1; do", true],
    ["a &&", true],
    ["a |", true],
    ["{ a;", true],
    ["( a", true],
    ["cat <<EOF\nx", true],
    ["cat <<EOF", true],
    ["echo \\", true],
    ["f() {", true],
    ["case a in", true],
    ["[[ a", true],
    ["x=(a", true],
    ["echo $((1", true],
    ["echo ${a", true],
    ["echo )", false],
    ["a | | b", false],
    ["echo ok", false],
    ["cat <<EOF\nx\nEOF", false],
  ])("%j is incomplete: %s", (text, incomplete) => {
    const parser = new Parser(text, { dialect: "bash", partial: true });
    let found = false;
    try {
      while (parser.next() !== undefined);
    } catch (error) {
      found = error instanceof ShellSyntaxError && error.incomplete;
    }
    expect(found).toBe(incomplete);
  });
});

describe("line editor, keys, completion", () => {
  test("any input leaves a line with the cursor in it", () => {
    const input = fc.array(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 4 }),
        fc.constantFrom(
          "\u001b[A",
          "\u001b[B",
          "\u0012",
          "\u0017",
          "\u0019",
          "\u0014",
          "日",
          "e\u0301",
          "\n",
        ),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(input, fc.integer({ min: 2, max: 90 }), (pieces, columns) => {
        const decoder = new KeyDecoder();
        let state = startEditing(["one", "two\nlines"]);
        for (const text of pieces) {
          for (const key of decoder.decode(text)) state = editLine(state, key).state;
          expect(state.cursor).toBeGreaterThanOrEqual(0);
          expect(state.cursor).toBeLessThanOrEqual(state.text.length);
        }
        expect(walk(state.text.slice(0, 2000), columns).column).toBeLessThanOrEqual(columns);
      }),
    );
  });

  test("completion never throws and keeps within the line", () => {
    const clock = new VirtualClock(0);
    const fs = new MemoryFileSystem(() => 0);
    fs.write("/home/learner/a b'c", "");
    const { world, state } = createInterpreter({
      fs,
      clock,
      env: new Map([["HOME", "/home/learner"]]),
      programs: () => undefined,
    });
    fc.assert(
      fc.property(source, (line) => {
        const { start } = completeLine({ line, world, state });
        expect(start).toBeLessThanOrEqual(line.length);
      }),
    );
  });
});

describe("patterns and expressions", () => {
  test("regular expressions agree with the host's on what both know", () => {
    const expression = fc.array(
      fc.constantFrom("a", "b", ".", "a*", "(a|b)", "[ab]", "b+", "a?", "(ab)*", "[^a]", "a{1,2}"),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(
        expression,
        fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 12 }),
        (parts, text) => {
          const pattern = parts.join("");
          const ours = new Regex(pattern, { extended: true }).exec(text);
          const theirs = new RegExp(pattern, "u").exec(text);
          expect(ours?.index).toBe(theirs?.index);
          expect(new Regex(`^(${pattern})$`, { extended: true }).exec(text) !== undefined).toBe(
            new RegExp(`^(?:${pattern})$`, "u").test(text),
          );
        },
      ),
    );
  });

  test("no expression hangs", () => {
    const text = "a".repeat(2000) + "!";
    for (const pattern of ["(a*)*$", "(a|a)*$", "(a+)+b", "((a*)*)*b", "(a?){100}a{100}b"]) {
      expect(
        new Regex(pattern, { extended: true }).exec(text) === undefined || pattern.endsWith("$"),
      ).toBe(true);
    }
    expect(matches(compilePattern("*a*a*a*a*a*a*a*b"), text)).toBe(false);
    fc.assert(
      fc.property(
        fc.string(),
        fc.string({ maxLength: 20 }),
        fc.boolean(),
        (pattern, subject, extended) => {
          matches(compilePattern(pattern), subject);
          try {
            new Regex(pattern, { extended }).exec(subject);
          } catch (error) {
            if (!(error instanceof RegexError)) throw error;
          }
        },
      ),
    );
  });
});

test("a difference turns one text into the other", () => {
  const lines = fc.array(fc.constantFrom("a\n", "b\n", "c\n"), { maxLength: 25 });
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const edits = diffLines(a, b, (x, y) => x === y);
      expect(edits.filter((edit) => edit.type !== "new").map((edit) => edit.line)).toEqual(a);
      expect(edits.filter((edit) => edit.type !== "old").map((edit) => edit.line)).toEqual(b);
    }),
  );
});

test("what is sanitised holds no escape but colours", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.array(fc.constantFrom("\u001b", "[", "]", "0", "m", "\u0007", "H", "\u009b")),
      (text, extra) => {
        const clean = sanitizeForTerminal(text + extra.join(""));
        expect(clean.replace(/\u001b\[[0-9;]*m/g, "")).not.toMatch(
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/,
        );
      },
    ),
  );
});
