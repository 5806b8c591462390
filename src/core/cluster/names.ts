/** Generated names: uids, suffixes, hashes. Source: apimachinery `pkg/util/rand`. */
import type { Random } from "./random.ts";

/** Letters of generated names: no vowels, nothing that looks like something else. */
const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
/** `generateName` is cut so that the suffix of five still fits (apiserver `names/generate.go`). */
const MAX_BASE = 58;

export function suffix(random: Random, length = 5): string {
  let text = "";
  for (let i = 0; i < length; i++) text += ALPHABET.charAt(random.int(ALPHABET.length));
  return text;
}

export function generateName(random: Random, base: string): string {
  return base.slice(0, MAX_BASE) + suffix(random);
}

export function hex(random: Random, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) text += random.int(16).toString(16);
  return text;
}

/** A version 4 UUID. */
export function uuid(random: Random): string {
  const variant = (8 + random.int(4)).toString(16);
  return [
    hex(random, 8),
    hex(random, 4),
    `4${hex(random, 3)}`,
    variant + hex(random, 3),
    hex(random, 12),
  ].join("-");
}

/** FNV-1a over UTF-16 code units; the controllers hash pod templates with it. */
export function fnv32a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** The decimal digits of a hash in the letters of generated names (`rand.SafeEncodeString`). */
export function safeEncode(hash: number): string {
  return Array.from(String(hash))
    .map((digit) => ALPHABET.charAt(digit.charCodeAt(0) % ALPHABET.length))
    .join("");
}

/** Bytes of the key as etcd sorts them; enough for names, which are ASCII. */
export function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
