import { afterAll, describe, expect, test } from "@jest/globals";
import { plan as planCommand } from "../../../src/commands/plan.ts";
import { change, go, of, place, project } from "../../support/blocked-runs.ts";
import { removeFolders } from "../../support/git.ts";
import { defaultRequest } from "../../support/memory-run.ts";
import { terminalOf } from "../../support/terminal.ts";

afterAll(removeFolders);

describe("a plan in which no unit can be asked is red, and tells each cause once", () => {
  test("one unit alone", async () => {
    const made = project();
    made.registry.refuse = of("squid", place, "tags");
    const { status, moved } = await go(made, "schedule", { only: ["squid"] });
    expect({ status, moved }).toEqual({ status: expect.stringMatching("^squid:release: cannot be read: .*refused"), moved: [] });
  });

  test("an optional one alone is green", async () => {
    const made = project();
    made.registry.refuse = of("xcache", place, "tags");
    expect(await go(made, "schedule", { only: ["xcache"] })).toMatchObject({ status: 0, moved: [] });
  });

  test("a host that is down is told of once, however it is down", async () => {
    const made = project();
    made.registry.refuse = ({ verb, repository }) =>
      repository.startsWith(place) ? `one.example.org cannot be reached: ${verb} of ${repository}` : undefined;
    const { status } = await go(made, "schedule");
    expect(status).toMatch(
      /^base:release, app:release, squid:release, xcache:release: cannot be read: one\.example\.org cannot be reached: .+$/,
    );
  });
});

describe("the command `plan`", () => {
  const printed: string[] = [];
  const terminal = terminalOf(printed);

  test("leaves a plan for later jobs, which build the others", async () => {
    const made = project();
    made.registry.refuse = of("squid", place, "tags");
    const { session, shown } = await made.session("schedule");
    expect(await planCommand({ ...defaultRequest, command: "plan" }, session)).toBe(0);
    expect((await made.plan(shown)).units.map(({ name, decision }) => `${name} ${decision}`)).toEqual([
      "base:release build",
      "app:release build",
      "squid:release blocked",
      "xcache:release build",
    ]);
    expect(await planCommand({ ...defaultRequest, command: "plan", dryRun: true }, session)).toBe(1);
  });

  test("on a laptop notes what it was not told, and plans all the same", async () => {
    const made = project();
    await go(made, "push");
    change(made, ["squid"]);
    made.registry.refuse = ({ reference }) => (reference.startsWith("rc.") ? "no such luck" : undefined);
    const printed: string[] = [];
    const { session, shown } = await made.session("push", { ...terminal, print: (text) => void printed.push(text) });
    expect(await planCommand({ ...defaultRequest, command: "plan" }, session)).toBe(0);
    expect(printed.join("")).toMatch(/squid:release +build/);
    expect((shown.groups.get("") ?? []).join("\n")).toContain("note: squid:release: cannot be read: no such luck");
  });
});
