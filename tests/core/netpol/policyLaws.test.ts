/** Laws of policies: what one more or one less does, who is asked, and that reasons are true. */
import fc from "fast-check";
import { describe, expect, vi } from "vitest";
import { compileNetwork } from "../../../src/core/netpol/compile.ts";
import type { CompiledNetwork } from "../../../src/core/netpol/compile.ts";
import { evaluate, policiesIsolating } from "../../../src/core/netpol/evaluate.ts";
import type { PortOfInterest } from "../../../src/core/netpol/matrix.ts";
import type { DirectionVerdict, PodEndpoint } from "../../../src/core/netpol/types.ts";
import { mustBe, mustEqual } from "../../support/mustBe.ts";
import { isPod, law, together } from "./law.ts";
import * as re from "./rewriting.ts";
import * as world from "./world.ts";
import type { Raw } from "./world.ts";

vi.setConfig({ testTimeout: 600_000 });

const SIDES = ["egress", "ingress"] as const;
const BOTH = ["Ingress", "Egress"];
const namespaceOf = (end: string): string => end.slice(0, end.indexOf("/"));
const subjectOf = (side: "egress" | "ingress", from: string, to: string): string =>
  side === "egress" ? from : to;

/** Every pod with a label of its own, so that a policy can select it alone. */
const tagged = (cluster: readonly Raw[]): Raw[] =>
  cluster.map((raw) => {
    if (raw.kind !== "Pod") return raw;
    const { name, labels } = raw.metadata as { name: string; labels: object };
    return { ...raw, metadata: { ...raw.metadata, labels: { ...labels, pod: name } } };
  });
const only = (end: string): object => ({
  podSelector: { matchLabels: { pod: end.slice(end.indexOf("/") + 1) } },
});

const denies = ({ allowed, reason }: DirectionVerdict): boolean =>
  !allowed && reason === "no-rule-matched";

describe("one policy more", () => {
  const more = fc.record({ ns: world.anyNamespace, spec: world.spec });

  law(
    "S3: on a pod already isolated it never removes a flow",
    [world.scene, more],
    (witness, { cluster, policies, at }, { ns, spec }) => {
      const before = world.network([...cluster, ...policies]);
      const after = world.network([...cluster, ...policies, world.policy(`${ns}/more`, spec)]);
      for (const { was, is } of together(before, after, at)) {
        for (const side of SIDES) {
          if (was[side].reason === "not-isolated") continue;
          if (was[side].allowed && !is[side].allowed) expect([was, is]).toBeUndefined();
          if (!was[side].allowed && is[side].allowed) witness();
        }
      }
    },
  );
  law(
    "S1, S3: the first on a pod never adds a flow, and takes nothing from other pods",
    [world.scene, more],
    (witness, { cluster, policies, at }, { ns, spec }) => {
      const before = world.network([...cluster, ...policies]);
      const after = world.network([...cluster, ...policies, world.policy(`${ns}/more`, spec)]);
      for (const { from, to, was, is } of together(before, after, at)) {
        for (const side of SIDES) {
          const subject = subjectOf(side, from, to);
          if (!isPod(subject) || namespaceOf(subject) !== ns) {
            mustBe(is[side].allowed, was[side].allowed);
          } else if (was[side].reason === "not-isolated" && !is[side].allowed) witness();
        }
        if (is.allowed && !was.allowed) {
          // What opened was closed by a policy, never by the lack of one.
          mustBe(
            SIDES.some((side) => denies(was[side]) && is[side].allowed),
            true,
          );
        }
      }
    },
  );
  law(
    "S1: of one direction it changes no verdict of the other",
    [world.scene, more, fc.constantFrom("Ingress", "Egress")],
    (witness, { cluster, policies, at }, { ns, spec }, type) => {
      const own = world.policy(`${ns}/more`, { ...spec, policyTypes: [type] });
      const before = world.network([...cluster, ...policies]);
      const after = world.network([...cluster, ...policies, own]);
      const [other, its] =
        type === "Ingress" ? (["egress", "ingress"] as const) : (["ingress", "egress"] as const);
      for (const { was, is } of together(before, after, at)) {
        mustBe(is[other].allowed, was[other].allowed);
        if (is[its].allowed !== was[its].allowed) witness();
      }
    },
  );
  law(
    "S22: in a namespace it concerns no flow between others",
    [world.scene, more],
    (witness, { cluster, policies, at }, { ns, spec }) => {
      const before = world.network([...cluster, ...policies]);
      const after = world.network([...cluster, ...policies, world.policy(`${ns}/more`, spec)]);
      const ends = world.endsOf(before);
      const far = ends.filter((end) => !end.startsWith(`${ns}/`));
      expect(world.verdicts(after, at, far)).toEqual(world.verdicts(before, at, far));
      if (far.length < ends.length && far.some(isPod)) witness();
    },
  );
  law(
    "S1: that selects one pod changes flows of that pod alone",
    [world.scene, fc.nat()],
    (witness, { cluster, policies, at }, choice) => {
      const pods = tagged(cluster);
      const before = world.network([...pods, ...policies]);
      const ends = world.endsOf(before);
      const chosen = ends.filter(isPod)[choice % ends.filter(isPod).length] ?? "";
      const deny = world.policy(`${namespaceOf(chosen)}/deny`, {
        ...only(chosen),
        policyTypes: BOTH,
      });
      const after = world.network([...pods, ...policies, deny]);
      for (const { from, to, was, is } of together(before, after, at)) {
        if (is.egress.allowed !== was.egress.allowed) mustBe(from, chosen);
        if (is.ingress.allowed !== was.ingress.allowed) mustBe(to, chosen);
        if (is.allowed !== was.allowed) witness();
      }
    },
  );
  law(
    "S69: fewer, down to none, leaves everything allowed",
    [world.scene],
    (witness, { cluster, policies, at }) => {
      const full = world.network([...cluster, ...policies]);
      const { allowed } = { allowed: world.verdicts(world.network(cluster), at) };
      expect(allowed.every((mark) => mark.endsWith(":ei"))).toBe(true);
      if (world.verdicts(full, at).some((mark) => !mark.endsWith(":ei"))) witness();
    },
  );
});

describe("both ends", () => {
  law(
    "S4: a verdict is both directions; each is what its own policies say",
    [world.scene],
    (witness, { cluster, policies, at }) => {
      const half = (type: string): CompiledNetwork =>
        world.network([
          ...cluster,
          ...policies
            .filter(({ spec }) => re.typesOf(spec).includes(type))
            .map((own) => re.withSpec(own, { policyTypes: [type] })),
        ]);
      const whole = world.network([...cluster, ...policies]);
      const out = world.flows(half("Egress"), at);
      const into = world.flows(half("Ingress"), at);
      world.flows(whole, at).forEach(({ verdict }, i) => {
        mustBe(verdict.allowed, verdict.egress.allowed && verdict.ingress.allowed);
        mustBe(out[i]?.verdict.allowed, verdict.egress.allowed);
        mustBe(into[i]?.verdict.allowed, verdict.ingress.allowed);
        if (verdict.egress.allowed !== verdict.ingress.allowed) witness();
      });
    },
  );
  law(
    "S6, S7: whether A reaches B asks neither what B may send nor what A may receive",
    [world.scene, fc.nat(), fc.nat()],
    (witness, { cluster, policies, at }, a, b) => {
      const pods = tagged(cluster);
      const open = world.network([...pods, ...policies]);
      const ends = world.endsOf(open).filter(isPod);
      const [from = "", to = ""] = [ends[a % ends.length], ends[b % ends.length]];
      if (from === to) return;
      const mute = world.network([
        ...pods,
        ...policies,
        world.policy(`${namespaceOf(from)}/deaf`, { ...only(from), policyTypes: ["Ingress"] }),
        world.policy(`${namespaceOf(to)}/mute`, { ...only(to), policyTypes: ["Egress"] }),
      ]);
      const [there, still] = [open, mute].map((net) =>
        world.judge(net, from, to, at.port, at.protocol),
      );
      expect(still?.allowed).toBe(there?.allowed);
      if (!world.judge(mute, to, from, at.port, at.protocol).allowed) witness();
    },
  );
  law(
    "S5: an address that is no pod has no gate",
    [world.scene],
    (witness, { cluster, policies, at }) => {
      for (const { from, to, verdict } of world.flows(
        world.network([...cluster, ...policies]),
        at,
      )) {
        if (!isPod(from)) mustBe(verdict.egress.reason, "exempt");
        if (!isPod(to)) mustBe(verdict.ingress.reason, "exempt");
        if (!verdict.allowed && isPod(from) !== isPod(to)) witness();
      }
    },
  );
  law(
    "S41, S43: a pod reaches itself and its node reaches it, whatever the policies",
    [world.scene],
    (witness, { cluster, policies, at }) => {
      const deny = world.NAMESPACES.map((ns) =>
        world.policy(`${ns}/deny`, { podSelector: {}, policyTypes: BOTH }),
      );
      const net = world.network([...cluster, ...policies, ...deny]);
      const nodeIPs = new Map([
        ["node-1", "192.0.2.1"],
        ["node-2", "192.0.2.2"],
      ]);
      for (const pod of net.endpoints.pods) {
        const end = `${pod.namespace}/${pod.name}`;
        const ask = (from: string, to: string) => world.judge(net, from, to, at.port, at.protocol);
        mustBe(ask(end, end).allowed, true);
        for (const [nodeName, ip] of nodeIPs) {
          const entered = ask(ip, end);
          if (pod.nodeName === nodeName) mustBe(entered.allowed, true);
          // S44: not the other way round; S46: the host's pods are not policed at all.
          mustBe(ask(end, ip).allowed, pod.hostNetwork || isAllowedOut(net, pod, ip, at));
        }
        if (!pod.hostNetwork) witness();
      }
    },
  );
});

/** Does a rule of some policy let the pod reach the address? */
function isAllowedOut(
  net: CompiledNetwork,
  pod: PodEndpoint,
  ip: string,
  at: PortOfInterest,
): boolean {
  const source = { ...pod, nodeName: "elsewhere" };
  return evaluate(net, { source, destination: { kind: "address", ip }, ...at }).egress.allowed;
}

describe("life", () => {
  law(
    "S1: a pod that comes changes no verdict between others",
    [world.scene, fc.nat()],
    (witness, { cluster, policies, at }, which) => {
      const pods = cluster.filter(({ kind }) => kind === "Pod");
      const leaving = pods[which % pods.length];
      const whole = world.network([...cluster, ...policies]);
      const less = world.network([...cluster.filter((raw) => raw !== leaving), ...policies]);
      const marks = world.verdicts(less, at);
      expect(world.verdicts(whole, at, world.endsOf(less))).toEqual(marks);
      if (marks.some((mark) => !mark.endsWith(":ei"))) witness();
    },
  );
  law(
    "S25: a pod relabelled is the pod made with those labels, a namespace likewise",
    [world.scene, world.cluster],
    (witness, { cluster, policies, at }, donor) => {
      const labels = donor.map(({ metadata }) => (metadata as { labels?: object }).labels ?? {});
      const relabelled = cluster.map((raw, i) =>
        raw.kind === "Node"
          ? raw
          : { ...raw, metadata: { ...raw.metadata, labels: labels[i % labels.length] ?? {} } },
      );
      const before = world.network([...cluster, ...policies]);
      const fresh = world.network([...relabelled, ...policies]);
      const live = compileNetwork({ ...fresh.objects, policies: before.objects.policies });
      expect(world.verdicts(live, at)).toEqual(world.verdicts(fresh, at));
      if (world.verdicts(fresh, at).join() !== world.verdicts(before, at).join()) witness();
    },
  );
});

describe("reasons", () => {
  law(
    "S1, S2: a deny names all policies that isolate, an allow the rules that allow, and they are true",
    [world.scene],
    (witness, { cluster, policies, at }) => {
      const net = world.network([...cluster, ...policies]);
      for (const { verdict } of world.flows(net, at)) {
        for (const side of SIDES) {
          const reason = verdict[side];
          const direction = side === "egress" ? "Egress" : "Ingress";
          const subject = side === "egress" ? verdict.flow.source : verdict.flow.destination;
          if (reason.reason === "exempt" || reason.reason === "unselected") continue;
          if (subject.kind !== "pod") throw new Error("only pods are judged (S5)");
          const isolating = policiesIsolating(net, subject, direction).map(({ ref }) => ref);
          if (reason.reason === "not-isolated") {
            mustEqual(isolating, []);
            continue;
          }
          mustEqual(reason.isolatedBy, isolating);
          if (reason.reason === "matched-rule") {
            for (const { policy, path } of reason.allowedBy) {
              mustBe(
                isolating.some(
                  ({ name, namespace }) => name === policy.name && namespace === policy.namespace,
                ),
                true,
              );
              mustBe(path.startsWith(`spec.${side}`), true);
            }
          } else {
            witness();
            for (const { peersMatched, portsMatched, peers, ports } of reason.misses) {
              mustBe(peersMatched && portsMatched, false);
              mustBe(peersMatched, peers.length === 0 || peers.some((e) => e.matched));
              mustBe(portsMatched, ports.length === 0 || ports.some((e) => e.matched));
            }
          }
        }
      }
    },
  );
  law(
    "S3: without the policies that an allow names by rule, or a deny by isolation, it turns around",
    [world.scene],
    (witness, { cluster, policies, at }) => {
      const net = world.network([...cluster, ...policies]);
      const without = (names: ReadonlySet<string>) =>
        world.network([
          ...cluster,
          ...policies.filter(({ metadata }) => !names.has(metadata.name)),
        ]);
      for (const { from, to, verdict } of world.flows(net, at).slice(0, 12)) {
        for (const side of SIDES) {
          const reason = verdict[side];
          if (!("isolatedBy" in reason)) continue;
          const isolating = new Set(reason.isolatedBy.map(({ name }) => name));
          const allowing = new Set(
            reason.allowed ? reason.allowedBy.map(({ policy }) => policy.name) : [],
          );
          const ask = (names: ReadonlySet<string>) =>
            world.judge(without(names), from, to, at.port, at.protocol)[side];
          mustBe(ask(isolating).reason, "not-isolated");
          if (allowing.size > 0 && allowing.size < isolating.size) {
            mustBe(ask(allowing).allowed, false);
            witness();
          }
        }
      }
    },
  );
});
