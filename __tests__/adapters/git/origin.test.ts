import { mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { parseOrigin } from "../../../src/adapters/git/origin.ts";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import { codeOf, makeFolder, makeRepository, removeFolders } from "../../support/git.ts";
import { serveGit } from "../../support/git-server.ts";

afterAll(removeFolders);

function folderIn(parent: string, name: string): string {
  mkdirSync(join(parent, name));
  return join(parent, name);
}

describe("the remote", () => {
  test("the tip of a branch, of none, without a remote, and of one that is gone", async () => {
    const made = makeRepository({ a: "1" });
    const repository = await openRepository(made.folder);
    expect(await repository.remoteTip("main")).toBeUndefined();
    const bare = made.publish();
    const tip = made.head();
    made.commit({ a: "2" });
    const again = await openRepository(made.folder);
    expect(await again.remoteTip("main")).toBe(tip);
    expect(await again.remoteTip("ma")).toBeUndefined();
    rmSync(bare, { recursive: true });
    expect(await again.remoteTip("main")).toBe(tip); // a run asks once
    expect(await codeOf((await openRepository(made.folder)).remoteTip("main"))).toBe("git-remote");
  });

  test("credentials in its URL appear in no error", async () => {
    const made = makeRepository({ a: "1" });
    const server = await serveGit(made.publish(), "basic x");
    try {
      made.git("remote", "set-url", "origin", server.url.replace("//", "//hunter2@")); // git repeats the user, which may be a token
      const repository = await openRepository(made.folder);
      const message = await repository.remoteTip("main").catch((error: Error) => error.message);
      expect(message).toContain("127.0.0.1");
      expect(message).not.toContain("hunter2");
      made.git("remote", "set-url", "origin", "https://hunter2:x@example.org/o/n.git");
      expect((await repository.origin())?.url).toBe("https://example.org/o/n.git");
    } finally {
      await server.close();
    }
  });

  test("names for the command line", async () => {
    const made = makeRepository({ a: "1" });
    const repository = await openRepository(made.folder);
    expect(await repository.name()).toBe(`local/${basename(made.folder)}`);
    expect([await repository.branch(), await repository.defaultBranch()]).toEqual(["main", undefined]);
    const clone = made.clone();
    clone.git("checkout", "--quiet", "-b", "topic");
    const cloned = await openRepository(clone.folder);
    expect(await cloned.name()).toBe("local/clone");
    expect([await cloned.branch(), await cloned.defaultBranch()]).toEqual(["topic", "main"]);
    clone.git("checkout", "--quiet", "--detach");
    expect(await cloned.branch()).toBeUndefined();
    clone.git("remote", "set-url", "origin", "git@github.com:osg/images.git");
    expect(await cloned.name()).toBe("osg/images");
  });

  test.each([
    ["My Images", "My-Images"],
    ["bücher", "bucher"],
    ["owner+repo", "owner-repo"],
    ["(copy) images!", "copy-images"],
    ["日本", "repository"],
    ["a:b@{c}", "a-b-c"],
    [".github", ".github"],
    ["--", "repository"],
  ])("a folder %s is called local/%s", async (folder, name) => {
    const made = makeRepository({ a: "1" }, folderIn(makeFolder(), folder));
    expect(await (await openRepository(made.folder)).name()).toBe(`local/${name}`);
  });

  test("a remote in the words of the user's settings", async () => {
    const made = makeRepository({ a: "1" });
    made.git("remote", "add", "origin", "work:osg/images");
    made.git("config", "url.git@github.com:.insteadOf", "work:");
    const page = "https://github.com/osg/images";
    expect(await (await openRepository(made.folder)).origin()).toMatchObject({ host: "github.com", page });
  });

  test.each([[], ["config", "remote.origin.url", ""], ["config", "remote.origin.fetch", "x"]])(
    "no remote: git %s %s %j",
    async (...args) => {
      const made = makeRepository({ a: "1" });
      if (args.length > 0) made.git(...args);
      const repository = await openRepository(made.folder);
      expect([await repository.origin(), await repository.remoteTip("main")]).toEqual([undefined, undefined]);
      expect(await repository.name()).toBe(`local/${basename(made.folder)}`);
    },
  );

  test.each([
    ["https://git.sr.ht/~user/images", "user/images"],
    ["https://dev.azure.com/org/My%20Project/_git/My%20Images", "org/My-Project/_git/My-Images"],
    ["git@example.org:My Group/My Images.git", "My-Group/My-Images"],
    ["https://example.org/o%2Fp/n%zz", "o/p/n-zz"],
    ["https://example.org/../%2e%2e/n", "local/FOLDER"],
    ["file:///srv/My%20Images.git", "local/FOLDER"],
    ["/srv/~user/images.git", "local/FOLDER"],
  ])("a remote %s is called %s", async (url, name) => {
    const made = makeRepository({ a: "1" });
    made.git("remote", "add", "origin", url);
    const full = await (await openRepository(made.folder)).name();
    expect(full).toBe(name.replace("FOLDER", basename(made.folder)));
  });

  test.each([
    ["https://github.com/osg/images.git", "github.com", "osg", "images", "https://github.com/osg/images"],
    ["https://token@github.com/osg/images", "github.com", "osg", "images", "https://github.com/osg/images"],
    ["git@github.com:osg/images.git", "github.com", "osg", "images", "https://github.com/osg/images"],
    ["ssh://git@git.example.org:2222/a/b/c.git", "git.example.org:2222", "a/b", "c", "https://git.example.org/a/b/c"],
    ["git@git.sr.ht:~user/images", "git.sr.ht", "~user", "images", "https://git.sr.ht/~user/images"],
    ["git@example.org:/a b/ü.git", "example.org", "a b", "ü", "https://example.org/a%20b/%C3%BC"],
    ["https://example.org/a%20b/c%2Bd.git/", "example.org", "a b", "c+d", "https://example.org/a%20b/c%2Bd"],
    ["ssh://git@ssh.github.com:443/osg/images.git", "github.com", "osg", "images", "https://github.com/osg/images"],
    ["git@ssh.github.com:osg/images.git", "github.com", "osg", "images", "https://github.com/osg/images"],
    ["acme@acme.ghe.com:osg/images.git", "acme.ghe.com", "osg", "images", "https://acme.ghe.com/osg/images"],
    ["http://localhost:3000/o/n/", "localhost:3000", "o", "n", "http://localhost:3000/o/n"],
  ])("origin %s", (url, host, owner, name, page) => {
    expect(parseOrigin(url)).toMatchObject({ host, owner, name, page });
  });

  test.each([
    "/srv/git/a.git",
    "../a",
    "file:///srv/a.git",
    "C:\\a\\b",
    "https://host/only",
    "nonsense",
    "git@[::1:o/n",
    "",
    ":",
    "git@host:",
    "https://host/o/.git",
  ])("no origin in %s", (url) => {
    expect(parseOrigin(url)).toBeUndefined();
  });
});
