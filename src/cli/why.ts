/** `netpol why FROM TO[:PORT][/PROTO]`: the verdict on one flow and how it came about. */
import type { Protocol } from "../core/api/objects.ts";
import { describeNoEnd, flowBetween, type Resolution } from "../core/netpol/endpoints.ts";
import { explain } from "../core/netpol/explain.ts";
import type { Line } from "../core/netpol/phrases.ts";
import type { FlowProtocol } from "../core/netpol/types.ts";
import { explanationLines } from "../core/netpol/words.ts";
import { listenersAt } from "../core/session/flows.ts";
import { networkOf } from "../core/session/view.ts";
import { CommandError, UsageError } from "./input.ts";
import { labFrom } from "./lab.ts";
import type { SubCommand } from "./subcommand.ts";

const PROTOCOLS: readonly FlowProtocol[] = ["TCP", "UDP", "SCTP", "ICMP"];

interface Target {
  readonly end: string;
  readonly port?: number;
  readonly protocol?: FlowProtocol;
}

/** `NS/POD:PORT/PROTO`, `[2001:db8::1]:443`, `10.0.0.1:80/UDP`; port and protocol may be missing. */
export function parseTarget(text: string): Target {
  const protocol = PROTOCOLS.find((name) => text.toUpperCase().endsWith(`/${name}`));
  const rest = protocol === undefined ? text : text.slice(0, -protocol.length - 1);
  const kept = protocol === undefined ? {} : { protocol };
  const bracket = /^\[([^\]]+)\](?::(\d+))?$/.exec(rest);
  const plain = /^([^:]+)(?::(\d+))?$/.exec(rest);
  const [, end = rest, port] = bracket ?? plain ?? [];
  if (port === undefined) return { end, ...kept };
  const number = Number(port);
  if (number < 1 || number > 65535) throw new UsageError(`port ${port} is not between 1 and 65535`);
  return { end, port: number, ...kept };
}

/** A bare pod name is one of the namespace default. */
const qualified = (end: string): string =>
  /^[a-z0-9][a-z0-9.-]*$/.test(end) && !/^[\d.]+$/.test(end) ? `default/${end}` : end;

function lines(list: readonly Line[], indent = ""): string {
  const mark = { yes: "✓", no: "✗", info: "·" };
  return list
    .map((line) => {
      const where =
        line.policy === undefined || line.path === undefined
          ? ""
          : `  (${line.policy.namespace}/${line.policy.name} ${line.path})`;
      return `${indent}${mark[line.mark]} ${line.text}${where}\n${lines(line.lines, `${indent}  `)}`;
    })
    .join("");
}

export const why: SubCommand = {
  name: "why",
  usage: "why FROM TO[:PORT][/PROTO] -f FILES",
  summary: "the verdict on one flow, gate by gate",
  run(input) {
    const [from, to, ...rest] = input.positionals;
    if (from === undefined || to === undefined || rest.length > 0)
      throw new UsageError("why takes FROM and TO[:PORT][/PROTO]");
    const target = parseTarget(to);
    const { cluster } = labFrom(input);
    const network = networkOf(cluster);
    const resolve = (end: string): Resolution & { ok: true } => {
      const found = network.endpoints.resolve(qualified(end));
      if (!found.ok) throw new CommandError(describeNoEnd(found.text, found.reason));
      return found;
    };
    const source = resolve(from);
    const destination = resolve(target.end);
    const [first] = listenersAt(cluster, destination.endpoint);
    const protocol: FlowProtocol =
      target.protocol ?? (target.port === undefined ? (first?.protocol ?? "TCP") : "TCP");
    const port =
      target.port ??
      listenersAt(cluster, destination.endpoint).find((l) => l.protocol === (protocol as Protocol))
        ?.port ??
      80;
    const explanation = explain(network, flowBetween(source, destination, port, protocol));
    const name = protocol === "ICMP" ? "ICMP" : `${protocol} ${port}`;
    input.write(`${qualified(from)} → ${qualified(target.end)}, ${name}\n`);
    input.write(lines(explanationLines(explanation)));
    return Promise.resolve(0);
  },
};
