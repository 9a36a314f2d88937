import type { InputOption } from "./inputs.ts";

/** An option that only the command line has. */
export interface OptionDeclaration extends InputOption {
  default?: string;
}

/** The options that only the command line has. Every input is an option too. */
export const options = {
  event: { value: "NAME", help: "plan as for this event: schedule, push, pull_request …", default: "schedule" },
  "git-tag": { value: "TAG", help: "plan as if this git tag were pushed; it need not exist: v1.4.2" },
  branch: { value: "BRANCH", help: "plan as if this branch were pushed or proposed for: 3.22-stable" },
  local: { help: "build only for this machine" },
  "no-hold": { help: "roll back without a hold: the next publication moves the streams again" },
  tags: { help: "list every tag in the plan's table" },
  packages: { help: "compare the packages of each publication with the one before" },
  write: { help: "change the files, and propose nothing" },
  files: { value: "GLOBS", multiple: true, help: "the files to pin, instead of those in `pins`; repeat it or use commas" },
  in: { value: "FOLDER", help: "the folder with the files to pin, if not the checkout" },
  yes: { short: "y", help: "write the files without asking" },
  check: { help: "only compare the workflow with what this version writes" },
  overwrite: { help: "replace the workflow that an earlier `init` wrote" },
  uses: { value: "ACTION", help: "how the workflow names the action: OWNER/tagstream@v1, or a commit" },
  json: { help: "print the result as JSON" },
  help: { short: "h", help: "" },
  version: { help: "" },
} as const satisfies Record<string, OptionDeclaration>;

export type OptionName = keyof typeof options;
