import { getInput } from "@actions/core";
import { createActionsReporter } from "./adapters/reporter-actions.ts";
import { main } from "./main.ts";

main({
  input: (name) => getInput(name),
  reporter: createActionsReporter(),
  environment: process.env,
  folder: process.env["GITHUB_WORKSPACE"] ?? process.cwd(),
}).then((status) => {
  process.exitCode = status;
});
