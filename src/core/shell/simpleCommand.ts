/** A simple command: words expanded, assignments made, then a function, builtin or program run. */
import type { SimpleCommand } from "./ast.ts";
import { BUILTINS } from "./builtins/registry.ts";
import type { Interpreter } from "./interpreter.ts";
import { quoteForShell } from "./parameterExpansion.ts";

export async function runSimple(shell: Interpreter, command: SimpleCommand): Promise<number> {
  const { state } = shell;
  state.substitutionStatus = undefined;
  const outerExtra = shell.extraFiles;
  const outerAfter = shell.afterCommand;
  shell.extraFiles = new Map();
  shell.afterCommand = [];
  try {
    const { words, assignments } = await expandWords(shell, command);
    if (words.length === 0) {
      return await shell.withRedirects(command.redirects, async () => {
        for (const assignment of command.assignments) await shell.assign(assignment);
        if (state.options.has("xtrace"))
          trace(
            shell,
            command.assignments.map((a) => `${a.name}=${state.variables.text(a.name) ?? ""}`),
          );
        return state.substitutionStatus ?? 0;
      });
    }
    const status = await dispatch(shell, words, assignments, command);
    for (const finish of shell.afterCommand) await finish();
    return status;
  } finally {
    shell.extraFiles = outerExtra;
    shell.afterCommand = outerAfter;
  }
}

async function expandWords(
  shell: Interpreter,
  command: SimpleCommand,
): Promise<{
  readonly words: string[];
  readonly assignments: Map<number, SimpleCommand["assignments"][number]>;
}> {
  const words: string[] = [];
  const assignments = new Map<number, SimpleCommand["assignments"][number]>();
  for (const word of command.words) {
    if ("parts" in word) {
      words.push(...(await shell.expander.fields([word])));
      continue;
    }
    const { assignment } = word;
    if ("parts" in assignment.value) {
      const value = await shell.expander.text(assignment.value, "assignment");
      words.push(`${assignment.name}${assignment.append ? "+" : ""}=${value}`);
    } else {
      assignments.set(words.length - 1, assignment);
      words.push(word.source);
    }
  }
  return { words, assignments };
}

async function dispatch(
  shell: Interpreter,
  words: readonly string[],
  arrays: ReadonlyMap<number, SimpleCommand["assignments"][number]>,
  command: SimpleCommand,
): Promise<number> {
  const { state } = shell;
  const name = words[0] ?? "";
  const definition = state.functions.get(name);
  const builtin = BUILTINS.get(name);
  if (state.options.has("xtrace")) trace(shell, words);
  if (name === "exec" && words.length === 1) {
    await shell.redirectForGood(command.redirects, state.files);
    return 0;
  }
  if (definition === undefined && builtin === undefined) {
    const env = new Map<string, string>();
    for (const assignment of command.assignments) {
      if ("parts" in assignment.value) {
        env.set(assignment.name, await shell.expander.text(assignment.value, "assignment"));
      }
    }
    return shell.withRedirects(command.redirects, () =>
      shell.runProgram(
        words,
        env.size === 0 ? {} : { env: new Map([...state.variables.environment(), ...env]) },
      ),
    );
  }
  const undo = await temporaryAssignments(
    shell,
    command,
    builtin?.special === true && shell.world.dialect !== "bash",
  );
  try {
    return await shell.withRedirects(command.redirects, () =>
      definition !== undefined
        ? shell.callFunction(definition, words.slice(1))
        : runBuiltin(shell, name, words.slice(1), arrays),
    );
  } finally {
    undo();
    state.variables.mark("_", { value: words.at(-1) });
  }
}

async function temporaryAssignments(
  shell: Interpreter,
  command: SimpleCommand,
  keep: boolean,
): Promise<() => void> {
  const { variables } = shell.state;
  const before = command.assignments.map(({ name }) => [name, variables.get(name)] as const);
  for (const assignment of command.assignments) {
    await shell.assign(assignment);
    variables.mark(assignment.name, { exported: true });
  }
  return () => {
    if (keep) return;
    for (const [name, old] of before) {
      if (old !== undefined)
        variables.mark(name, { value: undefined, items: undefined, exported: undefined, ...old });
      else if (variables.get(name)?.readonly !== true) variables.unset(name);
    }
  };
}

export async function runBuiltin(
  shell: Interpreter,
  name: string,
  args: readonly string[],
  assignments: ReadonlyMap<number, SimpleCommand["assignments"][number]> = new Map(),
): Promise<number> {
  const builtin = BUILTINS.get(name);
  const { state } = shell;
  if (builtin === undefined) return 127;
  return builtin.run({
    shell,
    state,
    dialect: shell.world.dialect,
    name,
    args,
    assignments,
    stdin: state.files.input,
    stdout: state.files.output(1),
    stderr: state.files.output(2),
    complain: (message) => {
      shell.say(`${name}: ${message}`);
    },
  });
}

function trace(shell: Interpreter, words: readonly string[]): void {
  const shown = words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoteForShell(word)));
  shell.state.files.output(2).write(`+ ${shown.join(" ")}\n`);
}
