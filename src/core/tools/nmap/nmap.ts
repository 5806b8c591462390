/** nmap: SYN, connect, UDP and ping scans of single hosts. */
import { isAddress } from "../../network/addresses.ts";
import { reverseName } from "../../network/dns.ts";
import type { Connection } from "../../network/types.ts";
import { firstAddress, hostsName, lookup, pause } from "../socket.ts";
import { netTool, type Run } from "../tool.ts";
import { FAST_PORTS, defaultPorts, parsePorts, portName } from "./ports.ts";

interface Plan {
  readonly targets: readonly string[];
  readonly ports: readonly number[];
  readonly protocol: "tcp" | "udp";
  readonly raw: boolean;
  readonly discover: boolean;
  readonly scan: boolean;
  readonly names: boolean;
  readonly onlyOpen: boolean;
  readonly reason: boolean;
  readonly retries: number | undefined;
}

type PortState = "open" | "closed" | "filtered" | "open|filtered";

interface PortResult {
  readonly port: number;
  readonly state: PortState;
  readonly reason: string;
  readonly answered: boolean;
}

const WITH_VALUE = new Set(
  "-p -iL -oN -oX -oG -oA -e -S -g --source-port --max-retries --host-timeout --min-rate --max-rate --top-ports --dns-servers --scan-delay --exclude --script --data-length --ttl --max-rtt-timeout --min-rtt-timeout --initial-rtt-timeout".split(
    " ",
  ),
);
const SWITCHES =
  /^-(?:Pn|PE|PS\S*|PA\S*|sS|sT|sU|sn|sP|sV|n|R|F|v+|d+|T[0-5]|A|O|6|4|r)$|^--(?:open|reason|system-dns|unprivileged|privileged|disable-arp-ping|packet-trace|send-ip)$/;

const LIST_ABOVE = 25;
const SETUP_SECONDS = { raw: 0.05, connect: 0.015 } as const;
const DISCOVERY_SECONDS = 3.07;
const RESOLVER_SECONDS = 13;

export const nmap = netTool(async (run) => {
  const { stdout, stderr } = run.context;
  const { version } = run.variant;
  if (run.args.includes("--version") || run.args.includes("-V")) {
    stdout.write(`Nmap version ${version} ( https://nmap.org )\n`);
    return 0;
  }
  if (run.args.length === 0 || run.args.includes("-h") || run.args.includes("--help")) {
    stdout.write(
      `Nmap ${version} ( https://nmap.org )\nUsage: nmap [Scan Type(s)] [Options] {target specification}\n`,
    );
    return run.args.length === 0 ? 255 : 0;
  }
  const plan = planOf(run);
  if (typeof plan === "string") {
    stderr.write(plan);
    return plan.startsWith("nmap:") ? 255 : 1;
  }
  const started = run.context.clock.now();
  const date = new Date(started).toISOString();
  stdout.write(
    `Starting Nmap ${version} ( https://nmap.org ) at ${date.slice(0, 10)} ${date.slice(11, 16)} UTC\n`,
  );
  if (plan.raw && !run.privileges.netRaw) {
    stderr.write("Couldn't open a raw socket. Error: Operation not permitted (1)\n");
    return 1;
  }
  const totals = { addresses: 0, up: 0 };
  for (const target of plan.targets) await scanTarget(run, plan, target, totals);
  if (totals.addresses === 0)
    stderr.write("WARNING: No targets were specified, so 0 hosts scanned.\n");
  const seconds = ((run.context.clock.now() - started) / 1000).toFixed(2);
  const addresses = `${totals.addresses} IP address${totals.addresses === 1 ? "" : "es"}`;
  stdout.write(
    `Nmap done: ${addresses} (${totals.up} host${totals.up === 1 ? "" : "s"} up) scanned in ${seconds} seconds\n`,
  );
  return 0;
});

function planOf(run: Run): Plan | string {
  const flags: string[] = [];
  const values = new Map<string, string>();
  const targets: string[] = [];
  const { args } = run;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (!arg.startsWith("-")) targets.push(arg);
    else if (WITH_VALUE.has(arg)) {
      const value = args[++index];
      if (value === undefined) {
        return `nmap: option requires an argument -- '${arg.replace(/^-+/, "")}'\nSee the output of nmap -h for a summary of options.\n`;
      }
      values.set(arg, value);
    } else if (/^-p[\dTU,-]/.test(arg)) values.set("-p", arg.slice(2));
    else if (SWITCHES.test(arg)) flags.push(arg);
    else {
      return `nmap: unrecognized option '${arg}'\nSee the output of nmap -h for a summary of options.\n`;
    }
  }
  const listed = values.get("-p");
  const ports =
    listed === undefined
      ? flags.includes("-F")
        ? FAST_PORTS
        : defaultPorts()
      : parsePorts(listed);
  if (ports === undefined) {
    return 'Error #485: Your port specifications are illegal.  Example of proper form: "-100,200-1024,T:3000-4000,U:60000-"\nQUITTING!\n';
  }
  const udp = flags.includes("-sU");
  const root = run.privileges.user === 0;
  return {
    targets,
    ports,
    protocol: udp ? "udp" : "tcp",
    raw: root && !flags.includes("-sT"),
    discover: !flags.includes("-Pn"),
    scan: !flags.includes("-sn") && !flags.includes("-sP"),
    names: !flags.includes("-n"),
    onlyOpen: flags.includes("--open"),
    reason: flags.includes("--reason"),
    retries: values.has("--max-retries") ? Number(values.get("--max-retries")) : undefined,
  };
}

async function scanTarget(
  run: Run,
  plan: Plan,
  target: string,
  totals: { addresses: number; up: number },
): Promise<void> {
  const { stdout, stderr } = run.context;
  const answer = await lookup(run, target, 4);
  if (answer.kind !== "addresses") {
    stderr.write(`Failed to resolve "${target}".\n`);
    return;
  }
  totals.addresses++;
  const ip = firstAddress(answer);
  if (plan.discover && !(await isUp(run, plan, ip, target))) {
    stdout.write(
      "Note: Host seems down. If it is really up, but blocking our ping probes, try -Pn\n",
    );
    return;
  }
  totals.up++;
  const name = plan.names ? await rdns(run, ip) : undefined;
  const results = plan.scan ? await scanPorts(run, plan, ip, target) : [];
  if (plan.onlyOpen && !results.some((result) => result.state === "open")) return;
  stdout.write(report(plan, { target, ip, name, results }));
}

/** ICMP echo, and something at port 443 or 80. */
async function isUp(run: Run, plan: Plan, ip: string, target: string): Promise<boolean> {
  const tries = [
    ...(plan.raw ? [{ port: 0, protocol: "ICMP" as const }] : []),
    { port: 443, protocol: "TCP" as const },
    { port: 80, protocol: "TCP" as const },
  ];
  for (const attempt of tries) {
    const { outcome } = run.net.probe({ ip, ...attempt, tool: run.name, target });
    if (outcome === "open" || outcome === "refused") return true;
  }
  await pause(run, DISCOVERY_SECONDS);
  return false;
}

/** Nmap's own resolver: asks for thirteen seconds, then goes without. */
async function rdns(run: Run, ip: string): Promise<string | undefined> {
  const listed = hostsName(run, ip);
  const server = run.net.resolvConf.nameservers[0];
  if (listed !== undefined || server === undefined) return listed;
  const reply = await run.net.query(
    {
      server,
      name: reverseName(ip),
      type: "PTR",
      transport: "UDP",
      timeoutSeconds: RESOLVER_SECONDS,
      tool: run.name,
    },
    run.context.cancel,
  );
  return reply.kind === "answer" ? reply.answers[0]?.data.replace(/\.$/, "") : undefined;
}

async function scanPorts(
  run: Run,
  plan: Plan,
  ip: string,
  target: string,
): Promise<readonly PortResult[]> {
  const protocol = plan.protocol === "udp" ? "UDP" : "TCP";
  const results = plan.ports.map((port) => {
    const connection = run.net.probe({ ip, port, protocol, tool: run.name, target });
    return judge(connection, plan, port);
  });
  await pause(run, plan.raw ? SETUP_SECONDS.raw : SETUP_SECONDS.connect);
  await pause(run, silentSeconds(results, plan));
  return results;
}

/** How long the ports that do not answer take: they are asked again, in growing groups. */
function silentSeconds(results: readonly PortResult[], plan: Plan): number {
  const silent = results.filter((result) => !result.answered).length;
  if (silent === 0) return 0;
  if (silent < results.length) return 1.25;
  if (silent === 1 || (plan.retries ?? 2) <= 1) return 2.02;
  return silent <= 10 ? 3.02 : 1 + 0.2 * silent;
}

function judge(connection: Connection, plan: Plan, port: number): PortResult {
  const ttl = 64 - connection.hops;
  const { outcome, reject, listener } = connection;
  const udp = plan.protocol === "udp";
  if (outcome === "open") {
    const talks = listener?.service === "dns" || listener?.service === "echo";
    if (udp && !talks)
      return { port, state: "open|filtered", reason: "no-response", answered: false };
    const reason = udp ? `udp-response ttl ${ttl}` : plan.raw ? `syn-ack ttl ${ttl}` : "syn-ack";
    return { port, state: "open", reason, answered: true };
  }
  if (outcome === "refused" || reject?.kind === "tcp-reset") {
    const reason = udp ? `port-unreach ttl ${ttl}` : plan.raw ? `reset ttl ${ttl}` : "conn-refused";
    return { port, state: "closed", reason, answered: true };
  }
  if (reject !== undefined) {
    const closed = udp && reject.kind === "icmp-port-unreachable";
    const reason = reject.kind === "icmp-admin-prohibited" ? "admin-prohibited" : "port-unreach";
    return {
      port,
      state: closed ? "closed" : "filtered",
      reason: `${reason} ttl ${ttl}`,
      answered: true,
    };
  }
  return {
    port,
    state: udp ? "open|filtered" : "filtered",
    reason: "no-response",
    answered: false,
  };
}

interface Report {
  readonly target: string;
  readonly ip: string;
  readonly name: string | undefined;
  readonly results: readonly PortResult[];
}

function report(plan: Plan, { target, ip, name, results }: Report): string {
  const numeric = isAddress(target);
  const shown = numeric ? (name ?? "") : target;
  const label = shown === "" ? ip : `${shown} (${ip})`;
  const alive = !plan.scan || results.some((result) => result.answered);
  const latency = alive ? " (0.000076s latency)" : "";
  const received = plan.reason
    ? `, received ${plan.discover ? "echo-reply ttl 63" : "user-set"}`
    : "";
  let text = `Nmap scan report for ${label}\nHost is up${received}${latency}.\n`;
  if (!numeric && name !== undefined && name !== target) text += `rDNS record for ${ip}: ${name}\n`;
  return plan.scan ? text + table(plan, label, results) : text;
}

/** States of which there are too many to list are counted instead. */
function table(plan: Plan, label: string, results: readonly PortResult[]): string {
  const groups = new Map<PortState, PortResult[]>();
  for (const result of results) {
    const group = groups.get(result.state);
    if (group === undefined) groups.set(result.state, [result]);
    else group.push(result);
  }
  const hidden = [...groups].filter(
    ([state, members]) => state !== "open" && (members.length > LIST_ABOVE || plan.onlyOpen),
  );
  const ignored = new Set(hidden.map(([state]) => state));
  const rows = results.filter((result) => !ignored.has(result.state));
  const counted = hidden.filter(([, members]) => members.length > LIST_ABOVE);
  const notShown = counted
    .map(([state, members]) => {
      const why = (members[0]?.reason ?? "").replace(/ ttl \d+$/, "");
      return `${members.length} ${state} ${plan.protocol} ports (${why})`;
    })
    .join(", ");
  if (rows.length === 0) {
    return `All ${results.length} scanned ports on ${label} are in ignored states.\nNot shown: ${notShown}\n\n`;
  }
  const cells = rows.map((row) => [
    `${row.port}/${plan.protocol}`,
    row.state,
    portName(row.port, plan.protocol),
    ...(plan.reason ? [row.reason] : []),
  ]);
  const head = ["PORT", "STATE", "SERVICE", ...(plan.reason ? ["REASON"] : [])];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((cell) => cell[column]?.length ?? 0)),
  );
  const line = (cell: readonly string[]): string =>
    `${cell.map((word, column) => (column === cell.length - 1 ? word : word.padEnd(widths[column] ?? 0))).join(" ")}\n`;
  const above = notShown === "" ? "\n" : `Not shown: ${notShown}\n`;
  return `${above}${[head, ...cells].map(line).join("")}\n`;
}
