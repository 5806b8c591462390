/** S41–S46: the pod itself, its containers, its node, pods on the host's network. */
import { policy } from "../world.ts";
import { app, db, egress, fromApp, fromBlock, named } from "./case.ts";
import type { Case } from "./case.ts";
import { throughServices } from "./services.ts";

const BOTH = ["Ingress", "Egress"];
const SHUT = policy("shop/shut", { podSelector: {}, policyTypes: BOTH });

export const NODES: readonly Case[] = [
  {
    clause: "S41",
    says: "a pod reaches its own address whatever the policies",
    policies: [SHUT],
    allowed: ["shop/db > shop/db 5432", "shop/db > 10.244.1.20 5432"],
    denied: ["shop/db > shop/web 8080"],
  },
  {
    clause: "S41",
    says: "through its own Service it is policed at both gates",
    policies: [SHUT],
    denied: ["shop/db >> shop/db 5432"],
  },
  {
    clause: "S41",
    says: "and let through by rules for both",
    policies: [
      policy("shop/p", {
        podSelector: app("db"),
        policyTypes: BOTH,
        ingress: [{ from: [fromApp("db")] }],
        egress: [{ to: [fromApp("db")] }],
      }),
    ],
    allowed: ["shop/db >> shop/db 5432"],
    denied: ["shop/db > shop/web 8080"],
  },
  {
    clause: "S41",
    says: "unless the plugin never polices it",
    policies: [SHUT],
    profile: { selfViaService: "allowed" },
    allowed: ["shop/db >> shop/db 5432"],
    denied: ["shop/db >> shop/web 8080"],
  },
  {
    clause: "S42",
    says: "containers of a pod talk over loopback; from without one policy covers them all",
    policies: [policy("shop/shut", { podSelector: {}, policyTypes: BOTH })],
    ask: throughServices(),
    allowed: ["shop/web > 127.0.0.1 8080", "shop/web > 127.0.0.1 9000"],
    denied: ["shop/client > 10.244.1.20 8080", "shop/client > 10.244.1.20 9000"],
  },
  {
    clause: "S43",
    says: "a pod's own node may enter, by its address or as a pod on its network",
    policies: [SHUT],
    allowed: ["192.0.2.1 > shop/db 5432", "mon/exporter > shop/job 1"],
    denied: ["192.0.2.2 > shop/db 5432", "mon/exporter > shop/db 5432"],
  },
  {
    clause: "S44",
    says: "the other way it is policed like any address",
    policies: [egress("db", { ports: [{ port: 53 }] })],
    allowed: ["shop/db > 192.0.2.1 53"],
    denied: ["shop/db > 192.0.2.1 10250"],
  },
  {
    clause: "S44",
    says: "unless the plugin lets it pass",
    policies: [egress("db")],
    profile: { egressToLocalNode: "allowed" },
    allowed: ["shop/db > 192.0.2.1 10250"],
    denied: ["shop/db > 192.0.2.2 10250"],
  },
  {
    clause: "S45",
    says: "another node is an address: it needs a block, or a rule without peers",
    policies: [
      db({ from: [fromBlock("192.0.2.2/32")], ports: [{ port: 5432 }] }, { ports: [{ port: 53 }] }),
    ],
    allowed: ["192.0.2.2 > shop/db 5432", "192.0.2.2 > shop/db 53"],
    denied: ["192.0.2.2 > shop/db 22", "192.0.2.3 > shop/db 5432"],
  },
  {
    clause: "S46",
    says: "a pod on the host's network is no peer of selectors",
    policies: [
      db(
        { from: [{ namespaceSelector: {} }], ports: [{ port: 5432 }] },
        { from: [{ namespaceSelector: named("mon"), podSelector: app("exporter") }] },
      ),
    ],
    allowed: ["mon/prom > shop/db 5432"],
    denied: ["mon/exporter > shop/db 5432"],
  },
  {
    clause: "S46",
    says: "nor the subject of any policy; as its node it needs a block",
    policies: [
      policy("mon/p", { podSelector: {}, policyTypes: BOTH }),
      db({ from: [fromBlock("192.0.2.2/32")], ports: [{ port: 5432 }] }),
    ],
    allowed: [
      "mon/exporter > shop/web 8080",
      "shop/web > mon/exporter 9100",
      "mon/exporter > shop/db 5432",
    ],
    denied: ["mon/prom > shop/web 8080", "mon/exporter > shop/db 22"],
  },
  {
    clause: "S46",
    says: "a plugin that can tell it apart treats it as a pod, subject and peer",
    policies: [
      db({ from: [{ namespaceSelector: named("mon") }] }),
      policy("mon/p", { podSelector: app("exporter"), policyTypes: ["Ingress"] }),
    ],
    profile: { hostNetwork: "identity" },
    allowed: ["mon/exporter > shop/db 5432"],
    denied: ["shop/web > mon/exporter 9100"],
  },
];
