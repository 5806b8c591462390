import { Suspense, lazy, useState } from "react";
import type { FileSnapshot } from "../../core/shell/memoryFiles.ts";
import { Button } from "../components/Button.tsx";
import type { EditorFix, EditorProblem } from "../components/code/CodeEditor.tsx";
import styles from "./Editor.module.css";

const CodeEditor = lazy(() => import("../components/code/CodeEditor.tsx"));

export interface ApplyResult {
  readonly ok: boolean;
  readonly text: string;
}

export interface EditorPanelProps {
  readonly home: string;
  readonly files: FileSnapshot;
  readonly path: string | undefined;
  /** A command (vi, kubectl edit) waits until the file is closed. */
  readonly waiting: boolean;
  readonly reveal?: { readonly line: number } | undefined;
  readonly onOpen: (path: string) => void;
  readonly onClose: () => void;
  readonly onWrite: (path: string, text: string) => void;
  readonly onApply: (path: string) => Promise<ApplyResult>;
  readonly onNewPolicy: () => void;
  readonly check: (path: string, text: string) => Promise<readonly EditorProblem[]>;
  /** A fix was chosen that changes the cluster rather than the text. */
  readonly onFix: (fix: EditorFix) => void;
}

/** The YAML editor: the files of the home folder, or the one that is open. */
export function EditorPanel(props: EditorPanelProps) {
  const { path, files } = props;
  if (path === undefined) return <FileList {...props} />;
  const file = files[path];
  if (file?.text === undefined)
    return (
      <div className={styles["files"]}>
        <p>{path} is gone: it was removed or undone.</p>
        <Button size="small" onClick={props.onClose}>
          Show the files
        </Button>
      </div>
    );
  return <OpenFile key={path} {...props} path={path} text={file.text} />;
}

function OpenFile({
  home,
  path,
  text,
  waiting,
  reveal,
  onClose,
  onWrite,
  onApply,
  check,
  onFix,
}: EditorPanelProps & { readonly path: string; readonly text: string }) {
  const [result, setResult] = useState<ApplyResult & { readonly of: string }>();
  const [applying, setApplying] = useState(false);
  const apply = (): void => {
    setApplying(true);
    void onApply(path).then((outcome) => {
      setApplying(false);
      setResult({ ...outcome, of: text });
    });
  };
  const name = path.startsWith(`${home}/`) ? path.slice(home.length + 1) : path;
  const manifest = /\.(ya?ml|json)$/.test(path);
  return (
    <div className={styles["editor"]}>
      <div className={styles["head"]}>
        <span className={styles["name"]} title={path}>
          {name}
        </span>
        {manifest && !waiting && (
          <Button size="small" look="primary" onClick={apply} disabled={applying}>
            Apply
          </Button>
        )}
        <Button
          size="small"
          look={waiting ? "primary" : "plain"}
          onClick={onClose}
          title={waiting ? "The command in the terminal goes on" : "Back to the files"}
        >
          {waiting ? "Save and close" : "Close"}
        </Button>
      </div>
      <Suspense fallback={<p className={styles["hint"]}>Opening the editor…</p>}>
        <CodeEditor
          value={text}
          label={name}
          reveal={reveal}
          onChange={(next) => {
            onWrite(path, next);
          }}
          check={(next) => (manifest ? check(path, next) : Promise.resolve([]))}
          onFix={onFix}
          onApply={waiting ? onClose : apply}
          applies={waiting ? "saves and closes" : "applies"}
          onViCommand={waiting ? onClose : undefined}
          onLeave={() => {
            // fingers that know vi press Escape first: while a command waits it stays in the text
            if (!waiting) document.getElementById("panel-inspector")?.focus();
          }}
        />
      </Suspense>
      {result !== undefined && (
        <div className={styles["result"]} data-ok={result.ok} role="status">
          {`$ kubectl apply -f ${name}\n${result.text}`}
        </div>
      )}
      <p className={styles["hint"]}>
        {waiting
          ? "Saved as you type. Ctrl Enter (or :wq on a line) saves and closes; the command in the terminal waits for it. F6 leaves the editor."
          : "Saved as you type. Ctrl Enter applies, Escape leaves the editor."}
      </p>
    </div>
  );
}

function FileList({ home, files, onOpen, onNewPolicy }: EditorPanelProps) {
  const names = Object.entries(files)
    .filter(([path, file]) => file.text !== undefined && path.startsWith(`${home}/`))
    .map(([path]) => path.slice(home.length + 1))
    .filter((name) => !name.startsWith("."));
  return (
    <div className={styles["files"]}>
      <h3>
        Files in your home folder
        <Button size="small" onClick={onNewPolicy}>
          New policy
        </Button>
      </h3>
      {names.length === 0 && (
        <p>There are none yet. Start with a policy, or write one from the terminal.</p>
      )}
      {names.map((name) => (
        <button
          key={name}
          type="button"
          onClick={() => {
            onOpen(`${home}/${name}`);
          }}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
