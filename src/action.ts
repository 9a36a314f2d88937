import { getInput } from "@actions/core";
import { hideOwnVariables } from "./adapters/process/own-environment.ts";
import { createActionsReporter } from "./adapters/terminal/reporter-actions.ts";
import { errorPageOf } from "./core/lib/problems/error-page.ts";
import { main } from "./main.ts";
import { inputNames } from "./ports/inputs.ts";

// A program that ends early, while it still waits for something, must not look green.
process.exitCode = 1;
const inputs = new Map(inputNames.map((name) => [name, getInput(name)]));
hideOwnVariables(process.env);
main({
  input: (name) => inputs.get(name) ?? "",
  reporter: createActionsReporter(
    errorPageOf({
      server: process.env["GITHUB_SERVER_URL"],
      repository: process.env["GITHUB_ACTION_REPOSITORY"],
      ref: process.env["GITHUB_ACTION_REF"],
    }),
  ),
  environment: process.env,
  folder: process.env["GITHUB_WORKSPACE"] ?? process.cwd(),
}).then((status) => {
  process.exitCode = status;
});
