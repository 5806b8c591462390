/** bash's /dev/tcp/HOST/PORT and /dev/udp/HOST/PORT over the pod's network (lib/sh/netopen.c). */
import type { Cancel, Clock } from "../cluster/clock.ts";
import type { PodNetwork } from "../network/types.ts";
import type { FileSystem } from "../shell/files.ts";
import type { ProcessContext } from "../shell/process.ts";
import { Pipe } from "../shell/streams.ts";
import { DeviceError, type Device } from "../shell/world.ts";
import { gaiError, strerror } from "./errors.ts";
import { wireText } from "./session.ts";
import { dial, firstAddress, lookup } from "./socket.ts";
import { httpAnswer } from "../network/http.ts";
import type { Libc, Run } from "./tool.ts";

const PATH = /^\/dev\/(tcp|udp)\/([^/]+)\/([^/]+)$/;

export interface DeviceWorld {
  readonly net: PodNetwork;
  readonly clock: Clock;
  readonly fs: FileSystem;
  readonly libc: Libc;
}

/** Opens a network path; undefined for a path that is none. */
export function openNetworkDevice(
  world: DeviceWorld,
  path: string,
  cancel: Cancel,
): Promise<Device> | undefined {
  const match = PATH.exec(path);
  if (match === null) return undefined;
  return open(world, cancel, {
    path,
    protocol: match[1] === "udp" ? "UDP" : "TCP",
    host: match[2] ?? "",
    port: Number(match[3] ?? 0),
  });
}

interface Wanted {
  readonly path: string;
  readonly protocol: "TCP" | "UDP";
  readonly host: string;
  readonly port: number;
}

async function open(world: DeviceWorld, cancel: Cancel, wanted: Wanted): Promise<Device> {
  const { net, clock, fs, libc } = world;
  const context: Pick<ProcessContext, "clock" | "cancel" | "fs"> = { clock, cancel, fs };
  const run = {
    context,
    net,
    name: "bash",
    variant: { version: "5.2", libc, build: "debian" as const },
  } as Run;
  const answer = await lookup(run, wanted.host);
  if (answer.kind !== "addresses") {
    throw new DeviceError([
      { text: `${wanted.host}: ${gaiError(answer, libc)}`, withLine: true },
      { text: `${wanted.path}: Invalid argument`, withLine: true },
    ]);
  }
  const dialled = await dial(run, {
    ip: firstAddress(answer),
    port: wanted.port,
    protocol: wanted.protocol,
    target: `${wanted.host}:${wanted.port}`,
    blocking: true,
  });
  if (dialled.kind !== "open") {
    const error = strerror(dialled.kind === "error" ? dialled.errno : "ETIMEDOUT", libc);
    throw new DeviceError([
      { text: `connect: ${error}`, withLine: false },
      { text: `${wanted.path}: ${error}`, withLine: true },
    ]);
  }
  return connected(world, dialled.connection);
}

function connected({ clock }: DeviceWorld, connection: ReturnType<PodNetwork["probe"]>): Device {
  const input = new Pipe();
  const { listener } = connection;
  let request = "";
  return {
    input,
    output: {
      write: (text) => {
        request += text.replaceAll("\r\n", "\n");
        const match = /^([A-Z]+) (\S+)[^\n]*\n(?:[^\n]+\n)*\n/.exec(request);
        if (listener?.service !== "http" || match === null) return;
        const asked = {
          method: match[1] ?? "GET",
          path: match[2] ?? "/",
          host: "",
          close: true,
          userAgent: "",
        };
        input.write(wireText(httpAnswer(listener, asked, clock.now())));
        input.closeWriter();
      },
    },
    close: () => {
      input.closeWriter();
    },
  };
}
