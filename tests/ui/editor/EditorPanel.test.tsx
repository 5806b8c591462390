import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { HOME } from "../../../src/core/session/home.ts";
import { EditorPanel, type EditorPanelProps } from "../../../src/ui/editor/EditorPanel.tsx";

const file = (text: string) => ({ text, mode: 0o644, mtime: 0 });
const folder = { mode: 0o755, mtime: 0 };

function show(props: Partial<EditorPanelProps> = {}) {
  const spies = {
    onOpen: vi.fn(),
    onClose: vi.fn(),
    onWrite: vi.fn(),
    onApply: vi.fn(() => Promise.resolve({ ok: true, text: "" })),
    onNewPolicy: vi.fn(),
    check: vi.fn(() => Promise.resolve([])),
    onFix: vi.fn(),
  };
  const files = {
    [HOME]: folder,
    [`${HOME}/deny.yaml`]: file("kind: NetworkPolicy\n"),
    [`${HOME}/tiers`]: folder,
    [`${HOME}/tiers/dns.yaml`]: file(""),
    [`${HOME}/.kube/config`]: file("secret"),
    "/tmp/live/x.yaml": file(""),
  };
  render(
    <EditorPanel
      home={HOME}
      files={files}
      path={undefined}
      waiting={false}
      {...spies}
      {...props}
    />,
  );
  return spies;
}

describe("the files of the home folder", () => {
  it("are listed by their path in it, without folders, hidden files and other places", async () => {
    const { onOpen } = show();
    expect(screen.getAllByRole("button").map((button) => button.textContent)).toEqual([
      "New policy",
      "deny.yaml",
      "tiers/dns.yaml",
    ]);
    await userEvent.click(screen.getByRole("button", { name: "tiers/dns.yaml" }));
    expect(onOpen).toHaveBeenCalledWith(`${HOME}/tiers/dns.yaml`);
  });

  it("offer a new policy, the more so when there are none", async () => {
    const { onNewPolicy } = show({ files: {} });
    expect(screen.getByText(/There are none yet/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "New policy" }));
    expect(onNewPolicy).toHaveBeenCalledOnce();
  });

  it("a file that was removed or undone says so and leads back", async () => {
    const { onClose } = show({ path: `${HOME}/gone.yaml` });
    expect(screen.getByText(/gone\.yaml is gone/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Show the files" }));
    expect(onClose).toHaveBeenCalledOnce();
  });
});
