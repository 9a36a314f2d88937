import { afterAll, describe, expect, test } from "@jest/globals";
import { rollback } from "../../src/commands/rollback.ts";
import { run } from "../../src/commands/run.ts";
import { yank } from "../../src/commands/yank.ts";
import type { RollbackTarget } from "../../src/core/rollback/rollback.ts";
import { readYanks } from "../../src/core/verdicts/yank-data.ts";
import type { Request } from "../../src/ports/request.ts";
import { removeFolders } from "../support/git.ts";
import { defaultRequest, type MemoryRun, memoryRun } from "../support/memory-run.ts";
import { keptIssue, stampOf } from "../support/verdicts.ts";

afterAll(removeFolders);

const files = {
  ".github/tagstream.yml": "registries: [one.example.org/osg]\nimages: { app: { context: app } }\n",
  "app/Dockerfile": "FROM scratch\n",
};
const repository = "one.example.org/osg/app";
const at = (text: string): RollbackTarget => ({ kind: "timestamp", stamp: stampOf(text) });

/** An image with three publications, a day apart. */
async function published(): Promise<MemoryRun> {
  const made = memoryRun(files);
  for (const day of [23, 24, 25]) {
    made.now = new Date(`2026-11-${day}T06:17:00Z`);
    const { session } = await made.session("schedule");
    expect(await run(defaultRequest, session)).toBe(0);
  }
  made.now = new Date("2026-11-26T06:17:00Z");
  return made;
}

/** One start of a command, by octo on GitHub. */
async function start(made: MemoryRun, command: typeof yank, request: Partial<Request>) {
  const { session, shown } = await made.session("workflow_dispatch");
  const payload = { ...(session.event.payload as object), sender: { login: "octo" } };
  const asked = { ...defaultRequest, only: ["app"], reason: "leaks a key", ...request };
  const status = await command(asked, { ...session, event: { ...session.event, payload } }).catch(
    (error: Error) => error.message,
  );
  return { status, lines: (shown.groups.get("") ?? []).join("\n"), summaries: shown.summaries.join("\n"), shown };
}
const tags = (made: MemoryRun) => made.registry.shown(repository);
const yanked = (made: MemoryRun) => made.yanks.flatMap(({ body }) => readYanks(body).yanks);

describe("yank", () => {
  test("is recorded once, moves nothing, and says who and why", async () => {
    const made = await published();
    const before = tags(made);
    expect((await start(made, yank, { to: at("20261124-0617") })).status).toBe(0);
    expect((await start(made, yank, { to: at("20261124-0617") })).status).toBe(0);
    expect(tags(made)).toEqual(before);
    expect(yanked(made)).toEqual([
      expect.objectContaining({
        unit: "app:release",
        stamp: stampOf("20261124-0617"),
        digest: before["release-20261124-0617"],
        by: "octo",
        at: "2026-11-26T06:17:00Z",
        reason: "leaks a key",
      }),
    ]);
    expect(made.yanks[0]?.title).toBe("Yanked images");
  });

  test("is red if a stream shows the image, and names the command that rolls back", async () => {
    const made = await published();
    const { status, summaries, shown } = await start(made, yank, { to: at("20261125-0617") });
    expect(status).toBe(1);
    expect(shown.problems).toEqual([
      expect.objectContaining({
        code: "yank-shown",
        message: expect.stringContaining("-f command=rollback -f only='app:release' -f reason='20261125-0617 was yanked'"),
      }),
    ]);
    expect(summaries).toContain("1 image yanked");
  });

  test("a dry run writes nothing, and is green", async () => {
    const made = await published();
    const { status, lines } = await start(made, yank, { to: at("20261125-0617"), dryRun: true });
    expect(status).toBe(0);
    expect(lines).toContain("1 image would be yanked");
    expect(made.yanks).toEqual([]);
  });

  test("is taken back with who and why", async () => {
    const made = await published();
    await start(made, yank, { to: at("20261124-0617") });
    const { lines } = await start(made, yank, { to: at("20261124-0617"), undo: true, reason: "a false alarm" });
    expect(lines).toContain("Yank of 1 image taken back");
    expect(yanked(made)).toEqual([
      expect.objectContaining({ undone: expect.objectContaining({ by: "octo", reason: "a false alarm" }) }),
    ]);
    expect(made.yanks[0]?.body).toContain("Taken back:");
    expect((await start(made, yank, { to: at("20261124-0617"), undo: true })).lines).toContain("No yank of 1 image to take back");
  });

  test.each<[string, Partial<Request>, RegExp]>([
    ["an image that does not exist", { to: at("20261124-0618") }, /has no image under 20261124-0618: near it are/],
    ["`previous`", { to: { kind: "previous" } }, /`yank` needs a timestamp/],
  ])("refuses %s", async (_, request, words) => {
    const made = await published();
    expect((await start(made, yank, { command: "yank", ...request })).status).toMatch(words);
    expect(made.yanks).toEqual([]);
  });

  test("refuses an event that does not say who started it", async () => {
    const made = await published();
    const { session } = await made.session("workflow_dispatch");
    const asked = { ...defaultRequest, only: ["app"], reason: "x", to: at("20261124-0617") };
    await expect(yank(asked, session)).rejects.toThrow(/does not name the person/);
  });
});

describe("a rollback", () => {
  test("to `previous` skips what is yanked", async () => {
    const made = await published();
    const before = tags(made);
    await start(made, yank, { to: at("20261124-0617") });
    expect((await start(made, rollback, {})).status).toBe(0);
    expect(tags(made)["release"]).toBe(before["release-20261123-0617"]);
  });

  test("to `previous` has no target if all older ones are yanked", async () => {
    const made = await published();
    for (const day of [23, 24]) await start(made, yank, { to: at(`202611${day}-0617`) });
    expect((await start(made, rollback, {})).status).toMatch(/every older image was yanked/);
  });

  test("to a yanked image is refused: who, why, and how to take it back", async () => {
    const made = await published();
    const before = tags(made);
    await start(made, yank, { to: at("20261124-0617") });
    expect((await start(made, rollback, { to: at("20261124-0617") })).status).toMatch(
      /Cannot roll app:release back: octo yanked app:release 20261124-0617 at 2026-11-26 06:17 UTC: leaks a key. .*`tagstream yank --undo --only app:release --to 20261124-0617/,
    );
    expect(tags(made)).toEqual(before);
    await start(made, yank, { to: at("20261124-0617"), undo: true });
    expect((await start(made, rollback, { to: at("20261124-0617") })).status).toBe(0);
  });

  test("without knowledge of yanks: `previous` is refused, a named image goes on with a note", async () => {
    const made = await published();
    made.yanks.push(keptIssue(3000, "Yanked images", "gone"));
    expect((await start(made, rollback, {})).status).toMatch(
      /could not read which images are yanked: Issue #3000 .* Name the image/,
    );
    const { status, lines } = await start(made, rollback, { to: at("20261124-0617") });
    expect(status).toBe(0);
    expect(lines).toContain("could not read which images are yanked");
  });
});

describe("a run", () => {
  test("is red while its stream shows a yanked image, and green once the next build replaces it", async () => {
    const made = await published();
    await start(made, yank, { to: at("20261125-0617") });
    const pushed = await made.session("push");
    expect(await run(defaultRequest, pushed.session)).toBe(1);
    expect(pushed.shown.problems).toEqual([
      expect.objectContaining({ code: "yank-shown", message: expect.stringContaining("octo yanked app:release 20261125-0617") }),
    ]);
    expect(tags(made)["release"]).toBe(tags(made)["release-20261125-0617"]);
    const rebuilt = await made.session("schedule");
    expect(await run(defaultRequest, rebuilt.session)).toBe(0);
    expect(tags(made)["release"]).toBe(tags(made)["release-20261126-0617"]);
  });

  test.each<[string, (made: MemoryRun) => Promise<unknown>, boolean]>([
    ["publishes an earlier image of the same inputs again", async () => undefined, true],
    ["but not a yanked one", (made) => start(made, yank, { to: at("20261125-0617") }), false],
    ["nor one that may be yanked", async (made) => made.yanks.push(keptIssue(3000, "Yanked images", "gone")), false],
  ])("%s", async (_, before, isSame) => {
    const made = await published();
    const earlier = tags(made)["release"];
    made.repository.commit({ "app/Dockerfile": "FROM scratch\nLABEL a=b\n" });
    expect(await run(defaultRequest, (await made.session("push")).session)).toBe(0);
    await before(made);
    made.now = new Date("2026-11-27T06:17:00Z");
    made.repository.commit({ "app/Dockerfile": "FROM scratch\n" });
    const { session, shown } = await made.session("push");
    expect(await run(defaultRequest, session)).toBe(0);
    expect(tags(made)["release"] === earlier).toBe(isSame);
    const [unit] = (await made.plan(shown)).units;
    expect(unit?.decision).toBe(isSame ? "promote" : "build");
  });
});
