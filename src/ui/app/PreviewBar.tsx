import { useCallback, useEffect, type ReactNode } from "react";
import { isUnchanged } from "../../core/report/changes.ts";
import { diffHeadline } from "../../core/report/changesText.ts";
import { changesBetween } from "../../core/session/report.ts";
import { Button } from "../components/Button.tsx";
import { useLab, useLabState } from "../hooks/useLab.ts";
import { useLater } from "../hooks/useLater.ts";
import styles from "./PreviewBar.module.css";

/** Escape means something else in these. */
const OWN_ESCAPE = ".xterm, .cm-editor, input, textarea, select, dialog";

/** What the preview would open and close, in a line; later than the picture, which shows it too. */
function usePreviewedChange(): string | undefined {
  const { outside } = useLab().session.scenario;
  const cluster = useLabState((state) => state.cluster);
  const preview = useLabState((state) => state.preview);
  const edited = preview?.cluster;
  const compute = useCallback(() => {
    if (edited === undefined) return undefined;
    const summary = changesBetween(cluster, edited, outside);
    if (isUnchanged(summary)) return "It would change no flow.";
    return `${diffHeadline(summary)}.`;
  }, [cluster, edited, outside]);
  return useLater(compute);
}

/** Says over the picture that it shows what is not so yet, with what to do about it. */
export function PreviewBar({ children }: { readonly children: ReactNode }) {
  const lab = useLab();
  const preview = useLabState((state) => state.preview);
  const change = usePreviewedChange();
  const shown = preview !== undefined;
  useEffect(() => {
    if (!shown) return undefined;
    const onKeyDown = (event: KeyboardEvent): void => {
      const target = event.target instanceof Element ? event.target : null;
      const elsewhere = target?.closest(OWN_ESCAPE) ?? document.querySelector("dialog[open]");
      if (event.key !== "Escape" || elsewhere !== null) return;
      event.preventDefault();
      event.stopPropagation();
      lab.preview(undefined);
    };
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => {
      window.removeEventListener("keydown", onKeyDown, { capture: true });
    };
  }, [lab, shown]);
  return (
    <div className={styles["stack"]}>
      {preview !== undefined && (
        <div className={styles["bar"]} role="region" aria-label="Preview">
          <p role="status">
            <strong>Preview:</strong> {preview.label}. {change}
          </p>
          <Button
            size="small"
            look="primary"
            onClick={() => {
              void lab.applyPreview();
            }}
          >
            Apply
          </Button>
          <Button
            size="small"
            title="Escape"
            onClick={() => {
              lab.preview(undefined);
            }}
          >
            Cancel
          </Button>
        </div>
      )}
      <div className={styles["rest"]}>{children}</div>
    </div>
  );
}
