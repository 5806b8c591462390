/** What file descriptors point to. Shared by reference count between a shell and its children. */
import type { FileSystem } from "./files.ts";
import type { InputStream, OutputStream, Tty } from "./process.ts";
import {
  NULL_INPUT,
  NULL_OUTPUT,
  Pipe,
  textInput,
  withPushback,
  type PushbackInput,
} from "./streams.ts";

export class OpenFile {
  readonly input: PushbackInput | undefined;
  readonly output: OutputStream | undefined;
  readonly tty: Tty | undefined;
  #references = 1;
  readonly #onClose: (() => void) | undefined;

  constructor(ends: {
    readonly input?: InputStream;
    readonly output?: OutputStream;
    readonly tty?: Tty | undefined;
    readonly onClose?: () => void;
  }) {
    this.input = ends.input === undefined ? undefined : withPushback(ends.input);
    this.output = ends.output;
    this.tty = ends.tty;
    this.#onClose = ends.onClose;
  }

  retain(): this {
    this.#references += 1;
    return this;
  }

  release(): void {
    this.#references -= 1;
    if (this.#references === 0) this.#onClose?.();
  }
}

/** File descriptors of one shell or command; each holds a reference. */
export class FileTable {
  readonly #files: Map<number, OpenFile>;

  constructor(files: ReadonlyMap<number, OpenFile> = new Map()) {
    this.#files = new Map(files);
  }

  get(fd: number): OpenFile | undefined {
    return this.#files.get(fd);
  }

  /** Takes over one reference to `file`; what stood there before is released. */
  set(fd: number, file: OpenFile): void {
    const old = this.#files.get(fd);
    this.#files.set(fd, file);
    old?.release();
  }

  close(fd: number): void {
    this.#files.get(fd)?.release();
    this.#files.delete(fd);
  }

  clone(): FileTable {
    for (const file of this.#files.values()) file.retain();
    return new FileTable(this.#files);
  }

  closeAll(): void {
    for (const file of this.#files.values()) file.release();
    this.#files.clear();
  }

  get input(): PushbackInput {
    return this.#files.get(0)?.input ?? NULL_INPUT;
  }

  /** Where descriptor `fd` writes; nowhere when it is closed. */
  output(fd: number): OutputStream {
    return this.#files.get(fd)?.output ?? NULL_OUTPUT;
  }
}

/** Both ends of a new pipe. */
export function openPipe(): { readonly reader: OpenFile; readonly writer: OpenFile } {
  const pipe = new Pipe();
  return {
    reader: new OpenFile({
      input: pipe,
      onClose: () => {
        pipe.closeReader();
      },
    }),
    writer: new OpenFile({
      output: pipe,
      onClose: () => {
        pipe.closeWriter();
      },
    }),
  };
}

export function openForReading(fs: FileSystem, path: string): OpenFile {
  return new OpenFile({ input: textInput(fs.read(path)) });
}

/** Opens for writing at the end; with `truncate` the file is emptied first. */
export function openForWriting(fs: FileSystem, path: string, truncate: boolean): OpenFile {
  if (truncate || fs.stat(path) === undefined) fs.write(path, "");
  else fs.append(path, "");
  return new OpenFile({
    input: NULL_INPUT,
    output: {
      write: (text) => {
        fs.append(path, text);
      },
    },
  });
}

export function openNull(): OpenFile {
  return new OpenFile({ input: NULL_INPUT, output: NULL_OUTPUT });
}

/** A file system with some more files on top: `/dev/fd/63`, a buffered `/dev/stdin`. */
export function withExtraFiles(fs: FileSystem, extra: Map<string, string>): FileSystem {
  const time = 0;
  return {
    stat: (path) => {
      const text = extra.get(path);
      return text === undefined
        ? fs.stat(path)
        : { type: "file", size: text.length, mode: 0o600, mtime: time };
    },
    read: (path) => extra.get(path) ?? fs.read(path),
    write: (path, text) => {
      if (extra.has(path)) extra.set(path, text);
      else fs.write(path, text);
    },
    append: (path, text) => {
      const old = extra.get(path);
      if (old === undefined) fs.append(path, text);
      else extra.set(path, old + text);
    },
    list: (path) => fs.list(path),
    mkdir: (path, options) => {
      fs.mkdir(path, options);
    },
    remove: (path, options) => {
      fs.remove(path, options);
    },
    rename: (from, to) => {
      fs.rename(from, to);
    },
    chmod: (path, mode) => {
      fs.chmod(path, mode);
    },
  };
}
