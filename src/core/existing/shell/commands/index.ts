import { absolutePath } from "../expansion.ts";
import { knownText } from "../text.ts";
import type { OutputCommand } from "./command.ts";
import { jq, node, npm } from "./documents.ts";
import { date, git } from "./facts.ts";
import { awk, basename, cut, head, tr, xargs } from "./filters.ts";
import { grep, sed } from "./patterns.ts";
import { cat, echo, printf } from "./print.ts";

/** Commands whose output follows from their arguments, their input and the files of the repository. */
export const outputCommands: Readonly<Record<string, OutputCommand>> = {
  awk,
  basename,
  cat,
  cut,
  date,
  dirname: basename,
  echo,
  egrep: grep,
  git,
  grep,
  head,
  jq,
  node,
  npm,
  printf,
  pwd: ({ shell }) => (shell.folder === undefined ? undefined : knownText(`${absolutePath(shell, shell.folder)}\n`)),
  sed,
  tail: head,
  tr,
  xargs,
  yq: jq,
};
