/** The names of all builtins, for those that ask what a name is (`builtin`, completion). */
export const BuiltinNames: ReadonlySet<string> = new Set([
  ".", ":", "[", "alias", "bg", "break", "builtin", "cd", "command", "complete", "continue", "declare",
  "dirs", "disown", "echo", "eval", "exec", "exit", "export", "false", "fg", "getopts", "hash", "history",
  "jobs", "kill", "let", "local", "logout", "mapfile", "popd", "printf", "pushd", "pwd", "read",
  "readarray", "readonly", "return", "set", "shift", "shopt", "source", "test", "times", "trap",
  "true", "type", "typeset", "ulimit", "umask", "unalias", "unset", "wait",
]); // prettier-ignore
