/** S32–S40: ports and protocols. */
import { policy } from "../world.ts";
import { app, db, egress, fromApp, fromBlock, named } from "./case.ts";
import type { Case } from "./case.ts";

export const PORTS: readonly Case[] = [
  {
    clause: "S32",
    says: "a port without protocol is TCP",
    policies: [db({ ports: [{ port: 53 }] })],
    allowed: ["shop/web > shop/db 53"],
    denied: ["shop/web > shop/db 53 UDP", "shop/web > shop/db 53 SCTP"],
  },
  {
    clause: "S32",
    says: "entries are alternatives",
    policies: [db({ ports: [{ port: 53 }, { port: 53, protocol: "UDP" }, { port: 80 }] })],
    allowed: ["shop/web > shop/db 53", "shop/web > shop/db 53 UDP", "shop/web > shop/db 80"],
    denied: ["shop/web > shop/db 80 UDP", "shop/web > shop/db 81"],
  },
  {
    clause: "S33",
    says: "a number is the port at the pod, declared or not",
    policies: [db({ ports: [{ port: 22 }] })],
    allowed: ["shop/web > shop/db 22"],
    denied: ["shop/web > shop/db 5432"],
  },
  {
    clause: "S34",
    says: "a name means at each destination what that pod declares",
    policies: [egress("job", { ports: [{ port: "http" }] })],
    allowed: ["shop/job > mon/prom 9090", "shop/job > shop/web 8080"],
    denied: ["shop/job > mon/prom 8080", "shop/job > shop/web 9090", "shop/job > shop/db 5432"],
  },
  {
    clause: "S34",
    says: "with the entry's protocol",
    policies: [
      egress(
        "job",
        { to: [fromApp("web")], ports: [{ port: "http", protocol: "UDP" }] },
        { to: [fromApp("side")], ports: [{ port: "many" }] },
      ),
    ],
    allowed: ["shop/job > shop/side 81"],
    denied: [
      "shop/job > shop/web 8080 UDP",
      "shop/job > shop/web 8080",
      "shop/job > shop/side 81 UDP",
    ],
  },
  {
    clause: "S34",
    says: "sidecars have names; one name with two numbers means both",
    policies: [
      policy("shop/p", {
        podSelector: app("side"),
        ingress: [{ ports: [{ port: "proxy" }, { port: "many" }] }],
      }),
    ],
    allowed: ["shop/web > shop/side 15001", "shop/web > shop/side 81", "shop/web > shop/side 82"],
    denied: ["shop/web > shop/side 83"],
  },
  {
    clause: "S35",
    says: "in egress the name is the destination pod's too, behind a block as well",
    policies: [egress("job", { to: [fromBlock("10.244.0.0/16")], ports: [{ port: "http" }] })],
    allowed: ["shop/job > 10.244.1.10 8080", "shop/job > mon/prom 9090"],
    denied: ["shop/job > 10.244.9.9 8080", "shop/job > shop/web 9090"],
  },
  {
    clause: "S35",
    says: "neither the outside nor a pod on the host's network has names",
    policies: [egress("job", { ports: [{ port: "http" }, { port: "metrics" }] })],
    allowed: ["shop/job > shop/web 8080"],
    denied: ["shop/job > 203.0.113.9 8080", "shop/job > mon/exporter 9100"],
  },
  {
    clause: "S36",
    says: "a range has both its ends",
    policies: [db({ ports: [{ port: 5430, endPort: 5439 }] })],
    allowed: ["shop/web > shop/db 5430", "shop/web > shop/db 5432", "shop/web > shop/db 5439"],
    denied: ["shop/web > shop/db 5429", "shop/web > shop/db 5440", "shop/web > shop/db 5432 UDP"],
  },
  {
    clause: "S36",
    says: "a plugin without endPort sees its start alone",
    policies: [db({ ports: [{ port: 5430, endPort: 5439 }] })],
    profile: { endPort: "start-only" },
    allowed: ["shop/web > shop/db 5430"],
    denied: ["shop/web > shop/db 5431", "shop/web > shop/db 5439"],
  },
  {
    clause: "S37",
    says: "a protocol alone is all its ports, and no other protocol",
    policies: [db({ ports: [{ protocol: "UDP" }] })],
    allowed: ["shop/web > shop/db 1 UDP", "shop/web > shop/db 65535 UDP"],
    denied: ["shop/web > shop/db 5432", "shop/web > shop/db 9 SCTP"],
  },
  {
    clause: "S38",
    says: "no ports is every port of every protocol",
    policies: [db({ from: [fromApp("web")] })],
    allowed: [
      "shop/web > shop/db 1",
      "shop/web > shop/db 9 UDP",
      "shop/web > shop/db 9 SCTP",
      "shop/web > shop/db 0 ICMP",
    ],
    denied: ["shop/job > shop/db 9 SCTP"],
  },
  {
    clause: "S39",
    says: "a policy for SCTP alone isolates for TCP",
    policies: [db({ ports: [{ protocol: "SCTP", port: 5432 }] })],
    allowed: ["shop/web > shop/db 5432 SCTP"],
    denied: ["shop/web > shop/db 5432", "shop/web > shop/db 5432 UDP"],
  },
  {
    clause: "S40",
    says: "SCTP is a protocol like the others",
    policies: [db({ from: [{ namespaceSelector: named("mon") }], ports: [{ protocol: "SCTP" }] })],
    allowed: ["mon/prom > shop/db 9 SCTP"],
    denied: ["shop/web > shop/db 9 SCTP", "mon/prom > shop/db 9"],
  },
  {
    clause: "S40",
    says: "a plugin that does not know it lets it pass, and nothing else",
    policies: [db({ ports: [{ protocol: "SCTP", port: 5432 }] })],
    profile: { sctp: "unfiltered" },
    allowed: ["shop/web > shop/db 9 SCTP"],
    denied: ["shop/web > shop/db 5432"],
  },
  {
    clause: "S63",
    says: "ICMP passes rules without ports, and no rule with ports",
    policies: [db({ from: [fromApp("web")] }, { ports: [{ port: 5432 }, { protocol: "UDP" }] })],
    allowed: ["shop/web > shop/db 0 ICMP"],
    denied: ["shop/job > shop/db 0 ICMP"],
  },
  {
    clause: "S63",
    says: "unless the plugin never drops it",
    policies: [db()],
    profile: { icmp: "allowed" },
    allowed: ["shop/web > shop/db 0 ICMP"],
    denied: ["shop/web > shop/db 5432"],
  },
];
