/** S1–S12: isolation, union, both ends; policyTypes and what is empty, missing or null. */
import { policy } from "../world.ts";
import type { Raw } from "../world.ts";
import { app, betweenPods, db, db5432From, egress, fromApp } from "./case.ts";
import type { Ask, Case } from "./case.ts";

const DENY_ALL = policy("shop/deny-all", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });

/** Stands for the policies that commands leave behind. */
const APPLIED = { name: "applied" };

/** The commands are run in a lab, then the cluster that they leave is asked. */
const applied =
  (...commands: readonly string[]): Ask =>
  (policies, profile) => {
    // Loaded when it is asked: a lab is much code, and most runs are for other cases.
    const opened = import("../../../support/session.ts").then(({ openHeadless, SMALL, startOf }) =>
      openHeadless(startOf(SMALL, { "first.yaml": FIRST, "second.yaml": SECOND })),
    );
    return async (flow) => {
      const lab = await opened;
      if (policies.includes(APPLIED)) for (const command of commands) await lab.run(command);
      const kinds = [...lab.session.cluster.state.objects.values()];
      const objects = kinds.flatMap((kind) => [...kind.values()]);
      const pods = objects.map((object) => object as Raw);
      return betweenPods(pods)(policies, profile)(flow);
    };
  };
const manifest = (spec: string): string => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: p, namespace: default }
spec: { podSelector: { matchLabels: { app: web } }, ${spec} }
`;
const FIRST = manifest("ingress: [{}]");
const SECOND = manifest("ingress: [{}], egress: [{ ports: [{ port: 53 }] }]");

export const ISOLATION: readonly Case[] = [
  {
    clause: "S1",
    says: "isolation is of one pod in one direction: Ingress",
    policies: [db()],
    allowed: ["shop/db > mon/prom 9090", "shop/web > shop/job 80"],
    denied: ["shop/web > shop/db 5432", "mon/prom > shop/db 5432"],
  },
  {
    clause: "S1",
    says: "isolation is of one pod in one direction: Egress",
    policies: [egress("db")],
    allowed: ["shop/web > shop/db 5432", "shop/web > mon/prom 9090"],
    denied: ["shop/db > mon/prom 9090", "shop/db > 203.0.113.9 443"],
  },
  {
    clause: "S2",
    says: "an isolated pod may do exactly what the rules of all its policies say together",
    policies: [
      db({ from: [fromApp("web")] }),
      policy("shop/q", {
        podSelector: {},
        ingress: [{ from: [fromApp("job")], ports: [{ port: 22 }] }],
      }),
    ],
    allowed: ["shop/web > shop/db 5432", "shop/web > shop/db 22", "shop/job > shop/db 22"],
    denied: ["shop/job > shop/db 5432", "203.0.113.9 > shop/db 22"],
  },
  {
    clause: "S3",
    says: "no policy takes away what another gives: deny-all beside allow-all",
    policies: [DENY_ALL, policy("shop/all", { podSelector: app("db"), ingress: [{}] })],
    allowed: ["mon/prom > shop/db 22", "203.0.113.9 > shop/db 5432"],
    denied: ["mon/prom > shop/web 8080", "shop/job > mon/prom 9090"],
  },
  {
    clause: "S4",
    says: "an open server does not open the client's own gate",
    policies: [db({}), egress("web", { to: [fromApp("job")] })],
    allowed: ["shop/job > shop/db 5432", "shop/web > shop/job 80"],
    denied: ["shop/web > shop/db 5432"],
  },
  {
    clause: "S4",
    says: "an open client does not open the server's",
    policies: [db5432From(fromApp("web")), egress("job", {})],
    allowed: ["shop/web > shop/db 5432", "shop/job > shop/web 8080"],
    denied: ["shop/job > shop/db 5432"],
  },
  {
    clause: "S5",
    says: "the outside has no policy, the pod at the other end has",
    policies: [db5432From({ ipBlock: { cidr: "203.0.113.0/24" } })],
    allowed: ["203.0.113.9 > shop/db 5432", "shop/web > 203.0.113.9 443"],
    denied: ["198.51.100.9 > shop/db 5432"],
  },
  {
    clause: "S6",
    says: "who opens the connection decides: a download is egress",
    policies: [db()],
    allowed: ["shop/db > 203.0.113.9 443"],
    denied: ["203.0.113.9 > shop/db 443"],
  },
  {
    clause: "S7",
    says: "answers come back through closed gates",
    policies: [
      egress("web", { to: [fromApp("db")], ports: [{ port: 5432 }] }),
      policy("shop/in", { podSelector: app("web"), policyTypes: ["Ingress"] }),
      policy("shop/out", { podSelector: app("db"), policyTypes: ["Egress"] }),
    ],
    allowed: ["shop/web > shop/db 5432"],
    denied: ["shop/db > shop/web 5432", "shop/db > shop/web 8080"],
  },
  {
    clause: "S8",
    says: "without policyTypes Ingress is isolated, Egress where there are egress rules",
    policies: [policy("shop/p", { podSelector: app("db"), egress: [{ ports: [{ port: 53 }] }] })],
    allowed: ["shop/db > mon/prom 53", "shop/db > 203.0.113.9 53"],
    denied: ["shop/web > shop/db 5432", "shop/db > mon/prom 9090"],
  },
  {
    clause: "S8",
    says: "an empty list of egress rules does not isolate Egress",
    policies: [policy("shop/p", { podSelector: app("db"), egress: [], policyTypes: [] })],
    allowed: ["shop/db > mon/prom 9090"],
    denied: ["shop/web > shop/db 5432"],
  },
  {
    clause: "S9",
    says: "rules of a direction that policyTypes lack are ignored and do not isolate",
    policies: [
      policy("shop/p", {
        podSelector: app("db"),
        policyTypes: ["Egress"],
        ingress: [{ from: [fromApp("web")] }],
      }),
    ],
    allowed: ["mon/prom > shop/db 5432"],
    denied: ["shop/db > shop/web 8080"],
  },
  {
    clause: "S10",
    says: "egress rules applied later find the stored policyTypes",
    policies: [APPLIED],
    ask: applied("kubectl apply -f first.yaml", "kubectl apply -f second.yaml"),
    allowed: ["default/web > default/db 5432"],
  },
  {
    clause: "S10",
    says: "created anew, the policy gets new defaults",
    policies: [APPLIED],
    ask: applied("kubectl apply -f first.yaml", "kubectl replace --force -f second.yaml"),
    denied: ["default/web > default/db 5432"],
  },
  {
    clause: "S11",
    says: "no rules, however that is said, let nothing in",
    policies: [policy("shop/p", { podSelector: app("db"), ingress: null, egress: null })],
    allowed: ["shop/db > shop/web 8080"],
    denied: ["shop/web > shop/db 5432"],
  },
  {
    clause: "S11",
    says: "one empty rule lets everything in",
    policies: [db({})],
    allowed: ["203.0.113.9 > shop/db 22", "shop/web > shop/db 9 SCTP", "192.0.2.2 > shop/db 1"],
  },
  {
    clause: "S11",
    says: "from: null is anyone",
    policies: [db({ from: null, ports: [{ port: 5432 }] })],
    allowed: ["mon/prom > shop/db 5432", "203.0.113.9 > shop/db 5432"],
    denied: ["mon/prom > shop/db 22"],
  },
  {
    clause: "S11",
    says: "ports: null is every port of every protocol",
    policies: [db({ from: [fromApp("web")], ports: null })],
    allowed: ["shop/web > shop/db 22", "shop/web > shop/db 9 UDP"],
    denied: ["shop/job > shop/db 22"],
  },
  {
    clause: "S11",
    says: "a namespaceSelector of null is absent: the policy's own namespace",
    policies: [db({ from: [{ podSelector: {}, namespaceSelector: null }] })],
    allowed: ["shop/web > shop/db 5432"],
    denied: ["mon/prom > shop/db 5432"],
  },
  {
    clause: "S11",
    says: "an empty port entry is all of TCP",
    policies: [db({ ports: [{}] })],
    allowed: ["shop/web > shop/db 9"],
    denied: ["shop/web > shop/db 9 UDP", "shop/web > shop/db 9 SCTP"],
  },
  {
    clause: "S12",
    says: "from and ports of one rule hold together",
    policies: [db5432From(fromApp("web"))],
    allowed: ["shop/web > shop/db 5432"],
    denied: ["shop/web > shop/db 22", "shop/job > shop/db 5432"],
  },
  {
    clause: "S12",
    says: "in two rules they are two doors",
    policies: [db({ from: [fromApp("web")] }, { ports: [{ port: 5432 }] })],
    allowed: ["shop/web > shop/db 22", "mon/prom > shop/db 5432"],
    denied: ["mon/prom > shop/db 22"],
  },
  {
    clause: "S12",
    says: "ports of one rule never meet the peers of another",
    policies: [
      db(
        { from: [fromApp("web")], ports: [{ port: 80 }] },
        { from: [fromApp("job")], ports: [{ port: 81 }, { port: 82 }] },
      ),
    ],
    allowed: ["shop/web > shop/db 80", "shop/job > shop/db 81", "shop/job > shop/db 82"],
    denied: ["shop/web > shop/db 81", "shop/job > shop/db 80"],
  },
];
