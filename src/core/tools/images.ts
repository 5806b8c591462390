/** What is in an image: distribution, C library, shells, tools. Data and one look-up. */
import { parseImage, type ImageReference } from "../network/images.ts";
import type { Dialect } from "../shell/dialect.ts";
import type { ToolVariant } from "./tool.ts";

interface Distribution {
  readonly id: "busybox" | "alpine" | "debian12" | "debian13" | "oracle9" | "none";
  readonly libc: "glibc" | "musl";
  /** /etc/os-release; absent where the image has none. */
  readonly osRelease?: string;
  /** Which shell `sh` is; absent: there is none. */
  readonly sh?: Dialect;
  /** Debian's slim base has no /etc/services; netbase brings it. */
  readonly services: boolean;
}

/** A tool's implementation and its build, `id@version` or `id@version release`. */
type ToolSpec = `${string}@${string}`;

export interface ImageProfile {
  readonly distribution: Distribution;
  /** False for an image that is not in the table. */
  readonly known: boolean;
  readonly bash: boolean;
  /** Network tools by command. */
  readonly tools: ReadonlyMap<string, { readonly id: string; readonly variant: ToolVariant }>;
  /** Of the standard programs: all, or none (then exec finds nothing). */
  readonly coreutils: boolean;
  /** Text tools (sed, grep, awk …) and others that the image does not have. */
  readonly missing: ReadonlySet<string>;
  /** The main process when the pod names none: words of a program, or the image's own server. */
  readonly main: readonly string[] | "server";
  /** The program that takes `args` as its flags; then `args` that start with `-` belong to it. */
  readonly entrypoint: string | undefined;
  readonly user: number;
  readonly env: Readonly<Record<string, string>>;
}

function osRelease(name: string, id: string, version: string, codename: string): string {
  const pretty = codename === "" ? `${name} v${version}` : `${name} ${version} (${codename})`;
  return `PRETTY_NAME="${pretty}"\nNAME="${name}"\nVERSION_ID="${version}"\nID=${id}\n`;
}

const BUSYBOX: Distribution = { id: "busybox", libc: "glibc", sh: "busybox", services: false };
const ALPINE: Distribution = {
  id: "alpine",
  libc: "musl",
  osRelease: osRelease("Alpine Linux", "alpine", "3.22.2", ""),
  sh: "busybox",
  services: true,
};
const DEBIAN_12: Distribution = {
  id: "debian12",
  libc: "glibc",
  osRelease: osRelease("Debian GNU/Linux", "debian", "12", "bookworm"),
  sh: "dash",
  services: false,
};
const DEBIAN_13: Distribution = {
  ...DEBIAN_12,
  id: "debian13",
  osRelease: osRelease("Debian GNU/Linux", "debian", "13", "trixie"),
};
const ORACLE_9: Distribution = {
  id: "oracle9",
  libc: "glibc",
  osRelease: osRelease("Oracle Linux Server", "ol", "9.6", "Oracle Linux"),
  sh: "bash",
  services: false,
};
const NOTHING: Distribution = { id: "none", libc: "glibc", services: false };

const ALPINE_BUSYBOX = "1.37.0 2025-08-05 16:40:33 UTC";

const busyboxTools = (build: string): readonly ToolSpec[] => [
  `wget-busybox@${build}`,
  `nc-busybox@${build}`,
  `nslookup-busybox@${build}`,
  `ping-busybox@${build}`,
  `telnet-busybox@${build}`,
];

const DEBIAN_12_TOOLS: readonly ToolSpec[] = ["getent@2.36 Debian GLIBC 2.36-9+deb12u14"];
const DEBIAN_13_TOOLS: readonly ToolSpec[] = ["getent@2.41 Debian GLIBC 2.41-12+deb13u4"];
const CURL_12: readonly ToolSpec[] = ["curl@7.88.1"];
const CURL_13: readonly ToolSpec[] = ["curl@8.14.1"];
const ALPINE_EVERYTHING: readonly ToolSpec[] = [
  ...busyboxTools(ALPINE_BUSYBOX),
  "curl@8.14.1",
  "nc-openbsd@1.229 1.229-1",
  "ncat@7.95",
  "nmap@7.95",
  "dig@9.20.15",
  "host@9.20.15",
  "nslookup-bind@9.20.15",
  "ping-iputils@20240905",
  "getent@2.41",
];

interface Recipe {
  /** Last parts of repositories, lower case. */
  readonly names: readonly string[];
  /** Beginning of the tag that this recipe is for; any other recipe of the name is the default. */
  readonly tag?: string;
  /** A part that the tag must hold: `alpine`, `slim`. */
  readonly tagHolds?: string;
  readonly distribution: Distribution;
  readonly tools?: readonly ToolSpec[];
  readonly bash?: boolean;
  readonly coreutils?: boolean;
  readonly missing?: string;
  readonly main?: readonly string[];
  readonly entrypoint?: string;
  readonly user?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const DEBIAN_MISSING = "ps vi vim nano less ip ifconfig netstat ss killall top file jq curl";
const ALPINE_BASE = {
  distribution: ALPINE,
  tools: busyboxTools(ALPINE_BUSYBOX),
  missing: "jq curl file",
};

/** The first that fits wins: put tags before defaults. */
const RECIPES: readonly Recipe[] = [
  {
    names: ["busybox"],
    tag: "1.28",
    distribution: BUSYBOX,
    tools: busyboxTools("1.28.4 2018-05-22 17:00:17 UTC"),
    missing: "jq curl file",
    main: ["sh"],
  },
  {
    names: ["busybox"],
    tagHolds: "musl",
    distribution: { ...BUSYBOX, libc: "musl" },
    tools: busyboxTools("1.37.0 2024-09-26 21:31:42 UTC"),
    missing: "jq curl file",
    main: ["sh"],
  },
  {
    names: ["busybox"],
    tag: "1.36",
    distribution: BUSYBOX,
    tools: busyboxTools("1.36.1 2024-06-10 07:11:47 UTC"),
    missing: "jq curl file",
    main: ["sh"],
  },
  {
    names: ["busybox"],
    distribution: BUSYBOX,
    tools: busyboxTools("1.37.0 2024-09-26 21:31:42 UTC"),
    missing: "jq curl file",
    main: ["sh"],
  },
  { names: ["alpine"], ...ALPINE_BASE, main: ["/bin/sh"] },
  {
    names: ["curl"],
    distribution: ALPINE,
    tools: [...busyboxTools(ALPINE_BUSYBOX), "curl@8.14.1"],
    missing: "jq file",
    main: ["curl"],
    entrypoint: "curl",
    user: 100,
  },
  {
    names: ["netshoot", "network-multitool", "swiss-army-knife"],
    distribution: ALPINE,
    tools: ALPINE_EVERYTHING,
    bash: true,
    main: ["bash"],
  },
  {
    names: ["agnhost"],
    distribution: ALPINE,
    tools: [
      ...busyboxTools(ALPINE_BUSYBOX),
      "curl@8.14.1",
      "dig@9.20.15",
      "host@9.20.15",
      "nslookup-bind@9.20.15",
    ],
    bash: true,
    entrypoint: "agnhost",
  },
  {
    names: ["dnsutils", "jessie-dnsutils"],
    distribution: DEBIAN_12,
    tools: [...DEBIAN_12_TOOLS, "dig@9.18.49", "host@9.18.49", "nslookup-bind@9.18.49"],
    bash: true,
    missing: DEBIAN_MISSING,
    main: ["sleep", "infinity"],
  },
  {
    names: ["debian", "ubuntu"],
    distribution: DEBIAN_13,
    tools: DEBIAN_13_TOOLS,
    bash: true,
    missing: DEBIAN_MISSING,
    main: ["bash"],
  },
  { names: ["bash"], ...ALPINE_BASE, bash: true, main: ["bash"] },
  // Application images in their Alpine builds.
  {
    names: [
      "nginx",
      "nginx-unprivileged",
      "httpd",
      "node",
      "python",
      "postgres",
      "redis",
      "mongo",
      "php",
      "golang",
    ],
    tagHolds: "alpine",
    distribution: ALPINE,
    tools: [...busyboxTools(ALPINE_BUSYBOX), "curl@8.14.1"],
    missing: "jq file",
  },
  ...["1.22", "1.23", "1.24", "1.25", "1.26", "1.27", "1.28", "stable"].map((tag): Recipe => ({
    names: ["nginx", "nginx-unprivileged"],
    tag,
    distribution: DEBIAN_12,
    tools: [...DEBIAN_12_TOOLS, ...CURL_12],
    bash: true,
    missing: "ps vi vim nano less ip ifconfig netstat ss killall top file jq",
  })),
  {
    names: ["nginx", "nginx-unprivileged"],
    distribution: DEBIAN_13,
    tools: [...DEBIAN_13_TOOLS, ...CURL_13],
    bash: true,
    missing: "ps vi vim nano less ip ifconfig netstat ss killall top file jq",
  },
  {
    names: ["node", "python", "golang", "ruby", "php"],
    tagHolds: "slim",
    distribution: DEBIAN_12,
    tools: DEBIAN_12_TOOLS,
    bash: true,
    missing: DEBIAN_MISSING,
  },
  {
    names: ["node", "python", "golang", "ruby", "php"],
    distribution: DEBIAN_12,
    tools: [...DEBIAN_12_TOOLS, ...CURL_12, "wget-gnu@1.21.3"],
    bash: true,
    missing: "vi vim nano less ip ifconfig netstat ss jq",
  },
  {
    names: ["postgres", "redis", "httpd", "mongo", "memcached", "rabbitmq", "mariadb"],
    distribution: DEBIAN_12,
    tools: DEBIAN_12_TOOLS,
    bash: true,
    missing: DEBIAN_MISSING,
  },
  {
    names: ["mysql"],
    distribution: ORACLE_9,
    tools: ["curl@7.88.1", "getent@2.36"],
    bash: true,
    missing: DEBIAN_MISSING,
  },
  {
    names: ["prometheus", "alertmanager", "node-exporter"],
    distribution: { ...BUSYBOX, sh: "busybox" },
    tools: busyboxTools("1.36.1 2024-06-10 07:11:47 UTC"),
    missing: "jq curl file",
    user: 65534,
  },
  {
    names: ["grafana", "grafana-oss", "controller", "nginx-ingress-controller"],
    distribution: ALPINE,
    tools: [...busyboxTools(ALPINE_BUSYBOX), "curl@8.14.1"],
    bash: true,
    missing: "jq file",
  },
  {
    names: [
      "coredns",
      "etcd",
      "pause",
      "kube-apiserver",
      "kube-controller-manager",
      "kube-scheduler",
      "kube-proxy",
      "kindnetd",
      "http-echo",
      "static",
      "base",
      "distroless",
    ],
    distribution: NOTHING,
    coreutils: false,
  },
];

/** An image that nobody knows: a small Linux with the tools that people put into their own. */
const UNKNOWN: Recipe = {
  names: [],
  distribution: ALPINE,
  tools: [...busyboxTools(ALPINE_BUSYBOX), "curl@8.14.1"],
  bash: true,
};

function fits(recipe: Recipe, { name, tag }: ImageReference): boolean {
  return (
    recipe.names.includes(name.toLowerCase()) &&
    (recipe.tag === undefined ||
      tag === recipe.tag ||
      tag.startsWith(`${recipe.tag}.`) ||
      tag.startsWith(`${recipe.tag}-`)) &&
    (recipe.tagHolds === undefined || tag.includes(recipe.tagHolds))
  );
}

/** Commands by implementation; `nc-openbsd` answers to `nc`. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  "wget-busybox": ["wget"],
  "wget-gnu": ["wget"],
  "nc-busybox": ["nc"],
  "nc-openbsd": ["nc"],
  "nc-traditional": ["nc", "netcat"],
  "nslookup-busybox": ["nslookup"],
  "nslookup-bind": ["nslookup"],
  "ping-busybox": ["ping"],
  "ping-iputils": ["ping"],
  "telnet-busybox": ["telnet"],
  "telnet-inetutils": ["telnet"],
};

function variantOf(
  spec: ToolSpec,
  distribution: Distribution,
): { id: string; variant: ToolVariant } {
  const at = spec.indexOf("@");
  const [version = "", ...release] = spec.slice(at + 1).split(" ");
  return {
    id: spec.slice(0, at),
    variant: {
      version,
      libc: distribution.libc,
      build: distribution.id.startsWith("debian") ? "debian" : "upstream",
      ...(release.length === 0 ? {} : { release: release.join(" ") }),
    },
  };
}

function profileOf(recipe: Recipe): ImageProfile {
  const tools = new Map<string, { readonly id: string; readonly variant: ToolVariant }>();
  for (const spec of recipe.tools ?? []) {
    const tool = variantOf(spec, recipe.distribution);
    const commands = Object.hasOwn(COMMANDS, tool.id) ? COMMANDS[tool.id] : undefined;
    for (const command of commands ?? [tool.id]) tools.set(command, tool);
  }
  return {
    distribution: recipe.distribution,
    known: recipe !== UNKNOWN,
    bash: recipe.bash ?? false,
    tools,
    coreutils: recipe.coreutils ?? true,
    missing: new Set((recipe.missing ?? "").split(" ")),
    main: recipe.main ?? "server",
    entrypoint: recipe.entrypoint,
    user: recipe.user ?? 0,
    env: recipe.env ?? {},
  };
}

const cache = new Map<string, ImageProfile>();
const CACHE_LIMIT = 500;

/** What an image contains, by its reference as the pod writes it. */
export function imageProfile(image: string): ImageProfile {
  const known = cache.get(image);
  if (known !== undefined) return known;
  const reference = parseImage(image);
  const profile = profileOf(RECIPES.find((recipe) => fits(recipe, reference)) ?? UNKNOWN);
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(image, profile);
  return profile;
}
