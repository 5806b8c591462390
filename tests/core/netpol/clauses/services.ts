/** S50–S58: through Services and names; also S31 and S42, which only packets show. */
import { clusterAnswer } from "../../../../src/core/network/dns.ts";
import { createOutside } from "../../../../src/core/network/outside.ts";
import type { Caller } from "../../../../src/core/network/types.ts";
import type { KubeObject } from "../../../../src/core/api/objects.ts";
import {
  DNS_OBJECTS,
  namespace,
  plane,
  pod,
  policy,
  service,
  slice,
  snapshot,
} from "../../../support/network.ts";
import { readFlow } from "./case.ts";
import type { Ask, Case } from "./case.ts";

const PARTNER = "198.51.100.7";

const WORLD: readonly KubeObject[] = [
  ...DNS_OBJECTS,
  namespace("shop"),
  namespace("edge"),
  pod("shop/client", "10.244.1.10", { image: "busybox", container: { command: ["sleep", "1d"] } }),
  pod("shop/web", "10.244.1.20", { container: { ports: [{ containerPort: 8080 }] } }),
  pod("shop/db", "10.244.2.30", {
    image: "postgres:16",
    node: "worker2",
    spec: { hostname: "db-0", subdomain: "dbs" },
  }),
  pod("shop/db-2", "10.244.2.31", {
    image: "postgres:16",
    node: "worker2",
    labels: { app: "db-2" },
  }),
  pod("edge/gateway", "10.244.2.50", { node: "worker2" }),
  service("shop/web", {
    clusterIP: "10.96.10.1",
    type: "NodePort",
    ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }],
  }),
  slice("shop/web", ["10.244.1.20"], [{ port: 8080 }]),
  service("shop/web-local", {
    clusterIP: "10.96.10.2",
    type: "NodePort",
    externalTrafficPolicy: "Local",
    ports: [{ port: 80, targetPort: 8080, nodePort: 30081 }],
  }),
  slice("shop/web-local", ["10.244.1.20"], [{ port: 8080 }]),
  service("shop/db", { clusterIP: "10.96.10.4", ports: [{ port: 5432 }] }),
  slice("shop/db", ["10.244.2.30", "10.244.2.31"], [{ port: 5432 }]),
  service("shop/dbs", { clusterIP: "None", ports: [{ port: 5432 }] }),
  {
    ...slice("shop/dbs", [], [{ port: 5432 }]),
    endpoints: [
      {
        addresses: ["10.244.2.30"],
        conditions: { ready: true },
        targetRef: { kind: "Pod", namespace: "shop", name: "db" },
      },
    ],
  },
  service("shop/partner", { type: "ExternalName", externalName: "partner.example" }),
  service("shop/outside", { clusterIP: "10.96.10.7", ports: [{ port: 443 }] }),
  slice("shop/outside", [PARTNER], [{ port: 443 }]),
];

/**
 * The data plane: names are looked up, Services translated, every gate asked. A flow passes when
 * its packets reach the other end, also where nobody listens. A backend that is drawn by turns is
 * tried as often as there are backends; all must answer.
 */
export const throughServices =
  (...extra: readonly KubeObject[]): Ask =>
  (policies) => {
    const outside = createOutside([{ ip: PARTNER, names: ["partner.example"], listeners: [] }]);
    const state = snapshot(...WORLD, ...extra, ...(policies as readonly KubeObject[]));
    const data = plane(outside);
    return (text) => {
      const { from, to, port, protocol } = readFlow(text);
      const [space = "", name = ""] = from.split("/");
      const caller: Caller =
        name === "" ? { kind: "outside", ip: space } : { kind: "pod", namespace: space, name };
      const records = /[a-z]/.test(to)
        ? clusterAnswer(state, outside, { name: `${to}.svc.cluster.local`, type: "A" }).answers
        : [];
      const ip = records.find(({ type }) => type === "A")?.data ?? to;
      const outcomes = [1, 2].map(
        () => data.connect(state, { caller, ip, port, protocol }).outcome,
      );
      return outcomes.every((outcome) => outcome === "open" || outcome === "refused");
    };
  };

const CLIENT = { matchLabels: { app: "client" } };
const client = (...egress: object[]) =>
  policy("shop/out", { podSelector: CLIENT, policyTypes: ["Egress"], egress });
const webFrom = (rule: object) =>
  policy("shop/in", { podSelector: { matchLabels: { app: "web" } }, ingress: [rule] });
const block = (cidr: string): object => ({ ipBlock: { cidr } });
const ask = throughServices();

export const SERVICES: readonly Case[] = [
  {
    clause: "S50",
    says: "a Service is no peer: its pods are",
    policies: [client({ to: [{ podSelector: { matchLabels: { app: "web" } } }] })],
    ask,
    allowed: ["shop/client > 10.96.10.1 80", "shop/client > web.shop 80"],
    denied: ["shop/client > 10.96.10.4 5432"],
  },
  {
    clause: "S51",
    says: "ports are those of the pod, not of the Service: at the server",
    policies: [webFrom({ ports: [{ port: 8080 }] })],
    ask,
    allowed: ["shop/client > 10.96.10.1 80"],
    denied: ["shop/client > 10.244.1.20 80"],
  },
  {
    clause: "S51",
    says: "and at the client",
    policies: [client({ ports: [{ port: 80 }, { port: 5432 }] })],
    ask,
    allowed: ["shop/client > 10.96.10.4 5432"],
    denied: ["shop/client > 10.96.10.1 80"],
  },
  {
    clause: "S52",
    says: "a cluster IP in an ipBlock means nothing, the pod's address does",
    policies: [client({ to: [block("10.96.10.1/32"), block("10.244.2.0/24")] })],
    ask,
    allowed: ["shop/client > 10.96.10.4 5432"],
    denied: ["shop/client > 10.96.10.1 80"],
  },
  {
    clause: "S53",
    says: "each connection meets one backend: a Service answers as often as its backends may",
    policies: [
      policy("shop/in", {
        podSelector: { matchLabels: { app: "db-2" } },
        ingress: [{ ports: [{ port: 22 }] }],
      }),
    ],
    ask,
    allowed: ["shop/client > 10.244.2.30 5432", "shop/client > 10.244.2.31 22"],
    denied: ["shop/client > 10.96.10.4 5432"],
  },
  {
    clause: "S54",
    says: "a headless Service gives pod addresses: the client dials the pod's port",
    policies: [client({ to: [block("10.244.2.30/32")], ports: [{ port: 5432 }] })],
    ask,
    allowed: ["shop/client > db-0.dbs.shop 5432", "shop/client > dbs.shop 5432"],
    denied: ["shop/client > db-0.dbs.shop 22"],
  },
  {
    clause: "S55",
    says: "an ExternalName is judged by the address it ends at",
    policies: [client({ to: [block(`${PARTNER}/32`)] })],
    ask,
    allowed: ["shop/client > partner.shop 443"],
    denied: ["shop/client > web.shop 80"],
  },
  {
    clause: "S55",
    says: "pods as peers do not let it pass",
    policies: [client({ to: [{ namespaceSelector: {} }] })],
    ask,
    allowed: ["shop/client > web.shop 80"],
    denied: ["shop/client > partner.shop 443"],
  },
  {
    clause: "S56",
    says: "externalTrafficPolicy Cluster hides the client behind the node it came in by",
    policies: [webFrom({ from: [block("203.0.113.0/24")] })],
    ask,
    allowed: ["203.0.113.50 > 172.18.0.3 30081"],
    denied: ["203.0.113.50 > 172.18.0.4 30080"],
  },
  {
    clause: "S56",
    says: "so that the node's address has to be let in; Local keeps the client's",
    policies: [webFrom({ from: [block("172.18.0.0/24")] })],
    ask,
    allowed: ["203.0.113.50 > 172.18.0.4 30080", "203.0.113.50 > 172.18.0.3 30080"],
    denied: ["203.0.113.50 > 172.18.0.3 30081"],
  },
  {
    clause: "S57",
    says: "endpoints outside the cluster are judged by their own address",
    policies: [client({ to: [block(`${PARTNER}/32`), block("10.96.10.1/32")] })],
    ask,
    allowed: ["shop/client > 10.96.10.7 443"],
    denied: ["shop/client > 10.96.10.1 80"],
  },
  {
    clause: "S58",
    says: "behind a gateway pods see the gateway, not its visitors",
    policies: [
      webFrom({
        from: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "edge" } },
            podSelector: { matchLabels: { app: "gateway" } },
          },
        ],
      }),
    ],
    ask,
    allowed: ["edge/gateway > 10.96.10.1 80"],
    denied: ["203.0.113.50 > 172.18.0.4 30080", "shop/client > 10.96.10.1 80"],
  },
];
