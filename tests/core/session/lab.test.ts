/**
 * `lab`, the lab's own command in the learner's shell; docs/shell.md says what the registry says.
 * After a change of a sub-command: npx vitest run tests/core/session/lab.test.ts -u
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeHost } from "../../../src/cli/host.ts";
import { labCommandHelp } from "../../../src/core/session/lab/help.ts";
import { labCompleter } from "../../../src/core/session/lab/program.ts";
import { LAB_COMMANDS } from "../../../src/core/session/lab/registry.ts";
import type { LabPlace, LabSpeed, LabWorld } from "../../../src/core/session/lab/world.ts";
import { Session } from "../../../src/core/session/session.ts";
import { TextOutput } from "../../../src/core/shell/streams.ts";
import { ALLOW_WEB, NOW, NO_TOOLS, SMALL, openHeadless, startOf } from "../../support/session.ts";

const DOORS = [
  {
    id: "L07",
    title: "One dash apart",
    steps: [
      { id: "as-printed", title: "A policy as printed" },
      { id: "label", title: "The label that was missing" },
    ],
  },
  { id: "P04", title: "A puzzle" },
];

/** A lab with a page around it, which notes what it was asked for. */
function onPage() {
  const opened: string[] = [];
  let speed: LabSpeed = "1";
  const page: LabPlace = {
    speed: () => speed,
    setSpeed: (wanted) => (speed = wanted),
    doors: () => DOORS,
    open: (id, step) => opened.push([id, step].filter((part) => part !== undefined).join("/")),
    share: () => Promise.resolve("https://example.org/#/s/x"),
  };
  const host = nodeHost(NOW);
  const session = new Session(startOf(SMALL), { clock: host.clock, textTools: NO_TOOLS, page });
  const run = async (source: string): Promise<readonly [code: number, text: string]> => {
    const out = new TextOutput();
    const code = await host.finish(session.run(source, { stdout: out, stderr: out }));
    return [code, out.text];
  };
  return { session, run, opened };
}

describe("lab plugin", () => {
  it("lists the plugins with a star at the one in use", async () => {
    const { run } = openHeadless(startOf(SMALL));
    const { out } = await run("lab plugin flannel && lab plugin");
    expect(out).toMatch(/^Switched to plugin "flannel" \(flannel\)\.$/im);
    expect(out).toMatch(/^CURRENT +NAME +PLUGIN +ABOUT$/m);
    expect(out.match(/^\* .*$/gm)).toHaveLength(1);
    expect(out).toMatch(/^\* +flannel /m);
  });

  it("is one moment, and says when there is nothing to do", async () => {
    const { run, session } = openHeadless(startOf(SMALL));
    await run("lab plugin calico");
    expect(session.history.moments.map(({ label }) => label)).toEqual([
      "Start",
      "lab plugin calico",
    ]);
    expect((await run("lab plugin calico")).out).toBe('Plugin "calico" is already in use.\n');
    expect(session.history.moments).toHaveLength(2);
    session.undo();
    expect(session.cluster.state.plugin).not.toBe("calico");
  });
});

describe("lab undo, redo and reset", () => {
  it("go along the line of moments without making one", async () => {
    const { run, session } = openHeadless(startOf(SMALL, { "web.yaml": ALLOW_WEB }));
    const policies = async (): Promise<string> =>
      (await run("kubectl get networkpolicy -o name")).out;
    await run("kubectl apply -f web.yaml");
    await run("rm web.yaml");
    expect((await run("lab undo; ls web.yaml")).out).toBe("Undone: rm web.yaml\nweb.yaml\n");
    expect((await run("lab undo")).out).toBe("Undone: kubectl apply -f web.yaml\n");
    expect(await policies()).toBe("");
    expect((await run("lab redo")).out).toBe("Done again: kubectl apply -f web.yaml\n");
    expect(await policies()).not.toBe("");
    expect((await run("lab reset")).out).toBe("Back at the beginning\n");
    expect(session.history).toMatchObject({ position: 0 });
    expect(session.history.moments.map(({ label }) => label)).toEqual([
      "Start",
      "kubectl apply -f web.yaml",
      "rm web.yaml",
    ]);
  });

  it("and what is done after it on the same line is a moment again", async () => {
    const { run, session } = openHeadless(startOf(SMALL, { "web.yaml": ALLOW_WEB }));
    await run("rm web.yaml");
    await run("lab undo; kubectl apply -f web.yaml");
    expect(session.history.moments.map(({ label }) => label)).toEqual([
      "Start",
      "lab undo; kubectl apply -f web.yaml",
    ]);
    session.undo();
    expect(session.files.stat("/home/learner/web.yaml")).toBeDefined();
  });
});

describe("what only a page can do", () => {
  it.each([
    ["lab goto L07", "L07", "Opening L07: One dash apart"],
    ["lab goto l07.2", "L07/label", "Opening L07: The label that was missing"],
    ["lab goto L07 label", "L07/label", "Opening L07: The label that was missing"],
    ["lab goto P04", "P04", "Opening P04: A puzzle"],
  ])("%s", async (line, place, said) => {
    const { run, opened } = onPage();
    expect(await run(line)).toEqual([0, `${said}\n`]);
    expect(opened).toEqual([place]);
  });

  it("lab share gives what the page gives; lab speed sets how waits pass", async () => {
    const { run } = onPage();
    expect(await run("lab share")).toEqual([0, "https://example.org/#/s/x\n"]);
    expect(await run("lab speed 4; lab speed")).toEqual([
      0,
      "Waits pass four times as fast.\n".repeat(2),
    ]);
  });

  it.each(["lab goto L07", "lab share", "lab speed"])("%s fails without a page", async (line) => {
    const { code, err } = await openHeadless(startOf(SMALL)).run(line);
    expect(code).toBe(1);
    expect(err).toMatch(/^error: .+\n$/);
  });
});

describe("mistakes", () => {
  const { run } = onPage();
  it.each([
    ["lab undoo", 'unknown command "undoo" for "lab"\n\nDid you mean this?\n\tundo'],
    ["lab fetch", 'unknown command "fetch" for "lab"'],
    [
      "lab plugin flanel",
      'no network plugin exists with the name: "flanel"\n\nDid you mean this?\n\tflannel',
    ],
    ["lab undo --all", "unknown flag: --all\nSee 'lab undo --help' for usage."],
    ["lab undo 3", "unexpected arguments: [3]\nSee 'lab undo --help' for usage."],
    [
      "lab goto",
      "lab goto ID[.NUMBER] [STEP]: an argument is missing\nSee 'lab goto --help' for usage.",
    ],
    ["lab goto L08", 'no lesson exists with the name: "L08"\n\nDid you mean this?\n\tL07'],
    ["lab goto L07.3", "L07 has steps 1 to 2, not 3"],
    ["lab goto L07.0", "L07 has steps 1 to 2, not 0"],
    ["lab goto L07 lable", 'L07 has no step named "lable"\n\nDid you mean this?\n\tlabel'],
    ["lab goto L07.1 label", "a step is named by its number or by its name, not by both"],
    ["lab goto P04.1", "P04 has no steps"],
    ["lab speed 2", 'unknown speed "2", must be one of 1, 4, instant'],
    ["lab undo", "nothing to undo"],
    ["lab redo", "nothing to redo"],
    ["lab reset", "this lab is at its beginning"],
  ])("%s", async (line, message) => {
    expect(await run(line)).toEqual([1, `error: ${message}\n`]);
  });
});

describe("help and completion", () => {
  it.each(["lab", "lab --help", "lab -h", "lab help"])("%s lists the commands", async (line) => {
    const [code, text] = await onPage().run(line);
    expect(code).toBe(0);
    for (const { name } of LAB_COMMANDS) expect(text).toContain(`\n  ${name} `);
    expect(text).toContain("Usage:\n  lab [command]\n");
    for (const { short } of LAB_COMMANDS) expect(text).toContain(short);
  });

  it("of a command is the same both ways", async () => {
    const { run } = onPage();
    const [, help] = await run("lab goto --help");
    expect(await run("lab help goto")).toEqual([0, help]);
    expect(help).toContain("Usage:\n  lab goto ID[.NUMBER] [STEP]\n");
    for (const command of LAB_COMMANDS)
      for (const line of labCommandHelp(command).split("\n"))
        expect(line.length).toBeLessThanOrEqual(100);
  });

  const world: LabWorld = {
    plugin: () => "spec",
    setPlugin: () => undefined,
    moments: () => ({ labels: ["Start"], position: 0 }),
    goTo: () => undefined,
    page: { doors: () => DOORS },
  };
  it.each([
    [["lab"], "", [...LAB_COMMANDS.map(({ name }) => name), "help"]],
    [["lab", "goto"], "", ["L07", "L07.1", "L07.2", "P04"]],
    [["lab", "goto", "L07"], "", ["as-printed", "label"]],
    [["lab", "speed"], "", ["1", "4", "instant"]],
    [["lab", "speed", "4"], "", []],
    [["lab", "help"], "", LAB_COMMANDS.map(({ name }) => name)],
    [["lab", "undo"], "", []],
    [["lab", "nothing"], "", []],
    [["lab", "undo"], "--", ["--help"]],
  ])("%j %j", (words, current, candidates) => {
    expect(labCompleter(LAB_COMMANDS, world)(words, current).candidates).toEqual(candidates);
  });
});

it("docs/shell.md has the texts of the registry", async () => {
  const file = resolve(import.meta.dirname, "../../../docs/shell.md");
  const texts = LAB_COMMANDS.map(
    (command) =>
      `### lab ${command.name}\n\n${command.short}.\n\n\`\`\`text\n${labCommandHelp(command).trimEnd()}\n\`\`\``,
  );
  const written = readFileSync(file, "utf8").replace(
    /(<!-- generated: lab -->\n)[\s\S]*?(<!-- end -->)/,
    (_, start: string, end: string) => `${start}\n${texts.join("\n\n")}\n\n${end}`,
  );
  await expect(written).toMatchFileSnapshot(file);
});
