// The obvious evaluator, straight from the API's text and sharing no code with the lab: for every
// pair of pods, ask every policy of their namespaces. It knows what the scenarios of big.mjs use
// (one IPv4 address a pod, no host network) and is the second opinion on the number of pairs.

/** A judge of one cluster for one TCP port: `allows(source, destination)` of raw Pod objects. */
export function naive(objects, port) {
  const of = (kind) => objects.filter((object) => object.kind === kind);
  const namespaceLabels = new Map(
    of("Namespace").map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
  );
  const policies = new Map();
  for (const policy of of("NetworkPolicy")) {
    const { namespace } = policy.metadata;
    policies.set(namespace, [...(policies.get(namespace) ?? []), policy]);
  }

  const typesOf = ({ policyTypes, egress }) =>
    policyTypes?.length ? policyTypes : egress?.length ? ["Ingress", "Egress"] : ["Ingress"];

  const peerMatches = (peer, policy, pod) => {
    if (peer.ipBlock) {
      const { cidr, except = [] } = peer.ipBlock;
      return inBlock(cidr, pod.status.podIP) && !except.some((e) => inBlock(e, pod.status.podIP));
    }
    const inNamespace = peer.namespaceSelector
      ? matches(peer.namespaceSelector, namespaceLabels.get(pod.metadata.namespace) ?? {})
      : pod.metadata.namespace === policy.metadata.namespace;
    return inNamespace && matches(peer.podSelector ?? {}, pod.metadata.labels ?? {});
  };

  const portMatches = (entry, destination) => {
    if ((entry.protocol ?? "TCP") !== "TCP") return false;
    if (entry.port === undefined) return true;
    if (typeof entry.port === "number")
      return port >= entry.port && port <= (entry.endPort ?? entry.port);
    return destination.spec.containers.some((container) =>
      (container.ports ?? []).some(
        (p) => p.name === entry.port && (p.protocol ?? "TCP") === "TCP" && p.containerPort === port,
      ),
    );
  };

  const lets = (type, subject, other, destination) => {
    const isolating = (policies.get(subject.metadata.namespace) ?? []).filter(
      ({ spec }) =>
        typesOf(spec).includes(type) &&
        matches(spec.podSelector ?? {}, subject.metadata.labels ?? {}),
    );
    if (isolating.length === 0) return true;
    return isolating.some((policy) =>
      (policy.spec[type.toLowerCase()] ?? []).some((rule) => {
        const peers = (type === "Ingress" ? rule.from : rule.to) ?? [];
        const ports = rule.ports ?? [];
        return (
          (peers.length === 0 || peers.some((peer) => peerMatches(peer, policy, other))) &&
          (ports.length === 0 || ports.some((entry) => portMatches(entry, destination)))
        );
      }),
    );
  };

  return (source, destination) =>
    lets("Egress", source, destination, destination) &&
    lets("Ingress", destination, source, destination);
}

function matches({ matchLabels = {}, matchExpressions = [] }, labels) {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator === "In") return key in labels && values.includes(labels[key]);
      if (operator === "NotIn") return !(key in labels && values.includes(labels[key]));
      return (operator === "Exists") === key in labels;
    })
  );
}

function inBlock(cidr, ip) {
  const [network, length] = cidr.split("/");
  if (network.includes(":") || ip.includes(":")) return false;
  const size = 2 ** (32 - Number(length));
  return Math.floor(number(network) / size) === Math.floor(number(ip) / size);
}

function number(ip) {
  return ip.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}
