/**
 * The situations of the upstream end-to-end tests (test/e2e/network/netpol): namespaces x, y, z,
 * pods a, b, c, and for every step the whole table of who reaches whom. As upstream, the diagonal
 * is left out.
 */
import { describe, expect, it } from "vitest";
import type { FlowProtocol } from "../../../src/core/netpol/types.ts";
import { judge, namespace, network, pod, policy } from "./world.ts";
import type { Raw } from "./world.ts";

/** `x/a,b y/a` is the pods x/a, x/b and y/a. */
function podsOf(text: string): string[] {
  return text.split(" ").flatMap((group) => {
    const [ns = "", names = ""] = group.split("/");
    return names.split(",").map((name) => `${ns}/${name}`);
  });
}
const ipOf = (path: string): string =>
  `10.${"xyz".indexOf(path.charAt(0))}.0.${"abc".indexOf(path.charAt(2)) + 1}`;

/** Labels that an update of the test puts on a pod or a namespace. */
type Extra = Readonly<Record<string, Record<string, string>>>;

function world(pods: readonly string[], extra: Extra): Raw[] {
  const ports = ["TCP", "UDP", "SCTP"].flatMap((protocol) =>
    [80, 81].map((containerPort) => ({
      name: `serve-${containerPort}-${protocol.toLowerCase()}`,
      containerPort,
      protocol,
    })),
  );
  return [
    ...["x", "y", "z"].map((name) => namespace(name, extra[name])),
    ...pods.map((path) =>
      pod(path, ipOf(path), {
        labels: { pod: path.slice(2), ...extra[path] },
        ports,
      }),
    ),
  ];
}

/** What is expected of one port: pairs that are dropped, as `FROM>TO`; `*` is every pod. */
interface Step {
  readonly policies: readonly object[];
  readonly labels?: Extra;
  /** By port, `80` or `81/UDP`; each a list of `FROM>TO`, where `x` is all pods of x. */
  readonly denied: Readonly<Record<string, string>>;
}
interface Situation {
  readonly number: number;
  readonly name: string;
  readonly pods: string;
  readonly steps: readonly Step[];
}

/** `*`, `x`, `x/a`. */
const fits = (pattern: string, path: string): boolean =>
  pattern === "*" || pattern === path || pattern === path.slice(0, 1);

/** One line a source, one mark a destination: `.` reaches, `X` does not, `-` is itself. */
function table(pods: readonly string[], reaches: (from: string, to: string) => boolean): string {
  const rows = pods.map((from) => {
    const marks = pods.map((to) => (from === to ? "-" : reaches(from, to) ? "." : "X"));
    return `${from} ${marks.join("")}`;
  });
  return rows.join("\n");
}

function expected(pods: readonly string[], denied: string): string {
  const pairs = denied.split(" ").filter((pair) => pair !== "");
  return table(
    pods,
    (from, to) =>
      !pairs.some((pair) => {
        const [source = "", destination = ""] = pair.split(">");
        return fits(source, from) && fits(destination, to);
      }),
  );
}

function actual(pods: readonly string[], { policies, labels = {} }: Step, place: string): string {
  const [port = "", protocol = "TCP"] = place.split("/");
  const net = network([...world(pods, labels), ...policies]);
  return table(
    pods,
    (from, to) => judge(net, from, to, Number(port), protocol as FlowProtocol).allowed,
  );
}

// ---------------------------------------------------------------------------------------------
// Policies of the tests

const labelled = (labels: Record<string, string>): object => ({ matchLabels: labels });
const thePod = (name: string): object => labelled({ pod: name });
const ns = (name: string): object => labelled({ "kubernetes.io/metadata.name": name });
const expression = (key: string, operator: string, ...values: string[]): object => ({
  matchExpressions: [{ key, operator, values }],
});
const notX = expression("kubernetes.io/metadata.name", "NotIn", "x");
const A = thePod("a");
const ingress = (name: string, podSelector: object, ...rules: object[]): Raw =>
  policy(name, { podSelector, policyTypes: ["Ingress"], ingress: rules });
const egress = (name: string, podSelector: object, ...rules: object[]): Raw =>
  policy(name, { podSelector, policyTypes: ["Egress"], egress: rules });
const toA = (rule: object): Raw => ingress("x/allow", A, rule);
const outA = (rule: object): Raw => egress("x/out", A, rule);
const DENY_INGRESS = ingress("x/deny", {});
const DENY_ALL = policy("x/deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
const block = (path: string): object => ({ ipBlock: { cidr: `${ipOf(path)}/32` } });

const one = (number: number, name: string, pods: string, ...steps: Step[]): Situation => ({
  number,
  name,
  pods,
  steps,
});
const step = (
  policies: readonly object[],
  denied: Readonly<Record<string, string>>,
  labels: Extra = {},
): Step => ({ policies, denied, labels });

const Y_PORT_81 = toA({ from: [{ namespaceSelector: ns("y") }], ports: [{ port: 81 }] });
const Y_PORT_80 = ingress("x/allow-80", A, {
  from: [{ namespaceSelector: ns("y") }],
  ports: [{ port: 80 }],
});
const PORT_80_IN = ingress("x/80", {}, { ports: [{ port: 80 }] });
const PORT_80_OUT = egress("x/80", {}, { ports: [{ port: 80 }] });
const EXCEPT_B = outA({ to: [{ ipBlock: { cidr: "0.0.0.0/4", except: [`${ipOf("x/b")}/32`] } }] });

const SITUATIONS: readonly Situation[] = [
  one(1, "default-deny-ingress", "x/a,b y/a,b", step([DENY_INGRESS], { 80: "*>x" })),
  one(2, "default-deny-all", "x/a,b y/a", step([DENY_ALL], { 80: "*>x x>*" })),
  one(
    3,
    "allow from pods within the server's namespace by podSelector",
    "x/a,b,c y/a",
    step([toA({ from: [{ podSelector: thePod("b") }] })], { 80: "x/c>x/a y>x/a" }),
  ),
  one(
    4,
    "allow ingress for a target",
    "x/a,b y/a",
    step([DENY_INGRESS, toA({ from: [{ podSelector: {}, namespaceSelector: {} }] })], {
      80: "*>x/b",
    }),
  ),
  one(
    5,
    "allow from pods in all namespaces",
    "x/a,b y/a z/a",
    step([toA({ from: [{ namespaceSelector: {} }] })], { 80: "" }),
  ),
  one(
    6,
    "only from another namespace by namespaceSelector",
    "x/a,b y/a z/a",
    step([toA({ from: [{ namespaceSelector: ns("y") }] })], { 80: "x>x/a z>x/a" }),
  ),
  one(
    7,
    "podSelector with matchExpressions",
    "x/a,b y/a",
    step([toA({ from: [{ podSelector: expression("pod", "In", "b") }] })], { 80: "y>x/a" }),
  ),
  one(
    8,
    "namespaceSelector with matchExpressions",
    "x/a,b y/a z/a",
    step(
      [
        toA({
          from: [{ namespaceSelector: expression("kubernetes.io/metadata.name", "In", "y") }],
        }),
      ],
      { 80: "x>x/a z>x/a" },
    ),
  ),
  one(
    9,
    "podSelector or namespaceSelector",
    "x/a,b,c y/a",
    step([toA({ from: [{ namespaceSelector: notX }, { podSelector: thePod("b") }] })], {
      80: "x/c>x/a",
    }),
  ),
  one(
    10,
    "podSelector and namespaceSelector",
    "x/a,b y/a,b z/b",
    step([toA({ from: [{ namespaceSelector: notX, podSelector: thePod("b") }] })], {
      80: "x>x/a y/a>x/a",
    }),
  ),
  one(
    11,
    "several podSelectors and namespaceSelectors",
    "x/a,b y/a,b,c",
    step(
      [
        toA({
          from: [{ namespaceSelector: notX, podSelector: expression("pod", "In", "b", "c") }],
        }),
      ],
      { 80: "x>x/a y/a>x/a" },
    ),
  ),
  one(
    12,
    "any of the podSelectors",
    "x/a,b,c y/b",
    step([toA({ from: [{ podSelector: thePod("b") }, { podSelector: thePod("c") }] })], {
      80: "y>x/a",
    }),
  ),
  one(
    13,
    "only a pod in another namespace",
    "x/a,b y/a,b z/a",
    step([toA({ from: [{ namespaceSelector: ns("y"), podSelector: A }] })], {
      80: "x>x/a y/b>x/a z>x/a",
    }),
  ),
  one(
    14,
    "based on ports",
    "x/a,b y/a,b z/a",
    step([Y_PORT_81], { 81: "x>x/a z>x/a", 80: "*>x/a" }),
  ),
  one(
    15,
    "several policies stacked",
    "x/a,b y/a,b z/a",
    step([Y_PORT_81], { 81: "x>x/a z>x/a", 80: "*>x/a" }),
    step([Y_PORT_81, Y_PORT_80], { 81: "x>x/a z>x/a", 80: "x>x/a z>x/a" }),
  ),
  one(16, "allow-all", "x/a,b y/a", step([ingress("x/all", {}, {})], { 80: "", 81: "" })),
  one(
    17,
    "ingress on one named port",
    "x/a,b y/a",
    step([ingress("x/named", {}, { ports: [{ port: "serve-81-tcp" }] })], { 81: "", 80: "*>x" }),
  ),
  one(
    18,
    "ingress from a namespace on one named port",
    "x/a,b y/a z/a",
    step([toA({ from: [{ namespaceSelector: ns("y") }], ports: [{ port: "serve-80-tcp" }] })], {
      80: "x>x/a z>x/a",
      81: "*>x/a",
    }),
  ),
  one(
    19,
    "egress on one named port",
    "x/a y/a",
    step([egress("x/named", {}, { ports: [{ port: "serve-80-tcp" }] })], { 80: "", 81: "x>*" }),
  ),
  one(
    20,
    "an updated policy",
    "x/a y/a",
    step([ingress("x/p", {}, {})], { 81: "" }),
    step([ingress("x/p", {})], { 81: "*>x" }),
  ),
  one(
    21,
    "an updated namespace",
    "x/a y/a",
    step([toA({ from: [{ namespaceSelector: labelled({ ns2: "updated" }) }] })], { 80: "*>x/a" }),
    step(
      [toA({ from: [{ namespaceSelector: labelled({ ns2: "updated" }) }] })],
      { 80: "" },
      { y: { ns2: "updated" } },
    ),
  ),
  one(
    22,
    "an updated pod",
    "x/a,b y/b",
    step([toA({ from: [{ podSelector: labelled({ pod: "b", pod2: "updated" }) }] })], {
      80: "*>x/a",
    }),
    step(
      [toA({ from: [{ podSelector: labelled({ pod: "b", pod2: "updated" }) }] })],
      { 80: "y>x/a" },
      { "x/b": { pod2: "updated" } },
    ),
  ),
  one(
    23,
    "deny from other namespaces",
    "x/a,b y/a z/a",
    step([ingress("x/own", {}, { from: [{ podSelector: {} }] })], { 80: "y>x z>x" }),
  ),
  one(
    24,
    "deny to an updated pod",
    "x/a y/a",
    step([ingress("x/target", labelled({ target: "isolated" }))], { 80: "" }),
    step(
      [ingress("x/target", labelled({ target: "isolated" }))],
      { 80: "*>x/a" },
      { "x/a": { target: "isolated" } },
    ),
  ),
  one(25, "deny egress by podSelector", "x/a,b y/a", step([egress("x/out", A)], { 80: "x/a>*" })),
  one(26, "deny egress of a namespace", "x/a,b y/a", step([egress("x/out", {})], { 80: "x>*" })),
  one(
    27,
    "ingress and egress together",
    "x/a,b,c y/a",
    step(
      [
        policy("x/both", {
          podSelector: A,
          policyTypes: ["Ingress", "Egress"],
          ingress: [{ from: [{ podSelector: thePod("b") }] }],
          egress: [{ ports: [{ port: 80 }] }],
        }),
      ],
      { 80: "x/c>x/a y>x/a", 81: "x/c>x/a y>x/a x/a>*" },
    ),
  ),
  one(
    28,
    "egress denied at the client though the server allows",
    "x/a y/a,b",
    step(
      [
        outA({ to: [{ namespaceSelector: ns("y"), podSelector: A }] }),
        ingress("y/a", A, { from: [{ namespaceSelector: ns("x"), podSelector: A }] }),
        ingress("y/b", thePod("b"), { from: [{ namespaceSelector: ns("x"), podSelector: A }] }),
      ],
      { 80: "x/a>y/b y>y" },
    ),
  ),
  one(
    29,
    "egress to a server in another namespace",
    "x/a y/a,b",
    step([outA({ to: [{ namespaceSelector: ns("y"), podSelector: A }] })], { 80: "x/a>y/b" }),
  ),
  one(
    30,
    "any port of one protocol",
    "x/a y/a",
    step([toA({ ports: [{ protocol: "TCP" }] })], { 80: "", 81: "", "80/UDP": "*>x/a" }),
  ),
  one(
    31,
    "ingress: allow-all beside a narrower policy",
    "x/a y/a",
    step([PORT_80_IN], { 81: "*>x", 80: "" }),
    step([PORT_80_IN, ingress("x/all", {}, {})], { 81: "", 80: "" }),
  ),
  one(
    32,
    "egress: allow-all beside a narrower policy",
    "x/a y/a",
    step([PORT_80_OUT], { 81: "x>*", 80: "" }),
    step([PORT_80_OUT, egress("x/all", {}, {})], { 81: "", 80: "" }),
  ),
  one(
    33,
    "no more enforced after deletion",
    "x/a y/a",
    step([DENY_ALL], { 80: "*>x x>*" }),
    step([], { 80: "" }),
  ),
  one(
    34,
    "egress to a server in a CIDR",
    "x/a y/a,b",
    step([outA({ to: [block("y/b")] })], { 80: "x/a>y/a" }),
  ),
  one(35, "the except clause", "x/a,b,c", step([EXCEPT_B], { 80: "x/a>x/b" })),
  one(
    36,
    "an address excepted before and allowed by an update",
    "x/a,b,c",
    step([EXCEPT_B], { 80: "x/a>x/b" }),
    step([outA({ to: [block("x/b")] })], { 80: "x/a>x/c" }),
  ),
  one(
    37,
    "ingress and egress are independent",
    "x/a,b y/a",
    step([outA({})], { 80: "" }),
    step([ingress("x/out", A)], { 80: "*>x/a" }),
  ),
  one(
    38,
    "SCTP is not treated as TCP",
    "x/a y/a",
    step([DENY_INGRESS, toA({ ports: [{ protocol: "SCTP", port: 81 }] })], {
      81: "*>x",
      "81/SCTP": "",
    }),
  ),
  one(
    39,
    "a policy for SCTP isolates",
    "x/a y/a",
    step([toA({ ports: [{ protocol: "SCTP", port: 80 }] })], { 81: "*>x/a", "80/SCTP": "" }),
  ),
  one(
    40,
    "no TCP where only UDP is named",
    "x/a y/a",
    step([toA({ ports: [{ protocol: "UDP", port: 81 }] })], { 81: "*>x/a", "81/UDP": "" }),
  ),
  one(
    41,
    "the namespace's own label, matchLabels",
    "x/a,b y/a z/a",
    step([toA({ from: [{ namespaceSelector: ns("y") }] })], { 80: "x>x/a z>x/a" }),
  ),
  one(
    42,
    "the namespace's own label, matchExpressions",
    "x/a,b y/a z/a",
    step(
      [
        outA({
          to: [{ namespaceSelector: expression("kubernetes.io/metadata.name", "NotIn", "y") }],
        }),
      ],
      { 80: "x/a>y" },
    ),
  ),
  ...(["UDP", "SCTP"] as const).flatMap((protocol, i): Situation[] => [
    one(
      43 + 3 * i,
      `${protocol}: default-deny-ingress`,
      "x/a,b y/a,b",
      step([DENY_INGRESS], { [`80/${protocol}`]: "*>x" }),
    ),
    one(
      44 + 3 * i,
      `${protocol}: based on ports`,
      "x/a,b y/a z/a",
      step([toA({ from: [{ namespaceSelector: ns("y") }], ports: [{ protocol, port: 81 }] })], {
        [`81/${protocol}`]: "x>x/a z>x/a",
        [`80/${protocol}`]: "*>x/a",
        81: "*>x/a",
      }),
    ),
    one(
      45 + 3 * i,
      `${protocol}: only a pod in another namespace`,
      "x/a,b y/a,b",
      step([toA({ from: [{ namespaceSelector: ns("y"), podSelector: A }] })], {
        [`80/${protocol}`]: "x>x/a y/b>x/a",
      }),
    ),
  ]),
];

describe("the upstream end-to-end situations", () => {
  it.each(SITUATIONS.map((one) => [`${one.number}: ${one.name}`, one] as const))(
    "%s",
    (_name, { pods, steps }) => {
      const paths = podsOf(pods);
      for (const [i, one] of steps.entries()) {
        for (const [place, denied] of Object.entries(one.denied)) {
          const where = `step ${i + 1}, ${place}`;
          expect(`${where}\n${actual(paths, one, place)}`).toBe(
            `${where}\n${expected(paths, denied)}`,
          );
        }
      }
    },
  );

  it("are 48, numbered without a gap", () => {
    const numbers = SITUATIONS.map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: 48 }, (_, i) => i + 1));
  });

  it("are compared pair by pair: one wrong mark is seen", () => {
    const paths = podsOf("x/a,b y/a");
    const [closed = step([], {})] = SITUATIONS[0]?.steps ?? [];
    expect(actual(paths, closed, "80")).toBe("x/a -X.\nx/b X-.\ny/a XX-");
    expect(actual(paths, closed, "80")).not.toBe(expected(paths, "*>x/a"));
  });
});
