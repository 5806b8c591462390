import type { Command } from "../command.ts";
import { completeWordsOf } from "../candidates.ts";
import { UsageError } from "../errors.ts";
import { quote } from "../gotext.ts";

/** A bash script that asks `kubectl __complete` at every Tab. */
const BASH = `# bash completion for kubectl
__start_kubectl()
{
    local line candidates=()
    local words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
    while IFS='' read -r line; do
        [[ $line == :* ]] || candidates+=("\${line%%$'\\t'*}")
    done < <(kubectl __complete "\${words[@]}" 2>/dev/null)
    COMPREPLY=("\${candidates[@]}")
}

complete -o default -F __start_kubectl kubectl
`;

const ZSH = `#compdef kubectl
compdef _kubectl kubectl

_kubectl()
{
    local -a candidates
    candidates=(\${(f)"$(kubectl __complete \${words[2,CURRENT]} 2>/dev/null | grep -v '^:' | cut -f1)"})
    compadd -- $candidates
}
`;

const FISH = `# fish completion for kubectl
function __kubectl_complete
    set -l words (commandline -opc)[2..-1] (commandline -ct)
    kubectl __complete $words 2>/dev/null | string match -v ':*'
end

complete -c kubectl -f -a '(__kubectl_complete)'
`;

const POWERSHELL = `# powershell completion for kubectl
Register-ArgumentCompleter -CommandName 'kubectl' -ScriptBlock {
    param($wordToComplete, $commandAst)
    $words = $commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" }
    kubectl __complete @words 2>$null | Where-Object { $_ -notlike ':*' } | ForEach-Object { ($_ -split "\`t")[0] }
}
`;

const SCRIPTS: ReadonlyMap<string, string> = new Map([
  ["bash", BASH],
  ["zsh", ZSH],
  ["fish", FISH],
  ["powershell", POWERSHELL],
]);

export const completion: Command = {
  name: "completion",
  use: "completion SHELL",
  short: "Output shell completion code for the specified shell (bash, zsh, fish, or powershell)",
  long: "Output shell completion code for the specified shell (bash, zsh, fish, or powershell). The shell code must be evaluated to provide interactive completion of kubectl commands.  This can be done by sourcing it from the .bash_profile.\n\n Detailed instructions on how to do this are available here:\n\n        for macOS:\n        https://kubernetes.io/docs/tasks/tools/install-kubectl-macos/#enable-shell-autocompletion\n\n        for linux:\n        https://kubernetes.io/docs/tasks/tools/install-kubectl-linux/#enable-shell-autocompletion",
  examples: `# Completion in this bash
source <(kubectl completion bash)

# Completion for the short alias too
alias k=kubectl
complete -o default -F __start_kubectl k`,
  flags: [],
  complete: completeWordsOf([...SCRIPTS.keys()].sort()),
  run: ({ args, path, process }) => {
    const [shell] = args;
    if (shell === undefined) throw new UsageError(path, "Shell not specified.");
    if (args.length > 1) {
      throw new UsageError(path, "Too many arguments. Expected only the shell type.");
    }
    const script = SCRIPTS.get(shell);
    if (script === undefined) throw new UsageError(path, `Unsupported shell type ${quote(shell)}.`);
    process.stdout.write(script);
    return Promise.resolve(0);
  },
};
