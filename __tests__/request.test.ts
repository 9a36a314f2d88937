import { describe, expect, test } from "@jest/globals";
import { commands } from "../src/commands/index.ts";
import type { InputName } from "../src/ports/inputs.ts";
import { readRequest } from "../src/request.ts";

type Inputs = Partial<Record<InputName, string>>;
const read = (inputs: Inputs, local = false) => readRequest((name) => inputs[name] ?? "", local ? { local } : undefined);

describe("which inputs a command needs", () => {
  const values = {
    ...{ plan: "p.json", job: "all", records: "r", output: "site" },
    ...{ only: "squid:release", to: "20261116-0617", reason: "it broke" },
  };

  test("a build needs its plan and its job, a rollback its units and its reason", () => {
    const needs = Object.fromEntries(commands.map(({ name, needs: own = [] }) => [name, own]));
    expect(needs).toMatchObject({
      run: [],
      plan: [],
      build: ["plan", "job"],
      publish: ["plan", "records"],
      rollback: ["only", "reason"],
      hold: ["only", "reason"],
      resume: ["only"],
      verify: ["only", "to", "reason"],
      yank: ["only", "to", "reason"],
      history: [],
      status: ["output"],
    });
  });

  test.each(commands)(
    "$name: with these it is content, and each that is missing is named",
    ({ name: command, needs = [], onlyAt }) => {
      const inputs: Inputs = Object.fromEntries(needs.map((name) => [name, values[name]]));
      const read = (given: Inputs) =>
        readRequest((name) => given[name] ?? "", onlyAt === "command line" ? { local: false } : undefined);
      expect(read({ command, ...inputs }).command).toBe(command);
      for (const name of Object.keys(inputs)) {
        for (const empty of ["", "  ", ...(name === "only" ? [" # all", ",\n,"] : [])]) {
          expect(() => read({ command, ...inputs, [name]: empty })).toThrow(
            `The command "${command}" needs the input \`${name}\``,
          );
        }
      }
    },
  );

  test("an empty entry of the matrix: why it may be, and both remedies", () => {
    const message = (inputs: Inputs) => {
      try {
        return String(read({ command: "build", ...inputs }));
      } catch (error) {
        return String(error);
      }
    };
    const given = message({ plan: "p.json", job: "" });
    expect(given).toContain("It is empty if the plan has nothing to build");
    expect(given).toContain(`\`if: \${{ needs.plan.outputs.matrix != '{"include":[]}' }}\``);
    expect(given).toContain(`\`outputs: { matrix: \${{ steps.plan.outputs.matrix }} }\``);
    expect(message({})).not.toContain("nothing to build");
  });

  test("all that is missing is said at once", () => {
    expect(() => read({ command: "rollback", to: "yesterday", "dry-run": "maybe" })).toThrow(
      /to: "yesterday".*\n?[\s\S]*dry-run: [\s\S]*`only`[\s\S]*`reason`/,
    );
  });
});

describe("what to go back to", () => {
  test.each([
    ["", undefined],
    [" previous ", { kind: "previous" }],
    ["20261116-0617-01", { kind: "timestamp", stamp: { timestamp: "20261116-0617", sequence: 1 } }],
    ["sha256:4be1c0ff", { kind: "digest", prefix: "sha256:4be1c0ff" }],
  ])("%j", (to, target) => {
    expect(read({ command: "rollback", only: "a", reason: "b", to }).to).toEqual(target);
  });

  test.each(["latest", "sha256:4be1", "20261316-0617", "4be1c0ff", "previous, please"])("not %j", (to) => {
    expect(() => read({ command: "rollback", only: "a", reason: "b", to })).toThrow(`to: "${to}" is neither \`previous\``);
  });
});

test("a reason is trimmed, and no longer than is shown of it", () => {
  const reason = (text: string) => read({ command: "hold", only: "a", reason: text }).reason;
  expect(reason(" it broke\n")).toBe("it broke");
  expect(reason("x".repeat(1000))).toHaveLength(1000);
  expect(() => reason("x".repeat(1001))).toThrow("reason: it has 1001 characters");
});

test("a hold is for a week, where nothing else is said", () => {
  expect([read({}).expires, read({ expires: " 2w " }).expires]).toEqual(["7d", "2w"]);
});

test("lists: by commas or lines, with comments", () => {
  expect(read({ only: "a:b, c # not d\n\n#e\n f:*" }).only).toEqual(["a:b", "c", "f:*"]);
});

test("an unknown command, and `--local` where it does not belong", () => {
  expect(() => read({ command: "undo" })).toThrow('Unknown command "undo". Use one of run, plan,');
  expect(() => read({ command: "rolback" })).toThrow('Unknown command "rolback". Did you mean "rollback"?');
  expect(() => read({ command: "rollback", only: "a", reason: "b" }, true)).toThrow("`--local` belongs to the command `build`");
});
