/** Checks on connections: by policy alone (`reach`), and as a tool in the pod sees them (`try`). */
import { evaluate } from "../../netpol/evaluate.ts";
import { describeNoEnd, flowBetween } from "../../netpol/endpoints.ts";
import { explain } from "../../netpol/explain.ts";
import { verdictSentence } from "../../netpol/words.ts";
import type { CheckedFlow, CheckKind, CheckResult, CheckWorld } from "./check.ts";
import { probe, type Outcome } from "./probe.ts";

const ARROW =
  /^(\S+) -> (\[[0-9a-f:.]+\]|[^\s:]+(?::[^\s:]+)?):(\d{1,5})(?:\/(TCP|UDP|SCTP))? (\S+)$/;

interface Arrow extends Omit<CheckedFlow, "want"> {
  readonly want: string;
}

function readArrow(rest: string): Arrow | undefined {
  const [, from, to, port, protocol = "TCP", want] = ARROW.exec(rest) ?? [];
  if (from === undefined || to === undefined || want === undefined) return undefined;
  const number = Number(port);
  if (number < 1 || number > 65_535) return undefined;
  const end = to.startsWith("[") ? to.slice(1, -1) : to;
  return { from, to: end, port: number, protocol: protocol as Arrow["protocol"], want };
}

/** `frontend` of `default/frontend`, `internet` of `ext:internet`. */
export function shortName(end: string): string {
  return end.slice(Math.max(end.lastIndexOf("/"), end.lastIndexOf(":")) + 1) || end;
}

const port = (flow: Omit<CheckedFlow, "want">): string =>
  flow.protocol === "TCP" ? String(flow.port) : `${flow.protocol} ${flow.port}`;

function missing(end: string, resolution: ReturnType<CheckWorld["resolve"]>): CheckResult {
  const why = resolution.ok ? "" : describeNoEnd(resolution.text, resolution.reason);
  return { holds: false, text: `${shortName(end)} is no end of a connection: ${why}.` };
}

export const REACH: CheckKind = {
  name: "reach",
  form: "reach FROM -> TO:PORT[/PROTOCOL] allow|deny",
  about: "Do the policies let the connection pass? Who listens there does not matter.",
  read(rest) {
    const arrow = readArrow(rest);
    if (arrow === undefined) return undefined;
    const { want } = arrow;
    if (want !== "allow" && want !== "deny") return undefined;
    const names = `${shortName(arrow.from)} ${want === "allow" ? "may reach" : "may not reach"} ${shortName(arrow.to)}`;
    return {
      text: `${names} on ${port(arrow)}`,
      flow: { ...arrow, want },
      run(world) {
        const source = world.resolve(arrow.from);
        const destination = world.resolve(arrow.to);
        if (!source.ok) return missing(arrow.from, source);
        if (!destination.ok) return missing(arrow.to, destination);
        const flow = flowBetween(source, destination, arrow.port, arrow.protocol);
        const holds = evaluate(world.network, flow).allowed === (want === "allow");
        return { holds, text: verdictSentence(explain(world.network, flow)) };
      },
    };
  },
};

const SEEN: Readonly<Record<Outcome, string>> = {
  ok: "the connection opens",
  timeout: "no answer comes: the packet is dropped",
  refused: "the answer is a refusal",
  "dns-timeout": "the name look-up gets no answer",
  nxdomain: "there is no such name",
};

const isOutcome = (text: string): text is Outcome => Object.hasOwn(SEEN, text);

export const TRY: CheckKind = {
  name: "try",
  form: `try FROM -> TARGET:PORT[/PROTOCOL] ${Object.keys(SEEN).join("|")}`,
  about:
    "How an attempt from FROM ends, as a tool there sees it, the look-up of the name included.",
  read(rest) {
    const arrow = readArrow(rest);
    if (arrow === undefined || !isOutcome(arrow.want)) return undefined;
    const { from, to, want, protocol } = arrow;
    return {
      text: `From ${shortName(from)} to ${to}:${arrow.port}: ${SEEN[want]}`,
      run(world) {
        const seen = probe(world, from, to, arrow.port, protocol);
        if (seen === undefined) return missing(from, world.resolve(from));
        return { holds: seen === want, text: `From ${shortName(from)} to ${to}: ${SEEN[seen]}.` };
      },
    };
  },
};
