/** Image names, digests and what pulling them does in the lab. */
import { fnv32a } from "../names.ts";
import { createRandom } from "../random.ts";
import { hex } from "../names.ts";

/** `nginx` → `docker.io/library/nginx:latest`, as containerd writes names. */
export function fullImage(image: string): string {
  const at = image.indexOf("@");
  const digest = at < 0 ? "" : image.slice(at);
  const named = at < 0 ? image : image.slice(0, at);
  const slash = named.indexOf("/");
  const first = slash < 0 ? "" : named.slice(0, slash);
  const hasRegistry = /[.:]/.test(first) || first === "localhost";
  const path = hasRegistry ? named : `docker.io/${slash < 0 ? "library/" : ""}${named}`;
  const tagged = path.lastIndexOf(":") > path.lastIndexOf("/");
  return digest !== "" ? path + digest : tagged ? path : `${path}:latest`;
}

/** Repository and digest of the image's content. */
export function imageID(image: string): string {
  const full = fullImage(image);
  const at = full.indexOf("@");
  if (at >= 0) return full;
  const repository = full.slice(0, full.lastIndexOf(":"));
  return `${repository}@sha256:${hex(createRandom(fnv32a(full)), 64)}`;
}

function parts(image: string): { readonly name: string; readonly tag: string } {
  const full = fullImage(image);
  const colon = full.lastIndexOf(":");
  return { name: full.slice(0, colon), tag: full.slice(colon + 1) };
}

/** Images that no registry has: a name with `nope`, or the tag `missing`. */
export function cannotBePulled(image: string): boolean {
  const { name, tag } = parts(image);
  return name.includes("nope") || tag === "missing";
}

const SLOW_MS = 20_000;
const PULL_MS = 700;
const PRESENT_MS = 100;

/**
 * Milliseconds until the container can be made.
 * @param pulls whether the registry is asked
 * @param present whether the node has the image: then there is nothing to fetch
 */
export function pullTime(image: string, pulls: boolean, present: boolean): number {
  if (pulls && parts(image).tag === "slow") return SLOW_MS;
  return present || !pulls ? PRESENT_MS : PULL_MS;
}

/** What kubelet says of a successful pull; the figures belong to the image. */
export function pulledMessage(image: string): string {
  const random = createRandom(fnv32a(image));
  const seconds = (1 + random.next() * 4).toFixed(3);
  const bytes = 1_000_000 + random.int(80_000_000);
  return `Successfully pulled image "${image}" in ${seconds}s (${seconds}s including waiting). Image size: ${bytes} bytes.`;
}

/** containerd's reason why an image cannot be pulled. */
export function pullError(image: string): string {
  const full = fullImage(image);
  return `rpc error: code = NotFound desc = failed to pull and unpack image "${full}": failed to resolve image: ${full}: not found`;
}
