import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { parseOrigin } from "../../src/adapters/git/origin.ts";
import { openRepository } from "../../src/adapters/git.ts";
import { makeFolder, makeRepository, removeFolders, TestRepository } from "../support/git.ts";
import { serveGit } from "../support/git-server.ts";

afterAll(removeFolders);

/** The code of the Failure that a promise is rejected with. */
async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "no failure",
    (error: { problems?: { code: string }[] }) => error.problems?.[0]?.code ?? error,
  );
}

describe("opening", () => {
  test("the root is found from a folder inside", async () => {
    const made = makeRepository({ "a b/c": "x" });
    expect((await openRepository(join(made.folder, "a b"))).root).toBe(made.folder);
  });

  test("git's own variables, as a hook sets them, do not mislead", async () => {
    const made = makeRepository({ a: "x" });
    const head = made.head();
    const other = makeRepository({ b: "y" });
    process.env["GIT_DIR"] = join(other.folder, ".git");
    try {
      const repository = await openRepository(made.folder);
      expect(await repository.head()).toBe(head);
    } finally {
      delete process.env["GIT_DIR"];
    }
  });

  test("a folder without git, one that does not exist, and a bare repository", async () => {
    const bare = makeRepository({ a: "x" }).publish();
    expect(await codeOf(openRepository(makeFolder()))).toBe("git-not-repository");
    expect(await codeOf(openRepository("/does/not/exist"))).toBe("git-missing");
    expect(await codeOf(openRepository(bare))).toBe("git-not-repository");
  });

  test("another user's work tree: refused with the fix, read when the door trusts it", async () => {
    if (process.getuid?.() !== 0) return; // only root can give files away
    const made = makeRepository({ a: "x" });
    const head = made.head();
    for (const path of [made.folder, join(made.folder, ".git")]) chownSync(path, 4711, 4711);
    const refused = openRepository(made.folder);
    await expect(refused).rejects.toThrow(`git config --global --add safe.directory "${made.folder}"`);
    expect(await codeOf(refused)).toBe("git-owner");
    expect(await (await openRepository(made.folder, { ownedByOthers: true })).head()).toBe(head);
  });

  test("no commit yet", async () => {
    const folder = makeFolder();
    new TestRepository(folder).git("init", "--quiet");
    expect(await codeOf((await openRepository(folder)).head())).toBe("git-no-commit");
  });
});

describe("a commit's files", () => {
  const odd = ["with space", 'quote"', "line\nbreak", "tab\t", "é", "日本/ü", "-dash", "back\\slash", "*glob?"];

  test("any name, mode and kind", async () => {
    const files = Object.fromEntries(odd.map((name) => [name, name]));
    const made = makeRepository({ ...files, run: "#!/bin/sh", link: "-> run" });
    const repository = await openRepository(made.folder);
    const tree = await repository.tree(made.head());
    expect(tree.map(({ path }) => path).sort()).toEqual([...odd, "run", "link"].sort());
    expect(tree.find(({ path }) => path === "run")?.mode).toBe("100755");
    expect(tree.find(({ path }) => path === "link")?.mode).toBe("120000");
    for (const name of odd) expect(await repository.read(made.head(), name)).toBe(name);
  });

  test("names that are not UTF-8 stay apart", async () => {
    const made = makeRepository({ a: "x" });
    for (const byte of [0xe9, 0xe8]) writeFileSync(Buffer.concat([Buffer.from(`${made.folder}/n`), Buffer.from([byte])]), "y");
    const repository = await openRepository(made.folder);
    const paths = (await repository.tree(made.commit())).map(({ path }) => path);
    expect(paths).toEqual(["a", "n\udce8", "n\udce9"]);
  });

  test.each([
    ["a file", "dir/a", "text"],
    ["through a link to a file", "link", "text"],
    ["through a link to a folder, and up again", "folder/../folder/a", "text"],
    ["a link that leads out", "out", undefined],
    ["a link to an absolute path", "absolute", undefined],
    ["links in a circle", "circle", undefined],
    ["a folder", "dir", undefined],
    ["nothing", "none", undefined],
  ])("reading %s", async (_, path, expected) => {
    const made = makeRepository({
      "dir/a": "text",
      link: "-> dir/a",
      folder: "-> ./dir",
      out: "-> ../x",
      absolute: "-> /etc/passwd",
      circle: "-> circle",
    });
    expect(await (await openRepository(made.folder)).read(made.head(), path)).toBe(expected);
  });

  test.each(["0".repeat(40), "HEAD", "--output=/tmp/x", ""])("no commit %p", async (id) => {
    const made = makeRepository({ a: "x" });
    expect(await codeOf((await openRepository(made.folder)).tree(id))).toBe("git-unknown-commit");
  });
});

describe("parents", () => {
  test("first and second of a merge, none of the first commit", async () => {
    const made = makeRepository({ a: "1" });
    const root = made.head();
    made.git("checkout", "--quiet", "-b", "topic");
    const topic = made.commit({ b: "1" });
    made.git("checkout", "--quiet", "main");
    const main = made.commit({ c: "1" });
    made.git("merge", "--quiet", "--no-edit", "topic");
    const repository = await openRepository(made.folder);
    expect(await repository.parent(made.head(), 1)).toBe(main);
    expect(await repository.parent(made.head(), 2)).toBe(topic);
    expect(await repository.parent(made.head(), 3)).toBeUndefined();
    expect(await repository.parent(root, 1)).toBeUndefined();
  });

  test("a shallow clone fetches the parent that it lacks", async () => {
    const made = makeRepository({ a: "1" });
    const parent = made.head();
    made.commit({ a: "2" });
    made.git("config", "uploadpack.allowAnySHA1InWant", "true");
    const repository = await openRepository(made.clone("--depth=1").folder);
    expect(await repository.parent(made.head(), 1)).toBe(parent);
    expect(await repository.read(parent, "a")).toBe("1");
  });

  test("or says how to get it", async () => {
    const made = makeRepository({ a: "1" });
    made.commit({ a: "2" });
    const clone = made.clone("--depth=1");
    clone.git("remote", "set-url", "origin", "/gone");
    const parent = (await openRepository(clone.folder)).parent(clone.head(), 1);
    await expect(parent).rejects.toThrow("fetch-depth: 2");
    expect(await codeOf(parent)).toBe("git-shallow");
  });
});

describe("what the commit does not account for", () => {
  const changesIn = async (made: TestRepository) =>
    Object.fromEntries((await (await openRepository(made.folder)).changes()).map(({ path, kind }) => [path, kind]));

  test("every kind of change, with any name", async () => {
    const made = makeRepository({
      ".gitignore": "*.log\nnode_modules/\nbuild/\n",
      same: "1",
      "edited é": "1",
      gone: "1",
      staged: "1",
      "from\nhere": "long enough to be seen as the same file\n",
      mode: "1",
      "tracked/a": "1",
    });
    made.write({
      "edited é": "2",
      staged: "2",
      "new file": "1",
      "new folder/deep/x": "1",
      "deep/x.log": "1",
      "tracked/b\n": "1",
    });
    made.write({ "node_modules/m/index.js": "1", "tracked/build/out": "1", added: "1" });
    rmSync(join(made.folder, "gone"));
    made.git("add", "staged", "added");
    made.git("mv", "from\nhere", "to\nthere");
    execFileSync("chmod", ["+x", join(made.folder, "mode")]);
    expect(await changesIn(made)).toEqual({
      "edited é": "modified",
      staged: "modified",
      mode: "modified",
      gone: "missing",
      "from\nhere": "missing",
      "to\nthere": "untracked",
      added: "untracked",
      "new file": "untracked",
      "new folder/": "untracked",
      "tracked/b\n": "untracked",
      "deep/x.log": "ignored",
      "node_modules/": "ignored",
      "tracked/build/": "ignored",
    });
  });

  test("nothing in a fresh clone", async () => {
    expect(await changesIn(makeRepository({ a: "1", "b/c": "-> ../a" }).clone())).toEqual({});
  });

  test("files left out by a sparse checkout, and files that git was told to take for unchanged", async () => {
    const clone = makeRepository({ "in/a": "1", "out/b": "1", assumed: "1" }).clone();
    clone.git("sparse-checkout", "set", "in");
    clone.git("update-index", "--assume-unchanged", "assumed");
    clone.write({ assumed: "2" });
    expect(await changesIn(clone)).toEqual({ "out/b": "missing", assumed: "modified" });
  });

  test("submodules: clean, dirty, at another commit, not checked out", async () => {
    const part = makeRepository({ p: "1" });
    const made = makeRepository({ a: "1" });
    for (const name of ["clean", "dirty", "moved"]) made.git("submodule", "--quiet", "add", `file://${part.folder}`, name);
    made.commit();
    made.write({ "dirty/untracked": "1" });
    new TestRepository(join(made.folder, "moved")).commit({ p: "2" });
    expect(await changesIn(made)).toEqual({ dirty: "modified", moved: "modified" });
    expect(await changesIn(made.clone())).toEqual({ clean: "missing", dirty: "missing", moved: "missing" });
  });
});

describe("the remote", () => {
  test("the tip of a branch, of none, without a remote, and of one that is gone", async () => {
    const made = makeRepository({ a: "1" });
    const repository = await openRepository(made.folder);
    expect(await repository.remoteTip("main")).toBeUndefined();
    const bare = made.publish();
    const tip = made.head();
    made.commit({ a: "2" });
    expect(await repository.remoteTip("main")).toBe(tip);
    expect(await repository.remoteTip("ma")).toBeUndefined();
    rmSync(bare, { recursive: true });
    expect(await codeOf(repository.remoteTip("main"))).toBe("git-remote");
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
    expect(await repository.defaultBranch()).toBe("main");
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
    ["https://github.com/osg/images.git", "github.com", "osg", "images", "https://github.com/osg/images"],
    ["https://token@github.com/osg/images", "github.com", "osg", "images", "https://github.com/osg/images"],
    ["git@github.com:osg/images.git", "github.com", "osg", "images", "https://github.com/osg/images"],
    ["ssh://git@git.example.org:2222/a/b/c.git", "git.example.org:2222", "a/b", "c", "https://git.example.org/a/b/c"],
    ["http://localhost:3000/o/n/", "localhost:3000", "o", "n", "http://localhost:3000/o/n"],
  ])("origin %s", (url, host, owner, name, page) => {
    expect(parseOrigin(url)).toMatchObject({ host, owner, name, page });
  });

  test.each(["/srv/git/a.git", "../a", "file:///srv/a.git", "C:\\a\\b", "https://host/only", "nonsense"])(
    "no origin in %s",
    (url) => {
      expect(parseOrigin(url)).toBeUndefined();
    },
  );
});

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

describe("a work tree of its own", () => {
  const workTrees = (made: TestRepository) => made.git("worktree", "list").split("\n").length;

  test("at a commit that is here, and gone afterwards; the checkout stays as it is", async () => {
    const made = makeRepository({ a: "1" });
    const first = made.head();
    made.commit({ a: "2" });
    made.write({ a: "edited" });
    const repository = await openRepository(made.folder);
    const other = await repository.checkout(first);
    expect(readFileSync(join(other.root, "a"), "utf8")).toBe("1");
    expect([await other.head(), await other.changes()]).toEqual([first, []]);
    await other.dispose();
    await other.dispose();
    expect([existsSync(other.root), workTrees(made), readFileSync(join(made.folder, "a"), "utf8")]).toEqual([false, 1, "edited"]);
  });

  test.each([
    ["shallow", ["--depth=1"]],
    ["full", []],
  ])("at a tip that a %s clone does not have", async (_, options) => {
    const made = makeRepository({ a: "1" });
    made.commit({ a: "2" });
    const clone = made.clone(...options);
    const known = clone.git("rev-list", "--count", "HEAD");
    const tip = made.commit({ a: "3" });
    const other = await (await openRepository(clone.folder)).checkout(tip);
    expect(readFileSync(join(other.root, "a"), "utf8")).toBe("3");
    await other.dispose();
    expect(clone.git("rev-list", "--count", "HEAD")).toBe(known);
    expect(clone.git("rev-parse", "--is-shallow-repository")).toBe(String(options.length > 0));
  });

  test("at a commit that is nowhere", async () => {
    const made = makeRepository({ a: "1" });
    made.publish();
    const repository = await openRepository(made.folder);
    expect(await codeOf(repository.checkout("1".repeat(40)))).toBe("git-remote");
    expect(await codeOf(repository.checkout("main"))).toBe("git-unknown-commit");
    expect(workTrees(made)).toBe(1);
  });

  test("with its submodules, where the checkout has them", async () => {
    const part = makeRepository({ p: "1" });
    const made = makeRepository({ a: "1" });
    made.git("submodule", "--quiet", "add", `file://${part.folder}`, "part");
    const tip = made.commit();
    const settings = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "protocol.file.allow", GIT_CONFIG_VALUE_0: "always" };
    Object.assign(process.env, settings);
    try {
      const other = await (await openRepository(made.folder)).checkout(tip);
      expect(readFileSync(join(other.root, "part/p"), "utf8")).toBe("1");
      expect(await other.changes()).toEqual([]);
      await other.dispose();
      expect([existsSync(other.root), workTrees(made)]).toEqual([false, 1]);
      const bare = await (await openRepository(made.clone().folder)).checkout(tip);
      expect(readdirSync(join(bare.root, "part"))).toEqual([]);
      await bare.dispose();
    } finally {
      for (const name of Object.keys(settings)) delete process.env[name];
    }
  });

  test("of a killed run is removed by the next; that of a living one, and of the user, stay", async () => {
    const made = makeRepository({ a: "1" });
    const repository = await openRepository(made.folder);
    const living = await repository.checkout(made.head());
    const dead = living.root.replace(`.${process.pid}.`, ".4194999."); // above the largest process id
    made.git("worktree", "add", "--quiet", "--detach", dead);
    made.git("worktree", "add", "--quiet", "--detach", join(makeFolder(), "users"));
    const next = await repository.checkout(made.head());
    expect([existsSync(dead), existsSync(living.root), workTrees(made)]).toEqual([false, true, 4]);
    await Promise.all([living.dispose(), next.dispose()]);
    expect(workTrees(made)).toBe(2);
  });

  test("in RUNNER_TEMP, where there is one", async () => {
    const made = makeRepository({ a: "1" });
    const repository = await openRepository(made.folder);
    const folder = join(makeFolder(), "temp");
    const before = process.env["RUNNER_TEMP"];
    mkdirSync(folder);
    process.env["RUNNER_TEMP"] = folder;
    try {
      const other = await repository.checkout(made.head());
      expect(other.root.startsWith(folder)).toBe(true);
      await other.dispose();
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      if (before === undefined) delete process.env["RUNNER_TEMP"];
      else process.env["RUNNER_TEMP"] = before;
    }
    const plain = await repository.checkout(made.head());
    expect(plain.root.startsWith(before ?? tmpdir())).toBe(true);
    await plain.dispose();
  });
});
