/** S26–S31: blocks and the addresses they meet. */
import { policy } from "../world.ts";
import { app, db, egress, fromApp, fromBlock } from "./case.ts";
import type { Case } from "./case.ts";
import { throughServices } from "./services.ts";

const forDual = (...from: object[]) =>
  policy("mon/p", { podSelector: app("dual"), ingress: [{ from }] });

export const ADDRESSES: readonly Case[] = [
  {
    clause: "S26",
    says: "a block without its except",
    policies: [db({ from: [fromBlock("10.244.0.0/16", "10.244.2.0/24", "10.244.1.30/32")] })],
    allowed: ["shop/web > shop/db 5432", "10.244.3.1 > shop/db 5432"],
    denied: ["mon/prom > shop/db 5432", "shop/job > shop/db 5432", "10.245.0.1 > shop/db 5432"],
  },
  {
    clause: "S26",
    says: "except narrows its entry only: another entry may let the address in",
    policies: [
      db({ from: [fromBlock("10.244.0.0/16", "10.244.2.0/24"), fromBlock("10.244.2.10/32")] }),
    ],
    allowed: ["mon/prom > shop/db 5432"],
    denied: ["10.244.2.11 > shop/db 5432"],
  },
  {
    clause: "S26",
    says: "or another policy",
    policies: [
      db({ from: [fromBlock("0.0.0.0/0", "10.0.0.0/8")] }),
      policy("shop/q", { podSelector: {}, ingress: [{ from: [fromBlock("10.244.2.0/24")] }] }),
    ],
    allowed: ["203.0.113.9 > shop/db 5432", "mon/prom > shop/db 5432"],
    denied: ["shop/web > shop/db 5432"],
  },
  {
    clause: "S27",
    says: "a block beside a selector, which the API refuses, matches nobody; side by side they do",
    policies: [
      db({ from: [{ ...fromBlock("0.0.0.0/0"), podSelector: {} }] }),
      policy("shop/q", {
        podSelector: app("side"),
        ingress: [{ from: [fromBlock("203.0.113.0/24"), fromApp("web")] }],
      }),
    ],
    allowed: ["shop/web > shop/side 81", "203.0.113.9 > shop/side 81"],
    denied: ["shop/web > shop/db 5432", "203.0.113.9 > shop/db 5432", "shop/job > shop/side 81"],
  },
  {
    clause: "S28",
    says: "a block holds addresses of its own family only",
    policies: [db({ from: [fromBlock("::/0")] }), forDual(fromBlock("0.0.0.0/0"))],
    allowed: ["203.0.113.9 > mon/dual 1", "::ffff:203.0.113.9 > mon/dual 1"],
    denied: ["shop/web > shop/db 5432", "2001:db8::1 > mon/dual 1"],
  },
  {
    clause: "S28",
    says: "between two pods the source's first address that the other has the family of counts",
    policies: [forDual(fromBlock("::/0"))],
    allowed: ["mon/dual6 > mon/dual 1", "mon/dual > fd00::21 1", "2001:db8::1 > mon/dual 1"],
    denied: ["mon/dual > mon/dual6 1", "mon/dual6 > 10.244.2.20 1"],
  },
  {
    clause: "S28",
    says: "selectors hold for all addresses of a pod",
    policies: [forDual({ podSelector: app("prom") })],
    allowed: ["mon/prom > mon/dual 1", "mon/prom > mon/dual6 1"],
    denied: ["fd00::20 > mon/dual6 1"],
  },
  {
    clause: "S29",
    says: "a block matches the address of a pod",
    policies: [db({ from: [fromBlock("10.244.1.10/32")] })],
    allowed: ["shop/web > shop/db 5432", "10.244.1.10 > shop/db 5432"],
    denied: ["shop/job > shop/db 5432"],
  },
  {
    clause: "S29",
    says: "unless the plugin keeps blocks from pods",
    policies: [db({ from: [fromBlock("0.0.0.0/0")] })],
    profile: { ipBlockMatchesPods: false },
    allowed: ["203.0.113.9 > shop/db 5432", "192.0.2.2 > shop/db 5432"],
    denied: ["shop/web > shop/db 5432", "10.244.1.10 > shop/db 5432"],
  },
  {
    clause: "S29",
    says: "an address that belongs to a pod is that pod, for selectors and for names",
    policies: [db({ from: [fromApp("web")] }), egress("job", { ports: [{ port: "http" }] })],
    allowed: ["10.244.1.10 > shop/db 5432", "shop/job > 10.244.2.10 9090"],
    denied: ["10.244.1.30 > shop/db 5432", "shop/job > 10.244.2.10 8080"],
  },
  {
    clause: "S30",
    says: "a block matches a node",
    policies: [db({ from: [fromBlock("192.0.2.2/32")] })],
    allowed: ["192.0.2.2 > shop/db 5432", "mon/exporter > shop/db 5432"],
    denied: ["192.0.2.9 > shop/db 5432"],
  },
  {
    clause: "S30",
    says: "unless the plugin keeps blocks from nodes",
    policies: [db({ from: [fromBlock("0.0.0.0/0")] })],
    profile: { ipBlockMatchesNodes: false },
    allowed: ["shop/web > shop/db 5432", "203.0.113.9 > shop/db 5432"],
    denied: ["192.0.2.2 > shop/db 5432", "mon/exporter > shop/db 5432"],
  },
  {
    clause: "S31",
    says: "by default policies see addresses as they are at the pod: behind a Service the pod's",
    policies: [
      policy("shop/e", {
        podSelector: app("client"),
        policyTypes: ["Egress"],
        egress: [{ to: [fromBlock("10.244.1.20/32")] }],
      }),
    ],
    ask: throughServices(),
    allowed: ["shop/client > 10.96.10.1 80"],
    denied: ["shop/client > 10.96.10.4 5432"],
  },
];
