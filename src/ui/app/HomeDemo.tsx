import { useMemo, useState } from "react";
import type { Namespace, NetworkPolicy, Pod } from "../../core/api/objects.ts";
import type { Picture } from "../../core/graph/picture.ts";
import { demoPicture } from "../../core/session/demo.ts";
import { endLabel } from "../components/status.ts";
import { GraphPicture } from "../graph/GraphPicture.tsx";
import styles from "./HomeDemo.module.css";

const NAMES = ["web", "api", "db", "cache", "test"] as const;

const NAMESPACE: Namespace = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "default", labels: { "kubernetes.io/metadata.name": "default" } },
};

const PODS = NAMES.map((name, index): Pod => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "default", labels: { app: name } },
  spec: {
    containers: [{ name, image: "nginx", ports: [{ containerPort: 80, protocol: "TCP" }] }],
  },
  status: {
    phase: "Running",
    podIP: `10.244.1.${index + 2}`,
    podIPs: [{ ip: `10.244.1.${index + 2}` }],
  },
}));

const DEFAULT_DENY: NetworkPolicy = {
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "default-deny-ingress", namespace: "default" },
  spec: { podSelector: {}, policyTypes: ["Ingress"] },
};

const count = (picture: Picture, only?: string): readonly [passing: number, all: number] => {
  const members = picture.model.flows
    .flatMap((flow) => flow.members)
    .filter((flow) => only === undefined || flow.source === only);
  return [members.filter((flow) => flow.status === "allowed").length, members.length];
};

/** Default-allow beside default-deny: the real evaluator, the real picture, one pointer for both. */
export default function HomeDemo() {
  const sides = useMemo(
    () => [
      { title: "No policy", picture: demoPicture([NAMESPACE], PODS, []) },
      {
        title: "default-deny-ingress",
        picture: demoPicture([NAMESPACE], PODS, [DEFAULT_DENY]),
      },
    ],
    [],
  );
  const [active, setActive] = useState<string>();
  const [open, closed] = sides.map(({ picture }) => count(picture, active)[0]);
  return (
    <div className={styles["demo"]}>
      {sides.map(({ title, picture }) => {
        const [passing, all] = count(picture);
        return (
          <section key={title} className={styles["side"]} aria-label={title}>
            <h2>
              {title} <small>{`${passing} of ${all} flows pass`}</small>
            </h2>
            <GraphPicture
              picture={picture}
              label={`Five pods: ${title}`}
              active={active}
              onActive={setActive}
            />
          </section>
        );
      })}
      <p className={styles["said"]} aria-live="polite">
        {active === undefined
          ? "Point at a pod, or move to it with Tab and the arrow keys, to see what it reaches."
          : `${endLabel(active).replace("default/", "")} reaches ${open ?? 0} of 4 pods without a policy, ${closed ?? 0} under default-deny-ingress.`}
      </p>
    </div>
  );
}
