import { useRef, useState } from "react";
import { Button } from "./Button.tsx";
import styles from "./DropFiles.module.css";

export interface DropFilesProps {
  /** What may be dropped. */
  readonly text: string;
  readonly button: string;
  /** Name of the field, e.g. "Files to open". */
  readonly label: string;
  /** As the input's `accept`, e.g. `.yaml,.json`. */
  readonly accept: string;
  readonly multiple?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/** A place to drop files, with a button for those who pick them. */
export function DropFiles({ text, button, label, accept, multiple, onFiles }: DropFilesProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const give = (list: FileList | null): void => {
    const files = [...(list ?? [])];
    if (files.length > 0) onFiles(files);
  };
  return (
    <div
      className={styles["drop"]}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        give(event.dataTransfer.files);
      }}
    >
      <p>{text}</p>
      <Button
        onClick={() => {
          input.current?.click();
        }}
      >
        {button}
      </Button>
      <input
        ref={input}
        type="file"
        multiple={multiple}
        accept={accept}
        className="visually-hidden"
        aria-label={label}
        tabIndex={-1}
        onChange={(event) => {
          give(event.target.files);
          // the same file may be picked again
          event.target.value = "";
        }}
      />
    </div>
  );
}
