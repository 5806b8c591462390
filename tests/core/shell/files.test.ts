import { describe, expect, test } from "vitest";
import { DEFAULT_FILE_LIMITS, MemoryFileSystem } from "../../../src/core/shell/memoryFiles.ts";

function make(limits = DEFAULT_FILE_LIMITS): MemoryFileSystem {
  return new MemoryFileSystem(() => 1000, {}, limits);
}

describe("MemoryFileSystem", () => {
  test("starts with /, /dev, /tmp and the home", () => {
    const fs = make();
    expect(fs.list("/")).toEqual(["dev", "home", "tmp"]);
    expect(fs.list("/home")).toEqual(["learner"]);
    expect(fs.read("/dev/null")).toBe("");
    expect(fs.stat("/dev/stdin")?.type).toBe("file");
  });

  test.each([
    ["read of nothing", "ENOENT", (fs: MemoryFileSystem) => fs.read("/nope")],
    ["read of a folder", "EISDIR", (fs: MemoryFileSystem) => fs.read("/tmp")],
    [
      "write into no folder",
      "ENOENT",
      (fs: MemoryFileSystem) => {
        fs.write("/nope/x", "");
      },
    ],
    [
      "write below a file",
      "ENOTDIR",
      (fs: MemoryFileSystem) => {
        fs.write("/tmp/f/x", "");
      },
    ],
    [
      "write to a folder",
      "EISDIR",
      (fs: MemoryFileSystem) => {
        fs.write("/tmp", "");
      },
    ],
    [
      "mkdir again",
      "EEXIST",
      (fs: MemoryFileSystem) => {
        fs.mkdir("/tmp");
      },
    ],
    [
      "remove of a full folder",
      "ENOTEMPTY",
      (fs: MemoryFileSystem) => {
        fs.remove("/home");
      },
    ],
    ["list of a file", "ENOTDIR", (fs: MemoryFileSystem) => fs.list("/tmp/f")],
    [
      "a folder into itself",
      "EACCES",
      (fs: MemoryFileSystem) => {
        fs.rename("/home", "/home/x");
      },
    ],
  ])("%s is %s", (_, code, act) => {
    const fs = make();
    fs.write("/tmp/f", "x");
    expect(() => {
      act(fs);
    }).toThrow(code);
  });

  test("limits hold for a file, all files and the number of entries", () => {
    const fs = make({ totalBytes: 100, fileBytes: 60, entries: 8, pathLength: 50 });
    fs.write("/tmp/a", "x".repeat(60));
    expect(() => {
      fs.write("/tmp/b", "x".repeat(61));
    }).toThrow("ENOSPC");
    expect(() => {
      fs.write("/tmp/b", "x".repeat(41));
    }).toThrow("ENOSPC");
    fs.write("/tmp/b", "é".repeat(20));
    expect(() => {
      fs.append("/tmp/b", "x");
    }).toThrow("ENOSPC");
    fs.remove("/tmp/a");
    fs.append("/tmp/b", "x");
    fs.write("/tmp/c", "");
    expect(() => {
      for (let i = 0; i < 9; i++) fs.write(`/tmp/n${i}`, "");
    }).toThrow("ENOSPC");
    expect(() => {
      fs.mkdir("/tmp/" + "x".repeat(60));
    }).toThrow("ENOENT");
  });

  test("a snapshot is JSON, and restoring it brings everything back", () => {
    const fs = make();
    fs.mkdir("/home/learner/d");
    fs.write("/home/learner/d/f", "one");
    const saved = JSON.stringify(fs.snapshot());
    fs.write("/home/learner/d/f", "two");
    fs.remove("/tmp");
    fs.restore(JSON.parse(saved) as ReturnType<MemoryFileSystem["snapshot"]>);
    expect(fs.read("/home/learner/d/f")).toBe("one");
    expect(fs.stat("/tmp")?.type).toBe("directory");
  });

  test("a hostile snapshot is taken as far as it makes sense", () => {
    const fs = make();
    const entry = { text: "x", mode: 0o644, mtime: 0 };
    const hostile = JSON.parse(
      JSON.stringify({
        "/tmp": { mode: 0o755, mtime: 0 },
        "/tmp/ok": entry,
        "/a/../b": entry,
        rel: entry,
        "/no/parent": entry,
      }),
    ) as Record<string, typeof entry>;
    Object.defineProperty(hostile, "__proto__", { value: entry, enumerable: true });
    hostile["/tmp/big"] = { ...entry, text: "x".repeat(2_000_000) };
    fs.restore(hostile);
    expect(fs.list("/")).toEqual(["tmp"]);
    expect(fs.list("/tmp")).toEqual(["ok"]);
  });

  test("listeners hear of each change, and no more once they have left", () => {
    const fs = make();
    const heard: string[][] = [];
    const off = fs.onChange((paths) => heard.push([...paths]));
    fs.write("/tmp/a", "1");
    fs.rename("/tmp/a", "/tmp/b");
    fs.remove("/tmp/b");
    off();
    fs.write("/tmp/c", "");
    expect(heard).toEqual([["/tmp/a"], ["/tmp/a", "/tmp/b"], ["/tmp/b"]]);
  });
});
