import { describe, expect, test } from "@jest/globals";
import type { Command } from "../../src/commands/command.ts";
import { commands } from "../../src/commands/index.ts";
import { commandHelp, helpText } from "../../src/help.ts";
import { type InputName, inputNamed, inputs } from "../../src/ports/inputs.ts";
import { readRequestOf } from "../../src/request.ts";

describe("the table of commands", () => {
  test("has each name once, and the default", () => {
    const names = commands.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain(inputs.command.default);
  });

  test.each(commands)(
    "$name: its summary is a line of the help, and its texts are sentences",
    ({ summary, details, permissionsFor }) => {
      expect(summary).toMatch(/^[a-z].{10,69}[^.]$/);
      expect(permissionsFor).toMatch(/^[a-z].*[^.]$/);
      if (details !== undefined) expect(details).toMatch(/^[A-Z].*\.$/);
    },
  );

  /** It begins an upload and cancels it, to see whether it may. */
  const asksToWrite = ["doctor"];

  test.each(commands)("$name: it may write to packages exactly if it writes to registries", ({ name, writes, permissions }) => {
    expect(permissions.packages === "write").toBe(writes !== "nothing" || asksToWrite.includes(name));
  });

  test.each(commands)("$name: every input that it needs has a hint", ({ needs = [], takes = [] }) => {
    expect(needs.filter((name) => inputNamed(name).hint === undefined)).toEqual([]);
    expect(needs.filter((name) => takes.includes(name))).toEqual([]);
  });
});

describe("the help of a command", () => {
  test.each(commands)("$name: is on one screen, and has all that it takes", (command) => {
    const lines = commandHelp(command).trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    const { needs = [], takes = [], options: own = [] } = command;
    const named = [...needs, ...takes].filter((name) => inputNamed(name).option);
    for (const name of [...named, ...own]) expect(lines.join("\n")).toContain(`--${name}`);
  });
});

describe("a command that only one door offers", () => {
  const planted = (onlyAt: "action" | "command line"): Command[] => [
    ...commands,
    {
      name: "wait",
      summary: "wait for the moon to be full",
      onlyAt,
      permissions: { contents: "read" },
      permissionsFor: "look at the moon",
      engine: false,
      writes: "nothing",
      run: async () => 0,
    },
  ];
  const read = (table: Command[], terminal?: { local: boolean }) =>
    readRequestOf(table, (name: InputName) => (name === "command" ? "wait" : ""), terminal).command;

  test("the action's own", () => {
    const table = planted("action");
    expect(read(table)).toBe("wait");
    expect(() => read(table, { local: false })).toThrow('Unknown command "wait"');
    expect(helpText(table)).not.toContain("wait for the moon");
  });

  test("the command line's own", () => {
    const table = planted("command line");
    expect(read(table, { local: false })).toBe("wait");
    expect(() => read(table)).toThrow('Unknown command "wait"');
    expect(helpText(table)).toContain("\n  wait       wait for the moon to be full\n");
    expect(() => read(table, { local: true })).toThrow("`--local` belongs to the command `build`");
  });
});
