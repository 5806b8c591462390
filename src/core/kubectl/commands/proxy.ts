import { Cancelled } from "../../cluster/clock.ts";
import type { Command } from "../command.ts";

/** Serves until it is interrupted. No other program of the lab speaks to the host's own ports. */
export const proxy: Command = {
  name: "proxy",
  use: "proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]",
  short: "Run a proxy to the Kubernetes API server",
  long: "Open a port of this machine through which the API server can be reached without credentials.",
  examples:
    "# The API server at port 8001\nkubectl proxy\n\n# At another port\nkubectl proxy --port=8011",
  flags: [
    {
      name: "accept-hosts",
      type: "string",
      default: "^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$",
      usage: "Patterns of hosts that are served.",
    },
    {
      name: "accept-paths",
      type: "string",
      default: "^.*",
      usage: "Patterns of paths that are served.",
    },
    { name: "address", type: "string", default: "127.0.0.1", usage: "Address to listen on." },
    {
      name: "api-prefix",
      type: "string",
      default: "/",
      usage: "Prefix under which the API is served.",
    },
    {
      name: "append-server-path",
      type: "bool",
      usage: "Put the server's own path before each request.",
    },
    { name: "disable-filter", type: "bool", usage: "Serve everything, which is dangerous." },
    {
      name: "keepalive",
      type: "duration",
      default: "0s",
      usage: "Keep-alive period of connections.",
    },
    {
      name: "port",
      shorthand: "p",
      type: "int",
      default: "8001",
      usage: "Port to listen on; 0 takes a free one.",
    },
    {
      name: "reject-methods",
      type: "string",
      default: "^$",
      usage: "Patterns of methods that are refused.",
    },
    {
      name: "reject-paths",
      type: "string",
      default: "^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach",
      usage: "Patterns of paths that are refused.",
    },
    { name: "unix-socket", shorthand: "u", type: "string", usage: "Unix socket to listen on." },
    { name: "www", shorthand: "w", type: "string", usage: "Folder with files to serve too." },
    {
      name: "www-prefix",
      shorthand: "P",
      type: "string",
      default: "/static/",
      usage: "Prefix under which those files are served.",
    },
  ],
  run: async (context) => {
    const { flags, process } = context;
    context.kube().ensureReachable();
    const port = flags.number("port");
    process.stdout.write(
      `Starting to serve on ${flags.string("address")}:${port === 0 ? 41443 : port}\n`,
    );
    return new Promise<number>((_resolve, reject) => {
      process.cancel.onCancel((reason) => {
        reject(new Cancelled(reason));
      });
    });
  },
};
