import { describe, expect, test } from "@jest/globals";
import { history } from "../../../src/commands/history.ts";
import { resume } from "../../../src/commands/resume.ts";
import { rollback } from "../../../src/commands/rollback.ts";
import { run } from "../../../src/commands/run.ts";
import { makePublicationId } from "../../support/holds.ts";
import { defaultRequest, type MemoryRun } from "../../support/memory-run.ts";
import { appWith, edit, go, place } from "../../support/version-runs.ts";

const config = (timestamps?: string) =>
  `${timestamps === undefined ? "" : `timestamps: ${timestamps}\n`}aliases: [{ tag: latest, timestamps: true }]\nimages: { app: { context: app } }`;

const switchTo = (made: MemoryRun, timestamps?: string): void => {
  made.repository.commit({ ".github/tagstream.yml": `registries: [one.example.org/osg]\n${config(timestamps)}\n` });
};

/** The stream's timestamps, oldest digest first, and the one whose image it shows. */
function stamps(made: MemoryRun): { all: string[]; shown: string[] } {
  const tags = Object.entries(made.registry.shown(place));
  const shown = made.registry.shown(place)["release"];
  const own = tags.filter(([tag]) => tag.startsWith("release-"));
  const name = ([tag]: [string, string]): string => tag.slice("release-".length);
  return { all: own.map(name), shown: own.filter(([, digest]) => digest === shown).map(name) };
}

async function rebuild(made: MemoryRun, at?: string): Promise<void> {
  if (at !== undefined) made.now = new Date(at);
  const { status, problems } = await go(made, "schedule");
  expect([status, problems]).toEqual([0, []]);
}

async function order(made: MemoryRun, command: typeof rollback, change: Partial<typeof defaultRequest> = {}) {
  const { session, shown } = await made.session("workflow_dispatch");
  const status = await command({ ...defaultRequest, only: ["app"], reason: "broken", ...change }, session);
  return { status, text: [...shown.summaries, ...[...shown.groups.values()].flat()].join("\n") };
}

describe("timestamps of a day", () => {
  test("each day has one, with sequences, for aliases too", async () => {
    const made = appWith(config("day"));
    await rebuild(made, "2026-11-23T06:16:00Z");
    await rebuild(made);
    await rebuild(made, "2026-11-24T06:16:00Z");
    expect(stamps(made)).toEqual({ all: ["20261123", "20261123-01", "20261124"], shown: ["20261124"] });
    expect(Object.keys(made.registry.shown(place)).filter((tag) => tag.startsWith("latest-"))).toEqual([
      "latest-20261123",
      "latest-20261123-01",
      "latest-20261124",
    ]);
    expect(made.registry.annotationsOf(place, "release")["io.github.tagstream.built"]).toBe("20261124-0617");
  });

  test("the plan says minutes, and its tags days", async () => {
    const made = appWith(config("day"));
    const { outputs } = await go(made, "push");
    const plan = await made.plan({ outputs } as never);
    expect([plan.timestamp, plan.units[0]?.timestamps, plan.units[0]?.tags]).toEqual([
      "20261123-0618",
      "day",
      ["release-20261123", "latest-20261123", "release", "latest"],
    ]);
  });

  test("a change from minutes to days and back keeps the history, in order, on one day", async () => {
    const made = appWith(config());
    await rebuild(made, "2026-11-23T06:16:00Z");
    switchTo(made, "day");
    await rebuild(made);
    expect(stamps(made)).toEqual({ all: ["20261123", "20261123-0617"], shown: ["20261123"] });
    switchTo(made, "minute");
    await rebuild(made);
    expect(stamps(made)).toEqual({ all: ["20261123", "20261123-01", "20261123-0617"], shown: ["20261123-01"] });
    await rebuild(made, "2026-11-24T06:16:00Z");
    expect(stamps(made).shown).toEqual(["20261124-0617"]);
    const { text } = await order(made, history);
    const lines = text.split("\n").flatMap((line) => /^ +(\d{8}\S*) +\S+ +(\w+)/.exec(line)?.slice(1, 3).join(" ") ?? []);
    expect([...new Set(lines)]).toEqual(["20261124-0617 built", "20261123-01 built", "20261123 built", "20261123-0617 built"]);
  });

  test("a push publishes what changed, and nothing else", async () => {
    const made = appWith(config("day"));
    await go(made, "push");
    await go(made, "push");
    expect(stamps(made).all).toEqual(["20261123"]);
    edit(made, "second");
    await go(made, "push");
    expect(stamps(made)).toEqual({ all: ["20261123", "20261123-01"], shown: ["20261123-01"] });
  });

  test("a rollback, its mark, its hold and its end", async () => {
    const made = appWith(config("day"));
    await rebuild(made, "2026-11-23T06:16:00Z");
    await rebuild(made, "2026-11-24T06:16:00Z");
    const good = made.registry.shown(place)["release-20261123"];
    expect((await order(made, rollback)).status).toBe(0);
    const after = made.registry.shown(place);
    expect(after).toMatchObject({ release: good, latest: good, "release-20261124-01": good, "rb.release-20261124-01": good });
    expect(made.holds[0]?.body).toContain("20261124-01");
    await rebuild(made);
    expect(made.registry.shown(place)["release"]).toBe(good);
    expect(stamps(made).all).toContain("20261124-02");
    expect((await order(made, resume)).status).toBe(0);
    expect(stamps(made).shown).toEqual(["20261124-02"]);
  });

  test("a rollback to a day by its name; its own stamp has no sequence, and is read from the issue", async () => {
    const made = appWith(config("day"));
    await rebuild(made, "2026-11-20T06:16:00Z");
    await rebuild(made, "2026-11-21T06:16:00Z");
    made.now = new Date("2026-11-24T06:16:00Z");
    const to = { kind: "timestamp", stamp: makePublicationId("20261120") } as const;
    expect((await order(made, rollback, { to })).status).toBe(0);
    const after = made.registry.shown(place);
    expect(after["release"]).toBe(after["release-20261120"]);
    expect(after["rb.release-20261124"]).toBe(after["release-20261120"]);
    made.registry.removeTag(place, "release-20261124"); // killed between the mark and the timestamp
    made.registry.removeTag(place, "release");
    const { status } = await go(made, "push");
    expect([status, made.registry.shown(place)["release"]]).toEqual([0, after["release-20261120"]]);
    expect(made.registry.shown(place)["release-20261124"]).toBe(after["release-20261120"]);
  });

  test("a clock that is ahead over midnight: the next publication comes after", async () => {
    const made = appWith(config("day"));
    await rebuild(made, "2026-11-24T00:05:00Z");
    await rebuild(made, "2026-11-23T23:50:00Z");
    expect(stamps(made)).toEqual({ all: ["20261124", "20261124-01"], shown: ["20261124-01"] });
  });

  test("today is never in the future; the day after tomorrow is", async () => {
    const made = appWith(config("day"));
    await rebuild(made, "2026-11-23T00:01:00Z");
    made.registry.setTag(place, "release-20261125", made.registry.push(place, {}));
    made.now = new Date("2026-11-23T06:16:00Z");
    const { status, summary } = await go(made, "schedule");
    expect([status, summary]).toEqual([1, expect.stringContaining("release-20261125 names a time in the future")]);
  });

  test("a killed run is completed, and a re-run converges", async () => {
    for (const effect of [1, 2, 3, 4]) {
      const made = appWith(config("day"));
      await rebuild(made, "2026-11-23T06:16:00Z");
      edit(made, "second");
      let done = 0;
      made.registry.refuse = ({ verb }) => (/claim|putManifest/.test(verb) && ++done >= effect ? "killed" : undefined);
      expect((await go(made, "push")).status).toBe(1);
      made.registry.refuse = () => undefined;
      expect((await go(made, "push")).status).toBe(0);
      const { release, latest, "release-20261123-01": newest } = made.registry.shown(place);
      expect([effect, release, latest]).toEqual([effect, newest, newest]);
      expect(stamps(made).all).toEqual(["20261123", "20261123-01"]);
    }
  });

  test("a re-run of the same run builds nothing, and takes no further timestamp", async () => {
    const made = appWith(config("day"));
    await rebuild(made, "2026-11-23T06:16:00Z");
    const { session } = await made.session("schedule");
    expect(await run(defaultRequest, session)).toBe(0);
    const [before, builds] = [made.registry.shown(place), made.built.length];
    const again = { ...session, event: { ...session.event, runAttempt: 2 } };
    made.now = new Date("2026-11-23T09:00:00Z");
    expect(await run(defaultRequest, again)).toBe(0);
    expect([made.registry.shown(place), made.built.length]).toEqual([before, builds]);
    made.registry.removeTag(place, "latest"); // killed before it
    expect(await run(defaultRequest, { ...again, event: { ...again.event, runAttempt: 3 } })).toBe(0);
    expect([made.registry.shown(place), made.built.length]).toEqual([before, builds]);
  });

  test("after 100 publications on one day the unit is red, and says so", async () => {
    const made = appWith(config("day"));
    for (let sequence = 0; sequence < 100; sequence++) {
      const tag = `release-20261123${sequence === 0 ? "" : `-${String(sequence).padStart(2, "0")}`}`;
      made.registry.setTag(place, tag, made.registry.push(place, {}, [], { content: { sequence } }));
    }
    const { status, summary } = await go(made, "schedule");
    expect([status, summary]).toEqual([1, expect.stringContaining("other digests have taken all 100 tags of the day")]);
  });

  test.each(["push", "schedule"])("the key removed again: a %s never moves the stream back", async (event) => {
    const made = appWith(config());
    await rebuild(made, "2026-11-23T06:16:00Z");
    switchTo(made, "day");
    await rebuild(made);
    switchTo(made);
    const before = made.registry.shown(place);
    const { status, codes } = await go(made, event);
    expect(codes).toEqual(["timestamps-unread"]);
    expect(status).toContain(
      "app:release: one.example.org/osg/app:release shows the image of release-20261123, a timestamp of a day",
    );
    expect(status).toContain("Write `timestamps: minute`");
    expect(made.registry.shown(place)).toEqual(before);
    switchTo(made, "minute");
    expect((await go(made, event)).status).toBe(0);
  });

  test("without the key, a tag that ends like a day is nobody's", async () => {
    const made = appWith(config());
    const foreign = made.registry.push(place, {});
    made.registry.setTag(place, "release-20261222", foreign);
    await rebuild(made);
    expect(stamps(made).shown).toEqual(["20261123-0618"]);
    expect(made.registry.shown(place)["release-20261222"]).toBe(foreign);
  });

  test("without the key, an image from before Tagstream may have a day of another tool", async () => {
    const made = appWith(config());
    const old = made.registry.push(place, {});
    for (const tag of ["release", "release-20261120"]) made.registry.setTag(place, tag, old);
    await rebuild(made);
    expect(stamps(made)).toEqual({ all: ["20261120", "20261123-0617", "20261123-0618"], shown: ["20261123-0618"] });
  });

  test("an image from before Tagstream, of an unknown time, gets a minute of the day before", async () => {
    const made = appWith(config("day"));
    const old = made.registry.push(place, {});
    made.registry.setTag(place, "release", old);
    await rebuild(made);
    const adopted = Object.entries(made.registry.shown(place)).find(([tag, digest]) => digest === old && tag !== "release");
    expect(adopted?.[0]).toBe("release-20261122-2359");
    expect(stamps(made).shown).toEqual(["20261123"]);
  });
});
