/**
 * docs/command.md says what the registry says. After a change of a sub-command:
 * npx vitest run tests/core/command/docs.test.ts -u
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { MACHINE_COMMANDS } from "../../../src/cli/main.ts";
import { EXIT_TEXTS, commandHelp } from "../../../src/core/command/help.ts";
import { readExpectations } from "../../../src/core/command/expectations.ts";
import { FlagSet, parseFlags } from "../../../src/core/kubectl/flags.ts";

const file = resolve(import.meta.dirname, "../../../docs/command.md");
const text = readFileSync(file, "utf8");

const GENERATED: ReadonlyMap<string, () => string> = new Map([
  ["exit", () => EXIT_TEXTS.map(([status, words]) => `- \`${status}\` ${words}`).join("\n")],
  [
    "commands",
    () =>
      MACHINE_COMMANDS.map(
        (command) =>
          `### netpol ${command.name}\n\n${command.short}.\n\n\`\`\`text\n${commandHelp(command).trimEnd()}\n\`\`\``,
      ).join("\n\n"),
  ],
]);

it("docs/command.md has the texts of the registry", async () => {
  const written = text.replace(
    /(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, start: string, name: string, end: string) =>
      `${start}\n${GENERATED.get(name)?.() ?? ""}\n\n${end}`,
  );
  await expect(written).toMatchFileSnapshot(file);
});

/** Every line of an example that calls the command, by its words. */
function calls(source: string): readonly (readonly string[])[] {
  return [
    ...source.matchAll(/(?:^|\| |-- |run: npx --yes )(?:netpol|netpol-lab) (?=[a-z])(.*)$/gm),
  ].map(
    ([, line = ""]) => line.replace(/ (?:\||>|<|#).*$/, "").match(/'[^']*'|"[^"]*"|\S+/g) ?? [],
  );
}

const EXAMPLES = [
  ...calls(text),
  ...MACHINE_COMMANDS.flatMap(({ examples }) => calls(examples)),
].filter(([name]) => name !== "help" && !/^[A-Z]/.test(name ?? ""));

describe("examples", () => {
  it("there are some", () => {
    expect(EXAMPLES.length).toBeGreaterThan(25);
  });

  it.each(EXAMPLES.map((words) => [words.join(" "), words] as const))("netpol %s", (_, words) => {
    const [name, ...rest] = words;
    const command = MACHINE_COMMANDS.find((each) => each.name === name);
    if (command === undefined) throw new Error(`no command ${name ?? ""}`);
    const { flags, args } = parseFlags(new FlagSet(command.flags), rest);
    expect(args.length).toBeGreaterThanOrEqual(command.takes.min);
    expect(args.length).toBeLessThanOrEqual(command.takes.max);
    for (const { name: flag, choices } of command.flags)
      if (choices !== undefined) expect(choices).toContain(flags.string(flag));
  });

  it("the file of expectations is one", () => {
    const yaml = /```yaml\n(allowed:[\s\S]*?)```/.exec(text)?.[1] ?? "";
    expect(readExpectations({ name: "e.yaml", text: yaml }, "default")).toHaveLength(2);
  });
});

describe("help", () => {
  it.each(MACHINE_COMMANDS.map((command) => [command.name, command] as const))(
    "of %s has its parts and no line that is too long",
    (_, command) => {
      const help = commandHelp(command);
      for (const part of ["\nExamples:\n  # ", "\nOptions:\n    ", "\nUsage:\n  netpol "])
        expect(help).toContain(part);
      expect(help.endsWith(" [options]\n")).toBe(true);
      for (const line of help.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    },
  );
});
