import { normalizePath } from "../../../lib/repository-path.ts";
import { type ComposeService, composeFileNames, readComposeServices } from "../../compose/compose-services.ts";
import { pathOf } from "../files.ts";
import { parseReference } from "../reference.ts";
import type { Shell } from "../shell.ts";
import { knownValue, type Text } from "../text.ts";
import { type OptionTable, readArguments } from "./arguments.ts";
import { exportedVariables } from "./bake.ts";
import { noteFault, notePush } from "./findings.ts";

const composeOptions: OptionTable = {
  ansi: "--ansi",
  "build-arg": "--build-arg",
  builder: "--builder",
  "env-file": "--env-file",
  file: "f",
  memory: "m",
  parallel: "--parallel",
  profile: "--profile",
  progress: "--progress",
  "project-directory": "--project-directory",
  "project-name": "p",
};

/** `docker compose build` and `docker compose push`. */
export function runCompose(shell: Shell, words: readonly Text[], args: readonly Text[]): void {
  const { values, flags, operands } = readArguments(args, composeOptions);
  const [command, ...names] = operands.map((operand) => knownValue(operand));
  if (command !== "build" && command !== "push") return;
  const files = values.get("file")?.map((file) => pathOf(shell, file)) ?? [usualFile(shell)];
  if (files.includes(undefined) || names.includes(undefined) || shell.folder === undefined) {
    noteFault(shell, words, "its Compose files or services are known only in a run");
    return;
  }
  const { services, faults } = readComposeServices({
    files: files.filter((file) => file !== undefined),
    textOf: (path) => shell.context.textOf(path),
    variables: exportedVariables(shell),
  });
  for (const fault of faults) noteFault(shell, words, fault);
  for (const service of services.filter(({ name }) => names.length === 0 || names.includes(name))) {
    noteService(shell, words, service, { builds: command === "build", pushes: command === "push" || flags.has("push") });
  }
}

function noteService(
  shell: Shell,
  words: readonly Text[],
  { recipe, references, unknown }: ComposeService,
  { builds, pushes }: { builds: boolean; pushes: boolean },
): void {
  const tags = references.map(parseReference).filter((reference) => reference !== undefined);
  if (pushes && unknown !== undefined) noteFault(shell, words, unknown);
  if (builds) shell.findings.builds.push({ recipe, tags, pushes, line: shell.line });
  else for (const reference of tags.slice(0, 1)) notePush(shell, reference, []);
}

function usualFile(shell: Shell): string | undefined {
  const paths = composeFileNames.map((name) => normalizePath(name, shell.folder ?? "."));
  return paths.find((path) => path !== undefined && shell.context.textOf(path) !== undefined);
}
