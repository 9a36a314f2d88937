/** What a shell completes: commands, their options, and values of options. */
export interface Completion {
  program: string;
  /** The command that runs if none is named. */
  initial: string;
  commands: readonly CompletedCommand[];
}

export interface CompletedCommand {
  name: string;
  summary: string;
  /** The words that may follow its name. */
  argument: readonly string[];
  options: readonly CompletedOption[];
}

export interface CompletedOption {
  name: string;
  /** One letter, for `-C`. */
  short?: string;
  help: string;
  multiple: boolean;
  /** Absent for a switch. */
  value?: CompletionValue;
}

export interface CompletionValue {
  /** As the help calls it: `FILE`. */
  label: string;
  /** `text` is what no shell can know. */
  kind: "files" | "folders" | "words" | "text";
  words: readonly string[];
}

/** The switches of every command. */
export const everywhere: readonly CompletedOption[] = [
  { name: "help", short: "h", help: "show the options", multiple: false },
  { name: "version", help: "show the version", multiple: false },
];

/** Each option of any command once, with the commands that take it. */
export function optionsWithCommands({ commands }: Completion): { option: CompletedOption; of: string[] }[] {
  const found = new Map<string, { option: CompletedOption; of: string[] }>();
  for (const { name, options } of commands) {
    for (const option of options) {
      const entry = found.get(option.name) ?? { option, of: [] };
      found.set(option.name, { ...entry, of: [...entry.of, name] });
    }
  }
  return [...found.values()];
}

/** `-C`, `--path` */
export function formsOf({ name, short }: CompletedOption): string[] {
  return [...(short === undefined ? [] : [`-${short}`]), `--${name}`];
}
