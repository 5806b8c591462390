import { describe, expect, it } from "vitest";
import type { KubeObject, NetworkPolicy } from "../../../src/core/api/objects.ts";
import type { ClusterState } from "../../../src/core/cluster/types.ts";
import type { FlowRequest } from "../../../src/core/graph/types.ts";
import { compileNetwork } from "../../../src/core/netpol/compile.ts";
import { flowBetween } from "../../../src/core/netpol/endpoints.ts";
import { evaluate } from "../../../src/core/netpol/evaluate.ts";
import { allFlows } from "../../../src/core/session/flows.ts";
import {
  cardOfEnd,
  dnsPod,
  graphOf,
  outsideCard,
  shownNamespaces,
  shownPods,
  watchedRequest,
} from "../../../src/core/session/graph.ts";
import { lineOf, objectText } from "../../../src/core/session/objectText.ts";
import type { Scenario } from "../../../src/core/session/scenario.ts";
import {
  flowsOfPod,
  graphJudge,
  namespacesOf,
  networkOf,
  nodesOf,
  podsOf,
  policiesIn,
  resolveEnd,
  resolveName,
  verdictOn,
} from "../../../src/core/session/view.ts";
import {
  ALLOW_WEB,
  DENY_ALL,
  SCENARIO,
  SMALL,
  clusterOf,
  openHeadless,
  policy,
  startOf,
} from "../../support/session.ts";

const EGRESS = policy(
  "no-way-out",
  "{ podSelector: { matchLabels: { app: db } }, policyTypes: [Egress] }",
);
const POLICIES = "networking.k8s.io/NetworkPolicy";
const open = clusterOf(SMALL);
const closed = clusterOf(SMALL, DENY_ALL, ALLOW_WEB, EGRESS);

const tcp = (source: string, destination: string, port: number): FlowRequest => ({
  source,
  destination,
  port,
  protocol: "TCP",
});

/** Compiled anew, without what the view remembers. */
const fresh = (state: ClusterState) =>
  compileNetwork({
    namespaces: namespacesOf(state),
    pods: podsOf(state),
    nodes: nodesOf(state),
    policies: policiesIn(state),
  });

describe("verdicts", () => {
  it("are the evaluator's, between all pods, on every port, state after state", async () => {
    const { session, run } = openHeadless(startOf(SMALL));
    const states = [session.cluster.state];
    for (const command of [
      `kubectl apply -f - <<'E'\n${DENY_ALL}E`,
      `kubectl apply -f - <<'E'\n${ALLOW_WEB}E`,
      "kubectl label pod client app=other --overwrite",
      `kubectl apply -f - <<'E'\n${EGRESS}E`,
      "kubectl delete netpol deny-all",
    ]) {
      await run(command);
      states.push(session.cluster.state);
    }
    const answers: boolean[] = [];
    // newest first: what was compiled for one state must not colour another
    for (const state of states.toReversed()) {
      const network = fresh(state);
      for (const source of network.endpoints.pods)
        for (const destination of network.endpoints.pods)
          for (const port of [80, 5432]) {
            const end = (pod: typeof source) => ({ ok: true as const, endpoint: pod });
            const expected = evaluate(
              network,
              flowBetween(end(source), end(destination), port, "TCP"),
            );
            const request = tcp(
              `pod/${source.namespace}/${source.name}`,
              `pod/${destination.namespace}/${destination.name}`,
              port,
            );
            const verdict = verdictOn(state, request);
            expect([verdict?.allowed, verdict?.egress, verdict?.ingress]).toEqual([
              expected.allowed,
              expected.egress,
              expected.ingress,
            ]);
            answers.push(expected.allowed);
          }
    }
    expect(new Set(answers)).toEqual(new Set([true, false]));
  });

  it.each([
    ["allowed and listening", tcp("pod/default/client", "pod/default/web", 80), "allowed"],
    ["dropped at the callee", tcp("pod/default/client", "pod/default/db", 5432), "blocked-ingress"],
    ["dropped at both", tcp("pod/default/db", "pod/default/web", 80), "blocked-both"],
    ["dropped at the caller", tcp("pod/default/db", "outside/internet", 443), "blocked-egress"],
    ["nothing listens", tcp("pod/default/client", "pod/kube-system/COREDNS", 81), "refused"],
    ["no such pod", tcp("pod/default/client", "pod/default/nobody", 80), "no-route"],
    [
      "an address where nobody is",
      tcp("pod/default/client", "outside/198.51.100.7", 80),
      "no-answer",
    ],
  ])("as the graph names them: %s", (_, request, status) => {
    const dns = dnsPod(closed) ?? "";
    const destination = request.destination.replace("pod/kube-system/COREDNS", dns);
    const judged = graphJudge(closed, SCENARIO.outside).judge({ ...request, destination });
    expect(judged.status).toBe(status);
  });

  it("name the policies that guard a gate, per direction", () => {
    const judge = graphJudge(closed, []);
    const names = (card: string, direction: "Ingress" | "Egress") =>
      judge.guards(card, direction).map(({ name }) => name);
    expect(names("pod/default/web", "Ingress")).toEqual(["allow-web", "deny-all"]);
    expect(names("pod/default/web", "Egress")).toEqual([]);
    expect(names("pod/default/db", "Egress")).toEqual(["no-way-out"]);
    expect(names("outside/internet", "Ingress")).toEqual([]);
  });

  it.each([
    ["default/web", true],
    ["203.0.113.9", true],
    ["pod/web", false],
    ["node/kind-worker", false],
    ["web", false],
  ])("the name %s resolves: %s", (name, ok) => {
    expect(resolveName(open, name).ok).toBe(ok);
  });

  it.each([
    ["pod/default/web", true],
    ["pod/default/nobody", false],
    ["node/kind-worker", true],
    ["outside/internet", true],
    ["outside/198.51.100.7", true],
    ["outside/nowhere", false],
    // names are no cards: a namespace may be called `pod`
    ["default/web", false],
    ["203.0.113.9", false],
  ])("the end %s resolves: %s", (name, ok) => {
    expect(resolveEnd(open, name, SCENARIO.outside).ok).toBe(ok);
  });
});

describe("flows of a pod", () => {
  it("are all attempts from and to it, each with the verdict that a list of all has", () => {
    const { outgoing, incoming } = flowsOfPod(closed, "pod/default/web");
    const pods = networkOf(closed).endpoints.pods.filter((pod) => !pod.hostNetwork);
    expect(incoming.map(({ source }) => source)).toHaveLength(pods.length - 1);
    const all = [...allFlows(closed)];
    const same = (line: FlowRequest) =>
      all.find(
        ({ source: s, destination: d, port, protocol }) =>
          line.source === `pod/${s.namespace}/${s.name}` &&
          line.destination === `pod/${d.namespace}/${d.name}` &&
          line.port === port &&
          line.protocol === protocol,
      );
    for (const line of [...outgoing, ...incoming])
      expect(line.status === "allowed").toBe(same(line)?.verdict.allowed);
    expect(outgoing.every(({ source }) => source === "pod/default/web")).toBe(true);
    expect(new Set(incoming.map(({ status }) => status))).toContain("blocked-ingress");
  });

  it("are none for a pod that is gone", () => {
    expect(flowsOfPod(closed, "pod/default/nobody").incoming).toEqual([]);
  });
});

describe("the graph", () => {
  const scenario: Scenario = {
    ...SCENARIO,
    watch: [
      {
        text: "w",
        from: "default/client",
        to: "default/web",
        port: 80,
        protocol: "TCP",
        want: "allowed",
      },
      { text: "d", from: "default/web", to: "dns", port: 53, protocol: "UDP", want: "allowed" },
      {
        text: "o",
        from: "default/db",
        to: "203.0.113.10",
        port: 443,
        protocol: "TCP",
        want: "blocked",
      },
      {
        text: "n",
        from: "default/nobody",
        to: "default/web",
        port: 80,
        protocol: "TCP",
        want: "blocked",
      },
    ],
  };

  it("judges watched flows now; one end missing is no-route", () => {
    const members = graphOf(closed, scenario, [], { mode: "watched" }).flows.flatMap(
      (f) => f.members,
    );
    const status = (destination: string) =>
      members.find((member) => member.destination === destination)?.status;
    expect(status("pod/default/web")).toBe("allowed");
    expect(status("outside/internet")).toBe("blocked-egress");
    expect(status(dnsPod(closed) ?? "none")).toBe("allowed");
  });

  it("dns is the first pod behind kube-dns, and nothing without one", async () => {
    expect(dnsPod(open)).toMatch(/^pod\/kube-system\/coredns-/);
    const { session, run } = openHeadless(startOf(SMALL));
    await run("kubectl delete svc kube-dns -n kube-system");
    const state = session.cluster.state;
    expect(dnsPod(state)).toBeUndefined();
    expect(cardOfEnd(state, [], "dns")).toBeUndefined();
    const [, dns] = scenario.watch;
    if (dns !== undefined) expect(watchedRequest(state, scenario, dns)).toBeUndefined();
  });

  it.each([
    ["default/web", "pod/default/web"],
    ["pod/default/web", "pod/default/web"],
    ["node/kind-worker", "node/kind-worker"],
    ["203.0.113.10", "outside/internet"],
    ["198.51.100.7", "outside/198.51.100.7"],
    ["2001:db8::7", "outside/2001:db8::7"],
  ])("the card of %s is %s", (end, card) => {
    expect(cardOfEnd(open, SCENARIO.outside, end)).toBe(card);
  });

  it("shows hosts of the scenario by name, other addresses that were tried by themselves", () => {
    expect(outsideCard(SCENARIO.outside, "203.0.113.10")).toBe("outside/internet");
    const tried = {
      source: "pod/default/web",
      destination: "198.51.100.7",
      port: 443,
      protocol: "TCP",
      outcome: "open",
      tool: "curl",
      target: "https://198.51.100.7",
      time: 0,
    } as const;
    const text = JSON.stringify(graphOf(open, SCENARIO, [tried], { mode: "tried" }));
    expect(text).toContain("outside/internet");
    expect(text).toContain("outside/198.51.100.7");
    expect(JSON.stringify(graphOf(open, SCENARIO, [], { mode: "tried" }))).not.toContain(
      "198.51.100.7",
    );
  });

  it("leaves out empty system namespaces and the host's own pods; kube-system comes last", () => {
    const names = shownNamespaces(open).map(({ metadata }) => metadata.name);
    expect(names).toEqual(["default", "kube-system"]);
    expect(shownPods(open).some(({ metadata }) => metadata.name.startsWith("kube-proxy"))).toBe(
      false,
    );
    expect(shownPods(open).some(({ metadata }) => metadata.name.startsWith("coredns"))).toBe(true);
  });
});

describe("the text of an object", () => {
  it("is what a person would write, and can be applied without a change", async () => {
    const { session, run } = openHeadless(startOf(`${SMALL}---${ALLOW_WEB}`));
    await run("kubectl annotate netpol allow-web note=kept; kubectl label pod web tier=front");
    for (const object of [
      session.cluster.state.objects.get(POLICIES)?.get("default/allow-web"),
      session.cluster.state.objects.get("/Pod")?.get("default/web"),
    ] as KubeObject[]) {
      const text = objectText(object);
      for (const word of [
        "uid",
        "resourceVersion",
        "creationTimestamp",
        "managedFields",
        "status:",
      ])
        expect(text).not.toContain(word);
      const applied = await run("kubectl apply --dry-run=server -f -", text);
      expect(applied.code).toBe(0);
      expect(objectText(object)).toBe(text);
    }
    expect(
      objectText(
        session.cluster.state.objects.get(POLICIES)?.get("default/allow-web") as KubeObject,
      ),
    ).toContain("note: kept");
  });

  it.each([
    ["spec", "spec:"],
    ["spec.podSelector", "  podSelector:"],
    ["spec.ingress[0].from[0].podSelector", "    - podSelector:"],
    ["spec.ingress[0].ports[0]", "    - port: 80"],
    ["spec.ingress[0].ports[0].port", "    - port: 80"],
    ["spec.egress[3].to", "spec:"],
    ["", "apiVersion: networking.k8s.io/v1"],
  ])("the line of %s is %j", (path, line) => {
    const object = closed.objects.get(POLICIES)?.get("default/allow-web") as NetworkPolicy;
    const lines = objectText(object).split("\n");
    expect(lines[lineOf(object, path) - 1]?.trim()).toBe(line.trim());
  });
});
