import { afterAll, describe, expect, test } from "@jest/globals";
import { completionScript } from "../../src/commands/completion.ts";
import { commands } from "../../src/commands/index.ts";
import { runCommandLine } from "../support/command-line.ts";
import { makeFolder, removeFolders } from "../support/git.ts";
import { candidates, checkSyntax, isInstalled, type Shell } from "../support/shells.ts";

afterAll(removeFolders);

const names = commands.filter(({ onlyAt }) => onlyAt !== "action").map(({ name }) => name);
const shells: Shell[] = ["bash", "zsh", "fish"];

describe.each(shells)("%s", (shell) => {
  const offers = async (line: string) => candidates(shell, await completionScript(shell, commands), line);
  // A machine without the shell says so: its tests are skipped. script/engine installs all three on Debian.
  const inShell = isInstalled(shell) ? test : test.skip;

  inShell("takes the script without a word", async () => {
    expect(checkSyntax(shell, await completionScript(shell, commands))).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  inShell.each<[what: string, line: string, found: string[]]>([
    ["all commands", "", names.toSorted()],
    ["the commands that begin so", "pl", ["plan"]],
    ["a command after an option", "--config plan.json ver", ["verify"]],
    ["words of an option", "plan --event pu", ["pull_request", "push"]],
    ["words of an option, without a command", "--event sch", ["schedule"]],
    ["words of another command", "verify --verdict ", ["bad", "good"]],
    ["options that begin so", "rollback --no", ["--no-hold"]],
    ["no option of another command", "hold --no", []],
    ["options of the default command", "--changed", ["--changed-only"]],
    ["the argument of a command", "completion ", ["bash", "fish", "zsh"]],
    ["the argument that begins so", "completion z", ["zsh"]],
    ["files", "plan --plan plan", ["plan.json"]],
    ["folders alone", "build --records rec", ["records"]],
    ["nothing where people write", "hold --reason ", []],
  ])("offers %s", async (_, line, found) => {
    expect(await offers(`tagstream ${line}`)).toEqual(found);
  });
});

describe("bash", () => {
  const offers = async (line: string) => candidates("bash", await completionScript("bash", commands), line);
  const allOf = async (command: string) => (await offers(`tagstream ${command} -`)).filter((word) => word.startsWith("--"));

  test("a value after `=`, and names as they are", async () => {
    expect(await offers("tagstream plan --event=pus")).toEqual(["push"]);
    expect(await offers("tagstream plan --event=")).toContain("pull_request");
    expect(await offers("tagstream build --records=re")).toEqual(["re cords*", "records"]);
  });

  test("exactly the options of a command", async () => {
    const expected = ["--config", "--dry-run", "--expires", "--help", "--only", "--path", "--reason", "--version"];
    expect(await allOf("hold")).toEqual(expected);
    expect(await allOf("completion bash")).toEqual(["--help", "--version"]);
  });
});

describe("the command", () => {
  const ask = (...args: string[]) => runCommandLine(makeFolder(), ["completion", ...args]);

  test("prints the script in any folder, and reads no checkout", async () => {
    expect(ask("bash")).toEqual({ status: 0, stdout: await completionScript("bash", commands), stderr: "" });
  });

  test.each<[what: string, args: string[], says: string]>([
    ["no shell", [], "`completion` needs a SHELL. Use one of bash, zsh, fish.\n"],
    ["a shell that it does not know", ["csh"], '`completion` has no SHELL "csh". Use one of bash, zsh, fish.\n'],
    ["two shells", ["bash", "zsh"], "`completion` takes one SHELL: bash zsh\n"],
  ])("%s is wrong usage", (_, args, says) => {
    expect(ask(...args)).toEqual({ status: 2, stdout: "", stderr: expect.stringContaining(says) });
  });

  test("its help needs no shell", () => {
    expect(ask("--help")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("  SHELL               bash, zsh, fish\n"),
    });
  });
});

test("a shell that it does not know", async () => {
  await expect(completionScript("csh", commands)).rejects.toThrow('no completion for the shell "csh"');
});
