/** Policies from course notes: what is right stays silent, what misleads is found. */
import { describe, expect, test } from "vitest";
import { lint } from "../../../src/core/lint/lint.ts";
import type { LintInput } from "../../../src/core/lint/world.ts";
import { readCorpus } from "../../support/corpus.ts";
import { findings, folder } from "./folder.ts";

const NOTES = readCorpus("lint/notes.yaml");
const documents = new Map(
  NOTES.split(/^---\n/m).map((text) => [/^ {2}name: (\S+)$/m.exec(text)?.[1] ?? "", text]),
);

function policies(...names: readonly string[]): string {
  return names.map((name) => documents.get(name) ?? `missing: ${name}`).join("---\n");
}

const pod = (path: string, labels: string, ports = ""): string => {
  const [namespace = "", name = ""] = path.split("/");
  const declared = ports
    .split(" ")
    .filter((port) => port !== "")
    .map((port) => {
      const [number = "", protocol = "TCP"] = port.split("/");
      return `{containerPort: ${number}, protocol: ${protocol}}`;
    });
  return `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${namespace}, labels: {${labels}}}
spec: {containers: [{name: main, image: nginx, ports: [${declared.join(", ")}]}]}
`;
};
const namespace = (name: string, labels = ""): string => `apiVersion: v1
kind: Namespace
metadata: {name: ${name}, labels: {${labels}}}
`;
const SYSTEM = [
  namespace("default"),
  namespace("kube-system"),
  pod("kube-system/coredns", "k8s-app: kube-dns", "53/UDP 53"),
];
const yaml = (...parts: readonly string[]): string => [...SYSTEM, ...parts].join("---\n");

test("of policies alone, only those that say something else than they seem to are found", () => {
  expect(findings(NOTES)).toEqual([
    "namespace-label-unknown allow-frontend-ingress spec.ingress[0].from[0].namespaceSelector",
    "or-not-and allow-frontend-ingress spec.ingress[0].from[1]",
    "target-ingress-still-closed frontend-egress spec.egress[0].to[0]",
    "dns-udp-only frontend-egress spec.egress[1].ports[0]",
    "namespace-label-unknown frontend-policy spec.ingress[0].from[0].namespaceSelector",
    "dns-udp-only frontend-policy spec.egress[1].ports[0]",
    "dns-udp-only backend-policy spec.egress[1].ports[0]",
    "namespace-label-unknown api-policy spec.egress[1].to[0].namespaceSelector",
    "or-not-and api-policy spec.egress[1].to[1]",
    "dns-udp-only api-policy spec.egress[1].ports[0]",
    "caller-egress-still-closed allow-web spec.ingress[0].from[0]",
  ]);
});

test.each([
  "default-deny-all",
  "database-policy",
  "db-test",
  "default-deny-ingress",
  "allow-web",
  "deny-all",
])("%s is right by itself", (name) => {
  expect(findings(policies(name))).toEqual([]);
});

describe("in their clusters", () => {
  test("a database for role=backend, and default deny of ingress", () => {
    const cluster = yaml(
      pod("default/frontend", "role: frontend", "80"),
      pod("default/backend", "role: backend", "80"),
      pod("default/mysql", "name: mysql", "3306"),
      policies("db-test", "default-deny-ingress"),
    );
    expect(findings(cluster)).toEqual([]);
  });

  test("two items instead of one, for a label that the controller's namespace lacks", () => {
    const cluster = yaml(
      namespace("production"),
      namespace("ingress-nginx", "app.kubernetes.io/name: ingress-nginx"),
      pod("production/frontend", "app: frontend", "8080"),
      pod("production/backend", "app: backend", "3000 8080"),
      pod("production/impostor", "app: ingress-controller"),
      pod("ingress-nginx/controller", "app: ingress-controller", "80 443"),
      policies("default-deny-all", "allow-frontend-ingress", "frontend-egress"),
    );
    expect(findings(cluster)).toEqual([
      "namespace-label-unknown allow-frontend-ingress spec.ingress[0].from[0].namespaceSelector",
      "or-not-and allow-frontend-ingress spec.ingress[0].from[1]",
      "target-ingress-still-closed frontend-egress spec.egress[0].to[0]",
      "dns-udp-only frontend-egress spec.egress[1].ports[0]",
    ]);
  });

  const TIERS = [
    namespace("shop"),
    pod("ingress/controller", "app: ingress-controller", "80 443"),
    pod("shop/frontend", "tier: frontend", "80"),
    pod("shop/backend", "tier: backend", "8080"),
    pod("shop/database", "tier: database", "5432"),
    pod("shop/rogue", "run: rogue"),
    policies("frontend-policy", "backend-policy", "database-policy"),
  ];

  test("three tiers, entered through a namespace without the label", () => {
    expect(findings(yaml(namespace("ingress"), ...TIERS))).toEqual([
      "namespace-label-unknown frontend-policy spec.ingress[0].from[0].namespaceSelector",
      "dns-udp-only frontend-policy spec.egress[1].ports[0]",
      "dns-udp-only backend-policy spec.egress[1].ports[0]",
    ]);
  });

  test("three tiers, the namespace labelled and DNS over TCP as well", () => {
    const text = yaml(namespace("ingress", "name: ingress"), ...TIERS);
    const whole = text.replaceAll(
      "    - protocol: UDP\n      port: 53",
      "    - protocol: UDP\n      port: 53\n    - protocol: TCP\n      port: 53",
    );
    expect(findings(whole)).toEqual([]);
  });

  test("DNS in two items that match nothing: no names at all", () => {
    const cluster = yaml(
      namespace("backend"),
      namespace("frontend"),
      pod("backend/api", "app: api", "8080"),
      pod("backend/database", "app: database", "5432"),
      pod("backend/frontend", "app: frontend", "80"),
      pod("frontend/web", "app: frontend", "80"),
      policies("api-policy"),
    );
    expect(findings(cluster)).toEqual([
      "dns-egress-missing api-policy spec.egress",
      "namespace-label-unknown api-policy spec.egress[1].to[0].namespaceSelector",
      "or-not-and api-policy spec.egress[1].to[1]",
    ]);
  });

  test("an allowed caller whose egress a second policy closes", () => {
    const cluster = yaml(
      namespace("dev-team"),
      namespace("guest"),
      pod("dev-team/web", "app: web", "80"),
      pod("dev-team/frontend", "app: frontend", "80"),
      pod("dev-team/batch", "app: batch"),
      pod("guest/frontend", "app: frontend", "80"),
      policies("allow-web", "deny-all"),
    );
    expect(findings(cluster)).toEqual([
      "caller-egress-still-closed allow-web spec.ingress[0].from[0]",
    ]);
  });
});

describe("addresses that were made up say nothing", () => {
  const text = yaml(
    pod("shop/web", "app: web", "8080"),
    `apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}, ports: [{port: 5432}]}
`,
    `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: office, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
    - from: [{ipBlock: {cidr: 10.0.0.0/8}}, {ipBlock: {cidr: 10.96.0.0/16}}]
`,
  );
  const input = folder(text);
  const ran: LintInput = {
    ...input,
    pods: (input.pods ?? []).map((own) => ({ ...own, status: { podIP: "10.244.0.7" } })),
    services: (input.services ?? []).map((own) => ({
      ...own,
      spec: { ...own.spec, clusterIP: "10.96.0.9" },
    })),
  };

  test("as they are", () => {
    expect(lint(ran).map(({ code }) => code)).toEqual([
      "ipblock-covers-pods",
      "ipblock-service-ip",
    ]);
  });

  test("as they were written", () => {
    expect(lint({ ...ran, onlyWrittenAddresses: true })).toEqual([]);
  });
});
