import { type CompletedOption, type Completion, everywhere, optionsWithCommands } from "./completion.ts";

/** The script for fish: sourced, or as a file `tagstream.fish` in a folder of completions. */
export function fishScript(completion: Completion): string {
  const { program, initial, commands } = completion;
  const names = commands.map(({ name }) => name).join(" ");
  const begin = `complete -c ${program}`;
  return `# Completes ${program} in fish: ${program} completion fish | source
function __${program}_command
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        if contains -- $word ${names}
            echo $word
            return
        end
    end
end

function __${program}_runs
    set -l command (__${program}_command)
    test -n "$command"; or set command ${initial}
    contains -- $command $argv
end

${begin} -f
${commands.map(({ name, summary }) => `${begin} -n 'test -z (__${program}_command)' -a ${name} -d ${quoted(summary)}`).join("\n")}
${commands
  .filter(({ argument }) => argument.length > 0)
  .map(({ name, argument }) => {
    const unsaid = `not __fish_seen_subcommand_from ${argument.join(" ")}`;
    return `${begin} -n '__${program}_runs ${name}; and ${unsaid}' -a ${quoted(argument.join(" "))}`;
  })
  .join("\n")}
${optionsWithCommands(completion)
  .map(({ option, of }) => `${begin} -n '__${program}_runs ${of.join(" ")}' ${optionWords(option)}`)
  .join("\n")}
${everywhere.map((option) => `${begin} ${optionWords(option)}`).join("\n")}
`;
}

function optionWords({ name, short, help, value }: CompletedOption): string {
  return [
    ...(short === undefined ? [] : [`-s ${short}`]),
    `-l ${name}`,
    ...(value ? [valueWords(value)] : []),
    `-d ${quoted(help)}`,
  ].join(" ");
}

function valueWords({ kind, words }: NonNullable<CompletedOption["value"]>): string {
  return {
    files: "-r -F",
    folders: "-x -a '(__fish_complete_directories)'",
    words: `-x -a ${quoted(words.join(" "))}`,
    text: "-x",
  }[kind];
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
