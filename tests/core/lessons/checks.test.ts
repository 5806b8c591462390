/** Each kind of check on a lab where it holds, and on one where it does not. */
import { beforeAll, describe, expect, it } from "vitest";
import { CHECK_KINDS, CheckError, readCheck } from "../../../src/core/lessons/checks/registry.ts";
import type { CheckWorld } from "../../../src/core/lessons/checks/check.ts";
import { checkWorld } from "../../../src/core/session/lessonWorld.ts";
import { openHeadless, startOf, type HeadlessLab } from "../../support/session.ts";

let lab: HeadlessLab;
beforeAll(() => {
  lab = openHeadless(
    startOf(`
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: default, labels: { app: web } }
spec: { containers: [{ name: c, image: nginx, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: db, namespace: default, labels: { app: db } }
spec: { containers: [{ name: c, image: "postgres:16", ports: [{ containerPort: 5432 }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: rogue, namespace: default, labels: { run: rogue } }
spec: { containers: [{ name: c, image: busybox, command: [sleep, "9999"] }] }
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: default }
spec: { selector: { app: db }, ports: [{ port: 5432 }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: db-in, namespace: default }
spec:
  podSelector: { matchLabels: { app: db } }
  ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 5432 }] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: rogue-out, namespace: default }
spec:
  podSelector: { matchLabels: { run: rogue } }
  policyTypes: [Egress]
`),
  );
});

const world = (more: Partial<CheckWorld> = {}): CheckWorld => ({
  ...checkWorld(lab.session, { logFrom: 0, answers: new Map() }),
  ...more,
});

describe("checks on the lab", () => {
  it.each([
    ["reach default/web -> default/db:5432 allow", true],
    ["reach default/web -> default/db:80 allow", false],
    ["reach default/rogue -> default/db:5432 deny", true],
    ["reach default/web -> default/nobody:80 deny", false],
    ["reach default/web -> default/db:5432/UDP deny", true],
    ["try default/web -> db:5432 ok", true],
    ["try default/web -> db.default:5432 ok", true],
    ["try default/web -> default/rogue:8080 refused", true],
    ["try default/web -> database:5432 nxdomain", true],
    ["try default/rogue -> db:5432 dns-timeout", true],
    ["try default/rogue -> db:5432 timeout", false],
    ["try default/db -> default/web:80 ok", true],
    ["reach default/web -> dns:53/UDP allow", true],
    ["reach default/rogue -> dns:53/UDP deny", true],
    ["reach default/web -> ext:internet:443 allow", true],
    ["reach default/rogue -> ext:internet:443 deny", true],
    ["reach default/web -> ext:nowhere:443 allow", false],
    ["try default/web -> ext:internet:443 ok", true],
    ["isolated default/db Ingress", true],
    ["isolated default/db Egress", false],
    ["open default/db Egress", true],
    ["open default/nobody Egress", false],
    ["policies default == 2", true],
    ["policies * == 2", true],
    ["policies kube-system == 0", true],
    ["policies default == 1", false],
    ["policy default/db-in exists", true],
    ["policy default/db-out absent", true],
    ["policy default/db-in absent", false],
    ["pod default/db exists", true],
    ["pod default/nobody exists", false],
    ["types default/db-in == Ingress", true],
    ["types default/rogue-out == Ingress,Egress", false],
    ["selected default/db-in == db", true],
    ["selected default/db-in == db,web", false],
    ["label pod default/db app=db", true],
    ["label pod default/db app=web", false],
    ["label pod default/db role-", true],
    ["label namespace default kubernetes.io/metadata.name=default", true],
    ["plugin == spec", true],
    ["plugin == flannel", false],
  ])("%s: %s", (line, holds) => {
    expect(readCheck(line).run(world()).holds).toBe(holds);
  });

  it("combine with all, any and not", () => {
    const yes = "policies default == 2";
    const no = "policies default == 9";
    expect(readCheck({ all: [yes, no] }).run(world())).toMatchObject({
      holds: false,
      text: "There are 2 in namespace default.",
    });
    expect(readCheck({ any: [no, yes] }).run(world()).holds).toBe(true);
    expect(readCheck({ any: [no, no] }).run(world()).holds).toBe(false);
    expect(readCheck({ not: no }).run(world()).holds).toBe(true);
  });

  it("say what is missing in a sentence", () => {
    expect(readCheck("reach default/rogue -> default/db:5432 allow").run(world()).text).toBe(
      "Dropped at the egress gate of rogue; the ingress gate of db would drop it too.",
    );
    expect(readCheck("try default/rogue -> db:5432 ok").run(world()).text).toBe(
      "From rogue to db: the name look-up gets no answer.",
    );
  });
});

describe("checks on what was done", () => {
  it.each([
    ["ran kubectl get pods -o wide", "kubectl get po -owide", true],
    ["ran kubectl get pods -o wide", "k get pod --output=wide -n shop", true],
    ["ran kubectl get pods -o wide", "kubectl get pods", false],
    ["ran kubectl get networkpolicies -A", "kubectl get netpol --all-namespaces", true],
    ["ran kubectl exec rogue nc db 5432", "kubectl exec rogue -- nc -zv -w 2 db 5432", true],
    ["ran kubectl exec rogue nc|telnet * 5432", "kubectl exec -it rogue -- telnet db 5432", true],
    ["ran kubectl exec rogue nc db 5432", "kubectl exec web -- nc db 5432", false],
    ["ran kubectl get pods", "echo hi && kubectl get pods | wc -l", true],
    ["ran kubectl get pods", "echo kubectl; get pods", false],
  ])("%s, after %s: %s", (line, command, holds) => {
    expect(readCheck(line).run(world({ commands: [command] })).holds).toBe(holds);
  });

  it("take an answer, right or wrong: a prediction locks, so a wrong one must not bar the way", () => {
    const check = readCheck("answered count");
    expect(check.run(world()).holds).toBe(false);
    expect(check.run(world({ answers: new Map([["count", false]]) })).holds).toBe(true);
    expect(check.run(world({ answers: new Map([["count", true]]) })).holds).toBe(true);
  });
});

describe("a line that is no check", () => {
  it.each([
    "reaches default/a -> default/b:80 allow",
    "reach default/a -> default/b allow",
    "reach default/a -> default/b:0 allow",
    "reach default/a -> default/b:80 maybe",
    "try default/a -> b:80 allow",
    "isolated a Ingress",
    "open default/a ingress",
    "policies default = 2",
    "policy default/a there",
    "types default/a == Egress,Ingress",
    "selected default/a ==",
    "label pod a x=y",
    "label namespace a/b x=y",
    "plugin flannel",
    "ran",
    "answered the question",
  ])("is refused: %s", (line) => {
    expect(() => readCheck(line)).toThrow(CheckError);
  });

  it("says which form was expected", () => {
    expect(() => readCheck("policies default = 2")).toThrow("policies NAMESPACE|* == N");
    expect(CHECK_KINDS.every(({ form, name }) => form.startsWith(name))).toBe(true);
  });
});
