/** BusyBox telnet (networking/telnet.c). */
import { strerror } from "../errors.ts";
import { talk } from "../session.ts";
import { dial } from "../socket.ts";
import { isAtLeast, netTool } from "../tool.ts";
import { withEscape } from "../telnetEscape.ts";
import { portNumber, resolveHost } from "./address.ts";
import { bufferedOutput } from "./stdio.ts";
import { applet, die, options, usage } from "./applet.ts";

const USAGE = `telnet [-a] [-l USER] HOST [PORT]

Connect to telnet server

	-a	Automatic login with $USER variable
	-l USER	Automatic login as USER`;

const MENU =
  "\r\nConsole escape. Commands are:\r\n\n l\tgo to line mode\r\n c\tgo to character mode\r\n z\tsuspend telnet\r\n e\texit telnet\r\n";

const TELNET_PORT = 23;

export const busyboxTelnet = netTool(
  applet(async (run) => {
    const parsed = options(run, { short: "al:" }, USAGE);
    const [host, port] = parsed.operands;
    if (host === undefined || parsed.operands.length > 2) usage(run, USAGE);
    const at = await resolveHost(
      run,
      host,
      port === undefined ? TELNET_PORT : portNumber(run, port),
    );
    const target = `${host}:${at.port}`;
    const dialled = await dial(run, { ip: at.ip, port: at.port, target, blocking: true });
    if (dialled.kind === "error") {
      const error = strerror(dialled.errno, run.variant.libc);
      die(run, `can't connect to remote host (${at.ip}): ${error}`);
    }
    const stdout = bufferedOutput(run);
    if (isAtLeast(run.variant.version, "1.31.0")) stdout.write(`Connected to ${host}\n`);
    const left = await withEscape(run, { menu: MENU, leave: "e" }, (inner) =>
      talk(inner, dialled.connection, {
        receive: (text) => {
          stdout.write(text);
        },
        send: (text) => text.replaceAll("\n", "\r\n"),
      }),
    );
    if (left === "closed-by-server") {
      stdout.write("Connection closed by foreign host\r\n");
      stdout.flush();
      return 1;
    }
    stdout.flush();
    return 0;
  }),
);
