/** /etc/services, as far as learners meet its names (IANA; Debian's netbase). */
const PORTS: readonly (readonly [name: string, port: number, protocols: string])[] = [
  ["echo", 7, "tcp udp"],
  ["discard", 9, "tcp udp"],
  ["ftp", 21, "tcp"],
  ["ssh", 22, "tcp"],
  ["telnet", 23, "tcp"],
  ["smtp", 25, "tcp"],
  ["domain", 53, "tcp udp"],
  ["http", 80, "tcp"],
  ["pop3", 110, "tcp"],
  ["ntp", 123, "udp"],
  ["imap2", 143, "tcp"],
  ["snmp", 161, "tcp udp"],
  ["ldap", 389, "tcp udp"],
  ["https", 443, "tcp udp"],
  ["syslog", 514, "udp"],
  ["ldaps", 636, "tcp udp"],
  ["ms-sql-s", 1433, "tcp"],
  ["nfs", 2049, "tcp udp"],
  ["mysql", 3306, "tcp"],
  ["postgresql", 5432, "tcp"],
  ["amqp", 5672, "tcp"],
  ["http-alt", 8080, "tcp udp"],
];

export const ETC_SERVICES: string = PORTS.flatMap(([name, port, protocols]) =>
  protocols.split(" ").map((protocol) => `${name}\t\t${port}/${protocol}\n`),
).join("");
