/**
 * Addresses and CIDRs in fields that are older than strict parsing (V32–V38): leading zeros, host
 * bits and IPv4-mapped addresses pass, with a warning.
 * After apimachinery/pkg/util/validation/ip.go with StrictIPCIDRValidation off.
 */
import { cidrContains, formatCIDR, formatIP, parseCIDR, parseIP, sameIP } from "../../net/ip.ts";
import { invalid, type FieldError } from "../fieldError.ts";
import { quote } from "../goText.ts";

export function validateIp(path: string, value: string): FieldError[] {
  return parseIP(value) === undefined
    ? [invalid(path, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    : [];
}

/** V33. */
export function validateCidr(path: string, value: string): FieldError[] {
  return parseCIDR(value) === undefined
    ? [invalid(path, value, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]
    : [];
}

/**
 * True when `inner` is a proper part of `outer` (V37); false when one of them is no CIDR.
 * Lengths are compared as written, so an IPv4-mapped block counts 96 bits more, as in Go.
 */
export function isStrictSubset(inner: string, outer: string): boolean {
  const outerBlock = parseCIDR(outer);
  const innerBlock = parseCIDR(inner);
  if (outerBlock === undefined || innerBlock === undefined) return false;
  const network = { family: innerBlock.family, words: innerBlock.words };
  return cidrContains(outerBlock, network) && writtenLength(outer) < writtenLength(inner);
}

function writtenLength(cidr: string): number {
  return Number(cidr.slice(cidr.indexOf("/") + 1));
}

/** V38: what the server says about a CIDR it accepts but does not like. */
export function cidrWarnings(path: string, value: string): string[] {
  const slash = value.indexOf("/");
  const address = value.slice(0, slash);
  const ip = parseIP(address);
  const block = parseCIDR(value);
  if (ip === undefined || block === undefined) return [];
  const warnings: string[] = [];
  if (!sameIP(ip, { family: block.family, words: block.words })) {
    const single = `${formatIP(ip)}/${address.includes(":") ? 128 : 32}`;
    warnings.push(
      `${path}: CIDR value ${quote(value)} is ambiguous in this context (should be ${quote(formatCIDR(block))} or ${quote(single)}?)`,
    );
  }
  const zeroInLength = /^0[0-9]/.test(value.slice(slash + 1));
  if (zeroInLength || parseIP(address, { strict: true }) === undefined) {
    warnings.push(
      `${path}: non-standard CIDR value ${quote(value)} will be considered invalid in a future Kubernetes release: use ${quote(formatCIDR(block))}`,
    );
  }
  const canonical = `${formatIP(ip)}/${block.prefix}`;
  if (warnings.length === 0 && ip.family === 6 && canonical !== value) {
    warnings.push(
      `${path}: IPv6 CIDR value ${quote(value)} should be in RFC 5952 canonical format (${quote(canonical)})`,
    );
  }
  return warnings;
}

/** The same for a single address. */
export function ipWarnings(path: string, value: string): string[] {
  const ip = parseIP(value);
  if (ip === undefined) return [];
  const canonical = formatIP(ip);
  if (parseIP(value, { strict: true }) === undefined) {
    return [
      `${path}: non-standard IP address ${quote(value)} will be considered invalid in a future Kubernetes release: use ${quote(canonical)}`,
    ];
  }
  if (ip.family === 6 && canonical !== value) {
    return [
      `${path}: IPv6 address ${quote(value)} should be in RFC 5952 canonical format (${quote(canonical)})`,
    ];
  }
  return [];
}
