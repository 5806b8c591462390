import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { Block, YamlLine } from "../../../src/core/lessons/prose.ts";
import { Blocks } from "../../../src/ui/components/prose/Blocks.tsx";
import {
  GlossaryContext,
  ProseFilesContext,
  ProseLabContext,
  type ProseLab,
} from "../../../src/ui/components/prose/proseLab.ts";
import { litLines, workedPolicy } from "../../../src/ui/components/prose/workedPolicy.ts";
import { yamlGroups } from "../../../src/ui/components/prose/workedYaml.ts";
import { lineDiff } from "../../../src/ui/components/prose/lineDiff.ts";

const LINES: readonly YamlLine[] = [
  { text: "spec:" },
  { text: "  podSelector:", part: "target" },
  { text: "    matchLabels: { app: web }" },
  { text: "  policyTypes:" },
  { text: "    - Ingress", part: "direction" },
  { text: "  ingress:" },
  { text: "    - from:" },
  { text: "        - podSelector:", part: "peer" },
  { text: "            matchLabels: { app: a }" },
  { text: "        - podSelector:", part: "peer" },
  { text: "            matchLabels: { app: b }" },
  { text: "      ports:" },
  { text: "        - port: 80", part: "port" },
];

const lab = (over: Partial<ProseLab> = {}): ProseLab => ({
  run: vi.fn(),
  ran: new Set(),
  gates: () => undefined,
  matrix: () => undefined,
  ...over,
});

const show = (blocks: readonly Block[], context: ProseLab | null = null) =>
  render(
    <ProseLabContext value={context}>
      <Blocks blocks={blocks} predict={<p>the guess</p>} />
    </ProseLabContext>,
  );

const TRY: Block = { kind: "try", command: "kubectl get pods", children: [] };

describe("commands in prose", () => {
  it("run on a click, and can be copied", async () => {
    const context = lab();
    show([TRY], context);
    await userEvent.click(screen.getByRole("button", { name: "Run kubectl get pods" }));
    expect(context.run).toHaveBeenCalledWith("kubectl get pods");
    expect(screen.getByRole("button", { name: "Copy the command" })).toBeInTheDocument();
  });

  it("wait while the guess is missing, and say for what", async () => {
    const context = lab({ held: "Make your guess first." });
    show([TRY], context);
    const button = screen.getByRole("button", { name: "Run kubectl get pods" });
    await userEvent.click(button);
    expect(context.run).not.toHaveBeenCalled();
    expect(button).toHaveAttribute("aria-disabled", "true");
    expect(button).toHaveAccessibleDescription("Make your guess first.");
  });

  it("are only to be copied where there is no lab", () => {
    show([TRY]);
    expect(screen.queryByRole("button", { name: /^Run/ })).toBeNull();
    expect(screen.getByRole("button", { name: "Copy the command" })).toBeInTheDocument();
  });
});

describe("live pictures", () => {
  it("name the policies at each gate", () => {
    show(
      [{ kind: "gates", pod: "default/db" }],
      lab({
        gates: () => ({ ingress: { policies: ["deny", "allow"] }, egress: { policies: [] } }),
      }),
    );
    expect(screen.getByText("Ingress is guarded by deny and allow")).toBeInTheDocument();
    expect(screen.getByText("Egress is open")).toBeInTheDocument();
  });

  it("give the reason of a cell, and show its connection on a click", async () => {
    const onCell = vi.fn();
    show(
      [{ kind: "matrix", port: "53/UDP" }],
      lab({
        onCell,
        matrix: () => ({
          ends: [
            { id: "x/a", name: "a", namespace: "x" },
            { id: "x/b", name: "b", namespace: "x" },
          ],
          cell: (from) => ({
            state: from === 0 ? "blocked-ingress" : "allowed",
            reason: `reason ${from}`,
          }),
        }),
      }),
    );
    await userEvent.click(screen.getByRole("button", { name: "a to b: blocked at ingress" }));
    expect(screen.getByText("reason 0")).toBeInTheDocument();
    expect(onCell).toHaveBeenCalledWith("53/UDP", "x/a", "x/b");
  });

  it("say what they would show where there is no lab", () => {
    show([
      { kind: "gates", pod: "default/db" },
      { kind: "matrix", port: "80" },
    ]);
    expect(screen.getByText("The gates of db, shown in the lesson.")).toBeInTheDocument();
    expect(screen.getByText(/Who may call whom on 80/)).toBeInTheDocument();
  });
});

describe("a worked policy", () => {
  it("is cut where its labels change; a label speaks of what stands beneath it", () => {
    expect(
      yamlGroups(LINES).map(({ part, from, lines }) => `${part ?? "-"} ${from} ${lines.length}`),
    ).toEqual([
      "- 0 1", "target 1 2", "- 3 1", "direction 4 1", "- 5 2", "peer 7 2", "peer 9 2", "- 11 1", "port 12 1",
    ]); // prettier-ignore
  });

  it("lights what a part speaks of, and stays lit after a click", async () => {
    const light = vi.fn();
    show([{ kind: "yaml", lines: LINES }], lab({ light }));
    const [, second] = screen.getAllByRole("button", { name: /^Peer/ });
    if (second === undefined) throw new Error("two peers");
    await userEvent.hover(second);
    expect(light).toHaveBeenLastCalledWith({ lines: LINES, part: "peer", line: 9 });
    await userEvent.unhover(second);
    expect(light).toHaveBeenLastCalledWith(undefined);
    await userEvent.click(second);
    expect(second).toHaveAttribute("aria-pressed", "true");
    await userEvent.unhover(second);
    expect(light).toHaveBeenLastCalledWith({ lines: LINES, part: "peer", line: 9 });
  });

  it("lives where the file with the same target does", () => {
    const file = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: x, namespace: shop }
spec: { podSelector: { matchLabels: { app: web } } }`;
    expect(workedPolicy(LINES, { "x.yaml": file })?.metadata.namespace).toBe("shop");
    expect(workedPolicy(LINES, {})?.metadata.namespace).toBe("default");
    expect(workedPolicy([{ text: "spec: [" }], {})).toBeUndefined();
  });

  it("knows the lines that have to do with a connection", () => {
    const lit = litLines(LINES, { target: true, peers: new Set([1]), passes: false });
    expect([...lit]).toEqual([1, 4, 9]);
  });
});

describe("words and files", () => {
  it("opens a word's card with the focus, and closes it with Escape", async () => {
    render(
      <GlossaryContext
        value={
          new Map([["peer", { term: "peer", short: "Who may call.", more: "Named by labels." }]])
        }
      >
        <Blocks
          blocks={[
            {
              kind: "paragraph",
              children: [
                { kind: "term", term: "peer", text: "peers" },
                { kind: "term", term: "unknown", text: " and others" },
              ],
            },
          ]}
        />
      </GlossaryContext>,
    );
    await userEvent.tab();
    expect(screen.getByRole("button", { name: "peers" })).toHaveFocus();
    expect(screen.getByRole("tooltip")).toHaveTextContent("Who may call.");
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("tooltip")).toBeNull();
    // a word without a card is a word
    expect(screen.getAllByRole("button")).toHaveLength(1);
  });

  it("marks what differs between two files, in words too", () => {
    render(
      <ProseFilesContext value={{ "a.yaml": "x\nold\n", "b.yaml": "x\nnew\n" }}>
        <Blocks blocks={[{ kind: "compare", left: "a.yaml", right: "b.yaml" }]} />
      </ProseFilesContext>,
    );
    expect(screen.getByRole("figure", { name: "a.yaml" })).toHaveTextContent("old (not in b.yaml)");
    expect(screen.getByRole("figure", { name: "b.yaml" })).toHaveTextContent("new (not in a.yaml)");
  });

  it.each([
    ["", "", ""],
    ["a\nb\nc", "a\nc", "b"],
    ["a\nb", "c\nd", "abcd"],
    ["a\nb\n", "a\nb\n", ""],
  ])("finds the lines that only one has: %j %j", (left, right, differing) => {
    const diff = lineDiff(left, right);
    const marked = [...diff.left, ...diff.right].filter(({ differs }) => differs);
    expect(marked.map(({ text }) => text).join("")).toBe(differing);
  });

  it("puts the guess where the text wants it", () => {
    show([{ kind: "predict", children: [] }]);
    expect(screen.getByText("the guess")).toBeInTheDocument();
  });
});
