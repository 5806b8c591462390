/** `-w`: variables and escapes (src/tool_writeout.c). */
import type { TransferResult } from "./transfer.ts";

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\\": "\\" };

function seconds(value: number): string {
  return value.toFixed(6);
}

const VARIABLES: Readonly<Record<string, (result: TransferResult) => string>> = {
  http_code: (r) => `${r.status}`.padStart(3, "0"),
  response_code: (r) => `${r.status}`.padStart(3, "0"),
  exitcode: (r) => `${r.exitCode}`,
  errormsg: (r) => r.message ?? "",
  size_download: (r) => `${r.size}`,
  size_header: (r) => `${r.headerSize}`,
  speed_download: (r) => `${r.times.total > 0 ? Math.round(r.size / r.times.total) : 0}`,
  content_type: (r) => r.contentType,
  remote_ip: (r) => r.remoteIP,
  remote_port: (r) => `${r.remotePort}`,
  local_ip: (r) => r.localIP,
  local_port: (r) => `${r.localPort}`,
  method: (r) => r.method,
  scheme: (r) => r.scheme,
  url: (r) => r.url,
  url_effective: (r) => r.effectiveUrl,
  num_connects: (r) => (r.remoteIP === "" ? "0" : "1"),
  num_redirects: (r) => `${r.redirects}`,
  redirect_url: (r) => r.redirectUrl,
  http_version: (r) => (r.status === 0 ? "0" : "1.1"),
  time_namelookup: (r) => seconds(r.times.lookup),
  time_connect: (r) => seconds(r.times.connect),
  time_appconnect: () => seconds(0),
  time_pretransfer: (r) => seconds(r.times.connect),
  time_starttransfer: (r) => seconds(r.times.first),
  time_redirect: () => seconds(0),
  time_total: (r) => seconds(r.times.total),
};

export function writeOut(format: string, result: TransferResult): string {
  return format.replace(/%%|%\{([a-z_]*)\}|\\(.)/gs, (whole, name?: string, escape?: string) => {
    if (whole === "%%") return "%";
    if (escape !== undefined) return ESCAPES[escape] ?? whole;
    if (name !== undefined && Object.hasOwn(VARIABLES, name))
      return VARIABLES[name]?.(result) ?? "";
    return "";
  });
}
