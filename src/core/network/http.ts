/** What HTTP listeners answer: enough of each server for a tool to print what it would in life. */
import { byteLength } from "../api/utf8.ts";
import type { Listener } from "./types.ts";

export interface HttpRequest {
  readonly method: string;
  /** With the query string. */
  readonly path: string;
  readonly host: string;
  /** HTTP/1.0 clients and `Connection: close` get a closed connection. */
  readonly close: boolean;
  readonly userAgent: string;
}

export interface HttpResponse {
  readonly version: "HTTP/1.1" | "HTTP/1.0";
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Empty for HEAD. */
  readonly body: string;
}

const NGINX_PAGE = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`;

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  302: "Found",
  400: "Bad Request",
  404: "Not Found",
  405: "Not Allowed",
};

interface Page {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly extra?: readonly (readonly [string, string])[];
  /** A file: has a date, an ETag, ranges. */
  readonly file?: boolean;
}

const TEXT = "text/plain; charset=utf-8";

function text(body: string, type = TEXT): Page {
  return { status: 200, type, body };
}

function redirect(location: string): Page {
  return {
    status: 302,
    type: "text/html; charset=utf-8",
    body: `<a href="${location}">Found</a>.\n\n`,
    extra: [["Location", location]],
  };
}

/** The error pages that nginx has built in; CRLF lines, the server's name at the foot. */
function nginxError(status: number, server: string, message?: string): Page {
  const title = message ?? `${status} ${REASONS[status] ?? ""}`;
  const detail = message === undefined ? [] : [`<center>${message}</center>`];
  const heading = message === undefined ? title : `${status} Bad Request`;
  const body = [
    "<html>",
    `<head><title>${title}</title></head>`,
    "<body>",
    `<center><h1>${heading}</h1></center>`,
    ...detail,
    `<hr><center>${server}</center>`,
    "</body>",
    "</html>",
    "",
  ].join("\r\n");
  return { status, type: "text/html", body };
}

function nginxPage({ path, method }: HttpRequest, listener: Listener): Page {
  const server = listener.server ?? "nginx";
  const file = path.split("?", 1)[0];
  if (method !== "GET" && method !== "HEAD") {
    return file === "/" || file === "/index.html"
      ? nginxError(405, server)
      : nginxError(404, server);
  }
  if (file === "/" || file === "/index.html") {
    return { status: 200, type: "text/html", body: NGINX_PAGE, file: true };
  }
  return nginxError(404, server);
}

const METRICS = `# HELP up Whether the process answers.
# TYPE up gauge
up 1
`;

/** Pages by site; an own-property look-up, so an unknown site falls to the generic one. */
const SITES: Readonly<Record<string, (request: HttpRequest, listener: Listener) => Page>> = {
  nginx: nginxPage,
  httpd: ({ path }) =>
    path === "/"
      ? {
          status: 200,
          type: "text/html",
          body: "<html><body><h1>It works!</h1></body></html>\n",
          file: true,
        }
      : {
          status: 404,
          type: "text/html; charset=iso-8859-1",
          body: '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n',
        },
  busybox: () => ({
    status: 404,
    type: "text/html",
    body: "<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n",
  }),
  python: () =>
    text(
      '<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Directory listing for /</title>\n</head>\n<body>\n<h1>Directory listing for /</h1>\n<hr>\n<ul>\n</ul>\n<hr>\n</body>\n</html>\n',
      "text/html; charset=utf-8",
    ),
  ingress: () => nginxError(404, "nginx"),
  traefik: () => ({ status: 404, type: TEXT, body: "404 page not found\n" }),
  "http-echo": (_request, { text: echo }) => text(`${echo ?? "hello-world"}\n`),
  hostname: (_request, { podName }) => text(podName ?? ""),
  netexec: ({ path }, { podName }) => {
    const file = path.split("?", 1)[0];
    if (file === "/hostname" || file === "/hostName") return text(podName ?? "");
    return file === "/"
      ? text("NOW: ok")
      : { status: 404, type: TEXT, body: "404 page not found\n" };
  },
  prometheus: ({ path }) => {
    if (path === "/") return redirect("/graph");
    if (path === "/-/healthy") return text("Prometheus Server is Healthy.\n");
    if (path === "/-/ready") return text("Prometheus Server is Ready.\n");
    return path === "/metrics"
      ? text(METRICS)
      : text("<!doctype html><title>Prometheus</title>\n", "text/html; charset=utf-8");
  },
  grafana: ({ path }) =>
    path === "/"
      ? redirect("/login")
      : text("<!doctype html><title>Grafana</title>\n", "text/html; charset=UTF-8"),
  metrics: ({ path }) =>
    path === "/metrics"
      ? text(METRICS)
      : text(
          '<html><body><a href="/metrics">Metrics</a></body></html>\n',
          "text/html; charset=utf-8",
        ),
  health: ({ path }) =>
    /^\/(health|ready|healthz|livez)$/.test(path)
      ? text("OK")
      : { status: 404, type: TEXT, body: "404 page not found\n" },
  metadata: () => text("ami-id\nhostname\niam/\ninstance-id\nlocal-ipv4\n", "text/plain"),
  text: (_request, { text: body }) => text(body ?? ""),
  generic: ({ path }, { podName, port }) =>
    text(`hello from ${podName ?? "outside"}:${port} ${path}\n`),
};

/** `Fri, 20 Nov 2026 21:25:40 GMT` */
function httpDate(milliseconds: number): string {
  return new Date(milliseconds).toUTCString();
}

/** Date of the servers' files, when their images were built. */
const FILE_TIME = Date.UTC(2026, 10, 20, 20, 29, 4);

/**
 * The answer of a listener.
 * @param now lab time, for the Date header.
 */
export function httpAnswer(listener: Listener, request: HttpRequest, now: number): HttpResponse {
  const site = listener.site ?? "generic";
  const pages = Object.hasOwn(SITES, site) ? SITES[site] : undefined;
  const page = (pages ?? SITES["generic"])?.(request, listener) ?? text("");
  const size = byteLength(page.body);
  const headers: [string, string][] = [];
  const server = listener.server ?? (site === "ingress" ? "nginx" : undefined);
  if (server !== undefined) headers.push(["Server", server]);
  headers.push(["Date", httpDate(now)], ["Content-Type", page.type], ["Content-Length", `${size}`]);
  if (page.file === true) headers.push(["Last-Modified", httpDate(FILE_TIME)]);
  for (const [name, value] of page.extra ?? []) headers.push([name, value]);
  headers.push(["Connection", request.close ? "close" : "keep-alive"]);
  if (page.file === true) {
    const tag = `${(FILE_TIME / 1000).toString(16)}-${size.toString(16)}`;
    headers.push(["ETag", `"${tag}"`], ["Accept-Ranges", "bytes"]);
  }
  return {
    version: "HTTP/1.1",
    status: page.status,
    reason: REASONS[page.status] ?? "OK",
    headers,
    body: request.method === "HEAD" ? "" : page.body,
  };
}

/** What a server says to bytes that are no HTTP request: nginx answers 400, the others hang up. */
export function badRequest(listener: Listener, now: number): HttpResponse {
  const page = nginxError(400, listener.server ?? "nginx");
  return {
    version: "HTTP/1.1",
    status: 400,
    reason: "Bad Request",
    headers: [
      ["Server", listener.server ?? "nginx"],
      ["Date", httpDate(now)],
      ["Content-Type", "text/html"],
      ["Content-Length", `${byteLength(page.body)}`],
      ["Connection", "close"],
    ],
    body: page.body,
  };
}
