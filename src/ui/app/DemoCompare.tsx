import { useEffect, useMemo, useRef, useState, type RefObject } from "react";
import type { ClusterState } from "../../core/cluster/types.ts";
import { diffGraphs, NO_CHANGES } from "../../core/graph/changes.ts";
import { gridLayout } from "../../core/graph/layout.ts";
import { composePicture, type Picture } from "../../core/graph/picture.ts";
import { graphOf } from "../../core/session/graph.ts";
import { pluginOf, policiesIn } from "../../core/session/view.ts";
import { GraphPicture } from "../graph/GraphPicture.tsx";
import { useLab, useLabState } from "../hooks/useLab.ts";
import styles from "./DemoStage.module.css";

/** Width by height of one of the two places, in coarse steps so that resizing rarely moves a pod. */
function useAspect(root: RefObject<HTMLElement | null>): number {
  const [aspect, setAspect] = useState(1);
  useEffect(() => {
    const element = root.current;
    if (element === null || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      if (height > 0) setAspect(Math.round((width / 2 / height) * 4) / 4 || 0.25);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [root]);
  return aspect;
}

const passing = ({ model }: Picture): string => {
  const flows = model.flows.flatMap(({ members }) => members);
  const passed = flows.filter(({ status }) => status === "allowed").length;
  return `${passed} of ${flows.length} flows pass`;
};

function policies(state: ClusterState): string {
  const { length } = policiesIn(state);
  const count = length === 0 ? "no policy" : length === 1 ? "1 policy" : `${length} policies`;
  const { id, title } = pluginOf(state);
  return id === "spec" ? count : `${count}, ${title}`;
}

/** One cluster at its beginning and now, beside each other: the same pods at the same places. */
export function DemoCompare({ start }: { readonly start: ClusterState }) {
  const { session } = useLab();
  const cluster = useLabState((state) => state.cluster);
  const watch = useLabState((state) => state.watch);
  const [active, setActive] = useState<string>();
  const root = useRef<HTMLDivElement>(null);
  const aspect = useAspect(root);
  const [then, now] = useMemo(() => {
    const scenario = { ...session.scenario, watch };
    return [start, cluster].map((state) => {
      const model = graphOf(state, scenario, [], { mode: "watched" });
      return composePicture(model, gridLayout(model, { aspect }));
    });
  }, [session, watch, start, cluster, aspect]);
  const changes = useMemo(
    () =>
      then === undefined || now === undefined ? NO_CHANGES : diffGraphs(then.model, now.model),
    [then, now],
  );
  if (then === undefined || now === undefined) return null;
  const sides = [
    { title: "At the beginning", state: start, picture: then, changes: NO_CHANGES },
    { title: "Now", state: cluster, picture: now, changes },
  ];
  return (
    <div ref={root} className={styles["compare"]}>
      {sides.map((side) => (
        <section key={side.title} className={styles["side"]} aria-label={side.title}>
          <h2>
            {side.title}
            <small>{policies(side.state)}</small>
            <small className={styles["passing"]}>{passing(side.picture)}</small>
          </h2>
          <GraphPicture
            picture={side.picture}
            label={side.title}
            active={active}
            onActive={setActive}
            changes={side.changes}
          />
        </section>
      ))}
    </div>
  );
}
