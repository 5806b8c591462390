/** The learner's terminal: the prompt, Tab for kubectl, what bash says at a prompt. */
import { describe, expect, it } from "vitest";
import { TerminalDevice } from "../../../src/core/shell/tty.ts";
import { DENY_ALL, SMALL, openHeadless, startOf } from "../../support/session.ts";
import { settle } from "../shell/support.ts";

const FILES = {
  "deny.yaml": DENY_ALL,
  "one.json": "{}",
  "notes.txt": "",
  "policies/web.yml": DENY_ALL,
  "policies/readme.md": "",
};

/** What the screen got of each piece typed, without colours and the switches for pasting. */
async function typed(...pieces: readonly string[]): Promise<string[]> {
  const { session, host } = openHeadless(startOf(SMALL, FILES));
  let output = "";
  const device = new TerminalDevice((text) => (output += text), { columns: 80, rows: 24 });
  const done = session.openShell(device);
  await settle();
  const out: string[] = [];
  for (const piece of pieces) {
    output = "";
    device.input(piece);
    await settle();
    const end = host.clock.now() + 100;
    for (
      let next = host.clock.next();
      next !== undefined && next <= end;
      next = host.clock.next()
    ) {
      host.clock.advanceTo(next);
      await settle();
    }
    out.push(output.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, ""));
  }
  device.hangUp();
  await done;
  return out;
}

describe("Tab for kubectl", () => {
  it.each([
    ["apply -f ", "deny.yaml  one.json  policies/\r\n"],
    ["delete -f ", "deny.yaml  one.json  policies/\r\n"],
    ["create -f policies/web.yml -f ", "deny.yaml  one.json  policies/\r\n"],
  ])("kubectl %s lists manifests and folders", async (words, listed) => {
    const [, , screen] = await typed(`kubectl ${words}`, "\t", "\t");
    expect(screen).toContain(listed);
  });

  it.each([
    ["apply -f d", "eny.yaml "],
    ["replace -f d", "eny.yaml "],
    ["apply --filename=d", "eny.yaml "],
    ["apply --filename d", "eny.yaml "],
    ["apply -f pol", "icies/"],
    ["apply -f policies/", "web.yml "],
    ["apply -f n", "\u0007"],
    ["get pods --namespace=kube-s", "ystem "],
    ["get po", "d"],
  ])("kubectl %s", async (words, completed) => {
    const [, screen] = await typed(`kubectl ${words}`, "\t");
    expect(screen).toBe(completed);
  });
});

describe("kubectl completion bash", () => {
  it("is sourced in silence, and Tab works after it as before", async () => {
    const [sourced, , tab] = await typed(
      "source <(kubectl completion bash); complete -o default -F __start_kubectl k\r",
      "k get no",
      "\t",
    );
    expect(sourced?.split("\r\n").slice(1)).toEqual(["lab:~$ "]);
    expect(tab).toBe("des ");
  });

  it.each([
    [". <(echo 'x=1'); echo $x", "1\n", ""],
    ["source <(echo 'echo $1') word", "word\n", ""],
    ["source <(echo 'source <(echo echo inner)'; echo 'echo outer')", "inner\nouter\n", ""],
    ["echo 'echo from a pipe' | source /dev/stdin", "from a pipe\n", ""],
    ["source /dev/fd/62", "", "bash: line 1: /dev/fd/62: No such file or directory\n"],
    [
      "source <(kubectl completion bash); complete -p kubectl",
      "complete -o default -F __start_kubectl kubectl\n",
      "",
    ],
    ["complete -p x", "", "bash: line 1: complete: x: no completion specification\n"],
  ])("%s", async (source, out, err) => {
    const lab = openHeadless(startOf(SMALL));
    expect(await lab.run(source)).toMatchObject({ out, err });
  });

  it("complete -W offers its words", async () => {
    const [, , screen] = await typed("complete -W 'alpha beta' deploy\r", "deploy b", "\t");
    expect(screen).toBe("eta ");
  });
});

describe("kubectl get --watch", () => {
  const rows = async (source: string): Promise<string[]> => {
    const { out } = await openHeadless(startOf(SMALL)).run(source);
    return out.split("\n").slice(0, -1);
  };

  it("aligns the header with all rows of the list", async () => {
    const source =
      "kubectl run longer-name --image=nginx >/dev/null; sleep 30; timeout 2 kubectl get pods -w";
    expect((await rows(source)).map((row) => row.replace(/ +\w+$/, ""))).toEqual([
      "NAME          READY   STATUS    RESTARTS",
      "client        1/1     Running   0",
      "db            1/1     Running   0",
      "longer-name   1/1     Running   0",
      "web           1/1     Running   0",
    ]);
  });

  it("keeps the list's widths for later rows, of all namespaces", async () => {
    const source =
      "(sleep 1; kubectl label pod web new=one >/dev/null) & timeout 3 kubectl get pods -A -w -L new";
    const [header = "", ...pods] = await rows(source);
    expect(pods.length).toBeGreaterThan(10);
    expect(pods.at(-1)).toMatch(/^default +web +1\/1 .* one$/);
    for (const column of ["NAME ", "READY", "STATUS", "RESTARTS", "AGE", "NEW"]) {
      const at = header.indexOf(column);
      expect(pods.every((row) => row[at - 1] === " ")).toBe(true);
      if (column !== "NEW") expect(pods.every((row) => row[at] !== " ")).toBe(true);
    }
  });

  it("grows for a wider cell", async () => {
    const source =
      "(sleep 1; kubectl label pod web new=longer >/dev/null) & timeout 3 kubectl get pod web -w -L new --show-labels --no-headers";
    expect((await rows(source)).map((row) => row.replace(/ \d+[ms] /, " <age> "))).toEqual([
      "web   1/1   Running   0     <age>         app=web",
      "web   1/1   Running   0     <age>   longer   app=web,new=longer",
    ]);
  });

  it("says at each row of the list what happened", async () => {
    expect(await rows("timeout 2 kubectl get pods web -w --output-watch-events")).toEqual([
      "EVENT      NAME   READY   STATUS    RESTARTS   AGE",
      "ADDED      web    1/1     Running   0          12m",
    ]);
  });
});

describe("a network tool on the learner's own machine", () => {
  it.each([
    ["nslookup", "web", "bash: nslookup: command not found"],
    ["curl", "-sS http://web", "curl: (6) Could not resolve host: web"],
  ])("%s cannot be used, with a hint where to run it", async (tool, args, complaint) => {
    const [screen] = await typed(`${tool} ${args}\r`);
    expect(screen?.split("\r\n").slice(1)).toEqual([
      complaint,
      `# this is your own machine: run it in a pod, for example kubectl exec POD -- ${tool} …`,
      "lab:~$ ",
    ]);
  });

  it.each(["curly\r", "kubectl exec client -- curl -h >/dev/null\r", "echo curl\r"])(
    "no hint after %j",
    async (line) => {
      const [screen] = await typed(line);
      expect(screen).not.toContain("your own machine");
    },
  );

  it("gives no hint where nobody types", async () => {
    const { err } = await openHeadless(startOf(SMALL)).run("ping web");
    expect(err).toBe("bash: line 1: ping: command not found\n");
  });
});
