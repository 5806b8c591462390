import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { PLUGINS } from "../../../src/core/netpol/profiles/registry.ts";
import { PluginMenu } from "../../../src/ui/plugins/PluginMenu.tsx";
import { DENY_ALL, SCENARIO, SMALL, clusterOf } from "../../support/session.ts";

const cluster = clusterOf(SMALL, DENY_ALL);

// pages with hundreds of buttons take jsdom long on a busy machine
vi.setConfig({ testTimeout: 60_000 });

function show(plugin = "spec", state = cluster) {
  const spies = { onPick: vi.fn(), onSelectFlow: vi.fn() };
  render(<PluginMenu cluster={{ ...state, plugin }} outside={SCENARIO.outside} {...spies} />);
  return { ...spies, user: userEvent.setup() };
}

const badge = () => screen.getByRole("button", { name: /^Network plugin/ });

describe("the badge", () => {
  it("names the plugin, quietly: flannel is a name like others", () => {
    show("flannel");
    expect(badge()).toHaveAccessibleName("Network plugin: flannel");
    expect(badge()).toHaveTextContent("Pluginflannel");
  });

  it("opens a menu of all plugins by keyboard, the present one ticked", async () => {
    const { user } = show("calico");
    badge().focus();
    await user.keyboard("{Enter}");
    const items = await screen.findAllByRole("menuitemradio");
    expect(items).toHaveLength(PLUGINS.length);
    const ticked = items.filter((item) => item.getAttribute("aria-checked") === "true");
    expect(ticked).toHaveLength(1);
    expect(ticked[0]).toHaveTextContent("Calico");
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("menu")).toBeNull();
  });

  it("picks another", async () => {
    const { user, onPick } = show();
    await user.click(badge());
    await user.click(await screen.findByRole("menuitemradio", { name: /^flannel/ }));
    expect(onPick).toHaveBeenCalledExactlyOnceWith("flannel");
  });
});

describe("what a plugin does", () => {
  async function open(plugin: string) {
    const { user } = show(plugin);
    await user.click(badge());
    await user.click(await screen.findByRole("menuitem", { name: /decision by decision/ }));
    return { user, dialog: within(await screen.findByRole("dialog")) };
  }

  it("lists every decision with its source and when it was read", async () => {
    const { dialog } = await open("cilium");
    expect(dialog.getAllByRole("term")).toHaveLength(19);
    const block = dialog.getByText("An ipBlock matches pods").closest("div");
    expect(block).toHaveTextContent("no");
    expect(block).toHaveTextContent("spec default: yes");
    expect(block).toHaveTextContent("read July 2026");
    const links = dialog.getAllByRole("link");
    expect(links.every((link) => link.getAttribute("href")?.startsWith("https://"))).toBe(true);
  });

  it("can show only where it differs from the spec default", async () => {
    const { user, dialog } = await open("cilium");
    await user.click(dialog.getByRole("checkbox", { name: "Only these" }));
    expect(dialog.getAllByRole("term")).toHaveLength(5);
  });

  it("says where nothing is known", async () => {
    const { dialog } = await open("azure-npm");
    expect(dialog.getAllByText("No source found.").length).toBeGreaterThan(3);
    expect(dialog.getAllByText(/taken as the spec default/).length).toBeGreaterThan(3);
  });
});

describe("two plugins side by side", () => {
  async function open(state = cluster) {
    const shown = show("calico", state);
    await shown.user.click(badge());
    await shown.user.click(await screen.findByRole("menuitem", { name: /^Compare/ }));
    return { ...shown, dialog: within(await screen.findByRole("dialog")) };
  }

  it("lists the flows that differ with the decision that makes it so; a click selects one", async () => {
    const { user, dialog, onSelectFlow } = await open();
    await user.selectOptions(dialog.getByLabelText("Second plugin"), "flannel");
    expect(dialog.getByRole("status")).toHaveTextContent(/^They disagree on \d+ of \d+ flows\.$/);
    const flow = dialog.getByRole("button", {
      name: /^default\/client → default\/web, TCP 80.*Calico: dropped.*flannel: allowed/,
    });
    expect(flow).toHaveTextContent(
      "Policies are enforced: both directions in Calico, not at all in flannel.",
    );
    await user.click(flow);
    expect(onSelectFlow).toHaveBeenCalledExactlyOnceWith({
      source: "pod/default/client",
      destination: "pod/default/web",
      port: 80,
      protocol: "TCP",
    });
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("says when they agree, and what no verdict shows", async () => {
    const { user, dialog } = await open();
    await user.selectOptions(dialog.getByLabelText("Second plugin"), "kindnet");
    expect(dialog.getByRole("status")).toHaveTextContent(/^On all \d+ flows .* they agree\.$/);
    await user.selectOptions(dialog.getByLabelText("Second plugin"), "kube-router");
    expect(dialog.getByText(/^A denied caller: waits in vain in Calico, is refused/)).toBeVisible();
    await user.selectOptions(dialog.getByLabelText("Second plugin"), "calico");
    expect(dialog.getByRole("status")).toHaveTextContent("Pick two different plugins.");
  });

  it("lists a person's own pods before those of kube-system", async () => {
    const { user, dialog } = await open(clusterOf(SMALL));
    await user.selectOptions(dialog.getByLabelText("Second plugin"), "aws-strict");
    const texts = dialog.getAllByText(/→/).map((one) => one.textContent);
    const system = texts.findIndex((text) => text.includes("kube-system/"));
    expect(system).toBeGreaterThan(0);
    expect(texts.slice(system).every((text) => text.includes("kube-system/"))).toBe(true);
  });
});
