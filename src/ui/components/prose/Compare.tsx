import { use, useMemo } from "react";
import { lineDiff, type DiffLine } from "./lineDiff.ts";
import { ProseFilesContext } from "./proseLab.ts";
import styles from "./prose.module.css";

interface Props {
  /** Names of files of the lesson. */
  readonly left: string;
  readonly right: string;
}

/** Two files beside each other where there is room, else one above the other; differences marked. */
export function Compare({ left, right }: Props) {
  const files = use(ProseFilesContext);
  const [before, after] = [fileOf(files, left), fileOf(files, right)];
  const diff = useMemo(() => lineDiff(before ?? "", after ?? ""), [before, after]);
  if (before === undefined || after === undefined)
    return (
      <p className={styles["quiet"]}>
        Compare <code>{left}</code> with <code>{right}</code> in your home folder.
      </p>
    );
  return (
    <div className={styles["compareHolder"]}>
      <div className={styles["compare"]}>
        <File name={left} lines={diff.left} mark="−" other={right} />
        <File name={right} lines={diff.right} mark="+" other={left} />
      </div>
    </div>
  );
}

function fileOf(files: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(files, name) ? files[name] : undefined;
}

interface FileProps {
  readonly name: string;
  readonly lines: readonly DiffLine[];
  readonly mark: "−" | "+";
  readonly other: string;
}

function File({ name, lines, mark, other }: FileProps) {
  return (
    <figure aria-label={name}>
      <figcaption>{name}</figcaption>
      <pre tabIndex={0}>
        {lines.map(({ text, differs }, index) => (
          <span key={index} data-differs={differs}>
            <i aria-hidden="true">{differs ? mark : " "}</i>
            {text}
            {differs && <span className="visually-hidden">{` (not in ${other})`}</span>}
            {"\n"}
          </span>
        ))}
      </pre>
    </figure>
  );
}
