import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { FlowRequest } from "../../../src/core/graph/types.ts";
import type { TriedFlow } from "../../../src/core/session/tried.ts";
import { ChangesView } from "../../../src/ui/inspector/ChangesView.tsx";
import type { Direction } from "../../../src/core/netpol/types.ts";
import { FlowView, type FlowViewProps } from "../../../src/ui/inspector/FlowView.tsx";
import { NamespaceView } from "../../../src/ui/inspector/NamespaceView.tsx";
import { PodView } from "../../../src/ui/inspector/PodView.tsx";
import { PolicyView } from "../../../src/ui/inspector/PolicyView.tsx";
import { ALLOW_WEB, DENY_ALL, SCENARIO, SMALL, clusterOf, policy } from "../../support/session.ts";

const UDP = `
apiVersion: v1
kind: Pod
metadata: { name: aaa-log, labels: { app: log } }
spec: { containers: [{ name: c, image: "nginx:1.27", ports: [{ containerPort: 514, protocol: UDP }] }] }
`;
const open = clusterOf(SMALL);
const closed = clusterOf(SMALL, DENY_ALL, ALLOW_WEB);
const tcp = (source: string, destination: string, port: number): FlowRequest => ({
  source,
  destination,
  port,
  protocol: "TCP",
});
const TO_DB = tcp("pod/default/client", "pod/default/db", 5432);
const TO_WEB = tcp("pod/default/client", "pod/default/web", 80);

const tried = (more: Partial<TriedFlow>): TriedFlow => ({
  ...TO_DB,
  outcome: "timeout",
  tool: "curl",
  target: "http://db:5432",
  time: 0,
  ...more,
});

describe("Why?", () => {
  function show(props: Partial<FlowViewProps> = {}) {
    const spies = {
      onOpenPolicy: vi.fn(),
      onOpenObject: vi.fn(),
      onHoverPolicy: vi.fn(),
      onTry: vi.fn(),
      onPreview: vi.fn(),
      onApply: vi.fn(),
      onSelectFlow: vi.fn(),
    };
    const { outside } = SCENARIO;
    render(
      <FlowView
        cluster={closed}
        flow={TO_DB}
        outside={outside}
        tried={[]}
        previewed={undefined}
        {...spies}
        {...props}
      />,
    );
    return spies;
  }

  it.each<[string, Partial<FlowViewProps>, string]>([
    ["a flow that passes", { flow: TO_WEB }, "Allowed"],
    ["a dropped one", {}, "Dropped at the destination's ingress gate"],
    ["the same without policies", { cluster: open }, "Allowed"],
    [
      "nobody listens",
      { cluster: open, flow: { ...TO_DB, port: 81 } },
      "Refused: allowed, but nothing listens",
    ],
    ["no such pod", { flow: { ...TO_DB, destination: "pod/default/x" } }, "No such address"],
    [
      "closed at the source",
      {
        cluster: clusterOf(SMALL, policy("out", "{ podSelector: {}, policyTypes: [Egress] }")),
        flow: tcp("pod/default/client", "outside/internet", 443),
      },
      "Dropped at the source's egress gate",
    ],
  ])("%s", (_, props, headline) => {
    show(props);
    expect(screen.getByRole("status")).toHaveTextContent(headline);
  });

  it("names the rule and leads to its line in the policy", async () => {
    const { onOpenPolicy, onHoverPolicy } = show({ flow: TO_WEB });
    const [toSelector, toRule] = screen.getAllByRole("button", {
      name: /^Line \d+ of allow-web: show in the editor$/,
    });
    await userEvent.click(toSelector ?? document.body);
    expect(onOpenPolicy).toHaveBeenCalledWith(expect.anything(), "spec.podSelector");
    await userEvent.click(toRule ?? document.body);
    expect(onOpenPolicy).toHaveBeenCalledWith(
      expect.objectContaining({ namespace: "default", name: "allow-web" }),
      expect.stringMatching(/^spec\.ingress/),
    );
    expect(onHoverPolicy).toHaveBeenCalledWith("default/allow-web");
  });

  it("every clause that was compared leads to its line", async () => {
    const { onOpenPolicy } = show({ flow: TO_WEB });
    await userEvent.click(screen.getByRole("button", { name: /^from\[0\]\.podSelector, line/ }));
    expect(onOpenPolicy).toHaveBeenCalledWith(
      expect.objectContaining({ name: "allow-web" }),
      "spec.ingress[0].from[0].podSelector",
    );
  });

  it("offers what would let it through, with all else that changes and the command", async () => {
    const { onPreview, onApply } = show();
    const misses = await screen.findByRole("region", { name: "What would let it through" });
    const [first] = await within(misses).findAllByRole("listitem");
    expect(first).toHaveTextContent("Create policy allow-client-to-db for pods with app=db");
    expect(first).toHaveTextContent("It changes no other flow.");
    expect(first).toHaveTextContent("kubectl apply -f - <<EOF");
    await userEvent.click(within(misses).getAllByRole("button", { name: /^Preview/ })[0] ?? misses);
    expect(onPreview).toHaveBeenCalledWith(expect.objectContaining({ opened: 0, closed: 0 }));
    await userEvent.click(within(misses).getAllByRole("button", { name: /^Apply/ })[0] ?? misses);
    expect(onApply).toHaveBeenCalledWith(expect.objectContaining({ size: 3 }));
  });

  it("names the other flows that an edit opens", async () => {
    show();
    const effects = await screen.findByText(/^Also opens \d other flows\.$/);
    await userEvent.click(effects);
    expect(effects.parentElement).toHaveTextContent("opens default/web → default/db TCP 5432");
  });

  it("says what the present preview is, and ends it", async () => {
    const title =
      "Create policy allow-client-to-db for pods with app=db: from pods with app=client on TCP 5432";
    const { onPreview } = show({ previewed: title });
    const pressed = await screen.findByRole("button", { pressed: true });
    expect(pressed).toHaveTextContent("Previewing");
    await userEvent.click(pressed);
    expect(onPreview).toHaveBeenCalledWith(undefined);
  });

  it("says so where nothing small changes it", async () => {
    const flow = tcp("outside/internet", "node/kind-worker", 80);
    show({ cluster: open, flow });
    expect(await screen.findByText("Nothing small changes this.")).toBeInTheDocument();
  });

  it("a name that does not resolve: why, and what would let it", async () => {
    const cluster = clusterOf(
      SMALL,
      policy(
        "out",
        "{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }] }] }",
      ),
    );
    const { onSelectFlow } = show({ cluster, flow: TO_WEB });
    expect(screen.getByText(/Its name does not resolve: DNS is dropped/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Why is DNS dropped?" }));
    expect(onSelectFlow).toHaveBeenCalledWith(expect.objectContaining({ port: 53 }));
    const misses = screen.getByRole("region", { name: "What would let its name resolve" });
    expect(await within(misses).findByText(/^Add DNS egress/)).toBeInTheDocument();
  });

  it("the Service leads to its port's line", async () => {
    const { onOpenObject } = show({ flow: TO_WEB });
    await userEvent.click(screen.getByRole("button", { name: /^Line \d+ of Service web/ }));
    expect(onOpenObject).toHaveBeenCalledWith(
      expect.objectContaining({ kind: "Service" }),
      "spec.ports[0]",
    );
  });

  it("a drop names the policies that isolate", () => {
    show();
    expect(screen.getByRole("list", { name: /step by step/ })).toHaveTextContent("deny-all");
  });

  it("names the Service in front", () => {
    show({ flow: TO_WEB });
    expect(screen.getByText(/Service web:80 leads to this pod's port 80/)).toBeInTheDocument();
  });

  it("tries it", async () => {
    const { onTry } = show();
    await userEvent.click(screen.getByRole("button", { name: "Try it now" }));
    expect(onTry).toHaveBeenCalledWith(TO_DB);
  });

  it.each<[string, readonly TriedFlow[], FlowRequest, boolean]>([
    ["this flow", [tried({})], TO_DB, true],
    ["another port", [tried({ port: 5433 })], TO_DB, false],
    ["a namespace that ends alike", [tried({ destination: "pod/not-default/db" })], TO_DB, false],
    [
      "an outside host, by its address",
      [tried({ destination: "203.0.113.10", port: 443 })],
      tcp("pod/default/client", "outside/internet", 443),
      true,
    ],
    [
      "from an outside host",
      [tried({ source: "203.0.113.10", destination: "pod/default/web", port: 80 })],
      tcp("outside/internet", "pod/default/web", 80),
      true,
    ],
  ])("tells what was last tried: %s", (_, attempts, flow, told) => {
    show({ flow, tried: attempts });
    expect(screen.queryAllByText(/Last tried with/)).toHaveLength(told ? 1 : 0);
  });
});

describe("a pod", () => {
  function show(id = "pod/default/web", cluster = closed, radius?: Direction) {
    const spies = {
      onSelectFlow: vi.fn(),
      onSelectPolicy: vi.fn(),
      onTry: vi.fn(),
      onRadius: vi.fn(),
      onEdit: vi.fn(),
    };
    render(<PodView cluster={cluster} id={id} radius={radius} {...spies} />);
    return spies;
  }

  it.each([
    [
      "Ingress" as const,
      "Who can reach this pod",
      ["default/client on TCP 80.", "Pods with app=client in namespace default, on TCP 80."],
    ],
    [
      "Egress" as const,
      "What it can reach",
      ["Egress of web is open: no policy guards it. It may connect to anyone, on any port."],
    ],
  ])("its blast radius: %s", async (direction, title, texts) => {
    const { onRadius } = show("pod/default/web", closed, direction);
    for (const text of texts) expect(await screen.findByText(text)).toBeInTheDocument();
    await userEvent.click(screen.getByText(title));
    expect(onRadius).toHaveBeenLastCalledWith(undefined);
  });

  it("says what it is", () => {
    show();
    expect(screen.getByRole("heading", { level: 2 })).toHaveTextContent("default/web");
    for (const text of ["app=web", "nginx:1.27", "TCP 80"])
      expect(screen.getAllByText(text)[0]?.closest("dd")).not.toBeNull();
    expect(screen.getByText(/^10\.244\.\d+\.\d+$/)).toBeInTheDocument();
  });

  it("names who guards its gates, and leads there", async () => {
    const { onSelectPolicy } = show();
    await userEvent.click(screen.getByRole("button", { name: "allow-web" }));
    expect(onSelectPolicy).toHaveBeenCalledWith("default/allow-web");
    expect(screen.getByText(/is open. No policy selects this pod for Egress/)).toBeInTheDocument();
  });

  it("lists its flows, those that pass first, and leads to why", async () => {
    const { onSelectFlow } = show();
    const incoming = screen.getByRole("heading", { name: /It is reached by/ }).parentElement;
    const lines = within(incoming ?? document.body).getAllByRole("button");
    expect(lines[0]).toHaveTextContent(/default\/client.*TCP 80.*allowed/);
    expect(lines[1]).toHaveTextContent("dropped entering");
    await userEvent.click(lines[0] ?? document.body);
    expect(onSelectFlow).toHaveBeenCalledWith(expect.objectContaining(TO_WEB));
  });

  it("tries a connection by form, from the keyboard", async () => {
    const { onTry } = show("pod/default/client");
    await userEvent.click(screen.getByRole("button", { name: "Try a connection from here" }));
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "To" }), "default/db");
    await userEvent.click(screen.getByRole("textbox", { name: "Port" }));
    await userEvent.keyboard("{Enter}");
    expect(onTry).toHaveBeenLastCalledWith(TO_DB);
    await userEvent.type(screen.getByRole("textbox", { name: "Port" }), "0");
    expect(screen.getByRole("alert")).toHaveTextContent("A port is a number from 1 to 65535.");
    expect(screen.getByRole("button", { name: "Connect" })).toBeDisabled();
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("combobox", { name: "To" })).toBeNull();
  });

  it("the form proposes the protocol that the other end listens on", async () => {
    const { onTry } = show("pod/default/client", clusterOf(SMALL, UDP));
    await userEvent.click(screen.getByRole("button", { name: "Try a connection from here" }));
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "To" }), "default/aaa-log");
    await userEvent.click(screen.getByRole("button", { name: "Connect" }));
    expect(onTry).toHaveBeenLastCalledWith({
      source: "pod/default/client",
      destination: "pod/default/aaa-log",
      port: 514,
      protocol: "UDP",
    });
  });

  it("is edited", async () => {
    const { onEdit } = show();
    await userEvent.click(screen.getByRole("button", { name: "Edit YAML" }));
    expect(onEdit).toHaveBeenCalledWith("Pod", "default", "web");
  });

  it("that is gone is said to be gone; one on the host's network is not guarded", () => {
    show("pod/default/nobody");
    expect(screen.getByRole("status")).toHaveTextContent("default/nobody is gone.");
    show("pod/kube-system/etcd-kind-control-plane");
    expect(screen.getByText(/Policies do not apply to it/)).toBeInTheDocument();
  });
});

describe("a policy", () => {
  it("reads in words, names the pods it guards, and leads to its YAML", async () => {
    const onSelectPod = vi.fn();
    const onOpenPolicy = vi.fn();
    const props = { onSelectPod, onOpenPolicy };
    const { rerender } = render(<PolicyView cluster={closed} id="default/allow-web" {...props} />);
    expect(screen.getByRole("heading", { level: 2 })).toHaveTextContent("default/allow-web");
    await userEvent.click(screen.getByRole("button", { name: "web" }));
    expect(onSelectPod).toHaveBeenCalledWith("pod/default/web");
    expect(screen.queryByRole("button", { name: "db" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Edit YAML" }));
    expect(onOpenPolicy).toHaveBeenCalledWith({ namespace: "default", name: "allow-web" }, "spec");
    rerender(<PolicyView cluster={closed} id="default/deny-all" {...props} />);
    expect(screen.getAllByRole("button").map((b) => b.textContent)).toEqual(
      expect.arrayContaining(["web", "db", "client"]),
    );
    rerender(<PolicyView cluster={open} id="default/deny-all" {...props} />);
    expect(screen.getByText("default/deny-all is gone.")).toBeInTheDocument();
  });
});

describe("a namespace", () => {
  it("names labels, policies and pods, and leads to them", async () => {
    const onSelectPod = vi.fn();
    const onSelectPolicy = vi.fn();
    const props = { onSelectPod, onSelectPolicy };
    const { rerender } = render(<NamespaceView cluster={closed} name="default" {...props} />);
    expect(screen.getByText("kubernetes.io/metadata.name=default")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "deny-all" }));
    expect(onSelectPolicy).toHaveBeenCalledWith("default/deny-all");
    await userEvent.click(screen.getByRole("button", { name: "db" }));
    expect(onSelectPod).toHaveBeenCalledWith("pod/default/db");
    rerender(<NamespaceView cluster={open} name="default" {...props} />);
    expect(screen.getByText(/every gate in this namespace is open/)).toBeInTheDocument();
    rerender(<NamespaceView cluster={open} name="shop" {...props} />);
    expect(screen.getByText("shop is gone.")).toBeInTheDocument();
  });
});

describe("changes", () => {
  const props = { label: "kubectl apply -f deny.yaml", scenario: SCENARIO, onSelectFlow: vi.fn() };

  it("name flows that closed and gates now guarded; the way back, those that opened", async () => {
    const { rerender } = render(<ChangesView {...props} before={open} after={closed} />);
    expect(screen.getByText("kubectl apply -f deny.yaml")).toBeInTheDocument();
    expect(screen.getByRole("heading", { name: /Flows that closed/ })).toBeInTheDocument();
    expect(screen.queryByRole("heading", { name: /Flows that opened/ })).toBeNull();
    expect(screen.getByRole("heading", { name: /Gates now guarded 3/ })).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole("button", { name: /default\/client → default\/db\s*TCP 5432/ }),
    );
    expect(props.onSelectFlow).toHaveBeenCalledWith(expect.objectContaining(TO_DB));
    // the flow that the second policy keeps open has not closed
    expect(screen.queryByRole("button", { name: /default\/client → default\/web/ })).toBeNull();
    rerender(<ChangesView {...props} before={closed} after={open} />);
    expect(screen.getByRole("heading", { name: /Flows that opened/ })).toBeInTheDocument();
    expect(screen.getByRole("heading", { name: /Gates now open 3/ })).toBeInTheDocument();
  });

  it("say when nothing changed, and when nothing was done yet", () => {
    const { rerender } = render(<ChangesView {...props} before={closed} after={closed} />);
    expect(screen.getByText("It changed no flow and no gate.")).toBeInTheDocument();
    rerender(<ChangesView {...props} before={undefined} after={closed} />);
    expect(screen.getByText("Nothing was changed yet")).toBeInTheDocument();
  });
});
