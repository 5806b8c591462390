import { X } from "lucide-react";
import { Button } from "../components/Button.tsx";
import { useLab, useLabState } from "../hooks/useLab.ts";
import styles from "./Workspace.module.css";

/** What the page has to say, until it is dismissed. It never takes the focus. */
export function Notices() {
  const lab = useLab();
  const notices = useLabState((state) => state.notices);
  return (
    <div className={styles["notices"]} role="status" aria-live="polite">
      {notices.map((notice) => (
        <div key={notice.id} className={styles["notice"]} data-kind={notice.kind}>
          <p>{notice.text}</p>
          <Button
            look="ghost"
            size="small"
            aria-label="Dismiss"
            onClick={() => {
              lab.dismiss(notice.id);
            }}
          >
            <X size={14} aria-hidden />
          </Button>
        </div>
      ))}
    </div>
  );
}
