import type { ReactNode } from "react";
import type { GraphModel } from "../../core/graph/types.ts";
import { Gate } from "./Gate.tsx";
import styles from "./graph.module.css";

const OPEN = { state: "open" } as const;
const GUARDED = { state: "guarded", policies: [{ namespace: "", name: "" }] } as const;

/** A flow that ends at a ring, where nobody is. @param line @param ring their dashes */
function EmptyEnd({
  line,
  ring,
  children,
}: {
  readonly line: string;
  readonly ring?: string;
  readonly children?: ReactNode;
}) {
  return (
    <svg width={34} height={16} aria-hidden="true">
      <path d="M1 8h18" stroke="var(--warn)" strokeWidth={2} strokeDasharray={line} />
      <circle
        cx={26}
        cy={8}
        r={6.5}
        fill="var(--panel)"
        stroke="var(--warn)"
        strokeWidth={ring === undefined ? 1.8 : 2}
        strokeDasharray={ring}
      />
      {children}
    </svg>
  );
}

/** What the signs mean; those of rarer endings only while such a flow is in the picture. */
export function Legend({ model, open }: { readonly model: GraphModel; readonly open: boolean }) {
  const has = (status: string): boolean => model.flows.some((flow) => flow.status === status);
  return (
    <details className={styles["legend"]} data-legend open={open}>
      <summary>Legend</summary>
      <ul>
        <li>
          <svg width={26} height={12} aria-hidden="true">
            <path d="M0 6h17" stroke="var(--allow)" strokeWidth={2} />
            <path d="M15 1l10 5-10 5z" fill="var(--allow)" />
          </svg>
          allowed
        </li>
        <li>
          <svg width={36} height={16} aria-hidden="true">
            <path d="M1 8h19" stroke="var(--deny)" strokeWidth={2} strokeDasharray="5 4" />
            <circle cx={27} cy={8} r={7} fill="var(--deny)" />
            <path
              d="M24.4 5.4l5.2 5.2m0-5.2l-5.2 5.2"
              stroke="var(--on-deny)"
              strokeWidth={1.8}
              strokeLinecap="round"
            />
          </svg>
          dropped at this gate
        </li>
        {has("refused") && (
          <li>
            <svg width={24} height={16} aria-hidden="true">
              <path d="M0 8h19" stroke="var(--warn)" strokeWidth={2} />
              <path d="M21 2v12" stroke="var(--warn)" strokeWidth={3.2} strokeLinecap="round" />
            </svg>
            refused
          </li>
        )}
        {has("no-answer") && (
          <li>
            <EmptyEnd line="7 4" ring="3 2.6" />
            no answer
          </li>
        )}
        {has("dns-failed") && (
          <li>
            <EmptyEnd line="2 4">
              <text
                x={26}
                y={11.5}
                textAnchor="middle"
                fontSize={9.5}
                fontWeight={700}
                fill="var(--warn)"
              >
                ?
              </text>
            </EmptyEnd>
            name not found
          </li>
        )}
        <li>
          <Gate gate={OPEN} direction="" small decorative />
          open gate
        </li>
        <li>
          <Gate gate={GUARDED} direction="" small decorative enforced={model.enforced} />
          {model.enforced ? "guarded gate" : "guarded, not enforced"}
        </li>
      </ul>
    </details>
  );
}
