import { type Completion, type CompletionValue, everywhere, formsOf, optionsWithCommands } from "./completion.ts";

/**
 * The script for bash, from 3.2 on, which macOS has; without the package bash-completion. Bash takes
 * `=` for a word of its own.
 */
export function bashScript(completion: Completion): string {
  const { program, initial, commands } = completion;
  const valued = optionsWithCommands(completion).filter(({ option }) => option.value);
  const names = commands.map(({ name }) => name).join(" ");
  return `# Completes ${program} in bash: eval "$(${program} completion bash)"
_${program}_reply() {
  local line
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "$@")
}

_${program}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" argument="" skip="" word i
  COMPREPLY=()
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $previous == "=" ]]; then
    previous="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  case "$previous" in
${valued.map(({ option }) => `    ${formsOf(option).join(" | ")})${replyOf(program, option.value)}`).join("\n")}
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in
      = | ${valued.flatMap(({ option }) => formsOf(option)).join(" | ")}) skip=1 ;;
      -*) skip="" ;;
      *)
        if [[ -n $skip ]]; then skip=""; elif [[ -z $command ]]; then command="$word"; else argument="$word"; fi
        ;;
    esac
  done
  if [[ -z $command && $current != -* ]]; then
    _${program}_reply -W "${names}" -- "$current"
    return
  fi
  case "\${command:-${initial}}" in
${commands.map((command) => commandCase(program, command)).join("\n")}
  esac
}

complete -F _${program} ${program}
`;
}

function replyOf(program: string, value: CompletionValue | undefined): string {
  const files = (flag: string) => `
      compopt -o filenames 2>/dev/null
      _${program}_reply ${flag} -- "$current"
      return
      ;;`;
  if (value?.kind === "files") return files("-f");
  if (value?.kind === "folders") return files("-d");
  if (value?.kind !== "words") return " return ;;";
  return `
      _${program}_reply -W "${value.words.join(" ")}" -- "$current"
      return
      ;;`;
}

function commandCase(program: string, { name, argument, options }: Completion["commands"][number]): string {
  const flags = [...options, ...everywhere].flatMap(formsOf).join(" ");
  const offered = `_${program}_reply -W "${flags}" -- "$current"`;
  if (argument.length === 0) return `    ${name}) ${offered} ;;`;
  return `    ${name})
      if [[ -z $argument && $current != -* ]]; then
        _${program}_reply -W "${argument.join(" ")}" -- "$current"
      else
        ${offered}
      fi
      ;;`;
}
