import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import { codeOf, makeRepository, removeFolders } from "../../support/git.ts";
import { serveGit } from "../../support/git-server.ts";

afterAll(removeFolders);

describe("the token", () => {
  const authorization = `basic ${Buffer.from("x-access-token:s3cret").toString("base64")}`;

  test.each([
    ["alone", undefined],
    ["in place of the one that actions/checkout left", "AUTHORIZATION: basic c3RhbGU6c3RhbGU="],
  ])("goes to GitHub's server, %s", async (_, persisted) => {
    const made = makeRepository({ a: "1" });
    const clone = made.clone();
    const tip = made.commit({ a: "2" });
    const server = await serveGit(made.publish(), authorization);
    try {
      clone.git("remote", "set-url", "origin", `${server.url}/osg/images`);
      if (persisted) clone.git("config", `http.${server.url}/.extraheader`, persisted);
      const repository = await openRepository(clone.folder, { token: "s3cret", serverUrl: server.url });
      expect(await repository.remoteTip("main")).toBe(tip);
      const other = await repository.checkout(tip);
      expect(readFileSync(join(other.root, "a"), "utf8")).toBe("2");
      expect(await other.remoteTip("main")).toBe(tip);
      await other.dispose();
      expect(new Set(server.authorizations.map((sent) => sent.join(" and ")))).toEqual(new Set([authorization]));
      expect(clone.git("config", "--list")).not.toContain(authorization);
    } finally {
      await server.close();
    }
  });

  test("goes to no other server, and what git says of it is an error without it", async () => {
    const made = makeRepository({ a: "1" });
    const server = await serveGit(made.publish(), authorization);
    try {
      made.git("remote", "set-url", "origin", `${server.url}/osg/images`);
      const repository = await openRepository(made.folder, { token: "s3cret", serverUrl: "https://github.com" });
      const tip = repository.remoteTip("main");
      expect(await codeOf(tip)).toBe("git-remote");
      await expect(tip).rejects.toThrow("contents: read");
      await expect(tip).rejects.not.toThrow(/s3cret|eC1hY2Nlc3M/);
      expect(server.authorizations.flat()).toEqual([]);
    } finally {
      await server.close();
    }
  });
});
