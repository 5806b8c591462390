import { useId, useState } from "react";
import type { SourceFile } from "../../core/session/documents.ts";
import { pluginFound } from "../../core/session/import.ts";
import type { ImportResult } from "../../store/lab.ts";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { DropFiles } from "../components/DropFiles.tsx";
import styles from "./Import.module.css";

export interface ImportDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onOpen: (files: readonly SourceFile[]) => Promise<ImportResult>;
  /** The person goes on to the new lab. */
  readonly onOpened: (id: string) => void;
}

const MAX_SHOWN = 12;

async function read(list: Iterable<File>): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const file of list) files.push({ name: file.name, text: await file.text() });
  return files;
}

/** One's own cluster: drop files or paste YAML; then what was taken over, left out, refused. */
export function ImportDialog({ open, onClose, onOpen, onOpened }: ImportDialogProps) {
  const id = useId();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<ImportResult>();
  const [fault, setFault] = useState<string>();
  const take = (files: readonly SourceFile[]): void => {
    if (files.length === 0) return;
    setBusy(true);
    setFault(undefined);
    onOpen(files).then(
      (outcome) => {
        setBusy(false);
        setResult(outcome);
      },
      (error: unknown) => {
        setBusy(false);
        setFault(error instanceof Error ? error.message : String(error));
      },
    );
  };
  return (
    <Dialog
      open={open}
      onClose={() => {
        setResult(undefined);
        onClose();
      }}
      title="Open your own YAML"
      description="Manifests or what kubectl get -o yaml printed. It stays on this device and becomes a lab of its own; the present one is kept."
    >
      {result === undefined ? (
        <>
          <DropFiles
            text="Drop files here: .yaml, .yml, .json, several at once; or a lab that was saved as a file."
            button="Choose files"
            label="Files to open"
            accept=".yaml,.yml,.json"
            multiple
            onFiles={(files) => {
              void read(files).then(take);
            }}
          />
          <label htmlFor={`${id}-text`}>Or paste it</label>
          <textarea
            id={`${id}-text`}
            className={styles["text"]}
            rows={9}
            spellCheck={false}
            placeholder="kubectl get ns,pods,svc,netpol -A -o yaml"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
            }}
          />
          {fault !== undefined && <p role="alert">It could not be opened: {fault}</p>}
          <div className={styles["actions"]}>
            <Button
              look="primary"
              disabled={busy || text.trim() === ""}
              onClick={() => {
                take([{ name: "pasted.yaml", text }]);
              }}
            >
              {busy ? "Reading…" : "Open"}
            </Button>
          </div>
        </>
      ) : (
        <Outcome
          result={result}
          onAgain={() => {
            setResult(undefined);
          }}
          onOpened={onOpened}
        />
      )}
    </Dialog>
  );
}

function Outcome({
  result,
  onAgain,
  onOpened,
}: {
  readonly result: ImportResult;
  readonly onAgain: () => void;
  readonly onOpened: (id: string) => void;
}) {
  const { id, created, skipped, problems, plugin } = result;
  return (
    <div className={styles["outcome"]}>
      <p role="status">
        {created === 0
          ? "Nothing in it could be taken over."
          : `${created} ${created === 1 ? "object was" : "objects were"} taken over.`}
      </p>
      {plugin !== undefined && <p>{pluginFound(plugin)}</p>}
      {skipped.size > 0 && (
        <>
          <h3>Left out: the lab does not know these kinds</h3>
          <ul>
            {[...skipped].slice(0, MAX_SHOWN).map(([kind, count]) => (
              <li key={kind}>{`${kind} (${count})`}</li>
            ))}
          </ul>
        </>
      )}
      {problems.length > 0 && (
        <>
          <h3>Could not be read, or was refused</h3>
          <ul className={styles["problems"]}>
            {problems.slice(0, MAX_SHOWN).map((problem) => (
              <li key={`${problem.file}${problem.line}${problem.message}`}>
                <code>{`${problem.file}:${problem.line}`}</code> {problem.message}
              </li>
            ))}
          </ul>
          {problems.length > MAX_SHOWN && <p>{`and ${problems.length - MAX_SHOWN} more`}</p>}
        </>
      )}
      <div className={styles["actions"]}>
        <Button onClick={onAgain}>Open something else</Button>
        {id !== undefined && (
          <Button
            look="primary"
            onClick={() => {
              onOpened(id);
            }}
          >
            Show the cluster
          </Button>
        )}
      </div>
    </div>
  );
}
