/** Port lists and the names Nmap gives to ports (nmap-services, the ones learners meet). */

const NAMES: Readonly<Record<string, string>> = {
  "21/tcp": "ftp",
  "22/tcp": "ssh",
  "23/tcp": "telnet",
  "25/tcp": "smtp",
  "53/tcp": "domain",
  "53/udp": "domain",
  "80/tcp": "http",
  "110/tcp": "pop3",
  "111/tcp": "rpcbind",
  "143/tcp": "imap",
  "443/tcp": "https",
  "3000/tcp": "ppp",
  "3306/tcp": "mysql",
  "5000/tcp": "upnp",
  "5432/tcp": "postgresql",
  "5672/tcp": "amqp",
  "6379/tcp": "redis",
  "6443/tcp": "sun-sr-https",
  "8000/tcp": "http-alt",
  "8080/tcp": "http-proxy",
  "8081/tcp": "blackice-icecap",
  "8443/tcp": "https-alt",
  "8888/tcp": "sun-answerbook",
  "9000/tcp": "cslistener",
  "9000/udp": "cslistener",
  "9001/tcp": "tor-orport",
  "9001/udp": "etlservicemgr",
  "9090/tcp": "zeus-admin",
  "9100/tcp": "jetdirect",
  "9200/tcp": "wap-wsp",
  "27017/tcp": "mongod",
};

export function portName(port: number, protocol: "tcp" | "udp"): string {
  const key = `${port}/${protocol}`;
  return Object.hasOwn(NAMES, key) ? (NAMES[key] ?? "unknown") : "unknown";
}

/** `80,443,8000-8010`; undefined when it is no list of ports. */
export function parsePorts(text: string): readonly number[] | undefined {
  const ports = new Set<number>();
  const whole = text === "-" ? "1-65535" : text;
  for (const part of whole.split(",")) {
    const match = /^(?:[TU]:)?(\d{1,5})(?:-(\d{1,5})?)?$/.exec(part);
    if (match === null) return undefined;
    const from = Number(match[1]);
    const to = match[2] === undefined ? (part.endsWith("-") ? 65535 : from) : Number(match[2]);
    if (to < from || to > 65535) return undefined;
    for (let port = from; port <= to; port++) ports.add(port);
  }
  return [...ports].toSorted((a, b) => a - b);
}

/** The hundred ports of `-F`. */
export const FAST_PORTS: readonly number[] =
  parsePorts(
    "7,9,13,21-23,25-26,37,53,79-81,88,106,110-111,113,119,135,139,143-144,179,199,389,427,443-445,465,513-515,543-544,548,554,587,631,646,873,990,993,995,1025-1029,1110,1433,1720,1723,1755,1900,2000-2001,2049,2121,2717,3000,3128,3306,3389,3986,4899,5000,5009,5051,5060,5101,5190,5357,5432,5631,5666,5800,5900,6000-6001,6646,7070,8000,8008-8009,8080-8081,8443,8888,9100,9999-10000,32768,49152-49157",
  ) ?? [];

/** A thousand ports: the fast ones and the lowest others. */
export function defaultPorts(): readonly number[] {
  const ports = new Set(FAST_PORTS);
  for (const extra of [9000, 9001, 9090, 9200, 6379]) ports.add(extra);
  for (let port = 1; ports.size < 1000; port++) ports.add(port);
  return [...ports].toSorted((a, b) => a - b);
}
