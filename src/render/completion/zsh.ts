import { type CompletedCommand, type CompletedOption, type Completion, everywhere } from "./completion.ts";

/** The script for zsh: sourced, or as a file `_tagstream` in a folder of `fpath`. */
export function zshScript({ program, initial, commands }: Completion): string {
  const names = commands.map(({ name }) => name).join(" | ");
  return `#compdef ${program}
# Completes ${program} in zsh, after compinit: source <(${program} completion zsh)
_${program}() {
  local command=${initial} word state
  local -a names arguments
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$word" in
      ${names}) command="$word"; break ;;
    esac
  done
  names=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary.replaceAll(":", "\\:")}`)}`).join("\n")}
  )
  case "$command" in
${commands.map(commandCase).join("\n")}
  esac
  _arguments $arguments '1:command:->command' && return
  [[ $state == command ]] && _describe -t commands command names
}

if [[ "\${funcstack[1]}" == _${program} ]]; then
  _${program} "$@"
else
  compdef _${program} ${program}
fi
`;
}

function commandCase({ name, argument, options }: CompletedCommand): string {
  const specs = [
    ...[...options, ...everywhere].map(specOf),
    ...(argument.length > 0 ? [quoted(`2:argument:(${argument.join(" ")})`)] : []),
  ];
  return `    ${name})
      arguments=(
${specs.map((spec) => `        ${spec}`).join("\n")}
      )
      ;;`;
}

/** `'(-C --path)'{-C,--path=}'[the checkout]:FOLDER:_files -/'` */
function specOf({ name, short, help, multiple, value }: CompletedOption): string {
  const long = `--${name}${value ? "=" : ""}`;
  const text = `[${help.replaceAll(/[[\]\\]/g, "\\$&")}]${value ? `:${value.label}:${actionOf(value)}` : ""}`;
  if (multiple) return quoted(`*${long}${text}`);
  if (short === undefined) return quoted(`${long}${text}`);
  return `${quoted(`(-${short} --${name})`)}{-${short},${long}}${quoted(text)}`;
}

function actionOf({ kind, words }: NonNullable<CompletedOption["value"]>): string {
  return { files: "_files", folders: "_files -/", words: `(${words.join(" ")})`, text: " " }[kind];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
