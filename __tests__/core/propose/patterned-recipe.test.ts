import { expect, test } from "@jest/globals";
import { propose, push } from "./support.ts";

test("arguments and labels that only a run knows are left out, and so are secrets: the image stays", () => {
  const expression = (name: string) => `${"$"}{{ ${name} }}`;
  const args = {
    GITHUB_TOKEN: expression("secrets.GITHUB_TOKEN"),
    NPM_AUTH: expression("secrets.NPM_AUTH"),
    FLAVOUR: `big-${expression("vars.FLAVOUR")}`,
    API_KEY: "k",
    DEBUG: "on",
  };
  const labels = { "org.example.team": expression("vars.TEAM") };
  const found = propose((one) => [{ recipe: { args, labels }, tags: [[push(one), "main"]] }]);
  const secret = "it has a secret, and everyone can read the arguments of a build: use `secrets` and `RUN --mount=type=secret`";
  expect(found).toEqual({
    yaml: `streams:
  main: {} # each push to main
images:
  app: { context: ., args: { DEBUG: "on" } }
`,
    rows: ["main on main: same stream"],
    notes: [
      `The build argument GITHUB_TOKEN is left out: ${secret}.`,
      `The build argument NPM_AUTH is left out: ${secret}.`,
      `The build argument FLAVOUR is left out: only a run knows \`${expression("vars.FLAVOUR")}\`: write its value in \`args\`.`,
      `The build argument API_KEY is left out: ${secret}.`,
      `The label org.example.team is left out: only a run knows \`${expression("vars.TEAM")}\`: write its value in \`labels\`.`,
    ],
    left: [],
  });
});
