/** URLs as command line clients split them; lenient where they are. */
export interface SplitUrl {
  readonly scheme: string;
  readonly host: string;
  /** As written, or undefined. */
  readonly port?: string;
  /** With the query, at least `/`. */
  readonly path: string;
}

/** Splits a URL; the scheme is optional. The host may come out empty: callers word that error. */
export function splitUrl(text: string): SplitUrl {
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\//.exec(text);
  const rest = scheme === null ? text : text.slice(scheme[0].length);
  const end = rest.search(/[/?#]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  const tail = end === -1 ? "" : (rest.slice(end).split("#", 1)[0] ?? "");
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  const colon = host.startsWith("[") ? host.indexOf("]:") + 1 : host.lastIndexOf(":");
  const hasPort = colon > 0;
  return {
    scheme: (scheme?.[1] ?? "").toLowerCase(),
    host: hasPort ? host.slice(0, colon) : host,
    ...(hasPort ? { port: host.slice(colon + 1) } : {}),
    path: tail.startsWith("/") ? tail : `/${tail}`,
  };
}
