import { useEffect, useState } from "react";

/** Longer links make squares that no camera tells apart. */
const QR_LIMIT = 1800;

export interface QrCodeProps {
  readonly link: string;
  /** What the code leads to, for those who do not see it. */
  readonly label: string;
  readonly className?: string | undefined;
}

interface Drawn {
  readonly link: string;
  /** Of the whole picture, in squares, with its quiet zone. */
  readonly size: number;
  readonly path: string;
}

/** The link for a camera: black on white in both themes, with a quiet zone of four squares. */
export function QrCode({ link, label, className }: QrCodeProps) {
  const [drawn, setDrawn] = useState<Drawn>();
  const fits = link.length <= QR_LIMIT;
  useEffect(() => {
    if (!fits) return undefined;
    let left = false;
    void import("uqr").then(({ encode }) => {
      const { size, data } = encode(link, { ecc: "L", boostEcc: true, border: 4 });
      if (!left) setDrawn({ link, size, path: pathOf(data) });
    });
    return () => {
      left = true;
    };
  }, [link, fits]);
  if (!fits) {
    return (
      <p>
        The link is too long for a QR code that a camera can read ({link.length} of {QR_LIMIT}{" "}
        characters). Send it, or share the beginning of the lab.
      </p>
    );
  }
  if (drawn?.link !== link) return <p role="status">Drawing the QR code…</p>;
  return (
    <svg
      className={className}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${drawn.size} ${drawn.size}`}
      shapeRendering="crispEdges"
    >
      <rect width={drawn.size} height={drawn.size} fill="#ffffff" />
      <path d={drawn.path} fill="#000000" />
    </svg>
  );
}

/** The dark squares, those that touch in a row as one. */
function pathOf(rows: readonly (readonly boolean[])[]): string {
  const parts: string[] = [];
  for (const [y, row] of rows.entries()) {
    let x = 0;
    while (x < row.length) {
      const begin = x;
      while (row[x] === true) x++;
      if (x > begin) parts.push(`M${begin} ${y}h${x - begin}v1h${begin - x}z`);
      else x++;
    }
  }
  return parts.join("");
}
