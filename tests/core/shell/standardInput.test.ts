/** Shells that read their commands from standard input. */
import { describe, expect, test } from "vitest";
import { run } from "./support.ts";

const feed = (...pieces: readonly string[]): string =>
  pieces.map((piece) => `printf '%s' '${piece}'; sleep 1`).join("; ");

describe("commands from standard input", () => {
  test.each([
    [
      "each runs when it has come",
      "{ echo date; sleep 5; echo exit 3; } | bash; echo $?",
      /\n3\n$/,
    ],
    ["a command in pieces", `{ ${feed("ec", "ho a; echo", " b\n")}; } | sh`, /^a\nb\n$/],
    [
      "a loop over several pieces",
      `{ ${feed("for i in 1 2\n", "do echo $i\n", "done\n")}; } | bash`,
      /^1\n2\n$/,
    ],
    ["a here-document", "printf 'cat <<X\\none\\nX\\necho two\\n' | sh", /^one\ntwo\n$/],
    ["without a last newline", "printf 'echo a\\necho b' | bash", /^a\nb\n$/],
    ["comments and blank lines", "printf '# x\\n\\n  # y\\necho z\\n' | bash", /^z\n$/],
    [
      "aliases count from the next line on",
      "printf 'shopt -s expand_aliases\\nalias hi=\"echo hello\"\\nhi\\n' | bash",
      /^hello\n$/,
    ],
    ["nothing at all", "printf '' | bash; echo $?", /^0\n$/],
  ])("%s", async (_, source, expected) => {
    const ran = await run(source);
    expect(ran.stdout).toMatch(expected);
    expect(ran.stderr).toBe("");
  });

  test("what comes later waits for its time", async () => {
    const ran = await run('{ echo "echo one; sleep 1"; echo "echo two"; } | bash | head -1');
    expect(ran.stdout).toBe("one\n");
    expect(ran.elapsed).toBeLessThan(2000);
  });

  test("in bash a command reads the lines that follow it, in the others it does not", async () => {
    const text = "printf 'read x; echo \"<$x>\"\\necho next\\n' | ";
    expect((await run(`${text}bash`)).stdout).toBe("<echo next>\n");
    expect((await run(`${text}sh`, { dialect: "busybox" })).stdout).toBe("<>\nnext\n");
  });

  test("an error ends the shell where it stands, with its line", async () => {
    const ran = await run("printf 'echo a\\n)\\necho b\\n' | bash; echo $?");
    expect(ran.stdout).toBe("a\n2\n");
    expect(ran.stderr).toContain("line 2: syntax error near unexpected token `)'");
  });

  test("what is never finished is told at the end", async () => {
    const ran = await run("printf 'echo a\\nif true\\n' | bash; echo $?");
    expect(ran.stdout).toBe("a\n2\n");
    expect(ran.stderr).toContain("syntax error: unexpected end of file");
  });
});

test("kill -9 is status 137, whatever traps say", async () => {
  const ran = await run("bash -c \"trap 'echo no' TERM KILL EXIT; kill -9 \\$\\$\"; echo $?");
  expect(ran.stdout).toBe("137\n");
  expect((await run("sleep 100 & kill -9 $!; wait $!; echo $?")).stdout).toBe("137\n");
});
