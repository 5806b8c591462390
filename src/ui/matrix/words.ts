/** What the matrix says to those who hear it, and under the pointer. */
import type { PortChoice } from "../../core/report/matrix.ts";
import type { LineGate, MatrixCell, MatrixLine } from "../../core/report/matrixLines.ts";
import { cellText, choiceText, lineText } from "../../core/report/matrixText.ts";

/** `shop/web to shop/api TCP 8080: blocked at ingress`. */
export function cellName(
  at: PortChoice,
  row: MatrixLine,
  column: MatrixLine,
  cell: MatrixCell,
): string {
  const ends = `${lineText(row)} to ${lineText(column)}`;
  if (cell.state === "none" && cell.asked === 0)
    return row.of === "outside" && column.of === "outside" && row.id !== column.id
      ? `${ends}: both outside the cluster`
      : `${lineText(row)} and itself`;
  return `${ends} ${choiceText(at)}: ${cellText(cell)}${changeText(cell)}`;
}

function changeText({ many, opened, closed }: MatrixCell): string {
  if (opened + closed === 0) return "";
  if (!many) return opened > 0 ? ", opened" : ", closed";
  return `, ${[opened > 0 ? `${opened} opened` : "", closed > 0 ? `${closed} closed` : ""].filter(Boolean).join(", ")}`;
}

/** `ingress guarded by 2 policies`, `egress open`, `ingress of 2 of 3 pods guarded`. */
export function gateName({ least, most, guarded, of }: LineGate, direction: string): string {
  const gate = direction.toLowerCase();
  if (guarded === 0) return `${gate} open`;
  if (guarded < of) return `${gate} of ${guarded} of ${of} pods guarded`;
  const policies = least === most ? String(most) : `${least} to ${most}`;
  return `${gate} guarded by ${policies} ${most === 1 ? "policy" : "policies"}`;
}
