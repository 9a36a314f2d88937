import * as v from "valibot";
import { sortedUnique } from "../lib/canonical.ts";
import { command } from "../lib/config-scalars.ts";
import { list } from "../lib/scalars.ts";
import { defineTestKind, plannedEntries } from "./kind.ts";

/**
 * A program of the repository runs on the runner, with TAGSTREAM_IMAGE and others in its
 * environment.
 */
export const script = defineTestKind({
  name: "script",
  value: command(
    "A program of the repository: its path, or a list of the path and arguments. It runs on the runner, with `TAGSTREAM_IMAGE`, `TAGSTREAM_PLATFORM` and `TAGSTREAM_UNIT` in its environment.",
  ),
  limits: {},
  options: {
    files: v.exactOptional(
      v.pipe(
        v.array(v.pipe(v.string(), v.nonEmpty("it is empty"))),
        v.description(
          "For `script`: other files or folders that it reads, relative to the repository's root. A change of them changes the test.",
        ),
      ),
    ),
  },
  hints: {},
  plan: v.strictObject({
    kind: v.literal("script"),
    ...plannedEntries,
    files: list(v.string(), "Other files or folders that the script reads, from the repository's root."),
  }),
  onRunner: true,
  words: (path) => [path],
  make: (common, config, repository) => {
    const [, ...args] = common.command;
    const command = [repository.program("script"), ...args];
    return { kind: "script", ...common, command, files: repository.paths("files", config.files ?? [], "file") };
  },
  canonical: ({ files }) => ({ files: sortedUnique(files) }),
  paths: ({ command, files }) => [
    { at: "command[0]", path: command[0] ?? "" },
    ...files.map((path, index) => ({ at: `files[${index}]`, path })),
  ],
});
