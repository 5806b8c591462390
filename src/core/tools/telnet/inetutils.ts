/** telnet of GNU inetutils. */
import { isAddress } from "../../network/addresses.ts";
import { gaiError, strerror } from "../errors.ts";
import { getopt, optionMessage } from "../getopt.ts";
import { talk } from "../session.ts";
import { dial, firstAddress, lookup, servicePort } from "../socket.ts";
import { netTool } from "../tool.ts";

const TRY = "Try 'telnet --help' or 'telnet --usage' for more information.\n";
const TELNET_PORT = 23;

export const inetutilsTelnet = netTool(async (run) => {
  const { stdout, stderr, tty } = run.context;
  const syntax = {
    short: "468ab:cdEe:Kl:Ln:rS:X:x?V",
    long: { help: "help", usage: "help", version: "V" },
  };
  const parsed = getopt(run.args, syntax);
  if ("error" in parsed) {
    stderr.write(`${run.name}: ${optionMessage(parsed.error, run.variant.libc)}\n${TRY}`);
    return 64;
  }
  if (parsed.flags.some((flag) => flag.name === "help" || flag.name === "?")) {
    stdout.write(
      "Usage: telnet [OPTION...] [HOST [PORT]]\nLogin to remote system HOST (optionally, on service port PORT)\n",
    );
    return 0;
  }
  const [host, port, ...rest] = parsed.operands;
  if (rest.length > 0) {
    stderr.write("telnet: too many arguments\n");
    return 1;
  }
  if (host === undefined) {
    stdout.write("telnet> ");
    await run.context.stdin.read(run.context.cancel);
    return 0;
  }
  // On a pipe everything said is held back until there is something to wait for.
  const service = port ?? "telnet";
  const number =
    port === undefined
      ? TELNET_PORT
      : /^\d+$/.test(port)
        ? Number(port)
        : servicePort(run, port, "tcp");
  const failed = (reason: string): number => {
    stdout.write(`Server lookup failure:  ${host}:${service}, ${reason}\n`);
    return 1;
  };
  if (number === undefined) return failed("Servname not supported for ai_socktype");
  const answer = await lookup(run, host);
  if (answer.kind !== "addresses") return failed(gaiError(answer, run.variant.libc));
  const ip = firstAddress(answer);
  const trying = `Trying ${ip}...\n`;
  if (tty.stdout !== undefined) stdout.write(trying);
  const dialled = await dial(run, {
    ip,
    port: number,
    target: `${host}:${number}`,
    blocking: true,
  });
  if (tty.stdout === undefined) stdout.write(trying);
  if (dialled.kind !== "open") {
    const error = strerror(
      dialled.kind === "error" ? dialled.errno : "ETIMEDOUT",
      run.variant.libc,
    );
    stderr.write(`telnet: Unable to connect to remote host: ${error}\n`);
    return 1;
  }
  stdout.write(`Connected to ${isAddress(host) ? ip : host}.\nEscape character is '^]'.\n`);
  await talk(run, dialled.connection, {
    receive: (text) => {
      // The terminal is in raw mode: CR LF comes through as it is.
      stdout.write(tty.stdout === undefined ? text : text.replaceAll("\r\n", "\n"));
    },
    send: (text) => text.replaceAll("\n", "\r\n"),
  });
  stderr.write("Connection closed by foreign host.\n");
  return 0;
});
