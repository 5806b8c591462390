import { fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { useState } from "react";
import { matrixChanges, type MatrixModel } from "../../../src/core/report/matrix.ts";
import { matrixOf } from "../../../src/core/session/report.ts";
import { MATRIX_SETTINGS, type MatrixSettings } from "../../../src/store/matrix.ts";
import { firstCell, HEAD, moved } from "../../../src/ui/matrix/cursor.ts";
import { MatrixView, type MatrixViewProps } from "../../../src/ui/matrix/MatrixView.tsx";
import { ALLOW_WEB, DENY_ALL, SCENARIO, SMALL, clusterOf } from "../../support/session.ts";

const { outside } = SCENARIO;
const open = matrixOf(clusterOf(SMALL), outside, "any");
const closed = matrixOf(clusterOf(SMALL, DENY_ALL, ALLOW_WEB), outside, "any");

beforeAll(() => {
  // nothing is drawn here: the cells in the page say it all
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  vi.stubGlobal("matchMedia", (media: string) => ({
    media,
    matches: false,
    addEventListener: vi.fn(),
    removeEventListener: vi.fn(),
  }));
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {
        // nothing is laid out here
      }
      disconnect(): void {
        // nothing was observed
      }
    },
  );
});

/** The view with settings that are kept, as the lab keeps them. */
function Held(props: Partial<MatrixViewProps> & { readonly model: MatrixModel }) {
  const [settings, setSettings] = useState<MatrixSettings>({
    ...MATRIX_SETTINGS,
    folds: new Map([["namespace/kube-system", true]]),
    ...props.settings,
  });
  return (
    <MatrixView
      changes={undefined}
      ports={[{ port: 80, protocol: "TCP" }]}
      selected={undefined}
      reasonOf={() => ({ port: "TCP 80", lines: ["Egress is open.", "Ingress is guarded."] })}
      onSelect={vi.fn()}
      onSelectEnd={vi.fn()}
      onProblem={vi.fn()}
      narrow={false}
      coarse={false}
      fileName="matrix"
      {...props}
      settings={settings}
      onSettings={(change) => {
        setSettings({ ...settings, ...change });
      }}
    />
  );
}

const cell = (name: RegExp | string): HTMLElement => screen.getByRole("gridcell", { name });
const focusedName = (): string | null => document.activeElement?.getAttribute("aria-label") ?? null;

describe("the grid", () => {
  it("is a named grid that says how large it is, with a verdict in every cell's name", () => {
    render(<Held model={closed} />);
    const grid = screen.getByRole("grid", { name: /any listening port/ });
    // headings of default and outside, three pods, kube-system folded, one address; and the heads
    expect(grid).toHaveAttribute("aria-rowcount", "8");
    expect(grid).toHaveAttribute("aria-colcount", "8");
    expect(cell("default/client to default/web any listening port: allowed")).toBeInTheDocument();
    expect(
      cell("default/client to default/db any listening port: blocked at ingress"),
    ).toHaveAttribute("data-state", "blocked-ingress");
    expect(
      screen.getByRole("columnheader", { name: /db, ingress guarded by 1 policy/ }),
    ).toBeInTheDocument();
    expect(screen.getByRole("rowheader", { name: /client, egress open/ })).toBeInTheDocument();
    expect(screen.getByText("blocked at ingress")).toBeInTheDocument();
    expect(screen.queryByText("blocked at egress")).toBeNull();
  });

  it("has one tab stop; keys move it, the reason goes with it, Enter selects", async () => {
    const onSelect = vi.fn();
    render(<Held model={closed} onSelect={onSelect} />);
    expect(document.querySelectorAll("[role=grid] [tabindex='0']")).toHaveLength(1);
    cell(/client and itself/).focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(focusedName()).toContain("default/client to default/db");
    const reason = document.getElementById(
      document.activeElement?.getAttribute("aria-describedby") ?? "",
    );
    expect(reason).toHaveTextContent("On TCP 80: Egress is open. Ingress is guarded.");
    await userEvent.keyboard("{Enter}");
    const at = (name: string): number => closed.ends.findIndex(({ ref }) => ref.name === name);
    expect(onSelect).toHaveBeenCalledExactlyOnceWith(at("client"), at("db"));
    await userEvent.keyboard("{ArrowDown}{End}");
    expect(focusedName()).toContain("default/db to internet");
    await userEvent.keyboard("{Control>}{Home}{/Control}");
    expect(focusedName()).toContain("client and itself");
    await userEvent.keyboard("{PageDown}");
    expect(focusedName()).toContain("internet to default/client");
    expect(document.querySelectorAll("[role=grid] [tabindex='0']")).toHaveLength(1);
  });

  it("names fold groups and lead to pods", async () => {
    const onSelectEnd = vi.fn();
    render(<Held model={closed} onSelectEnd={onSelectEnd} />);
    cell(/client and itself/).focus();
    await userEvent.keyboard("{ArrowLeft}");
    expect(document.activeElement).toHaveAttribute("role", "rowheader");
    await userEvent.keyboard("{Enter}");
    expect(onSelectEnd).toHaveBeenCalledWith(expect.objectContaining({ id: "pod/default/client" }));
    await userEvent.keyboard("{ArrowUp}");
    expect(document.activeElement).toHaveAttribute("aria-expanded", "true");
    await userEvent.keyboard("{Enter}");
    expect(document.activeElement).toHaveAttribute("aria-expanded", "false");
    expect(
      cell(/^default \(3 pods\) to default \(3 pods\).*: 1 of 6 allowed$/),
    ).toBeInTheDocument();
    // a cell of groups opens them
    await userEvent.click(cell(/^default \(3 pods\) to default \(3 pods\)/));
    expect(cell("default/client to default/web any listening port: allowed")).toBeInTheDocument();
  });

  it("/ leads to the filter, Escape back; words and kinds leave lines out", async () => {
    render(<Held model={closed} />);
    cell(/client and itself/).focus();
    await userEvent.keyboard("/");
    expect(document.activeElement).toBe(screen.getByRole("searchbox", { name: "From" }));
    await userEvent.keyboard("app=db{Escape}");
    expect(document.activeElement).toHaveAttribute("role", "gridcell");
    expect(screen.getAllByRole("rowheader").map((head) => head.textContent)).toEqual([
      expect.stringContaining("default"),
      expect.stringContaining("db"),
    ]);
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Show" }), "blocked");
    expect(screen.queryByRole("columnheader", { name: /internet/ })).toBeNull();
    await userEvent.type(screen.getByRole("searchbox", { name: "To" }), "nobody");
    await userEvent.click(screen.getByRole("button", { name: "Show all" }));
    expect(screen.getByRole("columnheader", { name: /internet/ })).toBeInTheDocument();
  });

  it("tells the reason under the pointer, and of the whole when there is none", () => {
    render(<Held model={closed} banner="As it would be: a label" />);
    expect(screen.getByText(/of \d+ pass/)).toBeInTheDocument();
    expect(screen.getByText(/As it would be: a label/)).toBeInTheDocument();
    fireEvent.mouseOver(cell(/client to default\/db/));
    expect(
      screen.getByText(/client to default\/db any listening port: blocked/),
    ).toBeInTheDocument();
    fireEvent.mouseLeave(screen.getByRole("grid"));
    expect(screen.getByText(/of \d+ pass/)).toBeInTheDocument();
  });

  it("marks what opened and closed, and shows just that when asked", async () => {
    render(<Held model={closed} changes={matrixChanges(open, closed)} />);
    expect(cell(/client to default\/db.*: blocked at ingress, closed$/)).toHaveAttribute(
      "data-change",
      "closed",
    );
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Show" }), "changed");
    expect(screen.queryByRole("columnheader", { name: /internet/ })).toBeNull();
  });

  it("takes any port", async () => {
    const onSettings = vi.fn();
    render(
      <MatrixView
        {...{ model: open, changes: undefined, settings: MATRIX_SETTINGS, onSettings }}
        ports={[{ port: 80, protocol: "TCP" }]}
        selected={undefined}
        reasonOf={() => undefined}
        onSelect={vi.fn()}
        onSelectEnd={vi.fn()}
        onProblem={vi.fn()}
        narrow
        coarse
        fileName="matrix"
      />,
    );
    const ports = screen.getByRole("combobox", { name: "Port" });
    expect(
      within(ports)
        .getAllByRole("option")
        .map(({ textContent }) => textContent),
    ).toEqual(["Any listening", "TCP 80", "ICMP", "Other…"]);
    await userEvent.selectOptions(ports, "TCP 80");
    expect(onSettings).toHaveBeenLastCalledWith({ at: { port: 80, protocol: "TCP" } });
    await userEvent.selectOptions(ports, "Other…");
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Protocol" }), "UDP");
    fireEvent.change(screen.getByRole("spinbutton", { name: "Port number" }), {
      target: { value: "5353" },
    });
    expect(onSettings).toHaveBeenLastCalledWith({ at: { port: 5353, protocol: "UDP" } });
    fireEvent.change(screen.getByRole("spinbutton", { name: "Port number" }), {
      target: { value: "70000" },
    });
    expect(onSettings).toHaveBeenLastCalledWith({ at: { port: 5353, protocol: "UDP" } });
  });
});

describe("the list", () => {
  it("says the same line by line, and leads to the reason", async () => {
    const onSelect = vi.fn();
    render(
      <Held
        model={closed}
        changes={matrixChanges(open, closed)}
        settings={{ ...MATRIX_SETTINGS, as: "list", from: "client", to: "db" }}
        onSelect={onSelect}
      />,
    );
    const rows = screen.getAllByRole("row");
    expect(rows).toHaveLength(2);
    expect(rows[1]).toHaveTextContent("default/clientdefault/dbblocked at ingressclosed");
    await userEvent.click(screen.getByRole("button", { name: /^blocked at ingress: why/ }));
    expect(onSelect).toHaveBeenCalledOnce();
  });
});

describe("the cursor", () => {
  const line = (kind: "heading" | "end", id: string) => ({
    id,
    kind,
    of: "pod" as const,
    name: id,
    namespace: "",
    depth: 0,
    members: [0],
  });
  const lines = [line("heading", "h"), line("end", "a"), line("heading", "i"), line("end", "b")];
  const field = { rows: lines, columns: lines, page: 2 };
  it.each([
    ["ArrowDown", false, { row: 1, column: 1 }, { row: 3, column: 1 }],
    ["ArrowUp", false, { row: 1, column: 1 }, { row: HEAD, column: 1 }],
    ["ArrowDown", false, { row: 1, column: HEAD }, { row: 2, column: HEAD }],
    ["ArrowLeft", false, { row: 1, column: 1 }, { row: 1, column: HEAD }],
    ["ArrowLeft", false, { row: HEAD, column: 1 }, { row: HEAD, column: 0 }],
    ["Home", false, { row: 3, column: 3 }, { row: 3, column: 1 }],
    ["End", true, { row: 1, column: 1 }, { row: 3, column: 3 }],
    ["PageUp", false, { row: 3, column: 1 }, { row: 1, column: 1 }],
    ["ArrowRight", false, { row: 1, column: 3 }, { row: 1, column: 3 }],
  ])("%s (control %s) from %j leads to %j", (key, control, from, to) => {
    expect(moved(from, key, control, field)).toEqual(to);
  });
  it("leaves other keys alone, and starts at the first cell", () => {
    expect(moved({ row: 1, column: 1 }, "x", false, field)).toBeUndefined();
    expect(firstCell(lines, lines)).toEqual({ row: 1, column: 1 });
  });
});
