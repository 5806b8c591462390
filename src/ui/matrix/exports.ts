/** Files made in the page: nothing is asked of any server. */

export type ExportKind = "CSV" | "SVG" | "PNG";

export const EXPORTS: readonly ExportKind[] = ["CSV", "SVG", "PNG"];

/** Browsers draw no larger canvas. */
const MOST_PX = 8192;

/** An SVG as PNG, at twice its size where a canvas can be that large. Rejects when it cannot be drawn. */
export async function pngOf(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const scale = Math.min(2, MOST_PX / image.width, MOST_PX / image.height);
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("this browser gives no canvas to draw on");
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob === null) reject(new Error("the picture is too large for this browser"));
        else resolve(blob);
      }, "image/png");
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
