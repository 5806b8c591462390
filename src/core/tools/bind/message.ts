/** DNS messages as BIND prints them, and how many bytes they were. */
import { canonicalName } from "../../network/dns.ts";
import type { DnsQuestion, DnsRecord } from "../../network/types.ts";
import type { ToolVariant } from "../tool.ts";
import type { Answer } from "./resolver.ts";

/** Columns of dns_master_style_debug. */
const COLUMNS = { ttl: 24, class: 32, type: 40, data: 48 } as const;
const TAB = 8;

function width(text: string): number {
  let column = 0;
  for (const character of text)
    column = character === "\t" ? column + TAB - (column % TAB) : column + 1;
  return column;
}

/** Up to a column with tabs; one space when the text is already there. */
function upTo(text: string, column: number): string {
  let at = width(text);
  if (at >= column) return `${text} `;
  let padded = text;
  while (at < column) {
    padded += "\t";
    at += TAB - (at % TAB);
  }
  return padded;
}

function absolute(name: string): string {
  return name === "" || name === "." ? "." : name.endsWith(".") ? name : `${name}.`;
}

export function recordLine({ name, ttl, type, data }: DnsRecord): string {
  const withTtl = `${upTo(absolute(name), COLUMNS.ttl)}${ttl}`;
  const withClass = `${upTo(withTtl, COLUMNS.class)}IN`;
  const withType = `${upTo(withClass, COLUMNS.type)}${type}`;
  return `${upTo(withType, COLUMNS.data)}${data}\n`;
}

export function questionLine(name: string, type: DnsQuestion["type"]): string {
  const withClass = `${upTo(`;${absolute(name)}`, COLUMNS.class)}IN`;
  return `${upTo(withClass, COLUMNS.type)}${type}\n`;
}

/** Header of a message; `extra` counts the OPT record that dig sends. */
export function headerLines(reply: Answer, id: number, extra: number): string {
  const flags = ["qr"];
  if (reply.authoritative) flags.push("aa");
  flags.push("rd");
  if (reply.recursionAvailable) flags.push("ra");
  const counts =
    `QUERY: 1, ANSWER: ${reply.answers.length}, AUTHORITY: ${reply.authority.length}, ` +
    `ADDITIONAL: ${reply.additional.length + extra}`;
  return (
    `;; ->>HEADER<<- opcode: QUERY, status: ${reply.rcode}, id: ${id}\n` +
    `;; flags: ${flags.join(" ")}; ${counts}\n`
  );
}

export function sectionText(title: string, records: readonly DnsRecord[]): string {
  if (records.length === 0) return "";
  return `;; ${title} SECTION:\n${records.map(recordLine).join("")}\n`;
}

/** Bytes of a name on the wire without compression. */
function nameBytes(name: string): number {
  const bare = canonicalName(name);
  return bare === "" ? 1 : bare.length + 2;
}

const POINTER = 2;
const FIXED = 10; // type, class, ttl, length

function dataBytes({ type, data }: DnsRecord, compressed: boolean): number {
  const words = data.split(" ");
  const name = (text: string): number =>
    compressed ? Math.min(nameBytes(text), POINTER + 2) : nameBytes(text);
  switch (type) {
    case "A":
      return 4;
    case "AAAA":
      return 16;
    case "SRV":
      return 6 + nameBytes(words[3] ?? "");
    case "MX":
      return 2 + name(words[1] ?? "");
    case "SOA":
      return nameBytes(words[0] ?? "") + nameBytes(words[1] ?? "") + 20;
    case "TXT":
      return data.length - 1;
    default:
      return nameBytes(data);
  }
}

const HEADER_BYTES = 12;
const OPT_BYTES = 11;
const COOKIE_BYTES = 12;

/** Size of the reply: CoreDNS writes names in full, dnsmasq points back to the question. */
export function messageBytes(reply: Answer, question: string, edns: boolean): number {
  const compressed = reply.software === "dnsmasq";
  let size = HEADER_BYTES + nameBytes(question) + 4;
  for (const record of [...reply.answers, ...reply.authority, ...reply.additional]) {
    const same = canonicalName(record.name) === canonicalName(question);
    size += (compressed && same ? POINTER : nameBytes(record.name)) + FIXED;
    size += dataBytes(record, compressed);
  }
  return size + (edns ? OPT_BYTES + (compressed ? 0 : COOKIE_BYTES) : 0);
}

/** A number that stays the same for the same question at the same time: ids, cookies. */
export function pseudoId(text: string, now: number, modulus: number): number {
  let state = Math.trunc(now) % 1_000_003;
  for (const character of text) state = (state * 31 + character.charCodeAt(0)) % 2_147_483_647;
  return state % modulus;
}

/** e.g. `9.18.49-1~deb12u3-Debian` */
export function bindVersion({ version, build, release }: ToolVariant): string {
  const packaged = /(\d+\.\d+\.\d+\S*)$/.exec(release ?? "")?.[1];
  return packaged === undefined || build !== "debian" ? version : `${packaged}-Debian`;
}
