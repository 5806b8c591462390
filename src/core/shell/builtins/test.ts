/** test, [, and let. */
import type { Builtin, BuiltinContext } from "../builtin.ts";
import { evaluateTest, TestError } from "../conditional.ts";
import { evaluateTestOptions } from "../testContext.ts";

function runTest(context: BuiltinContext): number {
  let { args } = context;
  if (context.name === "[") {
    if (args.at(-1) !== "]") {
      context.complain(context.dialect === "bash" ? "missing `]'" : "missing ]");
      return 2;
    }
    args = args.slice(0, -1);
  }
  try {
    return evaluateTest(args, evaluateTestOptions(context.shell.world, context.state)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    context.complain(inDialect(error.message, context));
    return 2;
  }
}

function inDialect(message: string, { dialect }: BuiltinContext): string {
  if (dialect === "bash") return message;
  const number = /^(.*): integer expression expected$/s.exec(message)?.[1];
  if (number !== undefined)
    return dialect === "dash" ? `Illegal number: ${number}` : `${number}: bad number`;
  const operand = /^(.*): (?:unary|binary) operator expected$/s.exec(message)?.[1];
  if (operand === undefined) return message;
  return dialect === "dash" ? `${operand}: unexpected operator` : `${operand}: unknown operand`;
}

function runLet(context: BuiltinContext): number {
  if (context.args.length === 0) {
    context.complain("expression expected");
    return 1;
  }
  let value = 0n;
  for (const arg of context.args) value = context.shell.arithmetic(arg);
  return value === 0n ? 1 : 0;
}

export const TEST_BUILTINS: readonly Builtin[] = [
  { names: ["test", "["], run: runTest },
  { names: ["let"], run: runLet },
];
