/**
 * JSON in the hash of an address: deflated, in the letters that every chat program leaves alone.
 * What comes in is from strangers, so nothing is read further than its limits.
 */

/** The first letter of the data: how the rest is written. */
const CODEC = "1";

/** Letters that are looked at; a link of ours is far shorter. */
const MAX_DATA = 64 * 1024;
/** Bytes that may come out. */
const MAX_INFLATED = 1024 * 1024;

export type Decoded =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: "too-large" | "damaged" | "newer" };

/** The value as letters, digits, `-` and `_`. */
export async function encodeLink(value: object): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const deflated = await collect(through(bytes, new CompressionStream("deflate-raw")), Infinity);
  if (deflated === undefined) throw new Error("nothing came out of the compressor");
  let binary = "";
  for (const byte of deflated) binary += String.fromCharCode(byte);
  return CODEC + btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Reads data of a link; whether the value makes sense is for others. */
export async function decodeLink(data: string): Promise<Decoded> {
  if (data.length > MAX_DATA) return { ok: false, reason: "too-large" };
  const letters = data.slice(CODEC.length);
  if (!/^[A-Za-z0-9_-]+$/.test(data)) return { ok: false, reason: "damaged" };
  if (!data.startsWith(CODEC)) {
    return { ok: false, reason: /^[2-9]/.test(data) ? "newer" : "damaged" };
  }
  try {
    const binary = atob(letters.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const inflated = await collect(
      through(bytes, new DecompressionStream("deflate-raw")),
      MAX_INFLATED,
    );
    if (inflated === undefined) return { ok: false, reason: "too-large" };
    const text = new TextDecoder("utf-8", { fatal: true }).decode(inflated);
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, reason: "damaged" }; // cut off, changed on its way, or never one of ours
  }
}

function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: GenericTransformStream,
): ReadableStream<Uint8Array> {
  const writer = (stream.writable as WritableStream<Uint8Array<ArrayBuffer>>).getWriter();
  // what goes wrong shows where it is read
  writer.write(bytes).catch(() => undefined);
  writer.close().catch(() => undefined);
  return stream.readable as ReadableStream<Uint8Array>;
}

/** All bytes; undefined as soon as there are more than the limit. */
async function collect(
  stream: ReadableStream<Uint8Array>,
  limit: number,
): Promise<Uint8Array | undefined> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel().catch(() => undefined);
      return undefined;
    }
    chunks.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}
