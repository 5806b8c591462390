import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { portText } from "../../../src/core/netpol/match.ts";
import { createPreferences } from "../../../src/store/preferences.ts";
import { Button } from "../../../src/ui/components/Button.tsx";
import { Dialog } from "../../../src/ui/components/Dialog.tsx";
import { ErrorBoundary } from "../../../src/ui/components/ErrorBoundary.tsx";
import { Prose } from "../../../src/ui/components/Prose.tsx";
import { Segmented } from "../../../src/ui/components/Segmented.tsx";
import { ThemeButton } from "../../../src/ui/components/ThemeButton.tsx";
import { endLabel } from "../../../src/ui/components/status.ts";
import { PreferencesContext, usePreference } from "../../../src/ui/hooks/usePreferences.ts";

describe("Button", () => {
  it("does not send a form unless it is told to", async () => {
    const sent = vi.fn((event: { preventDefault(): void }) => {
      event.preventDefault();
    });
    render(
      <form onSubmit={sent}>
        <Button>Look</Button>
        <Button type="submit">Send</Button>
      </form>,
    );
    await userEvent.click(screen.getByRole("button", { name: "Look" }));
    expect(sent).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    expect(sent).toHaveBeenCalledOnce();
  });
});

describe("Segmented", () => {
  const options = [
    { value: "all", label: "All flows" },
    { value: "tried", label: "Tried" },
    { value: "watched", label: "Watched" },
  ] as const;
  function Choice() {
    const [value, setValue] = useState<"all" | "tried" | "watched">("tried");
    return <Segmented label="Flows shown" value={value} options={options} onChange={setValue} />;
  }

  it("is a named group of which one is chosen, by pointer and by arrow keys", async () => {
    render(<Choice />);
    const group = within(screen.getByRole("group", { name: "Flows shown" }));
    expect(group.getByRole("radio", { name: "Tried" })).toBeChecked();
    await userEvent.click(group.getByRole("radio", { name: "All flows" }));
    expect(group.getByRole("radio", { name: "All flows" })).toBeChecked();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    expect(group.getByRole("radio", { name: "Watched" })).toBeChecked();
    expect(group.getAllByRole("radio", { checked: true })).toHaveLength(1);
  });

  it("two of them do not take each other's choice", async () => {
    render(
      <>
        <Choice />
        <Choice />
      </>,
    );
    const [first, second] = screen.getAllByRole("radio", { name: "All flows" });
    if (first === undefined || second === undefined) throw new Error("two groups");
    await userEvent.click(first);
    expect(first).toBeChecked();
    expect(second).not.toBeChecked();
    expect(screen.getAllByRole("radio", { checked: true })).toHaveLength(2);
  });
});

describe("Dialog", () => {
  function Opened() {
    const [open, setOpen] = useState(false);
    return (
      <>
        <Button
          onClick={() => {
            setOpen(true);
          }}
        >
          Reset
        </Button>
        <Dialog
          open={open}
          title="Start again?"
          description="All of it."
          onClose={() => {
            setOpen(false);
          }}
        >
          <Button>Yes</Button>
        </Dialog>
      </>
    );
  }

  it.each([
    ["Escape", () => userEvent.keyboard("{Escape}")],
    ["its cross", () => userEvent.click(screen.getByRole("button", { name: "Close" }))],
  ])("has a name and a description, closes by %s, and gives the focus back", async (_, close) => {
    render(<Opened />);
    expect(screen.queryByRole("dialog")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Reset" }));
    const dialog = await screen.findByRole("dialog", { name: "Start again?" });
    expect(dialog).toHaveAccessibleDescription("All of it.");
    expect(dialog.contains(document.activeElement)).toBe(true);
    await close();
    await vi.waitFor(() => {
      expect(screen.queryByRole("dialog")).toBeNull();
    });
    await vi.waitFor(() => {
      expect(screen.getByRole("button", { name: "Reset" })).toHaveFocus();
    });
  });
});

describe("ErrorBoundary", () => {
  beforeEach(() => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([
    ["an error", new Error("no such gate"), "no such gate"],
    ["anything else that is thrown", "just words", "just words"],
  ])("keeps %s in its panel, and tries again when asked", async (_, thrown, message) => {
    let broken = true;
    function Child() {
      if (broken) throw thrown as Error;
      return <p>All is well</p>;
    }
    render(
      <>
        <ErrorBoundary what="The graph">
          <Child />
        </ErrorBoundary>
        <p>The terminal</p>
      </>,
    );
    const alert = screen.getByRole("alert");
    expect(alert).toHaveTextContent("The graph could not be shown.");
    expect(alert).toHaveTextContent(message);
    expect(screen.getByText("The terminal")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(screen.getByRole("alert")).toBeInTheDocument();
    broken = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(screen.getByText("All is well")).toBeInTheDocument();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("Prose", () => {
  it("knows code and strong, and makes no HTML of anything", () => {
    const { container } = render(
      <Prose text={"Use `a<b>` **now** <img src=x onerror=alert(1)>"} />,
    );
    expect(container.querySelector("code")).toHaveTextContent("a<b>");
    expect(container.querySelector("strong")).toHaveTextContent("now");
    expect(container.querySelector("img")).toBeNull();
    expect(container).toHaveTextContent("Use a<b> now <img src=x onerror=alert(1)>");
  });
});

describe("labels", () => {
  it.each([
    ["pod/shop/web", "shop/web"],
    ["outside/internet", "internet"],
    ["outside/2001:db8::1", "2001:db8::1"],
    ["node/kind-worker", "kind-worker"],
    ["shop/web", "shop/web"],
  ])("%s reads %s", (card, label) => {
    expect(endLabel(card)).toBe(label);
  });
  it("ICMP has no port", () => {
    expect(portText({ port: 0, protocol: "ICMP" })).toBe("ICMP");
    expect(portText({ port: 53, protocol: "UDP" })).toBe("UDP 53");
  });
});

describe("preferences", () => {
  it("the theme goes round, and whoever reads it hears of it", async () => {
    const stored = new Map<string, string>();
    const store = createPreferences({
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => stored.set(key, value),
    });
    function Reader() {
      return <p>{usePreference("theme")}</p>;
    }
    render(
      <PreferencesContext value={store}>
        <ThemeButton />
        <Reader />
      </PreferencesContext>,
    );
    for (const [name, next] of [
      ["Theme: as the system. Change to light", "light"],
      ["Theme: light. Change to dark", "dark"],
      ["Theme: dark. Change to as the system", "system"],
    ] as const) {
      await userEvent.click(screen.getByRole("button", { name }));
      expect(screen.getByText(next)).toBeInTheDocument();
    }
    expect([...stored.values()].join()).toContain('"theme":"system"');
  });

  it("says what is missing when there are none above", () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    expect(() => render(<ThemeButton />)).toThrow("PreferencesContext is missing");
    vi.restoreAllMocks();
  });
});
