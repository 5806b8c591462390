import { describe, expect, it } from "vitest";
import type { NetworkPolicy } from "../../../src/core/api/objects.ts";
import type { ClusterState } from "../../../src/core/cluster/types.ts";
import type { ClusterEdit } from "../../../src/core/netpol/edit.ts";
import { applyEditsTo, commandsFor, editedState } from "../../../src/core/session/edits.ts";
import { diffJson } from "../../../src/core/session/jsonPatch.ts";
import { objectText } from "../../../src/core/session/objectText.ts";
import { networkOf } from "../../../src/core/session/view.ts";
import { ALLOW_WEB, DENY_ALL, SMALL, openHeadless, startOf } from "../../support/session.ts";

const start = startOf([SMALL, DENY_ALL, ALLOW_WEB].join("---"));

function policyOf(state: ClusterState, name: string): NetworkPolicy {
  const found = state.objects.get("networking.k8s.io/NetworkPolicy")?.get(`default/${name}`);
  if (found === undefined) throw new Error(`no policy ${name}`);
  return found;
}

const allowWeb = policyOf(start.cluster, "allow-web");
const [rule] = allowWeb.spec?.ingress ?? [];

const NEW_POLICY: NetworkPolicy = {
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "allow-db", namespace: "default" },
  spec: {
    podSelector: { matchLabels: { app: "db" } },
    policyTypes: ["Ingress"],
    ingress: [{ from: [{ podSelector: {} }], ports: [{ protocol: "TCP", port: 5432 }] }],
  },
};

const labelPod = (name: string, key: string, value: string | null): ClusterEdit => ({
  kind: "label-pod",
  namespace: "default",
  name,
  key,
  value,
});

interface Row {
  readonly name: string;
  readonly edits: readonly ClusterEdit[];
  readonly commands: readonly string[];
}

const EDITS: readonly Row[] = [
  {
    name: "a label added",
    edits: [labelPod("web", "tier", "front")],
    commands: ["kubectl -n default label pod web tier=front"],
  },
  {
    name: "a label changed and one removed",
    edits: [labelPod("web", "app", "api"), labelPod("db", "app", null)],
    commands: [
      "kubectl -n default label pod web app=api --overwrite",
      "kubectl -n default label pod db app-",
    ],
  },
  {
    name: "two labels of one pod",
    edits: [labelPod("web", "tier", ""), labelPod("web", "app", null)],
    commands: ["kubectl -n default label pod web tier= app-"],
  },
  {
    name: "a label of a namespace",
    edits: [{ kind: "label-namespace", name: "default", key: "team", value: "shop" }],
    commands: ["kubectl label namespace default team=shop"],
  },
  {
    name: "a policy deleted",
    edits: [{ kind: "delete-policy", policy: { namespace: "default", name: "deny-all" } }],
    commands: ["kubectl -n default delete networkpolicy deny-all"],
  },
  {
    name: "a policy created",
    edits: [{ kind: "create-policy", policy: NEW_POLICY }],
    commands: [`kubectl apply -f - <<EOF\n${objectText(NEW_POLICY).trimEnd()}\nEOF`],
  },
  {
    name: "a port added to a rule",
    edits: [
      {
        kind: "replace-policy",
        policy: {
          ...allowWeb,
          spec: {
            ...allowWeb.spec,
            ingress: [{ ...rule, ports: [...(rule?.ports ?? []), { protocol: "TCP", port: 443 }] }],
          },
        },
      },
    ],
    commands: [
      `kubectl -n default patch networkpolicy allow-web --type=json -p '[{"op":"add","path":"/spec/ingress/0/ports/-","value":{"protocol":"TCP","port":443}}]'`,
    ],
  },
  {
    name: "one policy after another, twice the same",
    edits: [
      { kind: "create-policy", policy: NEW_POLICY },
      {
        kind: "replace-policy",
        policy: { ...NEW_POLICY, spec: { ...NEW_POLICY.spec, podSelector: {} } },
      },
      labelPod("client", "role", "dba"),
    ],
    commands: [
      `kubectl apply -f - <<EOF\n${objectText(NEW_POLICY).trimEnd()}\nEOF`,
      `kubectl -n default patch networkpolicy allow-db --type=json -p '[{"op":"remove","path":"/spec/podSelector/matchLabels"}]'`,
      "kubectl -n default label pod client role=dba",
    ],
  },
];

/** What a person wrote and what verdicts see; not who wrote it, when and how often. */
function essence(state: ClusterState): unknown {
  const kinds = ["/Namespace", "/Pod", "networking.k8s.io/NetworkPolicy"] as const;
  return kinds.map((kind) =>
    [...(state.objects.get(kind) ?? [])].map(([key, object]) => {
      const { spec } = object as NetworkPolicy;
      return [key, object.metadata.labels ?? {}, spec] as const;
    }),
  );
}

describe("edits", () => {
  it.each(EDITS)("$name: commands", ({ edits, commands }) => {
    expect(commandsFor(start.cluster, edits)).toEqual(commands);
  });

  it.each(EDITS)("$name: what is typed and what is applied leave the same", async ({ edits }) => {
    const typed = openHeadless(start);
    for (const command of commandsFor(start.cluster, edits)) {
      expect(await typed.run(command)).toMatchObject({ code: 0, err: "" });
    }
    const applied = openHeadless(start);
    expect(await applyEditsTo(applied.session, "the fix", edits)).toEqual({ ok: true });
    const { state } = applied.session.cluster;
    expect(essence(typed.session.cluster.state)).toEqual(essence(state));
    expect(essence(editedState(start.cluster, edits))).toEqual(essence(state));
    expect(applied.session.history.moments.map(({ label }) => label)).toEqual(["Start", "the fix"]);

    applied.session.undo();
    expect(essence(applied.session.cluster.state)).toEqual(essence(start.cluster));
  });

  it("makes all edits or none, and says why", async () => {
    const { session } = openHeadless(start);
    const edits = [
      labelPod("web", "tier", "front"),
      {
        kind: "create-policy",
        policy: { ...NEW_POLICY, metadata: allowWeb.metadata },
      } as const,
    ];
    expect(await applyEditsTo(session, "twice", edits)).toEqual({
      ok: false,
      message: expect.stringContaining(
        'networkpolicies.networking.k8s.io "allow-web" already',
      ) as string,
    });
    expect(essence(session.cluster.state)).toEqual(essence(start.cluster));
    expect(session.history.moments).toHaveLength(1);
  });

  it("has no step for what changes nothing or is not there", () => {
    const nothing: readonly ClusterEdit[] = [
      labelPod("web", "app", "web"),
      labelPod("nobody", "app", "web"),
      { kind: "delete-policy", policy: { namespace: "default", name: "nobody" } },
      { kind: "replace-policy", policy: allowWeb },
    ];
    expect(commandsFor(start.cluster, nothing)).toEqual([]);
  });

  it("does not judge an edited state by the old one", () => {
    const state = editedState(start.cluster, [labelPod("web", "app", "api")]);
    const pod = networkOf(state).endpoints.pod("default", "web");
    expect(pod).toMatchObject({ ok: true, endpoint: { labels: { app: "api" } } });
    expect(networkOf(start.cluster).endpoints.pod("default", "web")).toMatchObject({
      endpoint: { labels: { app: "web" } },
    });
  });
});

describe("JSON patches", () => {
  it.each([
    ["an item gone from the middle", [1, 2, 3], [1, 3], [{ op: "remove", path: "/x/1" }]],
    ["two gone", [1, 2, 3, 4], [1, 4], ["/x/2", "/x/1"].map((path) => ({ op: "remove", path }))],
    ["an item new in the middle", [1, 3], [1, 2, 3], [{ op: "add", path: "/x/1", value: 2 }]],
    ["an item new at the end", [1], [1, 2], [{ op: "add", path: "/x/-", value: 2 }]],
    ["nothing", { a: [1] }, { a: [1] }, []],
    ["a member with a slash", {}, { "a/b~c": 1 }, [{ op: "add", path: "/x/a~1b~0c", value: 1 }]],
    ["a list made a map", [1], { a: 1 }, [{ op: "replace", path: "/x", value: { a: 1 } }]],
    [
      "deep",
      [{ a: 1, b: 2 }],
      [{ a: 3 }],
      [
        { op: "replace", path: "/x/0/a", value: 3 },
        { op: "remove", path: "/x/0/b" },
      ],
    ],
    [
      "__proto__",
      {},
      JSON.parse('{"__proto__": 1}'),
      [{ op: "add", path: "/x/__proto__", value: 1 }],
    ],
  ] as const)("%s", (_, from, to, patch) => {
    expect(diffJson(from, to as never, "/x")).toEqual(patch);
  });
});
