/** dig's command line. */
import { isAddress, isIPv6 } from "../../network/addresses.ts";
import { reverseName } from "../../network/dns.ts";
import type { DnsQuestion } from "../../network/types.ts";
import { queryType } from "./resolver.ts";

/** What is shown; `+[no]NAME`. */
type Display =
  | "cmd"
  | "comments"
  | "question"
  | "answer"
  | "authority"
  | "additional"
  | "stats"
  | "ttlid"
  | "class";

const DISPLAYS: readonly Display[] = [
  "cmd",
  "comments",
  "question",
  "answer",
  "authority",
  "additional",
  "stats",
  "ttlid",
  "class",
];

export interface DigLookup {
  readonly name: string;
  readonly type: DnsQuestion["type"];
}

export interface DigOptions {
  readonly server: string | undefined;
  readonly lookups: readonly DigLookup[];
  readonly show: ReadonlySet<Display>;
  readonly short: boolean;
  readonly search: boolean;
  readonly tcp: boolean;
  readonly edns: boolean;
  readonly cookie: boolean;
  readonly recurse: boolean;
  readonly time: number;
  readonly tries: number;
  readonly warnings: readonly string[];
}

export type ParsedDig =
  | { readonly kind: "run"; readonly options: DigOptions }
  | { readonly kind: "help" | "version" }
  | { readonly kind: "invalid"; readonly option: string }
  /** A number that is none: what dig prints on stdout and stderr. */
  | { readonly kind: "number"; readonly what: string; readonly text: string };

/** Known flags that change nothing here. */
const IGNORED = new Set(
  "aaflag aaonly adflag cdflag dnssec do nsid identify multiline qr rrcomments crypto split unknownformat expire keepopen keepalive sit subnet fail besteffort defname showsearch showtimes idnin idnout mapped trace nssearch onesoa opcode padding raflag tcflag zflag badcookie bufsize domain ednsflags ednsopt ednsnegotiation header-only https http-plain tls yaml ndots dscp expandaaaa showbadcookie showbadvers coflag svcparamkeycompat".split(
    " ",
  ),
);

interface Draft {
  server: string | undefined;
  readonly lookups: DigLookup[];
  readonly show: Set<Display>;
  short: boolean;
  search: boolean;
  tcp: boolean;
  edns: boolean;
  cookie: boolean;
  recurse: boolean;
  time: number;
  tries: number;
  readonly warnings: string[];
  type: DnsQuestion["type"] | undefined;
}

type Failure = Exclude<ParsedDig, { kind: "run" }>;

function plus(draft: Draft, arg: string): Failure | undefined {
  const [word = "", value] = arg.slice(1).split("=", 2);
  const negated = word.startsWith("no") && word !== "norec";
  const name = negated ? word.slice(2) : word;
  const on = !negated;
  const display = DISPLAYS.find((known) => known === name);
  if (display !== undefined) {
    if (on) draft.show.add(display);
    else draft.show.delete(display);
    return undefined;
  }
  if (name === "all") {
    for (const known of DISPLAYS) {
      if (known === "ttlid" || known === "class" || known === "cmd") continue;
      if (on) draft.show.add(known);
      else draft.show.delete(known);
    }
    if (!on) draft.show.delete("cmd");
    return undefined;
  }
  const flags = {
    short: "short",
    search: "search",
    tcp: "tcp",
    vc: "tcp",
    edns: "edns",
    cookie: "cookie",
    recurse: "recurse",
    rec: "recurse",
  } as const;
  if (Object.hasOwn(flags, name)) {
    draft[flags[name as keyof typeof flags]] = on;
    return undefined;
  }
  if (name === "time" || name === "timeout" || name === "tries" || name === "retry") {
    const what = name === "time" || name === "timeout" ? "timeout" : "tries";
    if (value === undefined || !/^\d+$/.test(value))
      return { kind: "number", what, text: value ?? "" };
    if (what === "timeout") draft.time = Math.max(1, Number(value));
    else draft.tries = Math.max(1, Number(value) + (name === "retry" ? 1 : 0));
    return undefined;
  }
  return IGNORED.has(name) ? undefined : { kind: "invalid", option: arg };
}

const WITH_VALUE = new Set(["b", "c", "f", "k", "p", "q", "t", "x", "y"]);
const WITHOUT_VALUE = new Set(["4", "6", "i", "m", "r", "u"]);

function dash(draft: Draft, letter: string, value: string): void {
  if (letter === "t") {
    const type = queryType(value);
    if (type === undefined) draft.warnings.push(`;; Warning, ignoring invalid type ${value}`);
    else draft.type = type;
  } else if (letter === "q") draft.lookups.push({ name: value, type: "A" });
  else if (letter === "x") {
    draft.lookups.push({
      name: isAddress(value) && !isIPv6(value) ? reverseName(value) : value,
      type: "PTR",
    });
  }
}

function word(draft: Draft, text: string): void {
  const type = queryType(text);
  const last = draft.lookups.at(-1);
  if (type !== undefined && last !== undefined)
    draft.lookups[draft.lookups.length - 1] = { ...last, type };
  else if (type !== undefined) draft.type = type;
  else if (/^(in|ch|hs)$/i.test(text)) return;
  else draft.lookups.push({ name: text, type: draft.type ?? "A" });
}

export function parseDig(args: readonly string[]): ParsedDig {
  const draft: Draft = {
    server: undefined,
    lookups: [],
    show: new Set(DISPLAYS),
    short: false,
    search: false,
    tcp: false,
    edns: true,
    cookie: true,
    recurse: true,
    time: 5,
    tries: 3,
    warnings: [],
    type: undefined,
  };
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg.startsWith("@")) draft.server = arg.slice(1);
    else if (arg.startsWith("+")) {
      const failure = plus(draft, arg);
      if (failure !== undefined) return failure;
    } else if (arg.startsWith("-") && arg.length > 1) {
      const letter = arg.charAt(1);
      if (arg === "-h") return { kind: "help" };
      if (arg === "-v") return { kind: "version" };
      if (WITHOUT_VALUE.has(letter)) continue;
      if (!WITH_VALUE.has(letter)) return { kind: "invalid", option: arg };
      dash(draft, letter, arg.length > 2 ? arg.slice(2) : (args[++index] ?? ""));
    } else word(draft, arg);
  }
  const { type, lookups, ...rest } = draft;
  const asked = lookups.length > 0 ? lookups : [{ name: ".", type: type ?? ("NS" as const) }];
  return {
    kind: "run",
    options: {
      ...rest,
      lookups: asked.map((lookup) =>
        type !== undefined && lookup.type === "A" ? { ...lookup, type } : lookup,
      ),
    },
  };
}
