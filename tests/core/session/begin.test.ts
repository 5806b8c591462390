import { describe, expect, it } from "vitest";
import { nodeHost } from "../../../src/cli/host.ts";
import { begin, BeginError, type BeginContent } from "../../../src/core/session/begin.ts";
import { HOME } from "../../../src/core/session/home.ts";
import { policiesIn } from "../../../src/core/session/view.ts";
import { ALLOW_WEB, DENY_ALL, NOW, SCENARIO, SMALL } from "../../support/session.ts";

const start = (content: Partial<BeginContent>) =>
  begin({ scenario: SCENARIO, manifests: SMALL, files: {}, ...content }, nodeHost, NOW);

const names = ({ cluster }: Awaited<ReturnType<typeof start>>): string[] =>
  policiesIn(cluster).map(({ metadata }) => metadata.name);

describe("the start of an activity", () => {
  it("is the cluster at rest with the files, when nothing was done before", async () => {
    const begun = await start({ files: { "deny.yaml": DENY_ALL } });
    expect(names(begun)).toEqual([]);
    expect(Object.keys(begun.files)).toContain(`${HOME}/deny.yaml`);
    expect(begun.history).toBeUndefined();
  });

  it("applies files as kubectl does, and takes them for nothing the learner typed", async () => {
    const begun = await start({ files: { "d.yaml": DENY_ALL }, start: { apply: ["d.yaml"] } });
    const [policy] = policiesIn(begun.cluster);
    expect(policy?.metadata.annotations).toHaveProperty([
      "kubectl.kubernetes.io/last-applied-configuration",
    ]);
    expect(begun.log).toEqual([]);
  });

  it("types what came before, failing calls among it, and keeps it in the history of commands", async () => {
    const before = [
      `kubectl apply -f - <<'EOF'\n${DENY_ALL}\nEOF`,
      "kubectl exec client -- curl -sS -m 3 http://web",
      "kubectl delete netpol nobody",
    ];
    const begun = await start({ before });
    expect(names(begun)).toEqual(["deny-all"]);
    expect(begun.log).toEqual(before);
  });

  it("runs the plugin and applies policies without leaving a file", async () => {
    const begun = await start({ start: { plugin: "flannel" }, policies: ALLOW_WEB });
    expect(begun.cluster.plugin).toBe("flannel");
    expect(names(begun)).toEqual(["allow-web"]);
    expect(Object.keys(begun.files).filter((path) => path.includes("policies"))).toEqual([]);
  });

  it.each<[string, Partial<BeginContent>, RegExp]>([
    ["a file that is not there", { start: { apply: ["x.yaml"] } }, /"x.yaml" does not exist/],
    [
      "a policy the API server refuses",
      { policies: DENY_ALL.replace("Ingress", "Inside") },
      /Inside/,
    ],
    [
      "a plugin that is none",
      { start: { plugin: "calicoo" } },
      /no network plugin named “calicoo”/,
    ],
    ["a cluster that is no YAML", { manifests: "a: [" }, /cluster of test, line/],
  ])("refuses %s", async (_, content, message) => {
    const failed = start(content);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toBeInstanceOf(BeginError);
  });
});
