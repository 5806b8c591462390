import { useEffect, type ReactNode } from "react";
import { Button } from "../components/Button.tsx";
import { useLab, useLabState } from "../hooks/useLab.ts";
import styles from "./PreviewBar.module.css";

/** Escape means something else in these. */
const OWN_ESCAPE = ".xterm, .cm-editor, input, textarea, select, dialog";

/** Says over the picture that it shows what is not so yet, with what to do about it. */
export function PreviewBar({ children }: { readonly children: ReactNode }) {
  const lab = useLab();
  const preview = useLabState((state) => state.preview);
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
            <strong>Preview:</strong> {preview.label}
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
