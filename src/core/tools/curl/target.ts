/** Where a URL leads, and curl's numbered errors. */
import { splitUrl } from "../url.ts";

export interface Target {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** Ends a transfer with one of curl's numbered errors. */
export class CurlError extends Error {
  readonly code: number;
  /** Lines that follow the sentence. */
  readonly more: string | undefined;
  constructor(code: number, message: string, more?: string) {
    super(message);
    this.code = code;
    this.more = more;
  }
}

export const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  telnet: 23,
  ftp: 21,
};

/**
 * Takes a URL apart as curl does; throws a {@link CurlError} for what it refuses.
 * @param modern 8.x names the reason, 7.x has one sentence for all.
 */
export function parseTarget(modern: boolean, text: string): Target {
  const rejected = (reason: string): CurlError =>
    new CurlError(
      3,
      modern ? `URL rejected: ${reason}` : "URL using bad/illegal format or missing URL",
    );
  if (/[\s\u0000-\u001f]/.test(text)) throw rejected("Malformed input to a URL function");
  const { scheme: written, host, port, path } = splitUrl(text);
  const scheme = written === "" ? "http" : written;
  if (host === "") throw rejected("No host part in the URL");
  if (port !== undefined && port !== "" && !(/^\d+$/.test(port) && Number(port) <= 65535)) {
    throw rejected("Port number was not a decimal number between 0 and 65535");
  }
  if (!Object.hasOwn(DEFAULT_PORTS, scheme)) {
    const tail = modern ? "not supported" : "not supported or disabled in libcurl";
    throw new CurlError(1, `Protocol "${scheme}" ${tail}`);
  }
  const usual = DEFAULT_PORTS[scheme] ?? 80;
  return {
    scheme,
    host: host.replace(/^\[|\]$/g, ""),
    port: port === undefined || port === "" ? usual : Number(port),
    path,
  };
}
