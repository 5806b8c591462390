/**
 * The commonest mistakes in shipped lessons, typed as a learner would type them, and what the guide
 * makes of them. Beside each stands what gives no message: nothing done, the right thing done.
 */
import { describe, expect, it } from "vitest";
import { wrongTurn, type WrongTurn } from "../../../src/core/lessons/wrongTurn.ts";
import { lesson as lessonSchema, type Lesson } from "../../../src/core/lessons/schema/lesson.ts";
import { checkWorld, writtenObjects } from "../../../src/core/session/lessonWorld.ts";
import { must, openLesson, shipped } from "../../support/lessons.ts";
import type { HeadlessLab } from "../../support/session.ts";

const policy = (name: string, namespace: string, spec: string): string => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
`;

interface Case {
  readonly step: string;
  /** What the learner does: manifests to apply, or commands. */
  readonly does: readonly string[];
  /** `M17 ingress-nginx/debug -> production/frontend:8080 passes`, or nothing. */
  readonly says: string | undefined;
}

const CASES: Readonly<Record<string, readonly Case[]>> = {
  L02: [
    {
      step: "deny-all",
      // M04: the name says all, policyTypes says Ingress
      does: [policy("default-deny-all", "default", "{ podSelector: {}, policyTypes: [Ingress] }")],
      says: "M04 default/frontend -> dns:53/UDP passes",
    },
  ],
  L03: [
    {
      step: "without-plugin",
      does: ["kubectl apply -f db-test.yaml"],
      says: undefined,
    },
  ],
  L04: [
    {
      step: "complete",
      // M07: the policy hangs at the caller and names the one that is called
      does: [
        policy(
          "frontend-in",
          "default",
          "{ podSelector: { matchLabels: { role: backend } }, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: { matchLabels: { role: frontend } } }], ports: [{ port: 80 }] }] }",
        ),
      ],
      says: "M07 default/mysql -> default/frontend:80 passes",
    },
    {
      step: "complete",
      // M08: an egress rule without policyTypes closes the door as well
      does: ["kubectl label pod frontend role=front --overwrite"],
      says: undefined,
    },
  ],
  L06: [
    {
      step: "second",
      // M15: nothing under podSelector, and the rule counts for everybody
      does: [
        policy(
          "policy-b",
          "default",
          "{ podSelector: { matchLabels: { app: api } }, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: { matchLabels: { app: monitoring } } }] }] }",
        ),
      ],
      says: "M15 default/monitoring -> default/db:5432 blocked",
    },
  ],
  L07: [
    {
      step: "one-item",
      // M17: a dash too many
      does: [
        policy(
          "allow-frontend-ingress",
          "production",
          "{ podSelector: { matchLabels: { app: frontend } }, policyTypes: [Ingress], ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress-nginx } } }, { podSelector: { matchLabels: { app: ingress-controller } } }], ports: [{ port: 8080 }] }] }",
        ),
      ],
      says: "M17 ingress-nginx/debug -> production/frontend:8080 passes",
    },
    {
      step: "one-item",
      // M28: the label name was never set
      does: [
        "kubectl label namespace ingress-nginx name-",
        policy(
          "allow-frontend-ingress",
          "production",
          "{ podSelector: { matchLabels: { app: frontend } }, policyTypes: [Ingress], ingress: [{ from: [{ namespaceSelector: { matchLabels: { name: ingress-nginx } }, podSelector: { matchLabels: { app: ingress-controller } } }], ports: [{ port: 8080 }] }] }",
        ),
      ],
      says: "M28 ingress-nginx/controller -> production/frontend:8080 blocked",
    },
    {
      step: "one-item",
      // M16: a podSelector alone
      does: [
        policy(
          "allow-frontend-ingress",
          "production",
          "{ podSelector: { matchLabels: { app: frontend } }, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: { matchLabels: { app: ingress-controller } } }], ports: [{ port: 8080 }] }] }",
        ),
      ],
      says: "M16 ingress-nginx/controller -> production/frontend:8080 blocked",
    },
    {
      step: "own",
      does: [
        policy(
          "allow-debug",
          "production",
          "{ podSelector: { matchLabels: { app: backend } }, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: { matchLabels: { run: debug } } }], ports: [{ port: 3000 }] }] }",
        ),
      ],
      says: "M16 ingress-nginx/debug -> production/backend:3000 blocked",
    },
    {
      step: "own",
      does: [
        policy(
          "allow-debug",
          "production",
          "{ podSelector: { matchLabels: { app: backend } }, policyTypes: [Ingress], ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress-nginx } } }, { podSelector: { matchLabels: { run: debug } } }], ports: [{ port: 3000 }] }] }",
        ),
      ],
      says: "M17 ingress-nginx/controller -> production/backend:3000 passes",
    },
    { step: "one-item", does: [], says: undefined },
  ],
  L08: [
    {
      step: "empty-rule",
      // M21: an empty list taken for an empty rule
      does: [
        policy(
          "store-open",
          "web",
          "{ podSelector: { matchLabels: { app: store } }, policyTypes: [Ingress], ingress: [] }",
        ),
      ],
      says: "M21 web/client -> web/store:80 blocked",
    },
    {
      step: "anywhere",
      does: [
        policy(
          "store-in",
          "web",
          "{ podSelector: { matchLabels: { app: store } }, policyTypes: [Ingress], ingress: [{ from: [{ namespaceSelector: {} }, { podSelector: { matchLabels: { role: client } } }] }] }",
        ),
      ],
      says: "M17 monitoring/grafana -> web/store:80 passes",
    },
  ],
  L09: [
    {
      step: "pod-port",
      // M22: the Service's port
      does: [
        policy(
          "allow-metrics",
          "default",
          "{ podSelector: { matchLabels: { app: apiserver } }, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: { matchLabels: { role: monitoring } } }], ports: [{ port: 5001 }] }] }",
        ),
        "kubectl label pod client seen=yes",
      ],
      says: "M22 default/prometheus -> default/apiserver:5000 blocked",
    },
    {
      step: "protocol",
      // M24b: no protocol means TCP
      does: [
        policy(
          "dns-in",
          "default",
          "{ podSelector: { matchLabels: { app: ranges } }, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: { matchLabels: { app: client } } }], ports: [{ port: 53 }] }] }",
        ),
      ],
      says: undefined, // under that belief TCP would pass as well, which the step forbids
    },
  ],
  L13: [
    {
      step: "repair",
      // M27: the name look-up is egress too
      does: [
        policy(
          "frontend-out",
          "dev-team",
          "{ podSelector: { matchLabels: { app: frontend } }, policyTypes: [Egress], egress: [{ to: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 80 }] }] }",
        ),
      ],
      says: "M27 dev-team/frontend -> dev-team/web:80 blocked",
    },
  ],
};

function text({ belief, counterexample }: WrongTurn): string {
  const { from, to, port, protocol, passes } = counterexample;
  const by = protocol === "TCP" ? "" : `/${protocol}`;
  return `${belief} ${from} -> ${to}:${port}${by} ${passes ? "passes" : "blocked"}`;
}

/** The lab at the start of a step: the solutions of those before it were typed. */
async function atStep(lesson: Lesson, id: string): Promise<HeadlessLab> {
  const lab = await openLesson(lesson.id, lesson);
  for (const step of lesson.steps) {
    if (step.id === id) return lab;
    for (const command of step.solution) await lab.run(command);
  }
  throw new Error(`${lesson.id} has no step ${id}`);
}

const rows = Object.entries(CASES).flatMap(([lesson, cases]) =>
  cases.map((one, index) => ({ ...one, lesson, index })),
);

describe("wrong turns in shipped lessons", () => {
  it.each(rows)("$lesson $step ($index): $says", async ({ lesson: id, step: name, does, says }) => {
    const lesson = shipped(lessonSchema, `${id}/lesson.yaml`);
    const step = lesson.steps.find((candidate) => candidate.id === name);
    const lab = await atStep(lesson, name);
    const before = writtenObjects(lab.session.cluster.state);
    for (const one of does)
      if (one.startsWith("kubectl ")) await must(lab, one);
      else await must(lab, "kubectl apply -f -", one);
    const turn = wrongTurn({
      world: checkWorld(lab.session, { logFrom: 0, answers: new Map() }),
      objects: writtenObjects(lab.session.cluster.state),
      before,
      checks: [...(step?.checks ?? []), ...(lesson.keep ?? [])],
      beliefs: lesson.misconceptions,
    });
    expect(turn === undefined ? undefined : text(turn)).toBe(says);
  });

  it.each(Object.keys(CASES))("says nothing of what the solutions of %s do", async (id) => {
    const lesson = shipped(lessonSchema, `${id}/lesson.yaml`);
    const lab = await openLesson(lesson.id, lesson);
    for (const step of lesson.steps) {
      const before = writtenObjects(lab.session.cluster.state);
      for (const command of step.solution) await lab.run(command);
      const turn = wrongTurn({
        world: checkWorld(lab.session, { logFrom: 0, answers: new Map() }),
        objects: writtenObjects(lab.session.cluster.state),
        before,
        checks: [...(step.checks ?? []), ...(lesson.keep ?? [])],
        beliefs: lesson.misconceptions,
      });
      expect(turn && `${step.id}: ${text(turn)}`).toBeUndefined();
    }
  });
});
