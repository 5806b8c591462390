import { describe, expect, it } from "vitest";
import { graphOf } from "../../../src/core/session/graph.ts";
import { SMALL, openHeadless, startOf } from "../../support/session.ts";

const HEADLESS_SERVICE = `apiVersion: v1
kind: Service
metadata: {name: lonely}
spec:
  clusterIP: 10.96.77.77
  selector: {app: nobody}
  ports: [{port: 80}]
`;
const OUTSIDE = [{ name: "partner", ip: "198.51.100.20" }];

async function statuses(...commands: readonly string[]) {
  const lab = openHeadless(startOf(SMALL, { "lonely.yaml": HEADLESS_SERVICE }));
  for (const command of commands) await lab.run(command);
  const { session } = lab;
  const { tried, history } = session;
  const state = history.moments[history.position]?.state.cluster;
  if (state === undefined) throw new Error("no state");
  const scenario = { ...session.scenario, outside: OUTSIDE };
  return graphOf(state, scenario, tried, { mode: "tried" })
    .flows.filter(({ kinds }) => kinds.includes("tried"))
    .map(({ destination, status }) => [destination, status]);
}

describe("what was tried and no policy stops", () => {
  it.each([
    ["curl -sS -m 3 http://10.99.99.99", "outside/10.99.99.99", "no-answer"],
    ["curl -sS -m 3 http://203.0.113.200", "outside/203.0.113.200", "no-answer"],
    ["curl -sS -m 3 http://203.0.113.10", "outside/203.0.113.10", "allowed"],
    ["curl -sS -m 3 http://203.0.113.10:8443", "outside/203.0.113.10", "refused"],
  ])("%s: %s is %s", async (command, destination, status) => {
    expect(await statuses(`kubectl exec client -- ${command}`)).toContainEqual([
      destination,
      status,
    ]);
  });

  it("is refused at a Service without endpoints, and unanswered at a port it does not have", async () => {
    const tried = await statuses(
      "kubectl apply -f lonely.yaml",
      "kubectl exec client -- curl -sS -m 3 http://10.96.77.77",
      "kubectl exec client -- curl -sS -m 3 http://10.96.77.77:81",
    );
    expect(tried).toContainEqual(["outside/10.96.77.77", "refused"]);
    expect(tried).toContainEqual(["outside/10.96.77.77", "no-answer"]);
  });

  it("is drawn to the pod once the Service has one, and no longer to its address", async () => {
    const tried = await statuses(
      "kubectl apply -f lonely.yaml",
      "kubectl exec client -- curl -sS -m 3 http://10.96.77.77",
      "kubectl label pod web app=nobody --overwrite",
    );
    expect(tried.map(([destination]) => destination)).not.toContain("outside/10.96.77.77");
  });

  it("is nothing on the picture when it stays within the pod", async () => {
    expect(await statuses("kubectl exec client -- curl -sS -m 3 http://127.0.0.1")).toEqual([]);
  });
});
