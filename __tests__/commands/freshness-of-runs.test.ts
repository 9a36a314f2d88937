import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { failure } from "../../src/core/lib/problems/problem.ts";
import type { PublishedNews } from "../../src/core/result/published-news.ts";
import type { Session } from "../../src/ports/session.ts";
import { removeFolders } from "../support/git.ts";
import { noContainers } from "../support/memory-builder.ts";
import { place, type StaleProject, staleProject } from "../support/stale-project.ts";

afterAll(removeFolders);

/** One published three days before the others. */
const first = "2026-11-23T06:17:00Z";
const second = "2026-11-24T06:17:00Z";

let made: StaleProject;
const start = async (rebuild: string) => {
  made = await staleProject(rebuild);
  await made.publish(first);
};
beforeEach(() => start("rebuild: { every: 1d, bases: false, stale: 10d }"));
afterEach(() => made.github.close());

/** From now on the test of `squid` fails. */
const breakTests = () => {
  made.containers = { ...noContainers, run: async () => ({ status: 1, timedOut: false, output: "no answer" }) };
};
const mend = () => {
  made.containers = noContainers;
};
const squid = () => made.rows()?.get("squid:release");

describe("a run with `every`", () => {
  test("opens the issue when a rebuild fails, and counts its tries", async () => {
    breakTests();
    expect((await made.publish(second, ["squid"])).status).toBe(1);
    expect(squid()).toMatchObject({
      published: first,
      cause: "failed",
      tries: { since: second, last: second, count: 1, code: "test-failed", inputs: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    await made.publish("2026-11-25T06:17:00Z", ["squid"]);
    expect(squid()?.tries).toMatchObject({ since: second, last: "2026-11-25T06:17:00Z", count: 2 });
    const [issue] = made.open().values();
    expect(issue?.title).toBe("The rebuild of 1 image fails");
    expect(issue?.body).toContain("(2 tries, the last on 25 Nov): test-failed");
    // One issue, and nobody is told twice.
    expect(issue?.comments).toEqual([]);
  });

  test("forgets the tries when it is published, and closes the issue", async () => {
    breakTests();
    await made.publish(second, ["squid"]);
    mend();
    await made.publish("2026-11-25T06:17:00Z");
    expect(made.open().size).toBe(0);
  });

  test("keeps them while it does something else", async () => {
    breakTests();
    await made.publish(second, ["squid"]);
    mend();
    await made.publish("2026-11-25T06:17:00Z", ["xcache"]);
    expect(squid()?.tries?.count).toBe(1);
  });

  test("begins anew after an edit made the issue nonsense: one try more", async () => {
    breakTests();
    await made.publish(second, ["squid"]);
    for (const issue of made.open().values()) issue.body = "nonsense";
    await made.publish("2026-11-25T06:17:00Z", ["squid"]);
    expect(squid()?.tries?.count).toBe(1);
  });

  test("asks registries nothing more for the ages", async () => {
    const asked = async (rebuild: string) => {
      await made.github.close();
      await start(rebuild);
      let calls = 0;
      made.registry.refuse = () => {
        calls++;
        return undefined;
      };
      await made.publish(second, ["squid"]);
      return calls;
    };
    expect(await asked("rebuild: { stale: 10d }")).toBe(await asked(""));
  });

  test("is red where another image is stale", async () => {
    const { status, shown } = await made.publish("2026-12-09T06:17:00Z", ["squid"]);
    // `only` selects one: the run knows nothing of the others.
    expect([status, shown.outputs["stale"]]).toEqual([0, ""]);
    made.containers = { ...noContainers, run: async () => ({ status: 1, timedOut: false, output: "" }) };
    const late = await made.publish("2026-12-20T06:17:00Z", ["squid"]);
    expect([late.status, late.shown.outputs["stale"]]).toEqual([1, "squid:release"]);
    expect(late.shown.problems).toContainEqual(expect.objectContaining({ code: "freshness-stale" }));
  });
});

describe("a run without `stale` and `every`", () => {
  test("says nothing of ages", async () => {
    await made.github.close();
    await start("");
    breakTests();
    const { text, shown } = await made.publish("2026-12-20T06:17:00Z");
    expect(text).not.toContain("Freshness");
    expect([shown.outputs["stale"], made.github.issues.size]).toEqual([undefined, 0]);
  });
});

describe("`notify`", () => {
  const told: [string, string, readonly PublishedNews[]][] = [];
  const telling =
    (refuse?: string) =>
    ({ ports }: Session) => {
      ports.notifier = {
        notify: async (to, from, images) => {
          if (to === refuse) throw failure("github-denied", "It refused.");
          told.push([to, from, images]);
        },
      };
    };
  beforeEach(async () => {
    told.length = 0;
    await made.github.close();
    await start("notify: [octo-org/service, octo-org/other]");
  });

  test("tells each repository once which streams moved, and goes on where one refuses", async () => {
    const { status, shown } = await made.publish(second, ["squid"], telling("octo-org/service"));
    const images = [
      {
        image: "squid",
        reference: `${place}/squid:release`,
        digest: made.registry.shown(`${place}/squid`)["release"],
        timestamp: "20261124-0617",
      },
    ];
    expect({ status, told }).toEqual({ status: 0, told: [["octo-org/other", "osg/images", images]] });
    expect(shown.problems).toEqual([
      expect.objectContaining({
        code: "notify-failed",
        severity: "warning",
        message: expect.stringContaining("octo-org/service"),
      }),
    ]);
  });

  test("tells them of a rollback, too", async () => {
    await made.publish(second, ["squid"]);
    const old = Object.entries(made.registry.shown(`${place}/squid`)).find(([tag]) => tag.startsWith("release-20261123"))?.[1];
    expect((await made.rollBack("2026-11-25T06:17:00Z", ["squid"], telling())).status).toBe(0);
    expect(told.map(([to, , images]) => [to, images.map(({ digest, timestamp }) => [digest, timestamp])])).toEqual([
      ["octo-org/service", [[old, "20261125-0617"]]],
      ["octo-org/other", [[old, "20261125-0617"]]],
    ]);
  });

  test("never tells the repository itself, whose runs would start one another", async () => {
    await made.github.close();
    await start("notify: [OSG/images, octo-org/other]");
    const { shown } = await made.publish(second, ["squid"], telling());
    expect(told.map(([to]) => to)).toEqual(["octo-org/other"]);
    expect(shown.problems).toEqual([
      expect.objectContaining({ code: "notify-failed", message: expect.stringContaining("itself") }),
    ]);
  });

  test("ends where GitHub is not there, and names whom it did not try", async () => {
    const { status, shown } = await made.publish(second, ["squid"], ({ ports }) => {
      ports.notifier = {
        notify: async (to) => {
          told.push([to, "", []]);
          throw failure("github-unreachable", "It hung.");
        },
      };
    });
    expect([status, told.length]).toEqual([0, 1]);
    expect(shown.problems.map(({ message }) => message)).toEqual([
      "Could not notify octo-org/service. It hung. Nor did it try octo-org/other.",
    ]);
  });

  test("tells nobody where no stream moved", async () => {
    breakTests();
    await made.publish(second, ["squid"], telling());
    expect(told).toEqual([]);
  });

  test("without a token is one warning", async () => {
    const { status, shown } = await made.publish(second, ["squid"]);
    expect([status, shown.problems]).toEqual([0, [expect.objectContaining({ code: "notify-token", severity: "warning" })]]);
  });
});
