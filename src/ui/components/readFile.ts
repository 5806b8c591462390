/** A dropped file as text, and never much more of it than the limit: that much tells it is too long. */
export async function readFile(
  file: File,
  limit: number,
): Promise<{ readonly name: string; readonly text: string }> {
  return { name: file.name, text: await file.slice(0, limit + 4).text() };
}
