/**
 * IP addresses and CIDR blocks as Kubernetes reads them.
 *
 * The API accepts what Go's old parser accepted (`netutils.ParseIPSloppy`): leading zeros in an
 * IPv4 part count as decimal. `strict` refuses them, as KEP-4858 does (V34, V35). An IPv4-mapped
 * IPv6 address *is* the IPv4 address (S28). No zones, no abbreviated IPv4.
 */

export type Family = 4 | 6;

/** 32-bit words, most significant first, as signed integers; IPv4 uses the last word only. */
type Words = readonly [number, number, number, number];

export interface IPAddress {
  readonly family: Family;
  readonly words: Words;
}

export interface CIDR {
  readonly family: Family;
  /** Network address: bits beyond the prefix are zero. */
  readonly words: Words;
  readonly mask: Words;
  /** Length of the prefix: 0–32 for IPv4, 0–128 for IPv6. */
  readonly prefix: number;
}

export interface ParseOptions {
  /** Refuse leading zeros, IPv4-mapped addresses and (in a CIDR) bits beyond the prefix. */
  readonly strict?: boolean;
}

/** Longest text that can be an address: eight groups of four, the last two as IPv4. */
const MAX_TEXT = 64;

/** The address, or undefined when the text is none. */
export function parseIP(text: string, options: ParseOptions = {}): IPAddress | undefined {
  const raw = parseRaw(text, options.strict === true);
  if (raw === undefined) return undefined;
  if (isMapped(raw.words)) {
    return options.strict === true ? undefined : { family: 4, words: [0, 0, 0, raw.words[3]] };
  }
  return raw;
}

/** The block, or undefined when the text is none: an address, `/`, and a decimal length. */
export function parseCIDR(text: string, options: ParseOptions = {}): CIDR | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) return undefined;
  const strict = options.strict === true;
  const address = parseRaw(text.slice(0, slash), strict);
  const prefix = parsePrefix(text.slice(slash + 1), strict);
  if (address === undefined || prefix === undefined) return undefined;
  if (prefix > (address.family === 4 ? 32 : 128)) return undefined;
  if (isMapped(address.words)) {
    if (strict) return undefined;
    // Masked shorter than /96 it is no longer a mapped network, but plain IPv6 space.
    if (prefix >= 96) return cidrOf({ family: 4, words: [0, 0, 0, address.words[3]] }, prefix - 96);
  }
  const cidr = cidrOf(address, prefix);
  const hostBits = address.words.some((word, index) => word !== cidr.words[index]);
  return strict && hostBits ? undefined : cidr;
}

/** The block of `prefix` bits around an address. */
function cidrOf(address: IPAddress, prefix: number): CIDR {
  const mask = address.family === 4 ? maskOf(prefix + 96, 3) : maskOf(prefix, 0);
  const [a, b, c, d] = address.words;
  const words: Words = [a & mask[0], b & mask[1], c & mask[2], d & mask[3]];
  return { family: address.family, words, mask, prefix };
}

/** True when the block holds the address; an address of the other family never (S28). */
export function cidrContains(cidr: CIDR, address: IPAddress): boolean {
  if (cidr.family !== address.family) return false;
  const { words: net, mask } = cidr;
  const { words: ip } = address;
  return (
    ((ip[3] ^ net[3]) & mask[3]) === 0 &&
    ((ip[2] ^ net[2]) & mask[2]) === 0 &&
    ((ip[1] ^ net[1]) & mask[1]) === 0 &&
    ((ip[0] ^ net[0]) & mask[0]) === 0
  );
}

/** True when both are the same address. */
export function sameIP(a: IPAddress, b: IPAddress): boolean {
  return a.family === b.family && a.words.every((word, index) => word === b.words[index]);
}

/** Canonical text: dotted decimal, or RFC 5952. */
export function formatIP(address: IPAddress): string {
  return address.family === 4 ? formatV4(address.words[3]) : formatV6(address.words);
}

/** Canonical text of the network, e.g. `10.0.0.0/8`, `2001:db8::/64`. */
export function formatCIDR(cidr: CIDR): string {
  return `${formatIP(cidr)}/${cidr.prefix}`;
}

/** The canonical text of an address given as text; undefined when it is none. */
export function canonicalIP(text: string): string | undefined {
  // Most texts are what they would come out as: nothing need be made for them.
  if (PLAIN_V4.test(text)) return text;
  const address = parseIP(text);
  return address === undefined ? undefined : formatIP(address);
}

/** Dotted decimal without leading zeros. */
const PLAIN_V4 =
  /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

// ---------------------------------------------------------------------------------------------

/** Is this an IPv4 address in an IPv6 one? No address of IPv4 itself looks like that. */
function isMapped(words: Words): boolean {
  return words[0] === 0 && words[1] === 0 && words[2] === 0xffff;
}

/** The address as written, IPv4-mapped ones still IPv6. */
function parseRaw(text: string, strict: boolean): IPAddress | undefined {
  if (text.length > MAX_TEXT) return undefined;
  if (text.includes(":")) {
    const words = parseV6(text, strict);
    return words && { family: 6, words };
  }
  const word = parseV4(text, strict);
  return word === undefined ? undefined : { family: 4, words: [0, 0, 0, word] };
}

const ZERO = 48;
const NINE = 57;

/** Four decimal parts of 0–255; undefined otherwise. Runs for every address of a cluster. */
function parseV4(text: string, strict: boolean): number | undefined {
  let word = 0;
  let parts = 0;
  let value = 0;
  let digits = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 46;
    if (code === 46) {
      if (digits === 0) return undefined;
      word = (word << 8) | value;
      parts++;
      value = 0;
      digits = 0;
    } else if (code >= ZERO && code <= NINE) {
      if (strict && digits === 1 && value === 0) return undefined;
      value = value * 10 + (code - ZERO);
      digits++;
      if (value > 255) return undefined;
    } else {
      return undefined;
    }
  }
  return parts === 4 ? word : undefined;
}

function parseV6(text: string, strict: boolean): Words | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] ?? "", halves.length === 1, strict);
  const tail = parseGroups(halves[1] ?? "", true, strict);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<number>(missing).fill(0), ...tail];
  const word = (index: number): number => ((groups[index] ?? 0) << 16) | (groups[index + 1] ?? 0);
  return [word(0), word(2), word(4), word(6)];
}

/** 16-bit groups between colons; at the end of the address the last two may be an IPv4 address. */
function parseGroups(text: string, atEnd: boolean, strict: boolean): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.includes(".")) {
      const word = atEnd && index === parts.length - 1 ? parseV4(part, strict) : undefined;
      if (word === undefined) return undefined;
      groups.push(word >>> 16, word & 0xffff);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

function parsePrefix(text: string, strict: boolean): number | undefined {
  if (!/^[0-9]{1,4}$/.test(text)) return undefined;
  if (strict && text.length > 1 && text.startsWith("0")) return undefined;
  return Number(text);
}

/** A mask of `bits` ones over the words from `first` on. */
function maskOf(bits: number, first: number): Words {
  const word = (index: number): number => {
    if (index < first) return 0;
    const ones = Math.min(32, Math.max(0, bits - 32 * index));
    return ones === 0 ? 0 : -1 << (32 - ones);
  };
  return [word(0), word(1), word(2), word(3)];
}

function formatV4(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

/** RFC 5952: lower case, no leading zeros, `::` for the first longest run of two or more zeros. */
function formatV6(words: Words): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const hex = (part: readonly number[]): string => part.map((g) => g.toString(16)).join(":");
  if (best.start < 0) return hex(groups);
  return `${hex(groups.slice(0, best.start))}::${hex(groups.slice(best.start + best.length))}`;
}
