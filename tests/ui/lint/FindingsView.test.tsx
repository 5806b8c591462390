import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import type { Finding } from "../../../src/core/lint/finding.ts";
import { diagnosticOf } from "../../../src/ui/components/code/diagnostics.ts";
import { clusterOf } from "../../support/session.ts";
import { FindingsView } from "../../../src/ui/lint/FindingsView.tsx";

const EMPTY = clusterOf();

function finding(code: string, severity: Finding["severity"], name: string): Finding {
  const object = { kind: "NetworkPolicy", namespace: "shop", name } as const;
  const policy = { namespace: "shop", name };
  const fixes = [{ title: "Delete it", edits: [{ kind: "delete-policy", policy } as const] }];
  return { code, severity, message: `Message of ${name}.`, object, path: "spec.egress", fixes };
}

const FOUND = [
  finding("policy-redundant", "info", "third"),
  finding("or-not-and", "warning", "second"),
  finding("isolates-dns", "error", "first"),
];

function show(findings: readonly Finding[], more: { policies?: number; isBusy?: boolean } = {}) {
  const actions = {
    onOpen: vi.fn(),
    onPreview: vi.fn(),
    onApply: vi.fn(),
    onHoverPolicy: vi.fn(),
  };
  render(
    <FindingsView
      cluster={EMPTY}
      findings={findings}
      isBusy={more.isBusy ?? false}
      policies={more.policies ?? 1}
      previewed={undefined}
      {...actions}
    />,
  );
  return actions;
}

describe("the list of findings", () => {
  test("is grouped, the gravest first", () => {
    show(FOUND);
    const headings = screen.getAllByRole("heading").map(({ textContent }) => textContent);
    expect(headings).toEqual(["3 findings", "Error", "Warning", "Hint"]);
  });

  test("shows one severity when asked", () => {
    show(FOUND);
    fireEvent.click(screen.getByRole("radio", { name: "Warnings 1" }));
    expect(screen.getByText("Message of second.")).toBeDefined();
    expect(screen.queryByText("Message of first.")).toBeNull();
  });

  test("says why and what to do from the catalogue", () => {
    show(FOUND);
    expect(screen.getByText("Two list items where one was likely meant")).toBeDefined();
    expect(screen.getByText(/Every dash begins an alternative/)).toBeDefined();
    expect(screen.getByText(/Remove the second dash/)).toBeDefined();
  });

  test("opens the place, previews and applies under the name of the object", () => {
    const { onOpen, onPreview, onApply } = show([finding("or-not-and", "warning", "web")]);
    fireEvent.click(screen.getByRole("button", { name: /shop\/web/ }));
    expect(onOpen).toHaveBeenCalledOnce();
    fireEvent.click(screen.getByRole("button", { name: "Preview: Delete it (web)" }));
    expect(onPreview.mock.lastCall?.[1]).toBe("Delete it (web)");
    fireEvent.click(screen.getByRole("button", { name: "Apply: Delete it (web)" }));
    expect(onApply).toHaveBeenCalledOnce();
  });

  test("long lists begin short", () => {
    show(Array.from({ length: 100 }, (_, i) => finding("or-not-and", "warning", `p${i}`)));
    expect(screen.getAllByRole("listitem")).toHaveLength(60);
    fireEvent.click(screen.getByRole("button", { name: "Show all 100" }));
    expect(screen.getAllByRole("listitem")).toHaveLength(100);
  });

  test.each([
    [0, false, "No policy, no findings"],
    [2, false, "Nothing found"],
    [2, true, "Reading the policies…"],
  ])("with %i policies and nothing found (busy: %s) it says %s", (policies, isBusy, text) => {
    show([], { policies, isBusy });
    expect(screen.getByText(text)).toBeDefined();
  });
});

describe("a finding in the editor", () => {
  const about = { code: "or-not-and", title: "Two items", why: "Why.", remedy: "Do." };
  const problem = { from: 5, to: 50, severity: "warning", message: "Message.", about } as const;

  test("stays inside a text that became shorter, and explains itself", () => {
    const { from, to, renderMessage } = diagnosticOf(problem, 20, vi.fn());
    expect([from, to]).toEqual([5, 20]);
    const node = renderMessage?.({} as never) as HTMLElement;
    expect(node.textContent).toBe("Message.or-not-andTwo items. Why. Do.");
  });

  test("hands a fix that is none of the text to the page, unless the text is another now", () => {
    const onFix = vi.fn();
    const fix = { title: "Delete", of: "old" };
    const [action] = diagnosticOf({ ...problem, fixes: [fix] }, 60, onFix).actions ?? [];
    const view = (text: string) => ({ state: { doc: { toString: () => text } } }) as never;
    action?.apply(view("new"), 0, 0);
    expect(onFix).not.toHaveBeenCalled();
    action?.apply(view("old"), 0, 0);
    expect(onFix).toHaveBeenCalledWith(fix);
  });
});
