/** Pipes, signals, time and limits. */
import { describe, expect, test } from "vitest";
import type { Program } from "../../../src/core/shell/process.ts";
import { Pipe, TextOutput } from "../../../src/core/shell/streams.ts";
import { run } from "./support.ts";
import { textTools } from "./tools.ts";

/** Prints a line a second for ever, as `kubectl get -w` does. */
const ticker: Program = async (context) => {
  for (let i = 1; ; i++) {
    context.stdout.write(`tick ${i}\n`);
    await context.clock.sleep(1000, context.cancel);
  }
};

/** Takes Ctrl-C itself and ends with 1, as `kubectl logs -f` does. */
const stubborn: Program = (context) =>
  new Promise((resolve) => {
    context.cancel.onCancel(() => {
      resolve(1);
    });
  });

const programs = (name: string): Program | undefined =>
  name === "ticker" ? ticker : name === "stubborn" ? stubborn : undefined;

describe("pipes", () => {
  test("a reader that leaves ends its writer with SIGPIPE", async () => {
    const ran = await run('yes | head -1; echo "${PIPESTATUS[@]}"');
    expect(ran.stdout).toBe("y\n141 0\n");
  });

  test("grep passes lines on while its input still runs", async () => {
    const ran = await run('ticker | grep 3 | { read line; echo "$SECONDS: $line"; }', { programs });
    expect(ran.stdout).toBe("2: tick 3\n");
  });

  test("a loop reads as the writer writes", async () => {
    const ran = await run(
      'ticker | while read a n; do echo "$SECONDS:$n"; [ $n = 3 ] && break; done',
      { programs },
    );
    expect(ran.stdout).toBe("0:1\n1:2\n2:3\n");
  });

  test("commands of a pipeline run at the same time", async () => {
    const ran = await run("sleep 3 | sleep 3; echo $SECONDS");
    expect(ran.stdout).toBe("3\n");
  });

  test("a full pipe makes the writer wait, and a writer that does not wait is stopped", async () => {
    const pipe = new Pipe();
    pipe.write("x".repeat(70_000));
    let drained = false;
    const waiting = pipe.drain().then(() => {
      drained = true;
    });
    await Promise.resolve();
    expect(drained).toBe(false);
    expect(await pipe.read()).toHaveLength(70_000);
    await waiting;
    expect(() => {
      for (;;) pipe.write("x".repeat(1_000_000));
    }).toThrow("ENOSPC");
  });

  test("writing to a pipe nobody reads is SIGPIPE", () => {
    const pipe = new Pipe();
    pipe.closeReader();
    expect(() => {
      pipe.write("x");
    }).toThrow("SIGPIPE");
  });
});

describe("signals", () => {
  test.each([
    ["sleep 100; echo no", 130, ""],
    ["while :; do :; done; echo no", 130, ""],
    ["for i in 1 2 3; do sleep 5; done; echo no", 130, ""],
    ["f() { f; sleep 50; }; sleep 60 | cat; echo no", 130, ""],
    ["x=$(sleep 100); echo no", 130, ""],
    ["cat < <(sleep 100; echo x); echo no", 130, ""],
    ["bash -c 'sleep 100; echo in'; echo no", 130, ""],
    ["stubborn; echo status $?", 0, "status 1\n"],
    ["trap 'echo caught' INT; sleep 100; echo on $?", 0, "caught\non 130\n"],
    ["sleep 100 & wait; echo no", 130, ""],
  ])("Ctrl-C: %s", async (source, status, stdout) => {
    const ran = await run(source, { programs, interruptAfter: 1500 });
    expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status, stdout });
    expect(ran.elapsed).toBeLessThan(2000);
  });

  test("a background job outlives Ctrl-C in the foreground and can be killed", async () => {
    const ran = await run("sleep 100 & kill %1; wait $!; echo $?; jobs");
    expect(ran.stdout).toBe("143\n");
  });

  test("timeout ends what loops without waiting", async () => {
    const ran = await run("timeout 2 sh -c 'while :; do :; done'; echo $?");
    expect(ran.stdout).toBe("124\n");
    expect(ran.elapsed).toBeGreaterThanOrEqual(2000);
  });
});

describe("limits", () => {
  test("commands without end are stopped, with a word", async () => {
    const ran = await run("while :; do :; done", { limits: { commands: 2000 } });
    expect(ran).toMatchObject({ status: 1, stderr: "bash: line 1: stopped after 2000 commands\n" });
  });

  test.each([
    ["f() { f; }; f", "maximum function nesting level exceeded"],
    ["eval_() { eval eval_; }; eval_", "nesting level exceeded"],
    ["a='$((a))'; x=a; a=x; echo $((a))", "expression recursion level exceeded"],
    ["alias a=b b=a; shopt -s expand_aliases; eval a", "command not found"],
  ])("recursion: %s", async (source, message) => {
    const ran = await run(source);
    expect(ran.stderr).toContain(message);
    expect(ran.status).not.toBe(0);
  });

  test("$(…) does not collect without end", async () => {
    const ran = await run("x=$(yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa); echo $?", {
      limits: { output: 100_000 },
    });
    expect(ran.stderr).toContain("No space left on device");
    expect(ran.stdout).toBe("1\n");
  });

  test("files do not grow without end", async () => {
    const ran = await run("yes 0123456789012345678901234567890123456789 > f; wc -c < f");
    expect(Number(ran.stdout)).toBeLessThanOrEqual(1024 * 1024);
  });

  test("the output of a buffer is bounded", () => {
    const output = new TextOutput(10);
    output.write("0123456789");
    expect(() => {
      output.write("x");
    }).toThrow("ENOSPC");
  });

  test("deep nesting is refused, not followed", async () => {
    for (const source of [
      "(".repeat(5000),
      "$(".repeat(5000),
      "{ ".repeat(5000),
      '"${x:-'.repeat(5000),
    ]) {
      expect((await run(source)).status).toBe(2);
    }
  });
});

describe("programs call programs of the shell", () => {
  const called: Program = (context) => {
    context.stdout.write(`called ${context.argv.slice(1).join(" ")}\n`);
    return Promise.resolve(0);
  };
  const own = (name: string): Program | undefined => (name === "kubectl" ? called : undefined);

  test.each([
    ["printf 'a\\nb\\n' | xargs -n1 kubectl get", "called get a\ncalled get b\n"],
    ["find . -name '*.yaml' -exec kubectl apply -f {} \\;", "called apply -f ./x.yaml\n"],
    [
      "env A=1 kubectl x; timeout 5 kubectl y; bash -c 'kubectl z'",
      "called x\ncalled y\ncalled z\n",
    ],
  ])("%s", async (source, stdout) => {
    const ran = await run(source, { programs: own, textTools, files: { "x.yaml": "" } });
    expect(ran.stdout).toBe(stdout);
  });

  test("a tool with a file named does not wait for input that never ends", async () => {
    const ran = await run("ticker | { sort f; sed s/x/y/ f; awk '{print}' f; jq -n 1; }", {
      programs,
      textTools,
      files: { f: "x\n" },
    });
    expect(ran.stdout).toBe("x\ny\nx\n1\n");
  });
});
