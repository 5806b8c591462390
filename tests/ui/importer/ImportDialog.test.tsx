import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { importCluster } from "../../../src/core/session/import.ts";
import type { SourceFile } from "../../../src/core/session/documents.ts";
import type { ImportResult } from "../../../src/store/lab.ts";
import { ImportDialog } from "../../../src/ui/importer/ImportDialog.tsx";
import { NOW, SMALL } from "../../support/session.ts";

/** As the page does, but kept nowhere. */
const reading = (files: readonly SourceFile[]): Promise<ImportResult> => {
  const imported = importCluster(files, NOW);
  return Promise.resolve(imported.start === undefined ? imported : { ...imported, id: "import-1" });
};

function show(onOpen = vi.fn(reading)) {
  const onClose = vi.fn();
  const onOpened = vi.fn();
  render(<ImportDialog open onClose={onClose} onOpen={onOpen} onOpened={onOpened} />);
  return { onOpen, onClose, onOpened };
}

async function paste(text: string): Promise<void> {
  await userEvent.click(screen.getByRole("textbox", { name: "Or paste it" }));
  await userEvent.paste(text);
  await userEvent.click(screen.getByRole("button", { name: "Open" }));
}

describe("one's own YAML", () => {
  it("is pasted, taken over, and led to", async () => {
    const { onOpen, onOpened } = show();
    expect(screen.getByRole("button", { name: "Open" })).toBeDisabled();
    await paste(SMALL);
    expect(await screen.findByRole("status")).toHaveTextContent("4 objects were taken over.");
    expect(onOpen).toHaveBeenCalledWith([{ name: "pasted.yaml", text: SMALL }]);
    await userEvent.click(screen.getByRole("button", { name: "Show the cluster" }));
    expect(onOpened).toHaveBeenCalledWith("import-1");
  });

  it("is chosen as files, several at once", async () => {
    const { onOpen } = show();
    const files = ["a", "b"].map(
      (name) =>
        new File(
          [`apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`],
          `${name}.yaml`,
        ),
    );
    await userEvent.upload(screen.getByLabelText("Files to open"), files);
    expect(await screen.findByRole("status")).toHaveTextContent("2 objects were taken over.");
    expect(onOpen.mock.calls[0]?.[0].map(({ name }) => name)).toEqual(["a.yaml", "b.yaml"]);
  });

  it("says what was left out and what was refused, with file and line", async () => {
    show();
    await paste(
      `${SMALL}---
apiVersion: example.com/v1
kind: Gadget
metadata: { name: g }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: x }
spec: { podSelector: {}, policyTypes: [Inbound] }
`,
    );
    expect(await screen.findByText("Gadget (1)")).toBeInTheDocument();
    const problem = screen.getByText(/Unsupported value: "Inbound"/);
    expect(problem).toHaveTextContent(/^pasted\.yaml:\d+ NetworkPolicy/);
  });

  it("offers nothing to go on to when nothing was taken, and something else to open", async () => {
    show();
    await paste("kind: [");
    expect(await screen.findByRole("status")).toHaveTextContent("Nothing in it could be taken");
    expect(screen.getByText(/yaml: line 1/)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Show the cluster" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Open something else" }));
    expect(screen.getByRole("textbox", { name: "Or paste it" })).toBeInTheDocument();
  });

  it("names twelve problems and how many more there are", async () => {
    show();
    await paste(Array.from({ length: 15 }, (_, i) => `words ${i}`).join("\n---\n"));
    expect(await screen.findByText("and 3 more")).toBeInTheDocument();
    expect(screen.getAllByRole("listitem")).toHaveLength(12);
  });

  it("a fault while reading or keeping it is said, and it can be tried again", async () => {
    const onOpen = vi.fn(reading);
    onOpen.mockRejectedValueOnce(new Error("the device's storage is full"));
    show(onOpen);
    await paste(SMALL);
    expect(await screen.findByRole("alert")).toHaveTextContent("the device's storage is full");
    expect(screen.getByRole("textbox", { name: "Or paste it" })).toHaveValue(SMALL);
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    expect(await screen.findByRole("status")).toHaveTextContent("4 objects were taken over.");
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("is closed", async () => {
    const { onClose } = show();
    await userEvent.keyboard("{Escape}");
    expect(onClose).toHaveBeenCalled();
  });
});
