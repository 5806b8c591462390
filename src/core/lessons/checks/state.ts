/** Checks on gates and objects. */
import type { KubeObject, NetworkPolicy } from "../../api/objects.ts";
import { labelValue } from "../../api/labels.ts";
import { policiesIsolating } from "../../netpol/evaluate.ts";
import { policyTypesOf } from "../../netpol/normalise.ts";
import type { Direction } from "../../netpol/types.ts";
import type { CheckKind, CheckWorld } from "./check.ts";
import { shortName } from "./flows.ts";

const NAME = "[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?";
const ID = `(${NAME})/(${NAME})`;

const policies = ({ state }: CheckWorld): readonly NetworkPolicy[] => [
  ...(state.objects.get("networking.k8s.io/NetworkPolicy")?.values() ?? []),
];

const findPolicy = ({ state }: CheckWorld, id: string): NetworkPolicy | undefined =>
  state.objects.get("networking.k8s.io/NetworkPolicy")?.get(id as `${string}/${string}`);

/** `isolated POD DIRECTION` and `open POD DIRECTION`: is the gate guarded by a policy (S1)? */
function gateKind(name: "isolated" | "open"): CheckKind {
  const form = new RegExp(`^(${ID}) (Ingress|Egress)$`);
  return {
    name,
    form: `${name} NAMESPACE/POD Ingress|Egress`,
    about:
      name === "isolated"
        ? "A policy selects the pod for this direction."
        : "No policy selects the pod for this direction.",
    read(rest) {
      const [, pod, , , direction] = form.exec(rest) ?? [];
      if (pod === undefined || direction === undefined) return undefined;
      const wanted = name === "isolated" ? "guarded" : "open";
      return {
        text: `The ${direction.toLowerCase()} gate of ${shortName(pod)} is ${wanted}`,
        run(world) {
          const end = world.resolve(pod);
          if (!end.ok || end.endpoint.kind !== "pod") {
            return { holds: false, text: `There is no pod ${pod} with an address.` };
          }
          const guards = policiesIsolating(world.network, end.endpoint, direction as Direction);
          const is = guards.length > 0 ? "guarded" : "open";
          return {
            holds: is === wanted,
            text: `The ${direction.toLowerCase()} gate of ${shortName(pod)} is ${is}.`,
          };
        },
      };
    },
  };
}

export const ISOLATED = gateKind("isolated");
export const OPEN = gateKind("open");

export const POLICIES: CheckKind = {
  name: "policies",
  form: "policies NAMESPACE|* == N",
  about: "How many NetworkPolicies a namespace, or the cluster, has.",
  read(rest) {
    const [, namespace, count] = new RegExp(`^(${NAME}|\\*) == (\\d{1,4})$`).exec(rest) ?? [];
    if (namespace === undefined || count === undefined) return undefined;
    const where = namespace === "*" ? "the cluster" : `namespace ${namespace}`;
    const asked = count === "0" ? "no policy" : `${count} ${count === "1" ? "policy" : "policies"}`;
    return {
      text: `There is ${asked} in ${where}`,
      run(world) {
        const found = policies(world).filter(
          ({ metadata }) => namespace === "*" || metadata.namespace === namespace,
        ).length;
        return { holds: found === Number(count), text: `There are ${found} in ${where}.` };
      },
    };
  },
};

export const POLICY: CheckKind = {
  name: "policy",
  form: "policy NAMESPACE/NAME exists|absent",
  about: "Is there a NetworkPolicy of this name?",
  read(rest) {
    const [, id, , , want] = new RegExp(`^(${ID}) (exists|absent)$`).exec(rest) ?? [];
    if (id === undefined || want === undefined) return undefined;
    return {
      text: `Policy ${shortName(id)} ${want === "exists" ? "exists" : "is gone"}`,
      run(world) {
        const there = findPolicy(world, id) !== undefined;
        return {
          holds: there === (want === "exists"),
          text: there ? `There is a policy ${id}.` : `There is no policy ${id}.`,
        };
      },
    };
  },
};

export const POD: CheckKind = {
  name: "pod",
  form: "pod NAMESPACE/NAME exists|absent",
  about: "Is there a pod of this name?",
  read(rest) {
    const [, id, , , want] = new RegExp(`^(${ID}) (exists|absent)$`).exec(rest) ?? [];
    if (id === undefined || want === undefined) return undefined;
    return {
      text: `Pod ${shortName(id)} ${want === "exists" ? "exists" : "is gone"}`,
      run({ state }) {
        const there = state.objects.get("/Pod")?.has(id as `${string}/${string}`) === true;
        return {
          holds: there === (want === "exists"),
          text: there ? `There is a pod ${id}.` : `There is no pod ${id}.`,
        };
      },
    };
  },
};

export const TYPES: CheckKind = {
  name: "types",
  form: "types NAMESPACE/NAME == Ingress|Egress|Ingress,Egress",
  about: "The directions a policy isolates, after defaulting (S8).",
  read(rest) {
    const [, id, , , types] =
      new RegExp(`^(${ID}) == (Ingress|Egress|Ingress,Egress)$`).exec(rest) ?? [];
    if (id === undefined || types === undefined) return undefined;
    return {
      text: `Policy ${shortName(id)} isolates for ${types.replace(",", " and ")}`,
      run(world) {
        const policy = findPolicy(world, id);
        if (policy === undefined) return { holds: false, text: `There is no policy ${id}.` };
        const found = policyTypesOf(policy.spec).toSorted().reverse().join(",");
        return { holds: found === types, text: `It isolates for ${found.replace(",", " and ")}.` };
      },
    };
  },
};

export const SELECTED: CheckKind = {
  name: "selected",
  form: "selected NAMESPACE/NAME == POD,POD",
  about: "The pods that a policy protects.",
  read(rest) {
    const [, id, , , list = ""] =
      new RegExp(`^(${ID}) == ((?:${NAME})(?:,${NAME})*)$`).exec(rest) ?? [];
    if (id === undefined) return undefined;
    const wanted = list.split(",").toSorted().join(",");
    return {
      text: `Policy ${shortName(id)} selects ${list.replaceAll(",", ", ")}`,
      run(world) {
        const found = world.network.endpoints.pods
          .filter((pod) =>
            (["Ingress", "Egress"] as const).some((direction) =>
              policiesIsolating(world.network, pod, direction).some(
                ({ ref }) => `${ref.namespace}/${ref.name}` === id,
              ),
            ),
          )
          .map(({ name }) => name)
          .toSorted()
          .join(",");
        return {
          holds: found === wanted,
          text: found === "" ? "It selects no pod." : `It selects ${found.replaceAll(",", ", ")}.`,
        };
      },
    };
  },
};

/** `label pod NS/NAME KEY=VALUE` and `label namespace NAME KEY=VALUE`; `KEY-` where it must be gone. */
export const LABEL: CheckKind = {
  name: "label",
  form: "label pod NAMESPACE/NAME|namespace NAME KEY=VALUE|KEY-",
  about: "A label that a pod or a namespace has, or no longer has.",
  read(rest) {
    const [, kind, name, key, value] =
      new RegExp(`^(pod|namespace) (${NAME}(?:/${NAME})?) ([\\w./-]*\\w)(?:=([\\w.-]*)|-)$`).exec(
        rest,
      ) ?? [];
    if (name === undefined || key === undefined) return undefined;
    if ((kind === "pod") !== name.includes("/")) return undefined;
    const wants = value === undefined ? `no label ${key}` : `the label ${key}=${value}`;
    return {
      text: `${shortName(name)} has ${wants}`,
      run({ state }) {
        const object: KubeObject | undefined =
          kind === "pod"
            ? state.objects.get("/Pod")?.get(name as `${string}/${string}`)
            : state.objects.get("/Namespace")?.get(`/${name}`);
        if (object === undefined)
          return { holds: false, text: `There is no ${kind ?? ""} ${name}.` };
        const found = labelValue(object.metadata.labels, key);
        return {
          holds: found === value,
          text: found === undefined ? `It has no label ${key}.` : `It has ${key}=${found}.`,
        };
      },
    };
  },
};

export const PLUGIN: CheckKind = {
  name: "plugin",
  form: "plugin == NAME",
  about: "The network plugin that runs in the cluster.",
  read(rest) {
    const [, name] = /^== ([a-z0-9-]+)$/.exec(rest) ?? [];
    if (name === undefined) return undefined;
    return {
      text: `The cluster runs the network plugin ${name}`,
      run: ({ network }) => ({
        holds: network.profile.name === name,
        text: `It runs ${network.profile.name}.`,
      }),
    };
  },
};
