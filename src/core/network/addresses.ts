/** Small questions about addresses that the data plane and the resolvers ask. */
import { canonicalIP, parseIP, type Family } from "../net/ip.ts";

/** The one text of an address by which indexes know it; other texts stay as they are. */
export function canonical(ip: string): string {
  return canonicalIP(ip) ?? ip;
}

/** Undefined for a text that is no address. An IPv4-mapped address is IPv4 (S28). */
export function familyOf(ip: string): Family | undefined {
  return parseIP(ip)?.family;
}

/** The first address of a family; of any when none is asked for. */
export function firstOf(ips: readonly string[], family: Family | undefined): string | undefined {
  return family === undefined ? ips[0] : ips.find((ip) => familyOf(ip) === family);
}

/** The four bytes of a dotted IPv4 address as one unsigned number; undefined when it is none. */
export function ipv4Value(ip: string): number | undefined {
  const parts = ip.split(".");
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256 + Number(part);
  }
  return value;
}

/** True for an IPv4 address inside an IPv4 range such as `10.96.0.0/12`. */
export function inIPv4Range(ip: string, cidr: string): boolean {
  const [base = "", bits = "32"] = cidr.split("/");
  const address = ipv4Value(ip);
  const network = ipv4Value(base);
  if (address === undefined || network === undefined) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(address / size) === Math.floor(network / size);
}

/** True for an address in numbers, of either family (a rough look at IPv6 is enough here). */
export function isAddress(text: string): boolean {
  return ipv4Value(text) !== undefined || isIPv6(text);
}

export function isIPv6(text: string): boolean {
  return (
    text.includes(":") && text.length <= 45 && /^[0-9a-fA-F:]+(?:\d+\.\d+\.\d+\.\d+)?$/.test(text)
  );
}

export function isLoopback(ip: string): boolean {
  return ip.startsWith("127.") || ip === "::1" || ip === "0.0.0.0";
}
