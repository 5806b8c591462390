import { createContext, use, type ReactNode } from "react";
import type { Block, Inline } from "../../../core/lessons/prose.ts";
import { CommandLine } from "./CommandLine.tsx";
import { Compare } from "./Compare.tsx";
import { GatesPicture } from "./GatesPicture.tsx";
import { Inlines } from "./Inlines.tsx";
import { SmallMatrix } from "./SmallMatrix.tsx";
import { WorkedYaml } from "./WorkedYaml.tsx";
import styles from "./prose.module.css";

export interface BlocksProps {
  readonly blocks: readonly Block[];
  /** What stands at `predict`. */
  readonly predict?: ReactNode;
}

const PredictContext = createContext<ReactNode>(undefined);

/**
 * Prose as it was authored. Blocks that show the lab (gates, matrix, commands) are live inside a
 * `ProseLabContext`; without one commands can be copied, and live pictures say what they would show.
 */
export function Blocks({ blocks, predict }: BlocksProps) {
  return (
    <PredictContext value={predict}>
      <div className={styles["prose"]}>
        <Each blocks={blocks} />
      </div>
    </PredictContext>
  );
}

function Each({ blocks }: { readonly blocks: readonly Block[] }) {
  return blocks.map((block, index) => <One key={index} block={block} />);
}

function One({ block }: { readonly block: Block }) {
  const predict = use(PredictContext);
  switch (block.kind) {
    case "paragraph":
      return (
        <p>
          <Inlines inlines={block.children} />
        </p>
      );
    case "list": {
      const List = block.ordered ? "ol" : "ul";
      return (
        <List className={styles["list"]}>
          {block.items.map((item, index) => (
            <li key={index}>
              <Each blocks={item} />
            </li>
          ))}
        </List>
      );
    }
    case "code":
      return (
        <pre className={styles["code"]} data-language={block.language} tabIndex={0}>
          {block.text}
        </pre>
      );
    case "yaml":
      return <WorkedYaml lines={block.lines} />;
    case "table":
      return (
        <div className={styles["scroll"]}>
          <table className={styles["table"]}>
            <thead>
              <tr>
                {block.head.map((cell, index) => (
                  <th key={index} scope="col">
                    <Inlines inlines={cell} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (
                    <td key={column}>
                      <Inlines inlines={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case "note":
      return (
        <div className={styles["note"]} role="note">
          <Each blocks={block.children} />
        </div>
      );
    case "try":
      return (
        <div className={styles["try"]}>
          {block.command !== undefined && <CommandLine command={block.command} />}
          {block.children.map((child, index) => {
            const command = onlyCommand(child);
            return command === undefined ? (
              <One key={index} block={child} />
            ) : (
              <CommandLine key={index} command={command} />
            );
          })}
        </div>
      );
    case "predict":
      return predict;
    case "gates":
      return <GatesPicture pod={block.pod} />;
    case "matrix":
      return <SmallMatrix port={block.port} />;
    case "compare":
      return <Compare left={block.left} right={block.right} />;
  }
}

/** The command of a paragraph that holds nothing else. */
function onlyCommand(block: Block): string | undefined {
  if (block.kind === "code") return block.text;
  if (block.kind !== "paragraph") return undefined;
  const [inline, ...rest]: readonly (Inline | undefined)[] = block.children;
  return inline?.kind === "code" && rest.length === 0 ? inline.text : undefined;
}
