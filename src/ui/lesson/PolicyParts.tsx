import { useMemo } from "react";
import type { NetworkPolicy } from "../../core/api/objects.ts";
import { fourParts } from "../../core/lessons/fourParts.ts";
import type { LessonStep } from "../../core/lessons/schema/lesson.ts";
import { lightPart } from "../../core/session/lightPart.ts";
import { policiesIn } from "../../core/session/view.ts";
import { HOME } from "../../core/session/home.ts";
import { useLab, useLabState } from "../hooks/useLab.ts";
import { policyInText } from "../components/prose/workedPolicy.ts";
import { FourPartsCard } from "./FourPartsCard.tsx";

interface Props {
  readonly step: LessonStep;
  readonly files: Readonly<Record<string, string>>;
  /** Lab time of the moment at which the step began. */
  readonly since: number;
}

/** The policy that the learner writes in this step, wherever it stands at the moment. */
function usePolicy({
  step,
  files,
  since,
}: Props): { readonly of: string; readonly policy: NetworkPolicy } | undefined {
  const lab = useLab();
  const cluster = useLabState((state) => state.cluster);
  const home = useLabState((state) => state.files);
  const open = useLabState((state) => state.open?.path);
  return useMemo(() => {
    const before = lab.session.history.moments.find(({ time }) => time === since)?.state.cluster;
    const known = new Set(before === undefined ? [] : policiesIn(before));
    const own = policiesIn(cluster).findLast((policy) => !known.has(policy));
    if (own !== undefined) return { of: own.metadata.name, policy: own };
    // a file of the step that is still being filled in
    const named = Object.keys(files).find(
      (name) => step.task.includes(name) || step.commands?.some((one) => one.includes(name)),
    );
    const path = open ?? (named === undefined ? undefined : `${HOME}/${named}`);
    const text = path === undefined || !Object.hasOwn(home, path) ? undefined : home[path]?.text;
    if (path === undefined || text === undefined) return undefined;
    const policy = policyInText(text);
    return policy && { of: path.slice(path.lastIndexOf("/") + 1), policy };
  }, [lab, cluster, home, open, files, since, step]);
}

/** The four parts of it, in words; pointing at one lights it on the graph. */
export function PolicyParts(props: Props) {
  const lab = useLab();
  const cluster = useLabState((state) => state.cluster);
  const found = usePolicy(props);
  return (
    <FourPartsCard
      of={found?.of}
      parts={found && fourParts(found.policy)}
      onLight={(part) => {
        lab.light(
          part === undefined || found === undefined
            ? undefined
            : lightPart(cluster, found.policy, part),
        );
      }}
    />
  );
}
