import { configure, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { readShared } from "../../../src/core/session/share/format.ts";
import { createLab, type Lab } from "../../../src/store/lab.ts";
import { LabClock } from "../../../src/store/labClock.ts";
import { decodeLink } from "../../../src/store/linkCodec.ts";
import { createPreferences } from "../../../src/store/preferences.ts";
import { LabContext } from "../../../src/ui/hooks/useLab.ts";
import { PreferencesContext } from "../../../src/ui/hooks/usePreferences.ts";
import ShareDialog from "../../../src/ui/share/ShareDialog.tsx";
import { DENY_ALL, NOW, openHeadless, SMALL, startOf } from "../../support/session.ts";

// the base of a link is a cluster that is built first
configure({ asyncUtilTimeout: 15_000 });

let lab: Lab;

beforeAll(async () => {
  const { session, run } = openHeadless(startOf(SMALL, { "deny.yaml": DENY_ALL }));
  await run("kubectl apply -f deny.yaml");
  lab = createLab(session, {
    clock: new LabClock(NOW),
    durable: false,
    onClose: () => undefined,
    onReset: () => Promise.resolve(),
    onImport: () => Promise.reject(new Error("not here")),
  });
  lab.select({ kind: "policy", id: "default/deny-all" });
});

function show(scenario?: string) {
  const onClose = vi.fn();
  render(
    <PreferencesContext value={createPreferences(undefined)}>
      <LabContext value={lab}>
        <ShareDialog open onClose={onClose} scenario={scenario} />
      </LabContext>
    </PreferencesContext>,
  );
  return { onClose };
}

const link = async (): Promise<string> => {
  const field = await screen.findByLabelText<HTMLInputElement>("Link");
  return field.value;
};

async function shared() {
  const decoded = await decodeLink((await link()).replace(/^.*#\/s\//, ""));
  const read = readShared(decoded.ok ? decoded.value : undefined);
  if (!read.ok) throw new Error(read.error);
  return read.shared;
}

describe("sharing a lab", () => {
  it("gives a link that holds it, its length and a code", async () => {
    show();
    expect(await shared()).toMatchObject({
      version: 1,
      view: { selected: { kind: "policy", id: "default/deny-all" } },
    });
    expect(
      screen.getByText(`${(await link()).length.toLocaleString("en")} characters`),
    ).toBeVisible();
    expect(await screen.findByRole("img", { name: "QR code of the link" })).toBeVisible();
  });

  it("sends the commands along when asked to", async () => {
    show();
    expect((await shared()).log).toBeUndefined();
    await userEvent.click(
      screen.getByRole("checkbox", { name: "With the commands that were typed" }),
    );
    await vi.waitFor(async () => {
      expect((await shared()).log).toEqual(["kubectl apply -f deny.yaml"]);
    }, 15_000);
  });

  it("shares the beginning by its address", async () => {
    show("day26");
    await userEvent.click(screen.getByRole("radio", { name: /from its beginning/ }));
    expect(await link()).toMatch(/#\/lab\/day26$/);
    expect(screen.queryByRole("checkbox")).toBeNull();
  });

  it("shows the code as large as the screen, and comes back", async () => {
    show();
    await userEvent.click(await screen.findByRole("button", { name: "Show it full screen" }));
    const full = await screen.findByRole("dialog", { name: "QR code of the link" });
    expect(await within(full).findByRole("img")).toBeVisible();
    await userEvent.click(within(full).getByRole("button", { name: "Close" }));
    expect(screen.queryByRole("dialog", { name: "QR code of the link" })).toBeNull();
  });

  it("offers the file when the lab is too large for a link", async () => {
    const noise = Array.from({ length: 12_000 }, (_, i) => ((i * 7919) % 104_729).toString(36));
    lab.session.files.write("/home/learner/large.txt", noise.join(""));
    show();
    expect(await screen.findByText(/too large for a link/)).toBeVisible();
    expect(screen.queryByLabelText("Link")).toBeNull();
    expect(screen.getByRole("button", { name: "Download as a file" })).toBeVisible();
    lab.session.files.remove("/home/learner/large.txt");
  });
});
