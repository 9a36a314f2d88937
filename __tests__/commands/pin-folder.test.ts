import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { createFiles } from "../../src/adapters/files.ts";
import { makeFolder, removeFolders } from "../support/git.ts";
import { first, type PinProject, pinProject } from "../support/pin-project.ts";

afterAll(removeFolders);

const squid = `${first}/squid`;
const pins = "pins: [{ files: ['deploy/**/*.yaml', '!**/skipped/**'] }]";
const checkout = {
  "deploy/squid.yaml": `image: ${squid}:release # ours\n`,
  "deploy/crlf.yaml": `a: 1\r\nimage: "${squid}:testing"\r\nb: 2`,
  "deploy/skipped/squid.yaml": `image: ${squid}:release\n`,
  "deploy/.hidden/with space.yaml": `# A\n\nimages:\n  - name: ${squid}\n    newTag: release\n`,
  "deploy/chart/templates/a.yaml": `image: "{{ .Values.image }}" # squid\n`,
  "other/squid.yaml": `image: ${squid}:release\n`,
};

async function published(options: Parameters<typeof pinProject>[1] = {}): Promise<PinProject> {
  const project = pinProject({}, { pins, checkout, ...options });
  await project.publish("2026-11-16 06:17");
  return project;
}
const textOf = (folder: string, file: string) => readFileSync(path.join(folder, file), "utf8");
const git = (folder: string, args: string[], input = "") =>
  execFileSync("git", ["-C", folder, ...args], { input, encoding: "utf8" });

describe("--dry-run", () => {
  test("prints a diff alone, which git applies with the result of --write", async () => {
    const project = await published();
    const { folder } = project.made.repository;
    const before = git(folder, ["status", "--porcelain"]);
    const { status, printed, lines } = await project.pin({ request: { dryRun: true }, terminal: {} });
    expect([status, git(folder, ["status", "--porcelain"])]).toEqual([0, before]);
    expect(lines).toContain("not written: dry run (3 pins in 3 of 4 files)");
    git(folder, ["apply", "--check", "-"], printed);
    git(folder, ["apply", "-"], printed);
    const applied = Object.keys(checkout).map((file) => textOf(folder, file));
    git(folder, ["checkout", "--", "."]);
    execFileSync("patch", ["-p1", "--binary"], { cwd: folder, input: printed });
    expect(Object.keys(checkout).map((file) => textOf(folder, file))).toEqual(applied);
    git(folder, ["checkout", "--", "."]);
    expect((await project.pin({ terminal: { write: true } })).status).toBe(0);
    expect(Object.keys(checkout).map((file) => textOf(folder, file))).toEqual(applied);
    expect(textOf(folder, "deploy/crlf.yaml")).toBe(
      `a: 1\r\nimage: "${squid}:${project.pinned("20261116-0617", "squid", "testing")}"\r\nb: 2`,
    );
    expect(textOf(folder, "deploy/.hidden/with space.yaml")).toContain(`newTag: ${project.pinned("20261116-0617")}\n`);
    expect(textOf(folder, "other/squid.yaml")).toBe(checkout["other/squid.yaml"]);
    expect(textOf(folder, "deploy/skipped/squid.yaml")).toBe(checkout["deploy/skipped/squid.yaml"]);
  });

  test("prints nothing if nothing is to change", async () => {
    const project = await published();
    await project.pin({ terminal: { write: true } });
    const { status, printed } = await project.pin({ request: { dryRun: true }, terminal: {} });
    expect([status, printed]).toEqual([0, ""]);
  });

  test("--json has the diff, the changes and the pins", async () => {
    const project = await published();
    const { printed } = await project.pin({ request: { dryRun: true }, terminal: { json: true } });
    const json = JSON.parse(printed);
    expect(json.targets[0].changes).toContainEqual(
      expect.objectContaining({
        path: "deploy/squid.yaml",
        line: 1,
        unit: "squid:release",
        because: "pinned for the first time",
      }),
    );
    expect(json.diff).toContain("+++ b/deploy/.hidden/with space.yaml\t\n");
    expect(json.pins).toHaveLength(2);
  });
});

describe("--write", () => {
  test("keeps the mode, sees edits and new files, and leaves what is no text, ignored, a link or too large", async () => {
    const project = await published();
    const { folder } = project.made.repository;
    const write = (file: string, content: string | Uint8Array) => writeFileSync(path.join(folder, file), content);
    chmodSync(path.join(folder, "deploy/squid.yaml"), 0o755);
    write("deploy/squid.yaml", `edited: true\nimage: ${squid}:release\n`);
    write("deploy/new.yaml", `image: ${squid}:release\n`);
    write("deploy/binary.yaml", Buffer.from([0x69, 0xff, 0x00]));
    write("deploy/latin.yaml", Buffer.from(`# \xe9\nimage: ${squid}:release\n`, "latin1"));
    write("deploy/large.yaml", `image: ${squid}:release\n# ${"x".repeat(1024 * 1024)}\n`);
    write(".gitignore", "ignored.yaml\n");
    write("deploy/ignored.yaml", `image: ${squid}:release\n`);
    symlinkSync("../other/squid.yaml", path.join(folder, "deploy/link.yaml"));
    const { status, lines, printed } = await project.pin({ terminal: { write: true } });
    expect([status, lines]).toEqual([0, ""]);
    const pinned = project.pinned("20261116-0617");
    expect(textOf(folder, "deploy/squid.yaml")).toBe(`edited: true\nimage: ${squid}:${pinned}\n`);
    expect(statSync(path.join(folder, "deploy/squid.yaml")).mode & 0o777).toBe(0o755);
    expect(textOf(folder, "deploy/new.yaml")).toContain(pinned);
    expect(printed).toMatch(/deploy\/binary\.yaml: it is no text in UTF-8\n {4}deploy\/large\.yaml: it is larger than 1 MiB\n/);
    expect(printed).toContain("deploy/latin.yaml: it is no text in UTF-8");
    for (const file of ["deploy/large.yaml", "deploy/ignored.yaml", "other/squid.yaml"])
      expect(textOf(folder, file)).not.toContain(pinned);
  });

  test("changes nothing behind a folder that has become a link: it may lead out of the checkout", async () => {
    const project = await published();
    const { folder } = project.made.repository;
    const outside = path.join(makeFolder(), "elsewhere");
    renameSync(path.join(folder, "deploy"), outside);
    symlinkSync(outside, path.join(folder, "deploy"));
    const { status, printed } = await project.pin({ terminal: { write: true } });
    expect([status, textOf(outside, "squid.yaml")]).toEqual([0, checkout["deploy/squid.yaml"]]);
    expect(printed).toContain("deploy/squid.yaml: a folder on its way is a symbolic link now");
    const replaced = createFiles().replace(
      folder,
      "deploy/squid.yaml",
      readFileSync(path.join(outside, "squid.yaml")),
      Buffer.from("x"),
    );
    await expect(replaced).rejects.toThrow("deploy is a symbolic link, and may lead out of");
    expect(readdirSync(outside).filter((name) => name.includes("tmp"))).toEqual([]);
  });

  test("leaves what a person saves meanwhile, and what is read-only, and writes the rest", async () => {
    const project = await published();
    const { folder } = project.made.repository;
    chmodSync(path.join(folder, "deploy/crlf.yaml"), 0o444);
    const edited = `edited: meanwhile\nimage: ${squid}:release # ours\n`;
    project.made.registry.refuse = ({ reference }) => {
      if (reference === "release") writeFileSync(path.join(folder, "deploy/squid.yaml"), edited);
      return undefined;
    };
    const { status, printed, shown } = await project.pin({ terminal: { write: true } });
    expect([status, textOf(folder, "deploy/squid.yaml")]).toEqual([1, edited]);
    expect(textOf(folder, "deploy/crlf.yaml")).toBe(checkout["deploy/crlf.yaml"]);
    expect(textOf(folder, "deploy/.hidden/with space.yaml")).toContain("@sha256:");
    expect(shown.problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(/^file-unwritable .*crlf\.yaml is read-only.*chmod u\+w/),
      expect.stringMatching(/^file-unwritable .*squid\.yaml has changed since Tagstream read it/),
    ]);
    expect(printed).toContain("2 of 3 files not written");
    expect(git(folder, ["status", "--porcelain", "--untracked-files=all"])).not.toContain(".tmp");
  });

  test("--files takes the place of `pins`, which the configuration need not have", async () => {
    const project = await published({ pins: "" });
    const { folder } = project.made.repository;
    expect((await project.pin({ terminal: { write: true, files: ["other/*"] } })).status).toBe(0);
    expect(textOf(folder, "other/squid.yaml")).toContain("@sha256:");
    expect(textOf(folder, "deploy/squid.yaml")).toBe(checkout["deploy/squid.yaml"]);
  });

  test("--in changes a plain folder, with the files of the other repository", async () => {
    const project = await published({ pins: "pins: [{ files: ['deploy/**'] }, { repository: osg/k8s, files: ['prod/*'] }]" });
    const folder = makeFolder();
    mkdirSync(path.join(folder, "prod"));
    writeFileSync(path.join(folder, "prod/a.yaml"), `image: ${squid}:release\n`);
    const { status, printed } = await project.pin({ terminal: { write: true, in: folder } });
    expect([status, textOf(folder, "prod/a.yaml")]).toEqual([0, `image: ${squid}:${project.pinned("20261116-0617")}\n`]);
    expect(printed).toContain("tagstream pin · 1 pin changed\n");
    expect(printed).toContain(`${folder}: written`);
    expect(printed).not.toContain("--in"); // it has been named
    const { lines } = await project.pin({ terminal: { write: true } });
    expect(lines).toContain("osg/k8s is another repository: name a checkout of it with `--in`");
  });

  test("where all files are in another repository, nothing is said of globs in the checkout", async () => {
    const project = await published({ pins: "pins: [{ repository: osg/k8s, files: ['prod/*'] }]" });
    const { status, lines, printed } = await project.pin({ terminal: { write: true } });
    expect(status).toBe(0);
    expect(printed).toBe("tagstream pin · there are no files to look at\n");
    expect(lines).toContain("osg/k8s is another repository: name a checkout of it with `--in`");
  });

  test("a folder alone matches no file, and the warning says how to write it", async () => {
    const project = await published();
    const { shown } = await project.pin({ terminal: { write: true, files: ["deploy"] } });
    expect(shown.problems).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/a folder needs its files: `k8s\/\*\*`/) }),
    ]);
  });

  test("two targets may have different units of one file", async () => {
    const both = { "deploy/a.yaml": `a: ${squid}:release\nb: ${first}/xcache:release\n` };
    const two = "pins: [{ files: ['**/a.yaml'], only: [squid] }, { files: ['**/a.yaml'], only: [xcache] }]";
    const project = await published({ pins: two, checkout: both });
    const { printed } = await project.pin({ request: { dryRun: true }, terminal: {} });
    expect(printed.match(/^[+-].*/gm)).toEqual([
      "--- a/deploy/a.yaml",
      "+++ b/deploy/a.yaml",
      `-a: ${squid}:release`,
      `-b: ${first}/xcache:release`,
      `+a: ${squid}:${project.pinned("20261116-0617")}`,
      `+b: ${first}/xcache:${project.pinned("20261116-0617", "xcache")}`,
    ]);
  });

  test("--only names the units to write, and no pull request has some of them", async () => {
    const both = { "deploy/a.yaml": `- ${squid}:release\n- ${first}/xcache:release\n` };
    const project = await published({ checkout: both });
    const { folder } = project.made.repository;
    const request = { only: ["xcache"] };
    expect((await project.pin({ request, terminal: { write: true } })).status).toBe(0);
    expect(textOf(folder, "deploy/a.yaml")).toBe(
      `- ${squid}:release\n- ${first}/xcache:${project.pinned("20261116-0617", "xcache")}\n`,
    );
    const { status, shown } = await project.pin({ request });
    expect([status, shown.problems.map(({ message }) => message)]).toEqual([
      "threw",
      [
        "A pull request has all pins of its entry, and `only` would take the others out of it. Leave `only` empty, write `only` in the entry of `pins`, or use `dry-run` to see some of the changes.",
      ],
    ]);
  });

  test.each([
    [{ write: true as const }, true, "Use either `--write` or `--dry-run`"],
    [{ in: "/tmp" }, false, "`--in` goes with `--dry-run` or `--write`"],
    [{ in: "/nowhere/at/all" }, true, "The folder /nowhere/at/all does not exist"],
  ])("%j with dry-run %j is refused", async (terminal, dryRun, message) => {
    const project = pinProject({}, { pins, checkout });
    const { status, shown } = await project.pin({ request: { dryRun }, terminal });
    expect(status).toBe("threw");
    expect(shown.problems[0]?.message).toContain(message);
  });
});
