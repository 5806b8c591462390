/** Cutting a file into documents at lines that begin with `---`, before anything is parsed. */

export interface DocumentText {
  readonly text: string;
  /** Where the document begins in the file, in UTF-16 units. */
  readonly offset: number;
  /** Lines of the file before it. */
  readonly line: number;
}

export interface Documents {
  readonly documents: readonly DocumentText[];
  /** Set when a separator line has more than a comment; the document before it is lost, too. */
  readonly error?: string;
}

/**
 * Splits as kubectl does (apimachinery pkg/util/yaml): every line that starts with `---` ends a
 * document; empty documents between separators are left out, those of comments are not.
 * The texts are cut out as they are, so that offsets are those of the file.
 */
export function splitDocuments(file: string): Documents {
  const documents: DocumentText[] = [];
  let start = 0;
  let startLine = 0;
  let at = 0;
  let line = 0;
  const close = (end: number): void => {
    if (end > start) {
      documents.push({ text: file.slice(start, end), offset: start, line: startLine });
    }
  };
  while (at < file.length) {
    const newline = file.indexOf("\n", at);
    const next = newline < 0 ? file.length : newline + 1;
    if (file.startsWith("---", at)) {
      const rest = file.slice(at + 3, next).trim();
      if (rest !== "" && !rest.startsWith("#")) {
        return { documents, error: `invalid Yaml document separator: ${rest}` };
      }
      close(at);
      start = next;
      startLine = line + 1;
    }
    at = next;
    line += 1;
  }
  close(file.length);
  return { documents };
}
