import { type InputName, type InputOption, inputNamed, inputNames } from "../ports/inputs.ts";
import { options } from "../ports/options.ts";
import type { Command } from "./command.ts";

/** An option of a command, as the command line takes it. */
export interface CommandOption extends InputOption {
  name: string;
  default?: string;
}

/** What every command takes that works on a checkout, whatever it declares. */
const always: readonly InputName[] = ["path", "config", "dry-run"];

/** All options of a command, in the order of its help: inputs, and the command line's own ones. */
export function optionsOf({ needs = [], takes = [], options: own = [], local, print }: Command): CommandOption[] {
  const taken = inputNames.filter((input) => [...(print ? [] : always), ...needs, ...takes].includes(input));
  return [
    ...taken.flatMap((input) => inputOption(input) ?? []),
    ...own.map((name) => ({ name, ...options[name] })),
    ...(local ? [{ name: "local", help: local.summary }] : []),
  ];
}

/** An input as an option, with its default; absent if the value comes from elsewhere. */
export function inputOption(name: InputName): CommandOption | undefined {
  const { option, default: initially } = inputNamed(name);
  if (!option) return undefined;
  return { name, ...option, ...(option.value === undefined || initially === undefined ? {} : { default: initially }) };
}
