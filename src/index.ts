import { getInput } from "@actions/core";
import { createActionsReporter } from "./adapters/reporter-actions.ts";
import { main } from "./main.ts";

// Until there is a result: a program that ends without one, because it waits for what never comes, must not look green.
process.exitCode = 1;
main({
  input: (name) => getInput(name),
  reporter: createActionsReporter(),
  environment: process.env,
  folder: process.env["GITHUB_WORKSPACE"] ?? process.cwd(),
}).then((status) => {
  process.exitCode = status;
});
