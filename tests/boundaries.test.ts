/**
 * The walls of the house: every rule of .dependency-cruiser.cjs rejects a file that breaks it, and so
 * does the TypeScript project it belongs to. A rule that nothing can break would be no rule.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { cruise, type ICruiseResult, type IFlattenedRuleSet } from "dependency-cruiser";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const config = createRequire(import.meta.url)("../.dependency-cruiser.cjs") as {
  forbidden: IFlattenedRuleSet["forbidden"];
};
const rules = (config.forbidden ?? []).map((rule) => rule.name ?? "");

/** One offending import per rule: [rule, file, what it imports]. */
const OFFENCES: readonly (readonly [rule: string, file: string, target: string])[] = [
  ["layer-core-api", "src/core/api/x.ts", "src/core/net/x.ts"],
  ["layer-core-draw", "src/core/draw/x.ts", "src/core/api/x.ts"],
  ["layer-core-net", "src/core/net/x.ts", "src/core/yaml/x.ts"],
  ["layer-core-yaml", "src/core/yaml/x.ts", "src/core/validation/x.ts"],
  ["layer-core-validation", "src/core/validation/x.ts", "src/core/cluster/x.ts"],
  ["layer-core-cluster", "src/core/cluster/x.ts", "src/core/netpol/x.ts"],
  ["layer-core-netpol", "src/core/netpol/x.ts", "src/core/cluster/x.ts"],
  ["layer-core-shell", "src/core/shell/x.ts", "src/core/network/x.ts"],
  ["layer-core-network", "src/core/network/x.ts", "src/core/shell/x.ts"],
  ["layer-core-kubectl", "src/core/kubectl/x.ts", "src/core/tools/x.ts"],
  ["layer-core-tools", "src/core/tools/x.ts", "src/core/graph/x.ts"],
  ["layer-core-graph", "src/core/graph/x.ts", "src/core/session/x.ts"],
  ["layer-core-lint", "src/core/lint/x.ts", "src/core/cluster/x.ts"],
  ["layer-core-nearmiss", "src/core/nearmiss/x.ts", "src/core/lint/x.ts"],
  ["layer-core-lessons", "src/core/lessons/x.ts", "src/core/graph/x.ts"],
  ["layer-core-report", "src/core/report/x.ts", "src/core/graph/x.ts"],
  ["layer-core-command", "src/core/command/x.ts", "src/core/session/x.ts"],
  ["layer-core-session", "src/core/session/x.ts", "src/store/x.ts"],
  ["layer-content", "src/content/x.ts", "src/core/session/x.ts"],
  ["layer-store", "src/store/x.ts", "src/ui/components/x.ts"],
  ["layer-cli", "src/cli/x.ts", "src/store/x.ts"],
  ["ui-feature", "src/ui/graph/x.ts", "src/ui/terminal/x.ts"],
  ["ui-below", "src/ui/app/x.ts", "src/cli/x.ts"],
  ["core-packages", "src/core/api/x.ts", "wouter"],
  ["core-yaml-package", "src/core/yaml/x.ts", "wouter"],
  ["core-schema-package", "src/core/lessons/schema/x.ts", "wouter"],
  ["store-without-react", "src/store/x.ts", "react"],
  ["no-cycles", "src/core/api/x.ts", "src/core/api/x.ts"],
];

const relative = (from: string, to: string): string => {
  const up = "../".repeat(dirname(from).split("/").length);
  return to.startsWith("src/") ? `${up}${to}` : to;
};

let folder = "";
beforeAll(() => {
  // inside the project, so that packages resolve
  mkdirSync(join(root, ".cache"), { recursive: true });
  folder = mkdtempSync(join(root, ".cache/boundaries-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Cruises a tree with just the offence in it; returns the names of the rules that object. */
async function objections(file: string, target: string): Promise<string[]> {
  const base = mkdtempSync(join(folder, "case-"));
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  };
  if (target === file) {
    put(file, 'import { y } from "./y.ts";\nexport const x = y;\n');
    put(join(dirname(file), "y.ts"), 'import { x } from "./x.ts";\nexport const y = x;\n');
  } else {
    if (target.startsWith("src/")) put(target, "export const value = 1;\n");
    put(file, `import * as other from "${relative(file, target)}";\nexport const x = other;\n`);
  }
  const { output } = await cruise(["src"], {
    baseDir: base,
    ruleSet: { forbidden: config.forbidden ?? [] },
    validate: true,
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".js", ".mjs", ".json"] },
  });
  return (output as ICruiseResult).summary.violations.map((violation) => violation.rule.name);
}

describe("dependency-cruiser", () => {
  it("has an offence here for every rule", () => {
    expect(OFFENCES.map(([rule]) => rule).sort()).toEqual([...rules].sort());
  });

  it.each(OFFENCES)("%s rejects %s importing %s", async (rule, file, target) => {
    expect(await objections(file, target)).toContain(rule);
  });

  it("is content with an import that goes down", async () => {
    expect(await objections("src/core/netpol/x.ts", "src/core/api/x.ts")).toEqual([]);
    expect(await objections("src/ui/app/x.ts", "src/ui/graph/x.ts")).toEqual([]);
  });
});

describe("TypeScript projects", () => {
  /** Compiles the layer with one more file in it; returns the messages about that file. */
  function diagnose(layer: string, source: string): string[] {
    const path = join(root, `src/core/${layer}/tsconfig.json`);
    const read = ts.readConfigFile(path, (name) => readFileSync(name, "utf8"));
    const parsed = ts.parseJsonConfigFileContent(read.config, ts.sys, dirname(path));
    const file = join(dirname(path), "offence.ts");
    const host = ts.createCompilerHost(parsed.options);
    const original = host.readFile.bind(host);
    host.readFile = (name) => (name === file ? source : original(name));
    const exists = host.fileExists.bind(host);
    host.fileExists = (name) => name === file || exists(name);
    const program = ts.createProgram({
      rootNames: [file],
      options: { ...parsed.options, noEmit: true, composite: false, emitDeclarationOnly: false },
      ...(parsed.projectReferences === undefined
        ? {}
        : { projectReferences: parsed.projectReferences }),
      host,
    });
    return [...program.getOptionsDiagnostics(), ...ts.getPreEmitDiagnostics(program)].map(
      (diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"),
    );
  }

  it.each(["document", "setTimeout", "console", "fetch", "process"])(
    "the core knows no %s",
    (name) => {
      expect(diagnose("api", `export const x: unknown = ${name};\n`).join()).toContain(
        `Cannot find name '${name}'`,
      );
    },
  );

  const layers = readdirSync(join(root, "src/core"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

  it.each([
    ["api", "cluster/clock.ts"],
    ["cluster", "netpol/types.ts"],
    ["shell", "network/types.ts"],
    ["network", "shell/process.ts"],
    ["kubectl", "graph/types.ts"],
  ])("core/%s does not compile with an import of core/%s", (layer, target) => {
    const messages = diagnose(
      layer,
      `import type * as other from "../${target}";\nexport type X = typeof other;\n`,
    );
    expect(messages.join()).toMatch(/rootDir/);
  });

  it("has a project for every layer, and none refers to itself or upwards in a ring", () => {
    const references = new Map<string, string[]>();
    for (const layer of layers) {
      const path = join(root, `src/core/${layer}/tsconfig.json`);
      const { references: list = [] } = JSON.parse(readFileSync(path, "utf8")) as {
        references?: { path: string }[];
      };
      references.set(
        layer,
        list.map((reference) => reference.path.replace("../", "")),
      );
    }
    const below = (layer: string, seen: readonly string[]): void => {
      expect(seen).not.toContain(layer);
      for (const next of references.get(layer) ?? []) below(next, [...seen, layer]);
    };
    for (const layer of layers) below(layer, []);
  });
});
