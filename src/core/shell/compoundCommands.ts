/** Runs loops, conditions, groups and subshells. */
import type { CompoundBody, ConditionalExpression, List, Word } from "./ast.ts";
import { evaluateTestOptions } from "./testContext.ts";
import { isUnary, testBinary, testUnary } from "./conditional.ts";
import { BreakSignal } from "./control.ts";
import type { Interpreter } from "./interpreter.ts";
import { compilePattern, matches } from "./pattern.ts";
import { Regex } from "./regex.ts";

type Body<T extends CompoundBody["type"]> = Extract<CompoundBody, { type: T }>;

export async function runCompound(shell: Interpreter, body: CompoundBody): Promise<number> {
  switch (body.type) {
    case "group":
      return shell.lists(body.body);
    case "subshell": {
      const child = shell.fork();
      child.state.traps.clear();
      return child.subshell(() => child.lists(body.body));
    }
    case "arithmetic": {
      const text = await shell.expander.text(body.expression, "none");
      return shell.arithmetic(text) === 0n ? 1 : 0;
    }
    case "conditional":
      return (await evaluate(shell, body.expression)) ? 0 : 1;
    case "if":
      return runIf(shell, body);
    case "while":
      return runWhile(shell, body);
    case "for":
      return runFor(shell, body);
    case "for-arithmetic":
      return runArithmeticFor(shell, body);
    case "case":
      return runCase(shell, body);
  }
}

async function condition(shell: Interpreter, lists: readonly List[]): Promise<boolean> {
  return (await shell.tolerate(() => shell.lists(lists))) === 0;
}

async function runIf(shell: Interpreter, body: Body<"if">): Promise<number> {
  for (const branch of body.branches) {
    if (await condition(shell, branch.condition)) return shell.lists(branch.body);
  }
  return body.otherwise === undefined ? 0 : shell.lists(body.otherwise);
}

/** Runs `round` until it says stop, obeying `break` and `continue`. */
async function loop(shell: Interpreter, round: () => Promise<"again" | "stop">): Promise<void> {
  const { state } = shell;
  state.loops += 1;
  try {
    for (;;) {
      await shell.world.step();
      shell.cancel.throwIfCancelled();
      try {
        if ((await round()) === "stop") return;
      } catch (error) {
        if (!(error instanceof BreakSignal)) throw error;
        if (error.levels > 1 && state.loops > 1)
          throw new BreakSignal(error.kind, error.levels - 1);
        if (error.kind === "break") return;
      }
    }
  } finally {
    state.loops -= 1;
  }
}

async function runWhile(shell: Interpreter, body: Body<"while">): Promise<number> {
  let status = 0;
  await loop(shell, async () => {
    if ((await condition(shell, body.condition)) === body.until) return "stop";
    status = 0;
    status = await shell.lists(body.body);
    return "again";
  });
  return status;
}

async function runFor(shell: Interpreter, body: Body<"for">): Promise<number> {
  const { state } = shell;
  const words =
    body.words === undefined ? state.positional : await shell.expander.fields(body.words);
  let status = 0;
  let i = 0;
  await loop(shell, async () => {
    const word = words[i++];
    if (word === undefined) return "stop";
    state.variables.set(body.name, word);
    status = 0;
    status = await shell.lists(body.body);
    return "again";
  });
  return status;
}

async function runArithmeticFor(shell: Interpreter, body: Body<"for-arithmetic">): Promise<number> {
  const value = async (word: Word, empty: bigint): Promise<bigint> => {
    const text = await shell.expander.text(word, "none");
    return text.trim() === "" ? empty : shell.arithmetic(text);
  };
  let status = 0;
  let first = true;
  await value(body.initial, 0n);
  await loop(shell, async () => {
    if (!first) await value(body.step, 0n);
    first = false;
    if ((await value(body.condition, 1n)) === 0n) return "stop";
    status = await shell.lists(body.body);
    return "again";
  });
  return status;
}

async function runCase(shell: Interpreter, body: Body<"case">): Promise<number> {
  const subject = await shell.expander.text(body.subject);
  let falling = false;
  let status = 0;
  for (const item of body.items) {
    let taken = falling;
    for (const word of taken ? [] : item.patterns) {
      taken = matches(compilePattern(await shell.expander.pattern(word)), subject);
      if (taken) break;
    }
    if (!taken) continue;
    status = item.body.length === 0 ? 0 : await shell.lists(item.body);
    if (item.end === ";;") return status;
    falling = item.end === ";&";
  }
  return status;
}

async function evaluate(shell: Interpreter, expression: ConditionalExpression): Promise<boolean> {
  const context = evaluateTestOptions(shell.world, shell.state);
  switch (expression.type) {
    case "not":
      return !(await evaluate(shell, expression.operand));
    case "and":
      return (await evaluate(shell, expression.left)) && (await evaluate(shell, expression.right));
    case "or":
      return (await evaluate(shell, expression.left)) || (await evaluate(shell, expression.right));
    case "unary": {
      const operand = await shell.expander.text(expression.operand);
      return isUnary(expression.operator) && testUnary(expression.operator, operand, context);
    }
    case "binary": {
      const left = await shell.expander.text(expression.left);
      const { operator } = expression;
      if (operator === "=~") return matchRegex(shell, left, expression.right);
      if (operator === "=" || operator === "==" || operator === "!=") {
        const pattern = compilePattern(await shell.expander.pattern(expression.right));
        return matches(pattern, left) === (operator !== "!=");
      }
      const right = await shell.expander.text(expression.right);
      return testBinary(operator, left, right, context, (text) => Number(shell.arithmetic(text)));
    }
  }
}

async function matchRegex(shell: Interpreter, text: string, word: Word): Promise<boolean> {
  const pieces = await shell.expander.pieces(word.parts, { quoted: false, tilde: "start" });
  const source = pieces
    .map((piece) =>
      piece === "break"
        ? " "
        : piece.quoted
          ? piece.text.replace(/[.[\]{}()*+?^$|\\]/g, "\\$&")
          : piece.text,
    )
    .join("");
  // an expression that cannot be compiled is status 2, without a word
  const regex = new Regex(source, {
    extended: true,
    ignoreCase: shell.state.shellOptions.has("nocasematch"),
  });
  const match = regex.exec(text);
  const groups = match?.groups.map((group, i) => [i.toString(), group ?? ""] as const) ?? [];
  shell.state.variables.setArray("BASH_REMATCH", new Map(groups), false);
  return match !== undefined;
}
