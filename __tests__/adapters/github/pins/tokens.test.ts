import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { createTokens } from "../../../../src/adapters/github/pins/tokens.ts";

test("a variable's token is masked when it is read, and taken out of the environment", () => {
  const environment: NodeJS.ProcessEnv = { K8S_TOKEN: " s3cret\n", PATH: "/bin" };
  const masked: string[] = [];
  const tokenOf = createTokens({ environment, token: "own", mask: (secret) => masked.push(secret) });
  expect(tokenOf("osg/k8s", "K8S_TOKEN")).toBe("s3cret");
  expect(tokenOf("osg/charts", "K8S_TOKEN")).toBe("s3cret");
  expect(tokenOf("osg/images")).toBe("own");
  expect(masked).toEqual(["s3cret"]);
  expect(environment).toEqual({ PATH: "/bin" });
});

test("a process that starts later does not inherit it", () => {
  process.env["TEST_PIN_TOKEN"] = "s3cret";
  createTokens({ environment: process.env })("osg/k8s", "TEST_PIN_TOKEN");
  const script = 'process.stdout.write(process.env.TEST_PIN_TOKEN ?? "unset")';
  expect(execFileSync(process.execPath, ["-e", script]).toString()).toBe("unset");
});

test.each([{}, { K8S_TOKEN: "" }, { K8S_TOKEN: " \n" }])(
  "without a value, %j, the entry and the variable are named",
  (environment) => {
    const tokenOf = createTokens({ environment, token: "own" });
    expect(() => tokenOf("osg/k8s", "K8S_TOKEN")).toThrow(
      "The entry of `pins` for osg/k8s has `token: K8S_TOKEN`, but that environment variable is unset or empty.",
    );
  },
);

test("without any token, the message says how to give one", () => {
  expect(() => createTokens({ environment: {} })("osg/k8s")).toThrow(
    "Set the input `token` or, on the command line, GITHUB_TOKEN.",
  );
});
