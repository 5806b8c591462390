import { useReactFlow } from "@xyflow/react";
import styles from "./graph.module.css";

/** Plus, minus, and the whole picture. */
export function ZoomControls({ onFit }: { readonly onFit: () => void }) {
  const flow = useReactFlow();
  const still = (): { duration: number } => ({
    duration: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
  });
  return (
    <div className={styles["zoom"]} role="group" aria-label="Zoom">
      <button type="button" aria-label="Zoom in" onClick={() => void flow.zoomIn(still())}>
        <Icon d="M7 2.5v9M2.5 7h9" />
      </button>
      <button type="button" aria-label="Zoom out" onClick={() => void flow.zoomOut(still())}>
        <Icon d="M2.5 7h9" />
      </button>
      <button type="button" aria-label="Show everything" title="Show everything" onClick={onFit}>
        <Icon d="M2 5V2h3M9 2h3v3M12 9v3H9M5 12H2V9" />
      </button>
    </div>
  );
}

function Icon({ d }: { readonly d: string }) {
  return (
    <svg width={14} height={14} viewBox="0 0 14 14" aria-hidden="true">
      <path d={d} fill="none" stroke="currentColor" strokeWidth={1.5} strokeLinecap="round" />
    </svg>
  );
}
