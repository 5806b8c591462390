/** S13–S25: who is selected, as subject and as peer. */
import { policy } from "../world.ts";
import { WORLD, app, betweenPods, db, db5432From, fromApp, named, where } from "./case.ts";
import type { Case } from "./case.ts";

const relabelled = (kind: string, name: string, labels: object) =>
  betweenPods(
    WORLD.map((raw) =>
      raw.kind === kind && (raw.metadata as { name: string }).name === name
        ? { ...raw, metadata: { ...raw.metadata, labels } }
        : raw,
    ),
  );
const inShop = (podSelector: object): object => ({ podSelector });
const FROM_WEB = db5432From(fromApp("web"));
const FROM_TEAM_B = db5432From({ namespaceSelector: { matchLabels: { team: "b" } } });

export const SELECTORS: readonly Case[] = [
  ...Object.entries({ "{}": {}, null: null, "left out": undefined }).map(
    ([text, podSelector]): Case => ({
      clause: "S13",
      says: `spec.podSelector ${text} selects every pod of the policy's namespace`,
      policies: [policy("shop/p", { podSelector })],
      allowed: ["shop/web > mon/prom 9090", "mon/dual > mon/prom 9090"],
      denied: ["mon/prom > shop/job 1", "shop/web > shop/db 5432"],
    }),
  ),
  {
    clause: "S14",
    says: "a podSelector alone means the policy's namespace",
    policies: [db({ from: [fromApp("web")] })],
    allowed: ["shop/web > shop/db 5432"],
    denied: ["shop/job > shop/db 5432"],
  },
  {
    clause: "S14",
    says: "and an empty one all pods of that namespace, not of the cluster",
    policies: [db({ from: [{ podSelector: {} }, fromApp("prom")] })],
    allowed: ["shop/job > shop/db 5432"],
    denied: ["mon/prom > shop/db 5432", "203.0.113.9 > shop/db 5432"],
  },
  {
    clause: "S15",
    says: "an empty namespaceSelector is every pod, and no address",
    policies: [db({ from: [{ namespaceSelector: {} }] })],
    allowed: ["mon/prom > shop/db 5432", "shop/web > shop/db 5432"],
    denied: ["203.0.113.9 > shop/db 5432", "192.0.2.2 > shop/db 5432"],
  },
  {
    clause: "S15",
    says: "a namespaceSelector is every pod of its namespaces",
    policies: [db({ from: [{ namespaceSelector: named("mon") }] })],
    allowed: ["mon/prom > shop/db 5432", "mon/dual > shop/db 5432"],
    denied: ["shop/web > shop/db 5432"],
  },
  {
    clause: "S16",
    says: "both selectors in one entry must fit",
    policies: [db({ from: [{ namespaceSelector: named("mon"), podSelector: app("prom") }] })],
    allowed: ["mon/prom > shop/db 5432"],
    denied: ["mon/dual > shop/db 5432", "shop/web > shop/db 5432"],
  },
  {
    clause: "S17",
    says: "in two entries either is enough",
    policies: [db({ from: [{ namespaceSelector: named("mon") }, fromApp("web")] })],
    allowed: ["mon/prom > shop/db 5432", "mon/dual > shop/db 5432", "shop/web > shop/db 5432"],
    denied: ["shop/job > shop/db 5432"],
  },
  {
    clause: "S18",
    says: "matchLabels and every matchExpression hold together",
    policies: [
      db({
        from: [
          inShop({
            matchLabels: { app: "web" },
            matchExpressions: [
              { key: "env", operator: "In", values: ["prod"] },
              { key: "app", operator: "Exists" },
            ],
          }),
        ],
        ports: [{ port: 5432 }],
      }),
    ],
    allowed: ["shop/web > shop/db 5432"],
    denied: ["shop/job > shop/db 5432"],
  },
  {
    clause: "S18",
    says: "one that does not hold is enough to fail",
    policies: [
      db({
        from: [
          inShop({
            matchLabels: { app: "web" },
            matchExpressions: [{ key: "env", operator: "In", values: ["dev"] }],
          }),
          inShop({ matchLabels: { app: "job", env: "prod" } }),
        ],
      }),
    ],
    denied: ["shop/web > shop/db 5432", "shop/job > shop/db 5432"],
  },
  {
    clause: "S19",
    says: "In needs the key and one of the values",
    policies: [db({ from: [inShop(where("env", "In", "prod", "dev"))] })],
    allowed: ["shop/web > shop/db 5432"],
    denied: ["shop/job > shop/db 5432"],
  },
  {
    clause: "S19",
    says: "NotIn takes pods without the key",
    policies: [db({ from: [inShop(where("env", "NotIn", "prod"))] })],
    allowed: ["shop/job > shop/db 5432"],
    denied: ["shop/web > shop/db 5432"],
  },
  {
    clause: "S19",
    says: "Exists needs the key, with any value",
    policies: [
      policy("shop/p", {
        podSelector: app("job"),
        ingress: [{ from: [inShop(where("env", "Exists"))] }],
      }),
    ],
    allowed: ["shop/web > shop/job 1", "shop/db > shop/job 1"],
    denied: ["shop/side > shop/job 1"],
  },
  {
    clause: "S19",
    says: "DoesNotExist needs its absence",
    policies: [db({ from: [inShop(where("env", "DoesNotExist"))] })],
    allowed: ["shop/job > shop/db 5432"],
    denied: ["shop/web > shop/db 5432"],
  },
  {
    clause: "S20",
    says: "an empty value is a value: not an absent label",
    policies: [
      policy("shop/p", {
        podSelector: app("web"),
        ingress: [{ from: [inShop({ matchLabels: { env: "" } })] }],
      }),
    ],
    allowed: ["shop/db > shop/web 8080"],
    denied: ["shop/job > shop/web 8080"],
  },
  {
    clause: "S20",
    says: "and not in a list of others, nor does In [''] take absent ones",
    policies: [
      policy("shop/p", {
        podSelector: app("web"),
        ingress: [{ from: [inShop(where("env", "In", ""))] }],
      }),
    ],
    allowed: ["shop/db > shop/web 8080"],
    denied: ["shop/job > shop/web 8080"],
  },
  {
    clause: "S21",
    says: "labels match exactly: case, whole words, no patterns, no names",
    policies: [
      db({
        from: ["Web", "we", "web*", "^web$"].map((text) => fromApp(text)),
        ports: [{ port: 5432 }],
      }),
      policy("shop/q", {
        podSelector: app("db"),
        ingress: [{ from: [inShop({ matchLabels: { name: "job" } }), fromApp("job")] }],
      }),
    ],
    allowed: ["shop/job > shop/db 5432"],
    denied: ["shop/web > shop/db 5432"],
  },
  {
    clause: "S22",
    says: "a policy acts in its own namespace, on peers anywhere",
    policies: [
      policy("mon/p", { podSelector: app("db") }),
      policy("shop/q", {
        podSelector: app("web"),
        ingress: [{ from: [{ namespaceSelector: named("mon") }] }],
      }),
    ],
    allowed: ["shop/web > shop/db 5432", "mon/prom > shop/web 8080"],
    denied: ["shop/job > shop/web 8080"],
  },
  {
    clause: "S22",
    says: "without a namespace it is in default, and says nothing of others",
    policies: [
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: "deny" },
        spec: { podSelector: {} },
      },
    ],
    ask: betweenPods([
      ...WORLD,
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "home" },
        spec: {},
        status: { phase: "Running", podIP: "10.244.3.1" },
      },
    ]),
    allowed: ["mon/prom > shop/db 5432", "default/home > shop/db 5432"],
    denied: ["mon/prom > default/home 80"],
  },
  {
    clause: "S23",
    says: "namespaces are selected by labels of namespaces, not of pods",
    policies: [
      db({ from: [{ namespaceSelector: app("prom") }, { namespaceSelector: app("nowhere") }] }),
      policy("shop/q", {
        podSelector: app("db"),
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: "a" } } }] }],
      }),
    ],
    allowed: ["shop/web > shop/db 5432"],
    denied: ["mon/prom > shop/db 5432"],
  },
  {
    clause: "S23",
    says: "pods by labels of pods, not of their namespace",
    policies: [db({ from: [inShop({ matchLabels: { team: "a" } }), fromApp("job")] })],
    allowed: ["shop/job > shop/db 5432"],
    denied: ["shop/web > shop/db 5432"],
  },
  {
    clause: "S24",
    says: "every namespace has its name as a label",
    policies: [db({ from: [{ namespaceSelector: named("mon") }] })],
    allowed: ["mon/prom > shop/db 5432"],
    denied: ["shop/web > shop/db 5432"],
  },
  {
    clause: "S24",
    says: "whatever was written there",
    policies: [db({ from: [{ namespaceSelector: named("mon") }] })],
    ask: relabelled("Namespace", "shop", { "kubernetes.io/metadata.name": "mon" }),
    allowed: ["mon/prom > shop/db 5432"],
    denied: ["shop/web > shop/db 5432"],
  },
  {
    clause: "S25",
    says: "before a pod has the label it is no peer",
    policies: [FROM_WEB],
    allowed: ["shop/web > shop/db 5432"],
    denied: ["shop/job > shop/db 5432"],
  },
  {
    clause: "S25",
    says: "relabelled it is one, or subject no more, with the same policy",
    policies: [FROM_WEB],
    ask: relabelled("Pod", "job", { app: "web" }),
    allowed: ["shop/job > shop/db 5432"],
    denied: ["mon/prom > shop/db 5432"],
  },
  {
    clause: "S25",
    says: "a subject that loses its label is isolated no more",
    policies: [FROM_WEB],
    ask: relabelled("Pod", "db", { app: "free" }),
    allowed: ["mon/prom > shop/db 5432"],
  },
  {
    clause: "S25",
    says: "labels of a namespace likewise",
    policies: [FROM_TEAM_B],
    ask: relabelled("Namespace", "mon", { team: "b" }),
    allowed: ["mon/prom > shop/db 5432"],
    denied: ["shop/web > shop/db 5432"],
  },
];
