import { expect, test } from "@jest/globals";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import { lackOfLogin } from "../../../src/steps/publish/lack-of-login.ts";

const repository = "quay.io:8443/team/squid";
const refuse = (code: Parameters<typeof failure>[0]) => async () => {
  throw failure(code, "refused");
};
const accept = async () => {};

test.each<[string, hasLogin: () => Promise<boolean>, assertCanPush: () => Promise<void>, lacks: boolean]>([
  ["no login, and one is asked for", async () => false, refuse("registry-login"), true],
  ["a registry that takes pushes from anyone", async () => false, accept, false],
  ["a login that is refused", async () => true, refuse("registry-login"), false],
  ["a login that may not push", async () => true, refuse("registry-denied"), false],
  ["no login, and the registry is down", async () => false, refuse("registry-unreachable"), false],
  ["no login, and the registry is read-only", async () => false, refuse("registry-denied"), false],
  ["logins that cannot be read", refuse("registry-credentials") as never, refuse("registry-login"), false],
])("%s", async (_, hasLogin, assertCanPush, lacks) => {
  const words = lacks ? "this job has no login for quay.io:8443" : undefined;
  expect(await lackOfLogin(repository, { hasLogin, assertCanPush })).toBe(words);
});

test("a defect is no lack of a login", async () => {
  const broken = async () => {
    throw new TypeError("a defect");
  };
  await expect(lackOfLogin(repository, { hasLogin: async () => false, assertCanPush: broken })).rejects.toThrow("a defect");
});
