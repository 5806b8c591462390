/** getent: names as the C library finds them. */
import { isAddress, isIPv6 } from "../network/addresses.ts";
import { lookup, readIfThere, reverseLookup, serviceName, servicePort } from "./socket.ts";
import { netTool, type Run } from "./tool.ts";

const TRY = "Try `getent --help' or `getent --usage' for more information.\n";

const HELP = `Usage: getent [OPTION...] database [key ...]
Get entries from administrative database.

  -A, --no-addrconfig        do not filter out unsupported IPv4/IPv6 addresses
                             (with ahosts*)
  -i, --no-idn               disable IDN encoding
  -s, --service=CONFIG       Service configuration to be used
  -?, --help                 Give this help list
      --usage                Give a short usage message
  -V, --version              Print program version

Mandatory or optional arguments to long options are also mandatory or optional
for any corresponding short options.

Supported databases:
ahosts ahostsv4 ahostsv6 aliases ethers group gshadow hosts initgroups
netgroup networks passwd protocols rpc services shadow

For bug reporting instructions, please see:
<http://www.debian.org/Bugs/>.
`;

const NOT_FOUND = 2;
const ADDRESS_WIDTH = 15;

const DATABASES = new Set(
  "ahosts ahostsv4 ahostsv6 aliases ethers group gshadow hosts initgroups netgroup networks passwd protocols rpc services shadow".split(
    " ",
  ),
);

export const getent = netTool(async (run) => {
  const { stdout, stderr } = run.context;
  const { args } = run;
  const [database, ...keys] = args.filter((arg) => !arg.startsWith("-"));
  for (const flag of args.filter((arg) => arg.startsWith("-"))) {
    if (flag === "--help" || flag === "-?") {
      stdout.write(HELP);
      return 0;
    }
    if (flag === "--version" || flag === "-V") {
      stdout.write(versionText(run));
      return 0;
    }
    if (!/^-[Ai]+$|^--no-(addrconfig|idn)$/.test(flag)) {
      const long = flag.startsWith("--");
      const problem = long
        ? `unrecognized option '${flag}'`
        : `invalid option -- '${flag.charAt(1)}'`;
      stderr.write(`getent: ${problem}\n${TRY}`);
      return 64;
    }
  }
  if (database === undefined) {
    stderr.write("getent: wrong number of arguments\n");
    stdout.write(TRY);
    return 1;
  }
  if (!DATABASES.has(database)) {
    stderr.write(`Unknown database: ${database}\n`);
    stdout.write(TRY);
    return 1;
  }
  let status = 0;
  for (const key of keys) if (!(await entry(run, database, key))) status = NOT_FOUND;
  if (keys.length === 0) list(run, database);
  return status;
});

function versionText({ variant }: Run): string {
  const build =
    variant.release === undefined
      ? "GNU libc"
      : variant.release.replace(/^libc-bin /, "Debian GLIBC ");
  const year = variant.version.startsWith("2.3") ? 2022 : 2024;
  return (
    `getent (${build.replace(/^\d\S* /, "")}) ${variant.version}\nCopyright (C) ${year} Free Software Foundation, Inc.\n` +
    "This is free software; see the source for copying conditions.  There is NO\nwarranty; not even for MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.\nWritten by Thorsten Kukuk.\n"
  );
}

function list(run: Run, database: string): void {
  const files: Readonly<Record<string, string>> = {
    hosts: "/etc/hosts",
    passwd: "/etc/passwd",
    group: "/etc/group",
    services: "/etc/services",
  };
  const path = Object.hasOwn(files, database) ? files[database] : undefined;
  if (path === undefined) return;
  for (const line of (readIfThere(run, path) ?? "").split("\n")) {
    const bare = (line.split("#", 1)[0] ?? "").trim();
    if (bare === "") continue;
    const [first = "", ...rest] = bare.split(/\s+/);
    run.context.stdout.write(
      database === "hosts" ? `${first.padEnd(ADDRESS_WIDTH)} ${rest.join(" ")}\n` : `${bare}\n`,
    );
  }
}

function entry(run: Run, database: string, key: string): Promise<boolean> {
  if (database === "hosts") return hosts(run, key);
  if (database.startsWith("ahosts")) {
    return ahosts(run, key, database === "ahostsv4" ? 4 : database === "ahostsv6" ? 6 : undefined);
  }
  return Promise.resolve(fileEntry(run, database, key));
}

/** gethostbyname2: AAAA first, then A, each with all the waiting of its own. */
async function hosts(run: Run, key: string): Promise<boolean> {
  const { stdout } = run.context;
  if (isAddress(key)) {
    const name = await reverseLookup(run, key);
    if (name === undefined) return false;
    stdout.write(`${key.padEnd(ADDRESS_WIDTH)} ${name}\n`);
    return true;
  }
  for (const family of [6, 4] as const) {
    const answer = await lookup(run, key, family);
    if (answer.kind !== "addresses") continue;
    for (const ip of answer.ips) stdout.write(`${ip.padEnd(ADDRESS_WIDTH)} ${answer.canonical}\n`);
    return true;
  }
  return false;
}

async function ahosts(run: Run, key: string, family: 4 | 6 | undefined): Promise<boolean> {
  const answer = await lookup(run, key, family);
  if (answer.kind !== "addresses") return false;
  let name = answer.canonical;
  for (const ip of answer.ips) {
    const address = ip.padEnd(isIPv6(ip) ? ADDRESS_WIDTH : ADDRESS_WIDTH);
    run.context.stdout.write(`${address} STREAM ${name}\n${address} DGRAM  \n${address} RAW    \n`);
    name = "";
  }
  return true;
}

function fileEntry(run: Run, database: string, key: string): boolean {
  const { stdout } = run.context;
  if (database === "services") {
    const [wanted = "", protocol] = key.split("/", 2);
    for (const kind of ["tcp", "udp"] as const) {
      if (protocol !== undefined && protocol !== kind) continue;
      const byName = servicePort(run, wanted, kind);
      const port = byName ?? (/^\d+$/.test(wanted) ? Number(wanted) : undefined);
      const name = byName === undefined ? serviceName(run, port ?? 0, kind) : wanted;
      if (port === undefined || name === undefined) continue;
      stdout.write(`${name.padEnd(21)} ${port}/${kind}\n`);
      return true;
    }
    return false;
  }
  const path = database === "passwd" || database === "group" ? `/etc/${database}` : "";
  for (const line of (readIfThere(run, path) ?? "").split("\n")) {
    const [name, , id] = line.split(":");
    if (line !== "" && (name === key || id === key)) {
      stdout.write(`${line}\n`);
      return true;
    }
  }
  return false;
}
