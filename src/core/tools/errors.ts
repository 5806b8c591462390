/** Errors of the kernel and of getaddrinfo, in the words of the two C libraries. */
import type { NameAnswer } from "../network/types.ts";
import type { Libc } from "./tool.ts";

export type Errno = "ECONNREFUSED" | "EHOSTUNREACH" | "ENETUNREACH" | "ETIMEDOUT";

const GLIBC: Readonly<Record<Errno, string>> = {
  ECONNREFUSED: "Connection refused",
  EHOSTUNREACH: "No route to host",
  ENETUNREACH: "Network is unreachable",
  ETIMEDOUT: "Connection timed out",
};

const MUSL: Readonly<Record<Errno, string>> = {
  ECONNREFUSED: "Connection refused",
  EHOSTUNREACH: "Host is unreachable",
  ENETUNREACH: "Network unreachable",
  ETIMEDOUT: "Operation timed out",
};

export function strerror(errno: Errno, libc: Libc): string {
  return libc === "musl" ? MUSL[errno] : GLIBC[errno];
}

export type NameFailure = Exclude<NameAnswer, { kind: "addresses" }>;

/** gai_strerror of what a failed look-up returns. */
export function gaiError(failure: NameFailure, libc: Libc): string {
  if (failure.kind === "nxdomain") {
    return libc === "musl" ? "Name does not resolve" : "Name or service not known";
  }
  if (failure.kind === "no-data") {
    return libc === "musl" ? "Name has no usable address" : "No address associated with hostname";
  }
  return libc === "musl" ? "Try again" : "Temporary failure in name resolution";
}
