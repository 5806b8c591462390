/** ip (iproute2 and BusyBox' smaller one) and hostname: what a pod knows of its own network. */
import type { Program } from "../shell/process.ts";
import type { NetTool, ToolWorld } from "./tool.ts";

interface Interface {
  readonly index: number;
  readonly name: string;
  readonly flags: string;
  readonly mtu: number;
  readonly queue: string;
  readonly mac: string;
  readonly address?: string;
}

/** A hardware address that goes with an IPv4 address, as bridges make them up. */
function macOf(ip: string): string {
  const bytes = ip.split(".").map((part) => Number(part).toString(16).padStart(2, "0"));
  return `0a:58:${bytes.join(":")}`;
}

function interfacesOf({ net }: ToolWorld): readonly Interface[] {
  const ip = net.addresses[0] ?? "";
  return [
    {
      index: 1,
      name: "lo",
      flags: "LOOPBACK,UP,LOWER_UP",
      mtu: 65536,
      queue: "noqueue state UNKNOWN",
      mac: "00:00:00:00:00:00",
      address: "127.0.0.1/8",
    },
    {
      index: 2,
      name: "eth0",
      flags: "BROADCAST,MULTICAST,UP,LOWER_UP",
      mtu: 1500,
      queue: "noqueue state UP",
      mac: macOf(ip),
      address: `${ip}/24`,
    },
  ];
}

function linkLines(entry: Interface, busybox: boolean): string {
  const peer = entry.name === "eth0" ? "eth0@if7" : entry.name;
  const group = busybox ? "" : " group default";
  const length = entry.name === "lo" ? " qlen 1000" : busybox ? "" : "";
  const kind = entry.name === "lo" ? "loopback" : "ether";
  const broadcast = entry.name === "lo" ? "00:00:00:00:00:00" : "ff:ff:ff:ff:ff:ff";
  const netns = entry.name === "eth0" && !busybox ? " link-netnsid 0" : "";
  return (
    `${entry.index}: ${peer}: <${entry.flags}> mtu ${entry.mtu} qdisc ${entry.queue}${group}${length}\n` +
    `    link/${kind} ${entry.mac} brd ${broadcast}${netns}\n`
  );
}

function addressLines(entry: Interface): string {
  if (entry.address === undefined) return "";
  const scope = entry.name === "lo" ? "host lo" : "global eth0";
  const broadcast =
    entry.name === "lo" ? "" : ` brd ${entry.address.replace(/\.\d+\/\d+$/, ".255")}`;
  return `    inet ${entry.address}${broadcast} scope ${scope}\n       valid_lft forever preferred_lft forever\n`;
}

function routes({ net }: ToolWorld): string {
  const ip = net.addresses[0] ?? "";
  const network = ip.replace(/\.\d+$/, "");
  return (
    `default via ${network}.1 dev eth0 \n` +
    `${network}.0/24 via ${network}.1 dev eth0 src ${ip} \n` +
    `${network}.1 dev eth0 scope link src ${ip} \n`
  );
}

const IP_USAGE =
  "Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\nwhere  OBJECT := { address | link | neighbour | route | rule }\n       OPTIONS := { -4 | -6 | -br | -o }\n";

const OBJECTS = ["address", "link", "route", "neighbour", "rule"] as const;

function ipTool(busybox: boolean): NetTool {
  return (world): Program =>
    (context) => {
      const { stdout, stderr } = context;
      const flags = context.argv.slice(1).filter((arg) => arg.startsWith("-"));
      const words = context.argv.slice(1).filter((arg) => !arg.startsWith("-"));
      const [word = ""] = words;
      const object = word === "" ? undefined : OBJECTS.find((name) => name.startsWith(word));
      if (object === undefined) {
        const known = word === "" || word === "help";
        stderr.write(known ? IP_USAGE : `Object "${word}" is unknown, try "ip help".\n`);
        return Promise.resolve(known ? (busybox ? 1 : 255) : 1);
      }
      const command = words[1] ?? "show";
      if (!["show", "list", "ls", "s", "l", "get", "dev"].includes(command)) {
        stderr.write("RTNETLINK answers: Operation not permitted\n");
        return Promise.resolve(2);
      }
      if (object === "route") {
        stdout.write(command === "get" ? routeGet(world, words[2] ?? "") : routes(world));
      } else if (object === "rule") {
        stdout.write(
          "0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n",
        );
      } else if (object === "neighbour") {
        const gateway = (world.net.addresses[0] ?? "").replace(/\.\d+$/, ".1");
        stdout.write(`${gateway} dev eth0 lladdr ${macOf(gateway)} REACHABLE \n`);
      } else {
        const wanted = words.at(-1);
        for (const entry of interfacesOf(world)) {
          const named = words.length > 1 && ["lo", "eth0"].includes(wanted ?? "");
          if (named && wanted !== entry.name) continue;
          if (flags.includes("-br")) {
            const state = entry.name === "lo" ? "UNKNOWN" : "UP";
            const name = entry.name === "eth0" ? "eth0@if7" : entry.name;
            stdout.write(
              `${name.padEnd(16)} ${state.padEnd(14)} ${object === "link" ? entry.mac : (entry.address ?? "")} \n`,
            );
            continue;
          }
          stdout.write(linkLines(entry, busybox));
          if (object === "address") stdout.write(addressLines(entry));
        }
      }
      return Promise.resolve(0);
    };
}

function routeGet(world: ToolWorld, ip: string): string {
  const own = world.net.addresses[0] ?? "";
  if (ip === own) return `local ${ip} dev lo src ${own} uid 0 \n    cache <local> \n`;
  return `${ip} via ${own.replace(/\.\d+$/, ".1")} dev eth0 src ${own} uid 0 \n    cache \n`;
}

export const ipBusybox: NetTool = ipTool(true);
export const ipRoute2: NetTool = ipTool(false);

/** hostname: BusyBox' and Debian's agree in what learners use: the name, -i, -I, -f, -d, -s. */
export function hostnameProgram(world: ToolWorld, name: string, domain: string): Program {
  return (context) => {
    const { stdout, stderr } = context;
    const [flag, ...rest] = context.argv.slice(1);
    const ips = world.net.addresses;
    const answers: Readonly<Record<string, string>> = {
      "-s": name.split(".", 1)[0] ?? name,
      "--short": name,
      "-f": domain === "" ? name : `${name}.${domain}`,
      "--fqdn": domain === "" ? name : `${name}.${domain}`,
      "-d": domain,
      "--domain": domain,
      "-i": ips[0] ?? "",
      "--ip-address": ips[0] ?? "",
      "-I": `${ips.join(" ")} `,
      "--all-ip-addresses": `${ips.join(" ")} `,
    };
    if (flag === undefined) {
      stdout.write(`${name}\n`);
      return Promise.resolve(0);
    }
    if (Object.hasOwn(answers, flag) && rest.length === 0) {
      stdout.write(`${answers[flag] ?? ""}\n`);
      return Promise.resolve(0);
    }
    stderr.write(
      flag.startsWith("-")
        ? `hostname: invalid option -- '${flag.replace(/^-+/, "").charAt(0)}'\n`
        : "hostname: sethostname: Operation not permitted\n",
    );
    return Promise.resolve(1);
  };
}
